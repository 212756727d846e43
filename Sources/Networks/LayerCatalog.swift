import Vocabulary

/// An argument of a layer.
public enum LayerArgument: Sendable, Equatable {
  /// A number.
  case number(Double)
  /// A word.
  case word(String)
  /// On or off.
  case toggle(Bool)
  /// A shape, of a dense layer's outputs.
  case shape(Shape)
}

extension LayerArgument: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral
{
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A word.
  public init(stringLiteral value: String) { self = .word(value) }
  /// On or off.
  public init(booleanLiteral value: Bool) { self = .toggle(value) }
}

/// A row of the catalog of layers.
public struct LayerKind: Described {
  /// Where a layer is written.
  public enum Position: Sendable, Equatable {
    /// After an arrow: `-> conv(32)`.
    case afterArrow
    /// After such a layer or another of its own sort: `-> 256 batchnorm relu`.
    case modifier
  }

  /// Its description; positional parameters are its arguments in brackets.
  public let term: Term
  /// Where it is written.
  public let position: Position
  /// The layer before it, changed by it; `nil` for a kind that makes layers of its own.
  let change: (@Sendable (any Layer) -> (any Layer)?)?
  private let build:
    @Sendable (_ input: Shape, _ arguments: LayerArguments) throws(NetworkError) -> [any Layer]

  init(
    _ term: Term, _ position: Position = .modifier,
    build: @escaping @Sendable (Shape, LayerArguments) throws(NetworkError) -> [any Layer]
  ) {
    self.term = term
    self.position = position
    self.build = build
    change = nil
  }

  /// A modifier that makes no layer and changes the one before it; `nil` if it cannot.
  init(changing term: Term, change: @escaping @Sendable (any Layer) -> (any Layer)?) {
    self.term = term
    position = .modifier
    build = { _, _ in [] }
    self.change = change
  }

  /// A modifier that is one layer and takes any shape.
  init(
    modifier term: Term, build: @escaping @Sendable (Shape, LayerArguments) -> any Layer
  ) {
    self.init(term) { input, arguments throws(NetworkError) in [build(input, arguments)] }
  }

  /// Layers of this kind for what comes in; left-out arguments take their defaults. One layer, and
  /// what must stand before or after it for its shapes to fit.
  ///
  /// Throws if there are too many arguments, one is out of range, or the shape does not fit.
  public func layers(
    after input: Shape, _ given: [LayerArgument?] = []
  ) throws(NetworkError) -> [any Layer] {
    guard given.count <= term.parameters.count else {
      throw .tooManyArguments(layer: name, given: given.count, most: term.parameters.count)
    }
    var all: [String: LayerArgument] = [:]
    for (index, parameter) in term.parameters.enumerated() {
      let value = (index < given.count ? given[index] : nil) ?? parameter.defaultArgument
      guard let value else {
        if parameter.isRequired {
          throw .missingArgument(layer: name, argument: parameter.name)
        }
        continue
      }
      guard parameter.accepts(value) else {
        throw .argumentOutOfRange(
          layer: name, argument: parameter.name, value: value.summary,
          allowed: parameter.kind.summary)
      }
      all[parameter.name] = value
    }
    return try build(input, LayerArguments(values: all))
  }
}

/// The arguments of a layer, checked, by name.
struct LayerArguments: Sendable {
  let values: [String: LayerArgument]

  /// A number that has a default or was given.
  func number(_ name: String) -> Double {
    if case .number(let number)? = values[name] { number } else { 0 }
  }

  /// A whole number; `nil` if it was left out and has no default.
  func whole(_ name: String) -> Int? {
    if case .number(let number)? = values[name] { Int(number) } else { nil }
  }

  /// A word.
  func word(_ name: String) -> String {
    if case .word(let word)? = values[name] { word } else { "" }
  }

  /// On or off.
  func isOn(_ name: String) -> Bool { values[name] == .toggle(true) }

  /// A shape, or a plain number of features.
  func shape(_ name: String) -> Shape {
    if case .shape(let shape)? = values[name] { shape } else { Shape(whole(name) ?? 0) }
  }
}

extension LayerArgument {
  /// As the user writes it.
  public var summary: String {
    switch self {
    case .number(let number): shortest(number)
    case .word(let word): word
    case .toggle(let isOn): isOn ? "on" : "off"
    case .shape(let shape): shape.summary
    }
  }
}

extension Parameter {
  /// The default as an argument of a layer.
  fileprivate var defaultArgument: LayerArgument? {
    guard let defaultText else { return nil }
    switch kind {
    case .toggle: return .toggle(defaultText == "on")
    case .word: return .word(defaultText)
    default: return Double(defaultText).map { .number($0) }
    }
  }

  /// Whether the kind takes an argument of a layer.
  fileprivate func accepts(_ argument: LayerArgument) -> Bool {
    switch (kind, argument) {
    case (.number(let bounds, let exclusiveMinimum), .number(let value)):
      bounds.contains(value) && !(exclusiveMinimum && value == bounds.lowerBound)
    case (.whole(let bounds), .number(let value)):
      Int(exactly: value).map { bounds.contains($0) } ?? false
    case (.whole, .shape): true
    case (.toggle, .toggle): true
    case (.word(let terms), .word(let word)): terms.contains { $0.name == word }
    default: false
    }
  }
}

/// All layers.
public let layerCatalog = Catalog<LayerKind>(
  "layer",
  [
    Dense.kind, ConvolutionLayer.kind, TransposedConvolutionLayer.kind, BatchNorm.kind,
    Activation.relu, Activation.leakyRelu, Activation.tanh, Activation.sigmoid, ELU.kind, GELU.kind,
    Dropout.kind, Upsample.kind, AveragePool.kind, PixelShuffle.kind, PixelNorm.kind,
    MinibatchDeviation.kind, Dense.components,
  ])
