import Vocabulary

/// Expressions.
extension Interpreter {
  /// An expression's value.
  mutating func evaluate(_ expression: Expression) throws(Diagnostic) -> Value {
    if loopDepth > 0 { loopWork += Work.evaluation }
    switch expression.form {
    case .number(let number): return .number(number)
    case .whole(let number): return .whole(number)
    case .size(let rows, let columns): return .size(rows, columns)
    case .toggle(let isOn): return .toggle(isOn)
    case .text(let parts): return try text(parts, at: expression.span)
    case .name(let name): return try value(of: name, at: expression.span)
    case .field(let base, let fields):
      if let number = substitutes[expression.span] { return .number(number) }
      return try self.fields(fields, of: try evaluate(base), at: base.span)
    case .function(let name, let arguments): return try apply(name, arguments, expression.span)
    case .list(let elements):
      var values: [Value] = []
      for element in elements { values.append(try evaluate(element)) }
      return try limited(.list(values), at: expression.span)
    case .negation(let inner):
      return try operation(at: inner.span, .minus, .number(0), try evaluate(inner), negates: true)
    case .broken: return .forgotten
    case .not(let inner): return try condition(inner).map { .toggle(!$0) } ?? .unknown("on or off")
    case .chain(let operands, let operators):
      return try chain(operands, operators, at: expression.span)
    }
  }

  private func value(of name: String, at span: Span) throws(Diagnostic) -> Value {
    if let binding = bindings[name] { return binding.value }
    if language.verbs[name] == nil, language.words.contains(name) { return .word(name) }
    throw unknownName(name, at: span)
  }

  func unknownName(_ name: String, at span: Span, words: [String] = []) -> Diagnostic {
    if language.verbs[name] != nil {
      return problem(
        .unknownName, "`\(name)` is a verb and has no value",
        help: source.pathHelp(after: span)
          ?? "a verb begins a statement, or stands alone after `=`", at: span)
    }
    let known = words + bindings.keys.sorted() + language.words.sorted()
    return problem(
      .unknownName, "unknown name `\(name)`",
      help: ForeignWords.values[name] ?? suggestion(nearest(to: name, among: known)),
      at: span)
  }

  private func fields(
    _ fields: [Identifier], of value: Value, at span: Span
  ) throws(Diagnostic) -> Value {
    var value = value
    for field in fields {
      switch value {
      case .unknown: continue
      case .object(let object):
        guard let next = object.field(field.name) else {
          let near = nearest(to: field.name, among: object.fieldNames)
          let all = object.fieldNames.joined(separator: ", ")
          throw problem(
            .unknownName, "a \(object.typeName) has no field `\(field.name)`",
            help: suggestion(near) ?? (all.isEmpty ? nil : "it has \(all)"), at: field.span)
        }
        value = next
      default:
        throw problem(
          .badOperation, "\(value.typeName) has no fields", at: span.joined(with: field.span))
      }
    }
    return value
  }

  private mutating func apply(
    _ name: Identifier, _ arguments: [Expression], _ span: Span
  ) throws(Diagnostic) -> Value {
    let function: Function
    do throws(UnknownName) {
      function = try Functions.catalog.find(name.name)
    } catch {
      if language.words.contains(name.name) {
        var values: [Value] = []
        for argument in arguments { values.append(try evaluate(argument)) }
        return .applied(name.name, values)
      }
      let isVerb = language.verbs[name.name] != nil
      throw problem(
        .unknownName, isVerb ? "`\(name.name)` is a verb" : "no function is called `\(name.name)`",
        help: isVerb
          ? "write \(name.name) and its arguments without brackets"
          : ForeignWords.functions[name.name] ?? suggestion(error.suggestion)
            ?? "there is " + Functions.catalog.names.joined(separator: ", "),
        at: name.span)
    }
    var values: [Value] = []
    for argument in arguments { values.append(try evaluate(argument)) }
    // Several numbers stand for a list of them: max(a, b).
    guard let first = values.first, values.count == 1 || takesList(function) else {
      throw problem(.arguments, "`\(name.name)` takes one value", at: span)
    }
    if function.name == "exists" { return try exists(first, at: span) }
    if function.name == "verdict" { return try verdict(of: first, at: span) }
    do throws(OperationError) {
      return try function.apply(values.count == 1 ? first : .list(values))
    } catch {
      throw problem(error.code, error.message, help: error.help, at: span)
    }
  }

  private func takesList(_ function: Function) -> Bool {
    if case .list = function.term.parameters[0].kind { true } else { false }
  }

