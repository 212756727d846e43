/// Cuts UTF-8 bytes into tokens, never looking back and never failing.
///
/// Line ends inside brackets, after `->` and after `,` are not tokens: the line continues.
struct Lexer {
  let source: SourceText
  var bytes: [UInt8] { source.bytes }
  var at: Int
  let end: Int
  var tokens = Tokens()
  /// Open brackets.
  private var depth = 0

  private init(_ source: SourceText, _ range: Range<Int>) {
    self.source = source
    at = range.lowerBound
    end = range.upperBound
  }

  /// All tokens of a part of a text, the last one being `.end`. Complexity: O(bytes).
  static func tokens(of source: SourceText, in range: Range<Int>) -> Tokens {
    var lexer = Lexer(source, range)
    while lexer.at < lexer.end { lexer.next() }
    lexer.add(.end, from: range.upperBound)
    return lexer.tokens
  }

  /// The byte so many bytes ahead; 0 past the end.
  func peek(_ distance: Int = 0) -> UInt8 {
    at + distance < end ? source.bytes[at + distance] : 0
  }

  mutating func add(_ kind: Token.Kind, from start: Int) {
    tokens.list.append(Token(kind: kind, start: Int32(start), end: Int32(at)))
  }

  mutating func addInvalid(from start: Int, _ problem: TokenProblem) {
    if tokens.problems.count < Limits.notedProblems {
      tokens.problems[tokens.list.count] = problem
    }
    add(.invalid, from: start)
  }

  private mutating func next() {
    let byte = peek()
    switch byte {
    case .space, .tab: at += 1
    case .newline, .carriageReturn: lineEnd()
    case .hash: comment()
    case .quote: text()
    case UInt8(ascii: ";"):
      at += 1
      add(.newline, from: at - 1)
    case _ where byte.isNameStart: name()
    case _ where byte.isDigit: number()
    case .dot where peek(1).isDigit: number()
    case _ where byte >= 0x80: wideCharacter()
    default: sign(byte)
    }
  }

  private mutating func lineEnd() {
    let start = at
    at += peek() == .carriageReturn && peek(1) == .newline ? 2 : 1
    let last = tokens.list.last?.kind
    if isAskingForHelp {
      depth = 0
      return add(.newline, from: start)
    }
    if depth > 0 && !statementBegins() { return }
    if depth == 0 && (last == .comma || last == .arrow) && !statementBegins() { return }
    depth = 0
    add(.newline, from: start)
  }

  /// Whether the line is `help` and a sign: an arrow or a bracket does not go on there.
  private var isAskingForHelp: Bool {
    let line = tokens.list.suffix(3)
    guard line.count > 1, let asked = line.dropLast().last else { return false }
    let before = line.count > 2 ? line.first?.kind : nil
    return (before == nil || before == .newline || before == .cell)
      && (asked.kind == .question || (asked.kind == .name && source.text(asked.span) == "help"))
  }

  /// Whether the line that begins here can only be a new statement: `name = …`, a block's words,
  /// a cell. So an open bracket does not swallow the rest of a file.
  private func statementBegins() -> Bool {
    var index = at
    while index < end, bytes[index].isBlank { index += 1 }
    let start = index
    while index < end, bytes[index].isNamePart { index += 1 }
    if index == start { return isCellMarker(at: start) }
    let word = source.text(start..<index)
    while index < end, bytes[index].isBlank { index += 1 }
    let following = index < end ? bytes[index] : 0
    if following == UInt8(ascii: "=") { return index + 1 >= end || bytes[index + 1] != following }
    return ["param", "net", "for", "if", "else", "end", "expect", "include"].contains(word)
      && (following.isNameStart || following == .quote || word == "end" || word == "else")
  }

  /// Whether `# %%` or `#%%` stands at a byte, and only blanks before it in its line.
  private func isCellMarker(at start: Int) -> Bool {
    guard start < end, bytes[start] == .hash else { return false }
    var index = start - 1
    while index >= 0, bytes[index].isBlank { index -= 1 }
    guard index < source.start || bytes[index].isLineEnd else { return false }
    index = start + 1
    // Prose may have `%%` farther in.
    if index < end, bytes[index].isBlank { index += 1 }
    return index + 1 < end && bytes[index] == .percent && bytes[index + 1] == .percent
  }

  private mutating func comment() {
    let start = at
    let isCell = isCellMarker(at: start)
    while at < end, !peek().isLineEnd { at += 1 }
    if isCell { add(.cell, from: start) }
  }

