import Vocabulary

/// A verb's arguments, checked against its parameters.
///
/// Accessors give the argument or else the parameter's default. They are `nil` only where there is
/// neither, and for a value that a check cannot know yet. A parameter's name that the verb does
/// not have is a fault of the host and stops debug builds.
public struct Call {
  /// The verb's description.
  public let verb: Term
  /// Where the statement stands.
  public let location: ScriptLocation
  /// Shows something to the user at once.
  public let emit: (Output) -> Void
  /// Whether the user wants the work to stop; verbs that take long poll it.
  public let isInterrupted: () -> Bool
  /// Whether it was typed at a prompt, where names and files may be given new contents.
  public let isAtPrompt: Bool
  /// Whether it was typed at the prompt itself, and does not stand in a file that is included there.
  public let isTyped: Bool
  /// The defaults of the verb's parameters.
  let defaults: [String: Value]
  /// What was given, by parameter; repeated positional ones as a list.
  var given: [String: Value]
  /// Where each was given.
  let locations: [String: ScriptLocation]

  /// Whether the argument was written, rather than left to its default.
  public func isGiven(_ name: String) -> Bool { given[name] != nil }

  /// Whether something was given that an earlier wrong statement would have defined.
  var hasForgotten: Bool { given.values.contains(where: \.isForgotten) }

  /// The names of the arguments that were written, in the order of the verb's parameters.
  public var givenNames: [String] { verb.parameters.map(\.name).filter(isGiven) }

  /// Whether all that was written is known. A check does not know what only running tells.
  public var isSettled: Bool { givenNames.allSatisfy { value($0)?.isUnknown != true } }

  /// Where an argument was written.
  public func location(of name: String) -> ScriptLocation? { locations[name] }

  /// The argument or its default, whatever it is.
  public func value(_ name: String) -> Value? {
    assert(verb.parameter(named: name) != nil, "\(verb.name) has no parameter \(name)")
    return given[name] ?? defaults[name]
  }

  /// The positional argument at an index, counted from 0.
  public func positional(_ index: Int) -> Value? {
    let names = verb.parameters.filter { $0.position == .positional }.map(\.name)
    if let name = names.at(index), verb.parameter(named: name)?.isRepeated == false {
      return value(name)
    }
    guard let name = names.last, verb.parameter(named: name)?.isRepeated == true else {
      return nil
    }
    return list(name)?.at(index - names.count + 1)
  }

  /// A number.
  public func number(_ name: String) -> Double? { value(name)?.number }

  /// A whole number.
  public func whole(_ name: String) -> Int? { number(name).flatMap { Int(exactly: $0) } }

  /// A whole number from 0 to 2^64 - 1.
  public func seed(_ name: String) -> UInt64? { value(name)?.whole }

  /// `on` or `off`.
  public func toggle(_ name: String) -> Bool? {
    if case .toggle(let isOn) = value(name) { isOn } else { nil }
  }

  /// A text or a path.
  public func text(_ name: String) -> String? {
    if case .text(let text) = value(name) { text } else { nil }
  }

  /// A word, with or without arguments.
  public func word(_ name: String) -> String? {
    switch value(name) {
    case .word(let word), .applied(let word, _): word
    default: nil
    }
  }

  /// The arguments of a word, `normal(0.01)`, defaults filled in; empty if it takes none.
  public func wordArguments(_ name: String) -> [Value] {
    if case .applied(_, let arguments) = value(name) { arguments } else { [] }
  }

  /// Two numbers, the lower first.
  public func range(_ name: String) -> ClosedRange<Double>? {
    if case .range(let low, let high) = value(name) { low...high } else { nil }
  }

  /// Rows and columns.
  public func size(_ name: String) -> (rows: Int, columns: Int)? {
    if case .size(let rows, let columns) = value(name) { (rows, columns) } else { nil }
  }

  /// A list; one value is a list of one.
  public func list(_ name: String) -> [Value]? {
    switch value(name) {
    case .list(let elements): elements
    case .unknown, .nothing, nil: nil
    case let value?: [value]
    }
  }

  /// A value of the host's own.
  public func object(_ name: String) -> (any ScriptObject)? {
    if case .object(let object) = value(name) { object } else { nil }
  }

  /// The arguments given as lists although the parameter takes one value: a grid's axes.
  public var axes: [(name: String, values: [Value])] {
    verb.parameters.compactMap { parameter in
      guard !parameter.isRepeated, case .list(let values) = given[parameter.name],
        parameter.kind.fit(.list(values)) == nil
      else { return nil }
      return (parameter.name, values)
    }
  }

  /// The same call with another value for one argument.
  public func replacing(_ name: String, with value: Value) -> Call {
    var copy = self
    copy.given[name] = value
    return copy
  }
}