  private func exists(_ path: Value, at span: Span) throws(Diagnostic) -> Value {
    switch path {
    case .text(let path):
      guard !path.isEmpty else {
        throw problem(.badValue, "an empty text is no path", at: span)
      }
      do { try environment.checkReading(path, isTyped) } catch {
        throw diagnostic(error, in: span)
      }
      return phase == .run ? .toggle(environment.exists(path)) : .unknown("on or off")
    case .unknown: return .unknown("on or off")
    default: throw problem(.badValue, "`exists` takes a path in quotes", at: span)
    }
  }

  // MARK: Operators

  private mutating func chain(
    _ operands: [Expression], _ operators: [Operator], at span: Span
  ) throws(Diagnostic) -> Value {
    switch operators[0] {
    case .and, .or: return try logic(operands, isAnd: operators[0] == .and)
    case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual:
      return try comparison(operands, operators)
    case .power:
      var result = try evaluate(operands[operands.count - 1])
      for index in operators.indices.reversed() {
        result = try operation(at: span, .power, try evaluate(operands[index]), result)
      }
      return result
    default:
      var result = try evaluate(operands[0])
      for (index, join) in operators.enumerated() {
        result = try operation(at: span, join, result, try evaluate(operands[index + 1]))
      }
      return try limited(result, at: span)
    }
  }

  /// `and` and `or`: a run stops at the first side that decides, a check looks at all.
  private mutating func logic(_ operands: [Expression], isAnd: Bool) throws(Diagnostic) -> Value {
    var decided = false
    var isKnown = true
    for operand in operands {
      guard let holds = try condition(operand) else {
        isKnown = false
        continue
      }
      if holds != isAnd { decided = true }
      if decided, phase == .run { break }
    }
    if decided { return .toggle(!isAnd) }
    return isKnown ? .toggle(isAnd) : .unknown("on or off")
  }

  /// `a < b < c` holds if each pair does.
  private mutating func comparison(
    _ operands: [Expression], _ operators: [Operator]
  ) throws(Diagnostic) -> Value {
    var isKnown = true
    var holds = true
    var left = try evaluate(operands[0])
    for (index, join) in operators.enumerated() {
      let right = try evaluate(operands[index + 1])
      let span = operands[index].span.joined(with: operands[index + 1].span)
      switch try operation(at: span, join, left, right) {
      case .toggle(let pair): holds = holds && pair
      default: isKnown = false
      }
      left = right
    }
    return isKnown || !holds ? .toggle(holds) : .unknown("on or off")
  }

  private func operation(
    at span: Span, _ join: Operator, _ a: Value, _ b: Value, negates: Bool = false
  ) throws(Diagnostic) -> Value {
    if negates, let number = b.number { return .number(-number) }
    do throws(OperationError) {
      return try Operations.apply(join, a, b)
    } catch {
      var problem = problem(error.code, error.message, help: error.help, at: span)
      if error.code == .tooLarge { problem.exitCode = .limit }
      throw problem
    }
  }

  // MARK: Texts and limits

  private mutating func text(_ parts: [TextPart], at span: Span) throws(Diagnostic) -> Value {
    var result = ""
    for part in parts {
      switch part {
      case .literal(let literal): result += literal
      case .value(let expression, let format):
        let value = try evaluate(expression)
        // A check gives an unknown text where a name in it is not known before the run.
        if value.isUnknown { return .unknown("a text") }
        result += try formatted(value, format, at: expression.span)
      }
      guard result.utf8.count <= Limits.textBytes else {
        throw Diagnostic(
          .tooLarge, "a text longer than 1 MB", at: location(span), exitCode: .limit)
      }
    }
    if loopDepth > 0 { loopWork += result.utf8.count / Work.bytes }
    return .text(result)
  }

  func formatted(
    _ value: Value, _ format: NumberFormat?, at span: Span
  ) throws(Diagnostic) -> String {
    guard let format else { return value.description }
    guard let text = format.apply(value) else {
      throw problem(.badOperation, "a format takes a number, not \(value.typeName)", at: span)
    }
    return text
  }

  /// The value itself, unless it is a list too long to be kept or nested too deep.
  mutating func limited(_ value: Value, at span: Span) throws(Diagnostic) -> Value {
    guard case .list(let elements) = value else { return value }
    var count = 0
    guard Interpreter.counts(elements, &count, depth: 1) else {
      throw Diagnostic(
        .tooLarge,
        "a list of more than \(Limits.listValues) values or \(Limits.depth) lists in each other",
        at: location(span), exitCode: .limit)
    }
    if loopDepth > 0 { loopWork += count }
    return value
  }

  private static func counts(_ elements: [Value], _ count: inout Int, depth: Int) -> Bool {
    count += elements.count
    guard count <= Limits.listValues, depth <= Limits.depth else { return false }
    for case .list(let inner) in elements where !counts(inner, &count, depth: depth + 1) {
      return false
    }
    return true
  }
}
