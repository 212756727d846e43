/// Expressions, loosest first: `or`, `and`, `not`, comparison, `..`, `+ -`, `* /`, sign, `^`.
///
/// One function climbs all precedences, so that a level of brackets costs few stack frames.
extension Parser {
  /// A whole expression with its own count of operands.
  mutating func expression() throws(Diagnostic) -> Expression {
    let outer = operands
    if !isInside { operands = 0 }
    let wasInside = isInside
    isInside = true
    defer {
      isInside = wasInside
      if !wasInside { operands = outer }
    }
    return try chain(.or)
  }

  /// An expression that a blank ends where a sign could begin the next, or one that it does not end.
  mutating func value(separatedByBlanks: Bool) throws(Diagnostic) -> Expression {
    let outer = blanksSeparate
    blanksSeparate = separatedByBlanks
    defer { blanksSeparate = outer }
    return try expression()
  }

  /// Operands and operators of a precedence or a higher one; one operand alone stays what it is.
  private mutating func chain(_ lowest: Precedence) throws(Diagnostic) -> Expression {
    var left = try prefixed(lowest)
    while let (_, precedence) = joint, precedence >= lowest {
      var operands = [left]
      var operators: [Operator] = []
      while let (join, next) = joint, next == precedence {
        if blanksSeparate, isSignOfNext { throw ambiguousSign() }
        if precedence == .range, operators.count == 1 {
          throw error("a range has two ends", help: "write -1..1", at: current.span)
        }
        advance()
        operators.append(join)
        operands.append(try chain(precedence.above))
      }
      let span = left.span.joined(with: operands[operands.count - 1].span)
      left = Expression(form: .chain(operands, operators), span: span)
    }
    return left
  }

  /// Whether a sign has a blank before it and none after it, `1 -1`.
  private var isSignOfNext: Bool {
    (kind == .minus || kind == .plus) && tokens[index - 1].end < current.start
      && isFollowedDirectly
  }

  private func ambiguousSign() -> Diagnostic {
    let sign = text(current)
    let next = text(following)
    return error(
      "`\(sign)` may join two values or begin one",
      help: "write \(sign) \(next) to join them, (\(sign)\(next)) to begin one", at: current.span)
  }

  /// An operand with the `not`s and signs in front of it.
  private mutating func prefixed(_ lowest: Precedence) throws(Diagnostic) -> Expression {
    let start = current.span
    let isNot = word == "not" && lowest <= .not
    let isMinus = kind == .minus
    guard isNot || isMinus || kind == .plus else { return try postfix() }
    advance()
    try enter(at: start)
    defer { depth -= 1 }
    let operand = try chain(isNot ? .not : .sign)
    let span = start.joined(with: operand.span)
    if isNot { return Expression(form: .not(operand), span: span) }
    return Expression(form: isMinus ? .negation(operand) : operand.form, span: span)
  }

  /// The operator at the current token.
  private var joint: (Operator, Precedence)? {
    switch kind {
    case .name:
      switch word {
      case "or": (.or, .or)
      case "and": (.and, .and)
      default: nil
      }
    case .equalEqual: (.equal, .comparison)
    case .notEqual: (.notEqual, .comparison)
    case .less: (.less, .comparison)
    case .lessEqual: (.lessEqual, .comparison)
    case .greater: (.greater, .comparison)
    case .greaterEqual: (.greaterEqual, .comparison)
    case .dotDot: (.range, .range)
    case .plus: (.plus, .sum)
    case .minus: (.minus, .sum)
    case .star: (.times, .product)
    case .slash: (.divided, .product)
    case .caret: (.power, .power)
    default: nil
    }
  }

  /// One level deeper, unless that is too deep; the caller leaves it.
  mutating func enter(at span: Span) throws(Diagnostic) {
    guard depth < Limits.depth else {
      throw error("nested deeper than \(Limits.depth) levels", at: span, code: .tooDeep)
    }
    depth += 1
  }

