/// An argument of a verb, a layer or an option, described once.
public struct Parameter: Sendable, Equatable {
  /// How the argument is given.
  public enum Position: Sendable, Equatable {
    /// By position, before all named arguments.
    case positional
    /// As `name=value`.
    case named
  }

  /// What the user types before `=`, or what the help calls a positional argument.
  public var name: String
  /// One line without a full stop.
  public var summary: String
  /// What values it takes.
  public var kind: Kind
  /// How it is given.
  public var position: Position
  /// The default as the user would type it; `nil` without a default.
  public var defaultText: String?
  /// Whether leaving it out is an error.
  public var isRequired: Bool
  /// Whether a positional argument takes all that remain.
  public var isRepeated: Bool

  /// Describes an argument.
  public init(
    _ name: String, _ kind: Kind, _ summary: String, position: Position = .named,
    default defaultText: String? = nil, isRequired: Bool = false, isRepeated: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.position = position
    self.defaultText = defaultText
    self.isRequired = isRequired
    self.isRepeated = isRepeated
  }
}

/// What values an argument takes.
public indirect enum Kind: Sendable, Equatable {
  /// A number within bounds; `exclusiveMinimum` leaves out the lower bound itself.
  case number(ClosedRange<Double>, exclusiveMinimum: Bool = false)
  /// A whole number within bounds.
  case whole(ClosedRange<Int>)
  /// A whole number from 0 to 2^64 - 1, from which random numbers come.
  case seed
  /// `on` or `off`.
  case toggle
  /// One of some words; each with its own summary.
  case word([Term])
  /// Any text in quotes.
  case text
  /// A name that only the data know, as a word or in quotes.
  case name
  /// A path in quotes that is read; with the endings it may have (empty for any) without a dot.
  case inputFile(endings: [String])
  /// A path in quotes that is written; with the endings it may have without a dot.
  case outputFile(endings: [String])
  /// Two numbers, `-1..1`.
  case range
  /// `64` for a square, or `64x48` (height x width or rows x columns).
  case size
  /// Several values of a kind, `[a, b, c]`.
  case list(Kind)
  /// A value of the host's own types, by type name: `data set`, `network`, `run`.
  case object(String)
  /// A condition or any other expression.
  case any
  /// The first kind that fits.
  case either([Kind])
}

extension Kind {
  /// How help and error messages name the kind: "a whole number from 1 to 65536".
  public var summary: String {
    switch self {
    case .number(let bounds, let exclusiveMinimum):
      Kind.describe(bounds, exclusiveMinimum: exclusiveMinimum)
    case .whole(let bounds):
      switch (bounds.lowerBound, bounds.upperBound) {
      case (.min, .max): "a whole number"
      case (let low, let high) where low == high: "\(low)"
      case (let low, .max): "a whole number from \(low)"
      case (let low, let high): "a whole number from \(low) to \(high)"
      }
    case .seed: "a whole number from 0 to \(UInt64.max)"
    case .toggle: "on or off"
    case .word(let terms): alternatives(terms.map(\.name))
    case .text: "text in quotes"
    case .name: "a name"
    case .inputFile(let endings), .outputFile(let endings):
      endings.isEmpty
        ? "a path in quotes"
        : "a path in quotes ending in " + endings.map { "." + $0 }.joined(separator: ", ")
    case .range: "a range like -1..1"
    case .size: "a size like 64 or 5x5"
    case .list(let kind): "a list of \(kind.summary)"
    case .object(let type): "a \(type)"
    case .any: "a value"
    case .either(let kinds):
      alternatives(
        kinds.flatMap { kind in
          if case .word(let terms) = kind { terms.map(\.name) } else { [kind.summary] }
        })
    }
  }

  /// All words the kind accepts, for completion and near misses.
  public var words: [Term] {
    switch self {
    case .word(let terms): terms
    case .toggle: [Term("on", "yes"), Term("off", "no")]
    case .either(let kinds): kinds.flatMap(\.words)
    case .list(let kind): kind.words
    default: []
    }
  }

  private static func describe(
    _ bounds: ClosedRange<Double>, exclusiveMinimum: Bool
  ) -> String {
    let low = bounds.lowerBound
    let high = bounds.upperBound
    switch (low == -.infinity, high == .infinity) {
    case (true, true): return "a number"
    case (true, false): return "a number up to \(shortest(high))"
    case (false, true):
      return exclusiveMinimum ? "a number above \(shortest(low))" : "a number from \(shortest(low))"
    case (false, false):
      return exclusiveMinimum
        ? "a number above \(shortest(low)), up to \(shortest(high))"
        : "a number from \(shortest(low)) to \(shortest(high))"
    }
  }
}
