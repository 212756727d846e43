/// Reads tokens; the statements, networks and expressions are in extensions.
struct Parser {
  let source: SourceText
  let tokens: [Token]
  let tokenProblems: [Int: TokenProblem]
  var index = 0
  /// Blocks, brackets and signs around the current operand.
  var depth = 0
  /// Whether an expression is being read.
  var isInside = false
  /// Whether blanks end a value, as they do between arguments.
  var blanksSeparate = false
  /// Operands of the current expression.
  var operands = 0
  private(set) var diagnostics: [Diagnostic] = []
  /// What ends the text, for messages.
  var ending = "the line ends here"
  /// How many of the problems more text at the end could solve.
  var unfinished = 0

  /// Reads a part of a text, by default all of it.
  init(_ source: SourceText, in range: Range<Int>? = nil) {
    self.source = source
    let tokens = Lexer.tokens(of: source, in: range ?? source.start..<source.bytes.count)
    self.tokens = tokens.list
    tokenProblems = tokens.problems
  }

  var current: Token { tokens[index] }
  var kind: Token.Kind { tokens[index].kind }
  var isAtStatementEnd: Bool { kind == .newline || kind == .end || kind == .cell }

  /// The token after the current one.
  var following: Token { tokens[min(index + 1, tokens.count - 1)] }

  /// Whether nothing stands between the current token and the next.
  var isFollowedDirectly: Bool { current.end == following.start }

  mutating func advance() {
    if index < tokens.count - 1 { index += 1 }
  }

  /// The current token's text if it is a name, else nothing.
  var word: String { kind == .name ? text(current) : "" }

  func text(_ token: Token) -> String { source.text(token.span) }

  func location(_ span: Span) -> ScriptLocation { ScriptLocation(source: source, span: span) }

  func span(from start: Span) -> Span {
    Span(start: start.start, end: max(start.end, Int(tokens[max(index - 1, 0)].end)))
  }

  func error(
    _ message: String, help: String? = nil, at span: Span, code: DiagnosticCode = .syntax,
    note: Diagnostic.Note? = nil
  ) -> Diagnostic {
    Diagnostic(code, message, help: help, at: location(span), note: note)
  }

  /// Keeps a problem; many times more than are ever reported are not kept.
  mutating func note(_ problem: Diagnostic) {
    if diagnostics.count < Limits.notedProblems { diagnostics.append(problem) }
  }

  /// Takes a token of a kind, or says what was expected instead of what is there.
  mutating func take(_ kind: Token.Kind, _ expected: String) throws(Diagnostic) -> Token {
    guard self.kind == kind else { throw unexpected(expected) }
    defer { advance() }
    return current
  }

  mutating func takeName(_ expected: String) throws(Diagnostic) -> Identifier {
    let token = try take(.name, expected)
    return Identifier(name: text(token), span: token.span)
  }

  /// What is wrong with the current token, where something else was expected.
  mutating func unexpected(_ expected: String) -> Diagnostic {
    if kind == .invalid, let problem = tokenProblems[index] {
      return error(
        problem.message, help: pathHelp() ?? problem.help, at: current.span, code: problem.code)
    }
    if isAtStatementEnd {
      let last = tokens[max(index - 1, 0)]
      if let opened = openBracket {
        if kind == .end { unfinished += 1 }
        let closing = opened.kind == .open ? ")" : "]"
        return error(
          "`\(text(opened))` is not closed", help: "add a `\(closing)`", at: opened.span)
      }
      if kind == .end, last.kind == .arrow || last.kind == .comma { unfinished += 1 }
      let span = Span(start: Int(last.end), end: Int(last.end))
      return error("expected \(expected), but \(ending)", at: span)
    }
    return error(
      "expected \(expected), not `\(text(current).prefix(40))`",
      help: operatorHelp() ?? pathHelp() ?? updateHelp(), at: current.span)
  }

  /// A hint at `7 // 2` and `7 ** 2`, which are one sign here.
  private func operatorHelp() -> String? {
    guard index >= 2, tokens[index - 1].kind == kind, tokens[index - 1].end == current.start else {
      return nil
    }
    switch kind {
    case .star: return "a power is written ^"
    case .slash where following.kind != .name || !isFollowedDirectly:
      return "/ divides; round(7 / 2) makes a whole number of it"
    default: return nil
    }
  }

  /// A hint at `x += 1`, which is two signs here.
  private func updateHelp() -> String? {
    guard kind == .equal, index >= 2 else { return nil }
    let sign = tokens[index - 1]
    let name = tokens[index - 2]
    guard [.plus, .minus, .star, .slash].contains(sign.kind), sign.end == current.start,
      name.kind == .name
    else { return nil }
    return "write \(text(name)) = \(text(name)) \(text(sign)) ..."
  }

  /// The innermost bracket of this statement that is open at the current token.
  private var openBracket: Token? {
    var closed = 0
    var index = index - 1
    while index >= 0, tokens[index].kind != .newline, tokens[index].kind != .cell {
      switch tokens[index].kind {
      case .open, .openList:
        if closed == 0 { return tokens[index] }
        closed -= 1
      case .close, .closeList: closed += 1
      default: break
      }
      index -= 1
    }
    return nil
  }

  /// A hint to quote what looks like a path around the current token.
  func pathHelp() -> String? { source.pathHelp(around: current.span) }

  /// Skips what is left of a statement that went wrong.
  mutating func recover() {
    while !isAtStatementEnd { advance() }
  }
}

extension SourceText {
  /// A hint to quote what looks like a path around some bytes.
  func pathHelp(around span: Span) -> String? {
    var start = span.start
    var end = span.end
    while start > 0, !bytes[start - 1].isBlank, !bytes[start - 1].isLineEnd { start -= 1 }
    while end < bytes.count, !bytes[end].isBlank, !bytes[end].isLineEnd { end += 1 }
    if let equal = bytes[start..<span.start].lastIndex(of: UInt8(ascii: "=")) {
      start = equal + 1
    }
    let run = bytes[start..<end]
    guard run.count < 200, run.contains(where: \.isNamePart), !run.contains(.quote),
      !run.contains(UInt8(ascii: "(")),
      run.contains(UInt8(ascii: "/")) || run.contains(.backslash) || run.first == UInt8(ascii: "~")
    else { return nil }
    let path = text(start..<end).split(separator: "\\").joined(separator: "/")
    return "paths go in quotes: \"\(path)\""
  }

  /// A hint to quote the path that stands after a name and a blank: `load /data/photos`.
  func pathHelp(after name: Span) -> String? {
    var start = name.end
    while start < bytes.count, bytes[start].isBlank { start += 1 }
    guard start > name.end, start + 1 < bytes.count, bytes[start] == UInt8(ascii: "/"),
      bytes[start + 1].isNameStart
    else { return nil }
    return pathHelp(around: Span(start: start, end: start + 1))
  }
}
