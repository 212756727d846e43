import Foundation
import Vocabulary

/// `expect`.
extension Interpreter {
  /// Checks a condition. A check only looks whether it can be checked, and notes it.
  ///
  /// What is neither met nor undecided is an error, but for a claim of an article, which is a finding:
  /// it is one only where the environment says so.
  mutating func expect(_ syntax: ExpectationSyntax, in span: Span) throws(Diagnostic) {
    let words = try claimText(syntax.words)
    let article = try claimText(syntax.article)
    var result = try claimText(syntax.result)
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
    var isUndecided = false
    if phase == .run, !article.isEmpty, let tie = try tie(in: syntax.subject) {
      isUndecided = true
      measured.text +=
        ", a difference of \(brief(tie.difference)) within the spread of \(brief(tie.spread))"
      if !result.isEmpty {
        let (difference, spread) = (coarse(tie.difference), coarse(tie.spread))
        result += ", \(difference) from the limit where the runs spread by \(spread)"
      }
    }
    func expectation(_ verdict: Expectation.Verdict) -> Expectation {
      Expectation(
        condition: source.text(condition), words: words, article: article, result: result,
        verdict: verdict, numbers: measured.text, location: location(span))
    }
    guard phase == .run, let isMet else {
      if phase == .check {
        result = ""
        report.planned.append(expectation(.unmeasured(openReason ?? "")))
      }
      return
    }
    let isKnown = isMet || measured.isNumber
    let claim = expectation(
      isUndecided
        ? .undecided
        : isMet
          ? .holds : isKnown ? .fails : .unmeasured("\(measured.text), which is not finite"))
    report.expectations.append(claim)
    if claim.isClaim {
      // What is run again, at a prompt, is found anew.
      findings.removeAll {
        $0.article == article && $0.claim == claim.claim && $0.location != claim.location
      }
      findings.append(claim)
    }
    environment.emit(.expectation(claim))
    guard claim.verdict != .holds, !claim.isClaim || environment.failsClaims else { return }
    let numbers = claim.result.isEmpty ? claim.measured : claim.result
    let message =
      claim.isClaim
      ? "\(claim.verdict.words): \(article): \(claim.claim): \(numbers)"
      : "expected \(claim.claim), but \(claim.measured)"
    report.add(Diagnostic(.expectation, message, at: location(condition)))
  }

  /// `verdict("…")`: what the claims that test a sentence have come to so far, in words; a check does not
  /// know it.
  func verdict(of sentence: Value, at span: Span) throws(Diagnostic) -> Value {
    switch sentence {
    case .text(let sentence):
      guard phase == .run else { return .unknown("a text") }
      let claims = (environment.earlierClaims + findings).filter {
        $0.isClaim && $0.article == sentence
      }
      return .text(JointVerdict(of: claims.map(\.verdict)).rawValue)
    case .unknown: return .unknown("a text")
    default: throw problem(.badValue, "`verdict` takes an article's sentence in quotes", at: span)
    }
  }

  /// The claims that a run did not reach: those after the statement where an error stopped it, and
  /// those that a condition skipped; of what is passed over for certain, those of an article only.
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

