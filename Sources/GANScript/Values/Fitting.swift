import Vocabulary

extension Kind {
  /// The value in the form this kind promises, or `nil` if the kind does not take it.
  ///
  /// A number becomes a square size, a text a word of the same letters, a word with parameters is
  /// filled up with their defaults. What is not known yet fits everything.
  func fit(_ value: Value) -> Value? {
    if case .unknown = value { return value }
    switch self {
    case .number(let bounds, let exclusiveMinimum):
      guard let number = value.number, bounds.contains(number) else { return nil }
      return exclusiveMinimum && number == bounds.lowerBound ? nil : .number(number)
    case .whole(let bounds):
      guard case .number(let number) = value, let whole = Int(exactly: number) else { return nil }
      return bounds.contains(whole) ? value : nil
    case .seed: return value.whole.map { Value($0) }
    case .toggle:
      if case .toggle = value { return value }
      return nil
    case .word(let terms): return Kind.word(value, among: terms)
    case .text, .inputFile, .outputFile:
      guard case .text = value else { return nil }
      return value
    case .name:
      if case .word(let word) = value { return .text(word) }
      if case .text = value { return value }
      return nil
    case .range:
      if case .range = value { return value }
      return nil
    case .size: return Kind.size(value)
    case .list(let kind): return kind.fitAll(value)
    case .object(let type):
      guard case .object(let object) = value, object.typeName == type else { return nil }
      return value
    case .any: return value
    case .either(let kinds):
      for kind in kinds {
        if let fitted = kind.fit(value) { return fitted }
      }
      return nil
    }
  }

  /// The values of a list, or one value as a list of one, each in the form this kind promises.
  func fitAll(_ value: Value) -> Value? {
    var elements = [value]
    switch value {
    case .list(let list): elements = list
    case .object(let object):
      if let list = object.elements, fit(value) == nil { elements = list }
    default: break
    }
    var fitted: [Value] = []
    for element in elements {
      guard let value = fit(element) else { return nil }
      fitted.append(value)
    }
    return .list(fitted)
  }

  /// Whether the kind takes a text, so that a path may be meant.
  var takesText: Bool {
    switch self {
    case .text, .inputFile, .outputFile: true
    case .either(let kinds): kinds.contains { $0.takesText }
    case .list(let kind): kind.takesText
    default: false
    }
  }

  private static func size(_ value: Value) -> Value? {
    switch value {
    case .size: return value
    case .number(let number):
      guard let side = Int(exactly: number), side > 0 else { return nil }
      return .size(side, side)
    default: return nil
    }
  }

  private static func word(_ value: Value, among terms: [Term]) -> Value? {
    var name: String
    var given: [Value] = []
    switch value {
    case .word(let word), .text(let word): name = word
    case .applied(let word, let arguments):
      name = word
      given = arguments
    default: return nil
    }
    guard let term = terms.first(where: { $0.name == name }) else { return nil }
    if term.parameters.isEmpty { return given.isEmpty ? .word(name) : nil }
    return term.fill(given).map { .applied(name, $0) }
  }
}

extension Term {
  /// One value for each parameter, `.nothing` where none is given and there is no default;
  /// `nil` if one does not fit or there are too many.
  func fill(_ given: [Value]) -> [Value]? {
    guard given.count <= parameters.count else { return nil }
    var values: [Value] = []
    for (index, parameter) in parameters.enumerated() {
      if let value = given.at(index) {
        guard let fitted = parameter.kind.fit(value) else { return nil }
        values.append(fitted)
      } else {
        if parameter.isRequired { return nil }
        values.append(parameter.defaultValue ?? .nothing)
      }
    }
    return values
  }
}

extension Parameter {
  /// The default as a value, read with the language's own grammar.
  public var defaultValue: Value? {
    guard let defaultText else { return nil }
    return Value.reading(defaultText).flatMap { kind.fit($0) }
  }
}

extension Value {
  /// A constant as a user would type it: `0.1`, `64x64`, `-1..1`, `sgd`, `normal(0.01)`,
  /// `"text"`, `[1, 2]`; `nil` if it is something else.
  public static func reading(_ text: String) -> Value? {
    let source = SourceText(name: "", text: text)
    var parser = Parser(source)
    guard let expression = try? parser.expression(), parser.kind == .end else { return nil }
    return constant(expression)
  }

  private static func constant(_ expression: Expression) -> Value? {
    switch expression.form {
    case .number(let number): return .number(number)
    case .whole(let number): return .whole(number)
    case .size(let rows, let columns): return .size(rows, columns)
    case .toggle(let isOn): return .toggle(isOn)
    case .name(let name): return .word(name)
    case .negation(let inner):
      return constant(inner)?.number.map { .number(-$0) }
    case .text(let parts):
      var text = ""
      for part in parts {
        guard case .literal(let literal) = part else { return nil }
        text += literal
      }
      return .text(text)
    case .chain(let operands, let operators):
      guard operators.count == 1, let a = constant(operands[0]), let b = constant(operands[1])
      else { return nil }
      return try? Operations.apply(operators[0], a, b)
    case .list(let elements):
      let values = elements.compactMap(constant)
      return values.count == elements.count ? .list(values) : nil
    case .function(let name, let arguments):
      let values = arguments.compactMap(constant)
      return values.count == arguments.count ? .applied(name.name, values) : nil
    case .field, .not, .broken: return nil
    }
  }
}
