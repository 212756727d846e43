import Vocabulary

/// `expect`.
extension Interpreter {
  /// Checks a claim. A check only looks whether the claim can be checked.
  mutating func expect(_ syntax: ExpectationSyntax, in span: Span) throws(Diagnostic) {
    var words = ""
    if let expression = syntax.words { words = try evaluate(expression).description }
    let isMet: Bool?
    let numbers: String
    var condition = syntax.subject.span
    if let (tolerance, target) = syntax.closeness {
      (isMet, numbers) = try closeness(syntax.subject, tolerance, target)
      condition = condition.joined(with: target.span)
    } else {
      isMet = try self.condition(syntax.subject)
      numbers = phase == .run ? try self.numbers(in: syntax.subject) : ""
    }
    guard phase == .run, let isMet else { return }
    let expectation = Expectation(
      condition: source.text(condition), words: words, isMet: isMet, numbers: numbers,
      place: place(span))
    report.expectations.append(expectation)
    environment.emit(.expectation(expectation))
    guard !isMet else { return }
    let claim = words.isEmpty ? expectation.condition : words
    report.add(
      Diagnostic(.expectation, "expected \(claim), but \(numbers)", at: place(condition)))
  }

  private mutating func closeness(
    _ subject: Expression, _ tolerance: Expression, _ target: Expression
  ) throws(Diagnostic) -> (Bool?, String) {
    guard let value = try number(subject), let width = try number(tolerance),
      let goal = try number(target)
    else { return (nil, "") }
    let difference = abs(value - goal)
    let numbers =
      "\(shortest(value)) is \(shortest(difference)) from \(shortest(goal)), "
      + "allowed \(shortest(width))"
    return (difference <= width, numbers)
  }

  private mutating func number(_ expression: Expression) throws(Diagnostic) -> Double? {
    switch try evaluate(expression) {
    case .number(let number): return number
    case .unknown where phase == .check: return nil
    case let value:
      throw problem(
        .badOperation, "`within` takes numbers, not \(value.typeName)", at: expression.span)
    }
  }

  /// A condition with values in the place of names: `2.31 < 2`.
  private mutating func numbers(in expression: Expression) throws(Diagnostic) -> String {
    guard case .chain(let operands, let operators) = expression.form else {
      return "`\(source.text(expression.span))` is \(try evaluate(expression))"
    }
    let isLogic = operators[0] == .and || operators[0] == .or
    var text = ""
    for (index, operand) in operands.enumerated() {
      if index > 0 { text += " \(operators[index - 1].rawValue) " }
      text += isLogic ? try numbers(in: operand) : try evaluate(operand).source
    }
    return text
  }
}
