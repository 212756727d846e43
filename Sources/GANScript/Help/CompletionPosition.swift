/// Where a cursor is in the statement that is being typed.
struct CompletionPosition {
  private let source: SourceText
  private let cursor: Int
  /// The statement's tokens before the part to be completed.
  private var tokens: [Token]
  /// The typed part of a name.
  private(set) var prefix = ""
  /// Where the text in quotes around the cursor begins; `nil` outside of quotes.
  private(set) var textStart: Int?
  /// Whether the cursor is in a comment.
  let isInComment: Bool
  /// Whether `name =` precedes the statement.
  private(set) var hasAssignment = false

  /// Finds the position of a cursor at the end of a text.
  init(_ source: SourceText, _ cursor: Int) {
    self.source = source
    self.cursor = cursor
    var all = Lexer.tokens(of: source, in: source.start..<source.bytes.count).list
    all.removeLast()
    let line = source.range(ofLine: source.lineCount).lowerBound
    let end = max(line, all.last.map { Int($0.end) } ?? 0)
    isInComment = all.last?.kind == .cell || source.bytes[min(end, cursor)...].contains(.hash)
    let start = all.lastIndex { $0.kind == .newline || $0.kind == .cell }.map { $0 + 1 } ?? 0
    tokens = Array(all[start...])
    if let last = tokens.last, Int(last.end) == cursor {
      if last.kind == .name {
        prefix = source.text(last.span)
        tokens.removeLast()
      } else if last.kind == .invalid, source.bytes[Int(last.start)] == .quote {
        textStart = Int(last.start) + 1
        tokens.removeLast()
      }
    }
    if tokens.count >= 2, tokens[0].kind == .name, tokens[1].kind == .equal {
      hasAssignment = true
      tokens.removeFirst(2)
    }
  }

  /// The part that a candidate replaces.
  var range: Range<Int> { (cursor - prefix.utf8.count)..<cursor }
  /// What is typed of the text around the cursor.
  var typedText: String { source.text(textRange) }
  var textRange: Range<Int> { (textStart ?? cursor)..<cursor }

  /// An open brace in the text around the cursor, with the name typed after it.
  var openBrace: (range: Range<Int>, prefix: String)? {
    let typed = source.bytes[textRange]
    guard let open = typed.lastIndex(of: .openBrace), !typed[open...].contains(.closeBrace),
      open == textRange.lowerBound || source.bytes[open - 1] != .backslash
    else { return nil }
    var start = cursor
    while start > open + 1, source.bytes[start - 1].isNamePart { start -= 1 }
    return (start..<cursor, source.text(start..<cursor))
  }

  /// The names in the statement so far; `?` counts as one, `name =` in front does not.
  var words: [String] {
    let words = tokens.compactMap {
      $0.kind == .name || $0.kind == .question ? source.text($0.span) : nil
    }
    // After `name =`, a statement that does not begin with a word is an expression.
    return words.isEmpty && (hasAssignment || !tokens.isEmpty) ? [""] : words
  }

  private var last: Token.Kind? { tokens.last?.kind }
  var isAfterAssignment: Bool { hasAssignment && tokens.isEmpty }
  var isAfterDot: Bool { last == .dot }
  var isAfterArrow: Bool { last == .arrow }
  var hasColon: Bool { tokens.contains { $0.kind == .colon } }

  /// Whether an operand is expected here, whatever the argument.
  var isAfterOperator: Bool {
    switch last {
    case .plus, .minus, .star, .slash, .caret, .equalEqual, .notEqual, .less, .lessEqual,
      .greater, .greaterEqual, .open, .dotDot:
      true
    default: false
    }
  }

  /// The names in front of the dot at the cursor, outermost first.
  var path: [String] {
    var names: [String] = []
    var index = tokens.count - 1
    while index >= 1, tokens[index].kind == .dot, tokens[index - 1].kind == .name {
      names.insert(source.text(tokens[index - 1].span), at: 0)
      index -= 2
    }
    return names
  }

  /// The argument whose value is being typed, also inside its list.
  var label: String? {
    var index = tokens.count - 1
    if let open = tokens.lastIndex(where: { $0.kind == .openList }),
      !tokens[open...].contains(where: { $0.kind == .closeList })
    {
      index = open - 1
    }
    guard index >= 1, tokens[index].kind == .equal, tokens[index - 1].kind == .name else {
      return nil
    }
    return source.text(tokens[index - 1].span)
  }

  /// The arguments that have a value already.
  var labels: Set<String> {
    var labels: Set<String> = []
    for index in tokens.indices.dropFirst() where tokens[index].kind == .equal {
      labels.insert(source.text(tokens[index - 1].span))
    }
    return labels
  }

  /// How many positional arguments stand between the verb and the cursor.
  var positionalCount: Int {
    var count = 0
    var depth = 0
    var isJoined = true
    for token in tokens {
      switch token.kind {
      case .openList, .open:
        if depth == 0, !isJoined { count += 1 }
        depth += 1
      case .closeList, .close: depth = max(depth - 1, 0)
      case .name, .number, .text, .size:
        if depth == 0, !isJoined { count += 1 }
        isJoined = false
      case .equal: return max(count - 1, 0)
      default: isJoined = true
      }
    }
    return count
  }
}