  /// The difference of the two sides of a comparison, and the spread that it lies within: the standard
  /// deviation of the differences run by run. `nil` where the difference is larger, and where nothing
  /// is known of a spread.
  ///
  /// In `a.mean < 0.9 * b.mean`, with as many runs in both, the sides are compared for each run; the
  /// spread of a mean of other runs is added in quadrature.
  private mutating func tie(
    in expression: Expression
  ) throws(Diagnostic) -> (difference: Double, spread: Double)? {
    guard case .chain(let sides, let operators) = expression.form, sides.count == 2,
      [.less, .lessEqual, .greater, .greaterEqual].contains(operators[0])
    else { return nil }
    var means: [Mean] = []
    for side in sides { try collectMeans(in: side, &means) }
    guard !means.isEmpty, case .number(let left) = try evaluate(sides[0]),
      case .number(let right) = try evaluate(sides[1])
    else { return nil }
    let difference = left - right
    let count = means.map(\.values.count).max() ?? 0
    let paired = means.filter { $0.values.count == count && count > 1 }
    var variance = 0.0
    if !paired.isEmpty {
      var differences: [Double] = []
      for index in 0..<count {
        let values = paired.map { ($0.span, $0.values[index]) }
        differences.append(try self.difference(of: sides, where: values) ?? .nan)
      }
      let mean = differences.reduce(0, +) / Double(count)
      variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    }
    for mean in means where mean.values.count != count || count < 2 {
      let shifted = try self.difference(of: sides, where: [(mean.span, mean.value + mean.spread)])
      variance += pow((shifted ?? .nan) - difference, 2)
    }
    let spread = variance.squareRoot()
    return abs(difference) <= spread ? (abs(difference), spread) : nil
  }

  /// How far two sides are apart where some means had other values; `nil` where they are no numbers.
  private mutating func difference(
    of sides: [Expression], where values: [(Span, Double)]
  ) throws(Diagnostic) -> Double? {
    substitutes = Dictionary(values) { $1 }
    defer { substitutes = [:] }
    guard case .number(let left) = try evaluate(sides[0]),
      case .number(let right) = try evaluate(sides[1])
    else { return nil }
    return left - right
  }

  /// Adds every mean over runs in an expression, with the runs' values where they are known.
  private mutating func collectMeans(
    in expression: Expression, _ means: inout [Mean]
  ) throws(Diagnostic) {
    switch expression.form {
    case .field:
      guard let object = try averaged(by: expression), let spread = object.spread, spread.isFinite,
        case .number(let value) = try evaluate(expression)
      else { return }
      let values = (object.elements ?? []).compactMap { element in
        if case .number(let number) = element { number } else { nil }
      }
      means.append(Mean(span: expression.span, value: value, spread: spread, values: values))
    case .function(_, let inner), .list(let inner), .chain(let inner, _):
      for part in inner { try collectMeans(in: part, &means) }
    case .negation(let inner), .not(let inner): try collectMeans(in: inner, &means)
    case .number, .whole, .size, .toggle, .text, .name, .broken: break
    }
  }

  /// What `x.mean` is the mean of.
  private mutating func averaged(
    by expression: Expression
  ) throws(Diagnostic) -> (any ScriptObject)? {
    guard case .field(let base, var fields) = expression.form, fields.popLast()?.name == "mean"
    else { return nil }
    let form: Expression.Form = fields.isEmpty ? base.form : .field(base, fields)
    guard case .object(let object) = try evaluate(Expression(form: form, span: expression.span))
    else { return nil }
    return object
  }

  /// A text after a condition; in a check, `…` stands for what is known only after the run.
  mutating func claimText(_ expression: Expression?) throws(Diagnostic) -> String {
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
    guard let spread = try averaged(by: expression)?.spread, spread.isFinite else { return "" }
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

/// A mean over runs in a condition.
private struct Mean {
  var span: Span
  var value: Double
  /// Their standard deviation.
  var spread: Double
  /// The value of each run; empty where only the spread is known.
  var values: [Double]
}

/// The numbers in a claim, and whether all of them are numbers.
private struct Measured {
  var text = ""
  var isNumber = true
}

/// What stands in the words of a claim for a value that is known only after the run.
let unknownText = "..."

private func isNaN(_ value: Value) -> Bool {
  if case .number(let number) = value { number.isNaN } else { false }
}

/// A number with two significant digits.
private func coarse(_ value: Double) -> String {
  shortest(Double(String(format: "%.2g", value)) ?? value)
}

/// A number with four significant digits; whole ones in full.
private func brief(_ value: Double) -> String {
  guard value.isFinite, value != value.rounded() || abs(value) >= 1e15 else {
    return shortest(value)
  }
  return String(format: "%.4g", value)
}
