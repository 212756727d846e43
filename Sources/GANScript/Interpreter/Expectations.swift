import Foundation
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
      "\(brief(value)) is \(brief(difference)) from \(shortest(goal)), "
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
    var parts: [String] = []
    if operators[0] == .and || operators[0] == .or {
      for operand in operands { parts.append(try numbers(in: operand)) }
    } else {
      var values: [Value] = []
      for operand in operands { values.append(try evaluate(operand)) }
      parts = texts(of: values)
    }
    var text = parts[0]
    for (part, operation) in zip(parts.dropFirst(), operators) {
      text += " \(operation.rawValue) \(part)"
    }
    return text
  }

  /// Values with four digits, or with all of them where that would make different ones alike.
  private func texts(of values: [Value]) -> [String] {
    let whole = values.map(\.source)
    let short = values.map { value in
      if case .number(let number) = value { brief(number) } else { value.source }
    }
    return Set(short).count == Set(whole).count ? short : whole
  }
}

/// A number with four significant digits; whole ones in full.
private func brief(_ value: Double) -> String {
  guard value.isFinite, value != value.rounded() || abs(value) >= 1e15 else {
    return shortest(value)
  }
  return String(format: "%.4g", value)
}
