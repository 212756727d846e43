import Foundation
import Vocabulary

/// `expect`.
extension Interpreter {
  /// Checks a claim. A check only looks whether the claim can be checked, and notes it.
  mutating func expect(_ syntax: ExpectationSyntax, in span: Span) throws(Diagnostic) {
    let words = try claimText(syntax.words)
    let article = try claimText(syntax.article)
    let isMet: Bool?
    var measured = Measured()
    var condition = syntax.subject.span
    if let (tolerance, target) = syntax.closeness {
      (isMet, measured) = try closeness(syntax.subject, tolerance, target)
      condition = condition.joined(with: target.span)
    } else {
      isMet = try self.condition(syntax.subject)
      if phase == .run { measured = try self.measured(in: syntax.subject) }
    }
    func expectation(_ verdict: Expectation.Verdict) -> Expectation {
      Expectation(
        condition: source.text(condition), words: words, article: article, verdict: verdict,
        numbers: measured.text, location: location(span))
    }
    guard phase == .run, let isMet else {
      if phase == .check {
        let reason = openCondition.map { "only where \($0)" } ?? ""
        report.planned.append(expectation(.unmeasured(reason)))
      }
      return
    }
    let isKnown = isMet || measured.isNumber
    let claim = expectation(
      isMet ? .holds : isKnown ? .fails : .unmeasured("\(measured.text), which is no number"))
    report.expectations.append(claim)
    environment.emit(.expectation(claim))
    guard !isMet else { return }
    report.add(
      Diagnostic(
        .expectation, "expected \(claim.claim), but \(claim.measured)", at: location(condition)))
  }

  /// The claims that a run did not reach: those after the statement where an error stopped it, and
  /// those that a condition skipped.
  func claimsLeft(after stop: Span?) -> [Expectation] {
    let cause = report.diagnostics.first { $0.severity == .error && $0.code != .expectation }
    return report.planned.compactMap { claim in
      let isReached = report.expectations.contains { reached in
        reached.location == claim.location
          && (reached.words == claim.words || claim.words.contains(unknownText))
      }
      if isReached { return nil }
      let isAfter =
        claim.location.source !== source || claim.location.span.start >= stop?.start ?? 0
      if let cause, isAfter { return claim.unmeasured(cause.message) }
      return claim.measured.isEmpty ? nil : claim
    }
  }

  /// A text after a condition; in a check, `…` stands for what is known only after the run.
  private mutating func claimText(_ expression: Expression?) throws(Diagnostic) -> String {
    guard let expression else { return "" }
    let value = try evaluate(expression)
    guard value.isUnknown, case .text(let parts) = expression.form else { return value.description }
    return parts.map { if case .literal(let text) = $0 { text } else { unknownText } }.joined()
  }

  private mutating func closeness(
    _ subject: Expression, _ tolerance: Expression, _ target: Expression
  ) throws(Diagnostic) -> (Bool?, Measured) {
    guard let value = try number(subject), let width = try number(tolerance),
      let goal = try number(target)
    else { return (nil, Measured()) }
    let difference = abs(value - goal)
    let text =
      "\(brief(value))\(try spread(of: subject)) is \(brief(difference)) from \(shortest(goal)), "
      + "allowed \(shortest(width))"
    return (difference <= width, Measured(text: text, isNumber: !difference.isNaN))
  }

  private mutating func number(_ expression: Expression) throws(Diagnostic) -> Double? {
    let value = try evaluate(expression)
    switch value {
    case .number, .whole: return value.number
    case .unknown where phase == .check: return nil
    default:
      throw problem(
        .badOperation, "`within` takes numbers, not \(value.typeName)", at: expression.span)
    }
  }

  /// A condition with values instead of names: `2.31 < 2`.
  private mutating func measured(in expression: Expression) throws(Diagnostic) -> Measured {
    guard case .chain(let operands, let operators) = expression.form else {
      let text = try outline(expression)
      guard case .function = expression.form, case .toggle(let holds) = try evaluate(expression)
      else { return Measured(text: "\(text) is \(try evaluate(expression))") }
      return Measured(text: holds ? text : "not \(text)")
    }
    var parts: [Measured] = []
    if operators[0] == .and || operators[0] == .or {
      for operand in operands { parts.append(try measured(in: operand)) }
    } else {
      var values: [Value] = []
      for operand in operands { values.append(try evaluate(operand)) }
      for (text, (value, operand)) in zip(texts(of: values), zip(values, operands)) {
        parts.append(
          Measured(text: text + (try spread(of: operand)), isNumber: !isNaN(value)))
      }
    }
    var text = parts[0].text
    for (part, operation) in zip(parts.dropFirst(), operators) {
      text += " \(operation.rawValue) \(part.text)"
    }
    return Measured(text: text, isNumber: parts.allSatisfy(\.isNumber))
  }

  /// A condition that compares nothing: a function with its numbers, `finite(0.87)`, or the text.
  private mutating func outline(_ expression: Expression) throws(Diagnostic) -> String {
    guard case .function(let name, let arguments) = expression.form else {
      return "`\(source.text(expression.span))`"
    }
    var values: [Value] = []
    for argument in arguments { values.append(try evaluate(argument)) }
    return "\(name.name)(\(texts(of: values).joined(separator: ", ")))"
  }

  /// After a mean over runs, how far the runs are apart: ` (sd 0.27)`.
  private mutating func spread(of expression: Expression) throws(Diagnostic) -> String {
    guard case .field(let base, var fields) = expression.form, fields.popLast()?.name == "mean"
    else { return "" }
    let form: Expression.Form = fields.isEmpty ? base.form : .field(base, fields)
    guard case .object(let object) = try evaluate(Expression(form: form, span: expression.span)),
      let spread = object.spread, spread.isFinite
    else { return "" }
    return " (sd \(brief(spread)))"
  }

  /// Values with four digits, or with all of them where four would make different values look
  /// equal.
  private func texts(of values: [Value]) -> [String] {
    let whole = values.map(\.source)
    let short = values.map { value in
      if case .number(let number) = value { brief(number) } else { value.source }
    }
    return Set(short).count == Set(whole).count ? short : whole
  }
}

/// The numbers in a claim, and whether all of them are numbers.
private struct Measured {
  var text = ""
  var isNumber = true
}

/// What stands in the words of a claim for a value that is known only after the run.
private let unknownText = "..."

private func isNaN(_ value: Value) -> Bool {
  if case .number(let number) = value { number.isNaN } else { false }
}

/// A number with four significant digits; whole ones in full.
private func brief(_ value: Double) -> String {
  guard value.isFinite, value != value.rounded() || abs(value) >= 1e15 else {
    return shortest(value)
  }
  return String(format: "%.4g", value)
}