  /// An operand and its fields, `baseline.loss.generator.last`.
  mutating func postfix() throws(Diagnostic) -> Expression {
    operands += 1
    guard operands <= Limits.operands else {
      throw error(
        "more than \(Limits.operands) operands in one expression", at: current.span, code: .tooDeep)
    }
    let base = try operand()
    try refuseIndex(after: base)
    guard kind == .dot else { return base }
    var fields: [Identifier] = []
    while kind == .dot {
      advance()
      fields.append(try field())
      guard fields.count <= Limits.depth else {
        throw error("more than \(Limits.depth) fields in a row", at: base.span, code: .tooDeep)
      }
    }
    // `.3` is a number, and would be a value of its own here.
    if kind == .number, current.span.start == span(from: base.span).end {
      let digits = text(current).dropFirst()
      throw error(
        "a field's name that begins with a digit stands in quotes", help: "write .\"\(digits)\"",
        at: current.span)
    }
    let field = Expression(form: .field(base, fields), span: span(from: base.span))
    try refuseIndex(after: field)
    return field
  }

  /// Throws at `x[0]`, which would be two values.
  private func refuseIndex(after value: Expression) throws(Diagnostic) {
    guard kind == .openList, tokens[index - 1].end == current.start else { return }
    let name = source.text(value.span)
    let list = name.utf8.count < 40 ? name : "x"
    throw error(
      "a list has no index",
      help: "write first(\(list)), last(\(list)), or for v in \(list)", at: current.span)
  }

  /// The name of a field; in quotes it may have any signs.
  private mutating func field() throws(Diagnostic) -> Identifier {
    guard kind == .text else { return try takeName("the name of a field") }
    let token = current
    advance()
    let parts = try textParts(token)
    guard parts.count == 1, case .literal(let name) = parts[0] else {
      throw error("the name of a field has no `{` in it", at: token.span)
    }
    return Identifier(name: name, span: token.span)
  }

  private mutating func operand() throws(Diagnostic) -> Expression {
    let token = current
    switch token.kind {
    case .number:
      advance()
      return Expression(form: try number(token), span: token.span)
    case .size:
      advance()
      return Expression(form: try size(token), span: token.span)
    case .text:
      advance()
      return Expression(form: .text(try textParts(token)), span: token.span)
    case .name: return try nameOrFunction()
    case .open:
      advance()
      try enter(at: token.span)
      defer { depth -= 1 }
      var inner = try value(separatedByBlanks: false)
      if kind == .comma {
        throw error(
          "a comma inside brackets", help: "lists are [a, b], sizes 64x64, ranges -1..1",
          at: current.span)
      }
      _ = try take(.close, "`)`")
      inner.span = span(from: token.span)
      return inner
    case .openList:
      advance()
      let elements = try elements(until: .closeList, "]", opened: token)
      return Expression(form: .list(elements), span: span(from: token.span))
    default: throw unexpected("a value")
    }
  }

  private mutating func nameOrFunction() throws(Diagnostic) -> Expression {
    let token = current
    let name = text(token)
    switch name {
    case "on", "true", "off", "false":
      advance()
      return Expression(form: .toggle(name == "on" || name == "true"), span: token.span)
    case "and", "or", "in", "within", "of", "for", "if", "else", "elif", "end":
      throw unexpected("a value")
    default: break
    }
    let isFunction = following.kind == .open && isFollowedDirectly
    advance()
    guard isFunction else { return Expression(form: .name(name), span: token.span) }
    let opened = current
    advance()
    let arguments = try elements(until: .close, ")", opened: opened)
    return Expression(
      form: .function(Identifier(name: name, span: token.span), arguments),
      span: span(from: token.span))
  }

  /// Values between brackets, separated by commas; a comma after the last is allowed.
  mutating func elements(
    until kind: Token.Kind, _ sign: String, opened: Token
  ) throws(Diagnostic) -> [Expression] {
    var elements: [Expression] = []
    try enter(at: opened.span)
    defer { depth -= 1 }
    while self.kind != kind {
      elements.append(try value(separatedByBlanks: kind == .closeList))
      guard self.kind == .comma else { break }
      advance()
    }
    if self.kind == .equal {
      throw error(
        "`=` inside brackets",
        help: "close the bracket before it; verbs have none: train epochs=3", at: current.span)
    }
    _ = try take(kind, "`,` or `\(sign)`")
    return elements
  }
}

/// How tightly operators bind, loosest first.
private enum Precedence: Int, Comparable {
  case or, and, not, comparison, range, sum, product, sign, power, operand

  /// The next tighter one.
  var above: Precedence { Precedence(rawValue: rawValue + 1) ?? .operand }

  static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
}
