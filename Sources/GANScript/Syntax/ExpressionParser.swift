/// Expressions, loosest first: `or`, `and`, `not`, comparison, `..`, `+ -`, `* /`, `-`, `^`.
extension Parser {
  /// A whole expression with its own count of operands.
  mutating func expression() throws(Diagnostic) -> Expression {
    let outer = operands
    if depth == 0 { operands = 0 }
    defer { if depth == 0 { operands = outer } }
    return try disjunction()
  }

  private mutating func disjunction() throws(Diagnostic) -> Expression {
    try chain({ $0.word == "or" ? .or : nil }) { (parser) throws(Diagnostic) in
      try parser.conjunction()
    }
  }

  private mutating func conjunction() throws(Diagnostic) -> Expression {
    try chain({ $0.word == "and" ? .and : nil }) { (parser) throws(Diagnostic) in
      try parser.inversion()
    }
  }

  private mutating func inversion() throws(Diagnostic) -> Expression {
    guard word == "not" else { return try comparison() }
    let start = current.span
    advance()
    let operand = try nested(at: start) { (parser) throws(Diagnostic) in try parser.inversion() }
    return Expression(form: .not(operand), span: start.joined(with: operand.span))
  }

  private mutating func comparison() throws(Diagnostic) -> Expression {
    try chain({
      switch $0.kind {
      case .equalEqual: .equal
      case .notEqual: .notEqual
      case .less: .less
      case .lessEqual: .lessEqual
      case .greater: .greater
      case .greaterEqual: .greaterEqual
      default: nil
      }
    }) { (parser) throws(Diagnostic) in try parser.range() }
  }

  private mutating func range() throws(Diagnostic) -> Expression {
    let low = try sum()
    guard kind == .dotDot else { return low }
    advance()
    let high = try sum()
    if kind == .dotDot {
      throw error("a range has two ends", help: "write -1..1", at: current.span)
    }
    return Expression(
      form: .chain([low, high], [.range]), span: low.span.joined(with: high.span))
  }

  private mutating func sum() throws(Diagnostic) -> Expression {
    try chain({ $0.kind == .plus ? .plus : $0.kind == .minus ? .minus : nil }) {
      (parser) throws(Diagnostic) in try parser.product()
    }
  }

  private mutating func product() throws(Diagnostic) -> Expression {
    try chain({ $0.kind == .star ? .times : $0.kind == .slash ? .divided : nil }) {
      (parser) throws(Diagnostic) in try parser.signed()
    }
  }

  private mutating func signed() throws(Diagnostic) -> Expression {
    guard kind == .minus || kind == .plus else { return try power() }
    let isMinus = kind == .minus
    let start = current.span
    advance()
    let operand = try nested(at: start) { (parser) throws(Diagnostic) in try parser.signed() }
    let span = start.joined(with: operand.span)
    return Expression(form: isMinus ? .negation(operand) : operand.form, span: span)
  }

  private mutating func power() throws(Diagnostic) -> Expression {
    try chain({ $0.kind == .caret ? .power : nil }) { (parser) throws(Diagnostic) in
      parser.kind == .minus || parser.kind == .plus
        ? try parser.signed() : try parser.postfix()
    }
  }

  /// Operands of one precedence; one alone stays what it is.
  private mutating func chain(
    _ join: (Parser) -> Operator?,
    of operand: (inout Parser) throws(Diagnostic) -> Expression
  ) throws(Diagnostic) -> Expression {
    let first = try operand(&self)
    guard let firstJoin = join(self) else { return first }
    advance()
    var parts = [first, try operand(&self)]
    var joins = [firstJoin]
    while let next = join(self) {
      advance()
      joins.append(next)
      parts.append(try operand(&self))
    }
    let span = first.span.joined(with: parts[parts.count - 1].span)
    return Expression(form: .chain(parts, joins), span: span)
  }

  /// One level deeper, unless that is too deep.
  mutating func nested<Result>(
    at span: Span, _ parse: (inout Parser) throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Limits.depth else {
      throw error("nested deeper than \(Limits.depth) levels", at: span, code: .tooDeep)
    }
    return try parse(&self)
  }

  /// An operand and its fields, `baseline.loss.generator.last`.
  mutating func postfix() throws(Diagnostic) -> Expression {
    operands += 1
    guard operands <= Limits.operands else {
      throw error(
        "more than \(Limits.operands) operands in one expression", at: current.span, code: .tooDeep)
    }
    let base = try operand()
    guard kind == .dot else { return base }
    var fields: [Identifier] = []
    while kind == .dot {
      advance()
      fields.append(try takeName("the name of a field"))
      guard fields.count <= Limits.depth else {
        throw error("more than \(Limits.depth) fields in a row", at: base.span, code: .tooDeep)
      }
    }
    return Expression(form: .field(base, fields), span: span(from: base.span))
  }

  private mutating func operand() throws(Diagnostic) -> Expression {
    let token = current
    switch token.kind {
    case .number:
      advance()
      return Expression(form: .number(try number(token)), span: token.span)
    case .size:
      advance()
      return Expression(form: try size(token), span: token.span)
    case .text:
      advance()
      return Expression(form: .text(try textParts(token)), span: token.span)
    case .name: return try nameOrFunction()
    case .open:
      advance()
      var inner = try nested(at: token.span) { (parser) throws(Diagnostic) in
        try parser.expression()
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

  /// Values between brackets, parted by commas; a comma behind the last is allowed.
  mutating func elements(
    until kind: Token.Kind, _ sign: String, opened: Token
  ) throws(Diagnostic) -> [Expression] {
    var elements: [Expression] = []
    try nested(at: opened.span) { (parser) throws(Diagnostic) in
      while parser.kind != kind {
        elements.append(try parser.expression())
        guard parser.kind == .comma else { break }
        parser.advance()
      }
    }
    _ = try take(kind, "`,` or `\(sign)`")
    return elements
  }
}
