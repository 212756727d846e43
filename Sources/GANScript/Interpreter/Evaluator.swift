import Vocabulary

/// What names mean, and what is wanted of the world, while a statement is carried out.
struct Evaluator {
  /// Variables by name.
  var variables: [String: Value]
  /// Words of the language: what a name may mean that is no variable.
  let words: Set<String>
  /// The script that spans belong to.
  let source: SourceText
  /// Where files are looked for.
  let environment: Environment

  /// The value of an expression; throws a `Diagnostic` with its place.
  func value(_ expression: Expression) throws -> Value {
    switch expression.form {
    case .number(let number): return .number(number)
    case .size(let rows, let columns): return .size(rows, columns)
    case .toggle(let isOn): return .toggle(isOn)
    case .text(let parts): return try text(parts)
    case .name(let name): return try named(name, expression.span)
    case .field(let base, let path): return try field(base, path)
    case .function(let name, let arguments): return try call(name, arguments, expression.span)
    case .list(let elements): return .list(try elements.map(value))
    case .negation(let inner):
      return try located(expression.span) { try Operations.apply(.minus, .number(0), value(inner)) }
    case .not(let inner):
      guard let condition = try condition(inner) else { return .unknown("on or off") }
      return .toggle(!condition)
    case .chain(let operands, let operators): return try chain(operands, operators)
    }
  }

  /// Whether a condition holds; `nil` if that is known only in the run.
  func condition(_ expression: Expression) throws -> Bool? {
    switch try value(expression) {
    case .toggle(let holds): return holds
    case .unknown: return nil
    case let other:
      throw diagnostic(
        .badOperation, "a condition is on or off, not \(other.typeName)",
        help: "compare it: x < 2, x == 3", expression.span)
    }
  }

  private func chain(_ operands: [Expression], _ operators: [Operator]) throws -> Value {
    if let joint = operators.first, joint == .and || joint == .or {
      var isKnown = true
      for operand in operands {
        guard let holds = try condition(operand) else {
          isKnown = false
          continue
        }
        if holds == (joint == .or) { return .toggle(holds) }
      }
      return isKnown ? .toggle(joint == .and) : .unknown("on or off")
    }
    var result = try value(operands[0])
    for (operation, operand) in zip(operators, operands.dropFirst()) {
      let next = try value(operand)
      result = try located(operands[0].span.joined(with: operand.span)) {
        try Operations.apply(operation, result, next)
      }
    }
    return result
  }

  private func text(_ parts: [TextPart]) throws -> Value {
    var text = ""
    for part in parts {
      switch part {
      case .literal(let literal): text += literal
      case .value(let expression, let format):
        let value = try value(expression)
        if value.isUnknown { return .unknown("a text") }
        switch (value, format) {
        case (.number(let number), let format?): text += format.apply(number)
        case (_, _?):
          throw diagnostic(
            .badOperation, "a format is for numbers, not \(value.typeName)", expression.span)
        case (_, nil): text += value.description
        }
      }
    }
    return .text(text)
  }

  private func named(_ name: String, _ span: Span) throws -> Value {
    if let value = variables[name] { return value }
    if words.contains(name) { return .word(name) }
    let known = Array(variables.keys).sorted() + words.sorted()
    throw diagnostic(
      .unknownName, "`\(name)` is neither a variable nor a word of the language",
      help: suggestion(nearest(to: name, among: known))
        ?? "texts and paths go in quotes: \"\(name)\"", span)
  }

  private func field(_ base: Expression, _ path: [Identifier]) throws -> Value {
    var value = try value(base)
    for name in path {
      switch value {
      case .unknown: return .unknown("a value")
      case .object(let object):
        guard let field = object.field(name.name) else {
          throw diagnostic(
            .unknownName, "a \(object.typeName) has no field `\(name.name)`",
            help: suggestion(nearest(to: name.name, among: object.fieldNames))
              ?? "it has \(object.fieldNames.joined(separator: ", "))", name.span)
        }
        value = field
      default:
        throw diagnostic(.unknownName, "\(value.typeName) has no fields", name.span)
      }
    }
    return value
  }

  private func call(_ name: Identifier, _ arguments: [Expression], _ span: Span) throws -> Value {
    guard let function = Functions.catalog[name.name] else {
      // A word with arguments: normal(0.01).
      if words.contains(name.name) { return .applied(name.name, try arguments.map(value)) }
      throw diagnostic(
        .unknownName, "there is no function called `\(name.name)`",
        help: suggestion(nearest(to: name.name, among: Functions.catalog.names)), name.span)
    }
    var values = try arguments.map(value)
    if values.count > 1, function.term.parameters.first?.name == "list" { values = [.list(values)] }
    guard values.count == 1 else {
      throw diagnostic(.arguments, "`\(name.name)` takes one value, not \(values.count)", span)
    }
    if name.name == Functions.exists.name, case .text(let path) = values[0] {
      return .toggle(environment.exists(path))
    }
    return try located(span) { try function.apply(values[0]) }
  }

  /// Adds a place to what an operation throws.
  private func located<Result>(_ span: Span, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as OperationError {
      throw diagnostic(error.code, error.message, help: error.help, span)
    }
  }

  /// A problem at a place of the script.
  func diagnostic(
    _ code: DiagnosticCode, _ message: String, help: String? = nil, _ span: Span
  ) -> Diagnostic {
    Diagnostic(code, message, help: help, at: Place(source: source, span: span))
  }
}