  private mutating func name() {
    let start = at
    while peek().isNamePart { at += 1 }
    if peek() >= 0x80, isLetterAhead { return wideName(from: start) }
    if at - start > 1_000 {
      addInvalid(from: start, TokenProblem(message: "a name of \(at - start) letters"))
    } else {
      add(.name, from: start)
    }
  }

  /// A text ends at its quote or, unfinished, with the line.
  private mutating func text() {
    let start = at
    at += 1
    while at < end, peek() != .quote, !peek().isLineEnd {
      at += peek() == .backslash && at + 1 < end && !peek(1).isLineEnd ? 2 : 1
    }
    if peek() == .quote {
      at += 1
      add(.text, from: start)
    } else {
      addInvalid(
        from: start,
        TokenProblem(
          message: "a text that begins here does not end in this line", help: "add a `\"`"))
    }
  }

  private mutating func sign(_ byte: UInt8) {
    let start = at
    if let double = Lexer.double(byte, peek(1)) {
      at += 2
      return add(double, from: start)
    }
    at += 1
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: ")"), UInt8(ascii: "]"): depth = max(depth - 1, 0)
    default: break
    }
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`"), foreignText(byte, from: start) {
      return
    }
    guard let kind = Lexer.single(byte) else {
      return addInvalid(from: start, problem(of: byte, at: start))
    }
    add(kind, from: start)
  }

  /// Takes a text in other quotes whole, and says how it is written; `false` if the line has no second
  /// quote.
  private mutating func foreignText(_ quote: UInt8, from start: Int) -> Bool {
    var close = at
    while close < end, bytes[close] != quote {
      if bytes[close].isLineEnd || bytes[close] == .quote { return false }
      close += 1
    }
    guard close < end, close - at < 200 else { return false }
    let text = source.text(at..<close)
    at = close + 1
    addInvalid(
      from: start,
      TokenProblem(message: "text goes in double quotes", help: "write \"\(text)\""))
    return true
  }

  private static func double(_ first: UInt8, _ second: UInt8) -> Token.Kind? {
    switch (first, second) {
    case (UInt8(ascii: "-"), UInt8(ascii: ">")): .arrow
    case (UInt8(ascii: "="), UInt8(ascii: "=")): .equalEqual
    case (UInt8(ascii: "!"), UInt8(ascii: "=")): .notEqual
    case (UInt8(ascii: "<"), UInt8(ascii: "=")): .lessEqual
    case (UInt8(ascii: ">"), UInt8(ascii: "=")): .greaterEqual
    case (.dot, .dot): .dotDot
    default: nil
    }
  }

  private static func single(_ byte: UInt8) -> Token.Kind? {
    switch byte {
    case UInt8(ascii: "("): .open
    case UInt8(ascii: ")"): .close
    case UInt8(ascii: "["): .openList
    case UInt8(ascii: "]"): .closeList
    case UInt8(ascii: ","): .comma
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: "?"): .question
    case UInt8(ascii: "="): .equal
    case UInt8(ascii: "<"): .less
    case UInt8(ascii: ">"): .greater
    case UInt8(ascii: "+"): .plus
    case UInt8(ascii: "-"): .minus
    case UInt8(ascii: "*"): .star
    case UInt8(ascii: "/"): .slash
    case UInt8(ascii: "^"): .caret
    case UInt8(ascii: "@"): .at
    case .dot: .dot
    default: nil
    }
  }

  /// Whether nothing but blanks stands before a byte in its line.
  private func isFirstInLine(_ index: Int) -> Bool {
    bytes[..<index].reversed().first { !$0.isBlank }.map(\.isLineEnd) ?? true
  }

  /// Whether nothing but blanks stands before the end of the line.
  private var isRestBlank: Bool {
    var index = at
    while index < end, bytes[index].isBlank { index += 1 }
    return index >= end || bytes[index].isLineEnd
  }

  private func problem(of byte: UInt8, at start: Int) -> TokenProblem {
    let shown = escaped(String(Unicode.Scalar(byte)))
    let help: String? =
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "`"): "text goes in double quotes: \"...\""
      case UInt8(ascii: "!"): "write `not`, or `!=` to compare"
      case UInt8(ascii: "&"): "write `and`"
      case UInt8(ascii: "|"): "write `or`"
      case .percent where isFirstInLine(start):
        "words with % are Jupyter's for Python; this has none. A training says how long it took"
      case .percent: "`50%` is a number; there is no remainder"
      case .openBrace, .closeBrace: "braces belong inside a text: \"lr {lr}\""
      case .backslash where isRestBlank: "a line goes on after `->`, a comma or an open bracket"
      case .backslash: "a path goes in quotes, with `/` between folders"
      default: nil
      }
    return TokenProblem(message: "`\(shown)` means nothing here", help: help)
  }
}
