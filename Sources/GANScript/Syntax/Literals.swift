/// Numbers, sizes and texts.
extension Parser {
  /// The value of a number token; the lexer has checked its form.
  func number(_ token: Token) throws(Diagnostic) -> Expression.Form {
    var digits = text(token).filter { $0 != "_" }
    if let whole = UInt64(digits), whole > Value.largestExact { return .whole(whole) }
    let isPercent = digits.hasSuffix("%")
    if isPercent { digits.removeLast() }
    guard let value = Double(digits), value.isFinite else {
      throw error("a number too large to be kept", at: token.span, code: .badValue)
    }
    return .number(isPercent ? value / 100 : value)
  }

  func size(_ token: Token) throws(Diagnostic) -> Expression.Form {
    let parts = text(token).filter { $0 != "_" }.split(separator: "x")
    guard parts.count == 2, let rows = Int(parts[0]), let columns = Int(parts[1]),
      rows > 0, columns > 0
    else {
      throw error(
        "a size has two numbers from 1, as in 64x48", at: token.span, code: .badValue)
    }
    return .size(rows, columns)
  }

  /// The parts of a text: escapes resolved, `{…}` parsed.
  mutating func textParts(_ token: Token) throws(Diagnostic) -> [TextPart] {
    let bytes = source.bytes
    let end = Int(token.end) - 1
    var parts: [TextPart] = []
    var literal: [UInt8] = []
    var at = Int(token.start) + 1
    while at < end {
      switch bytes[at] {
      case .backslash:
        literal.append(try escape(at))
        at += 2
      case .openBrace:
        guard let close = bytes[at..<end].firstIndex(of: .closeBrace) else {
          throw error(
            "`{` is not closed", help: "add a `}`, or write `\\{` for a brace",
            at: Span(start: at, end: at + 1))
        }
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        literal = []
        parts.append(try interpolation(at + 1..<close))
        at = close + 1
      default:
        literal.append(bytes[at])
        at += 1
      }
    }
    if !literal.isEmpty || parts.isEmpty {
      parts.append(.literal(String(decoding: literal, as: UTF8.self)))
    }
    return parts
  }

  /// The parts of a prose cell's Markdown: `{…}` parsed, but for code, formulas in `$…$` and braces after a
  /// backslash. A brace that its line does not close stands for itself, and so does `{…}` that is no
  /// expression, with a note.
  mutating func proseParts(of cell: Cell) -> (parts: [TextPart], notes: [Diagnostic]) {
    var parts: [TextPart] = []
    var notes: [Diagnostic] = []
    var literal: [UInt8] = []
    var isFenced = false
    for (number, line) in cell.proseLines.enumerated() {
      if number > 0 { literal.append(.newline) }
      let text = source.bytes[line]
      let bare = text.drop { $0 == .space }
      let isFence =
        bare.starts(with: Array(repeating: .backtick, count: 3))
        || bare.elementsEqual([.dollar, .dollar])
      if isFence { isFenced.toggle() }
      var isCode = isFence || isFenced
      let codeIsLine = isCode
      var at = line.lowerBound
      while at < line.upperBound {
        let byte = source.bytes[at]
        if byte == .backtick, !codeIsLine { isCode.toggle() }
        if !isCode, byte == .backslash, at + 1 < line.upperBound {
          literal += source.bytes[at...at + 1]
          at += 2
          continue
        }
        if byte == .dollar, !isCode, let end = formulaEnd(at..<line.upperBound) {
          literal += source.bytes[at..<end]
          at = end
          continue
        }
        guard byte == .openBrace, !isCode,
          let close = source.bytes[at..<line.upperBound].firstIndex(of: .closeBrace)
        else {
          literal.append(byte)
          at += 1
          continue
        }
        do throws(Diagnostic) {
          let value = try interpolation(at + 1..<close)
          if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
          literal = []
          parts.append(value)
        } catch {
          literal += source.bytes[at...close]
          notes.append(
            bracesAreText(location(Span(start: at, end: close + 1)), because: error))
        }
        at = close + 1
      }
    }
    if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
    return (parts, notes)
  }

  /// Where a formula ends that begins at `$` or `$$`, as Pandoc finds it: no blank inside next to a single
  /// `$`, no digit behind it. `nil` if the line does not close it.
  private func formulaEnd(_ range: Range<Int>) -> Int? {
    let bytes = source.bytes
    let start = range.lowerBound
    if start + 1 < range.upperBound, bytes[start + 1] == .dollar {
      var at = start + 2
      while at + 1 < range.upperBound {
        if bytes[at] == .dollar, bytes[at + 1] == .dollar { return at + 2 }
        at += 1
      }
      return nil
    }
    guard start + 1 < range.upperBound, !bytes[start + 1].isBlank else { return nil }
    var at = start + 1
    while at < range.upperBound {
      if bytes[at] == .backslash {
        at += 2
        continue
      }
      if bytes[at] == .dollar {
        let isClosed =
          at > start + 1 && !bytes[at - 1].isBlank
          && !(at + 1 < range.upperBound && bytes[at + 1].isDigit)
        return isClosed ? at + 1 : nil
      }
      at += 1
    }
    return nil
  }

  private func escape(_ at: Int) throws(Diagnostic) -> UInt8 {
    switch source.bytes[at + 1] {
    case UInt8(ascii: "n"): return .newline
    case UInt8(ascii: "t"): return .tab
    case .quote, .backslash, .openBrace, .closeBrace: return source.bytes[at + 1]
    default:
      throw error(
        "unknown escape in a text", help: "write `/` between folders, or `\\\\` for a backslash",
        at: Span(start: at, end: at + 2))
    }
  }

  /// `lr` or `lr:.2f`, without the braces.
  private mutating func interpolation(_ range: Range<Int>) throws(Diagnostic) -> TextPart {
    let colon = source.bytes[range].firstIndex(of: UInt8(ascii: ":"))
    var inner = Parser(source, in: range.lowerBound..<(colon ?? range.upperBound))
    inner.depth = depth
    inner.operands = operands
    inner.isInside = true
    inner.ending = "the brace closes here"
    defer { operands = inner.operands }
    let value = try inner.expression()
    guard inner.kind == .end else { throw inner.unexpected("`}`") }
    guard let colon else { return .value(value, format: nil) }
    let span = Span(start: colon + 1, end: range.upperBound)
    guard let format = NumberFormat(source.text(span)) else {
      throw error(
        "`\(source.text(span))` is no format", help: "write for example {lr:.2f}, {n:5d}, {x:.1%}",
        at: span)
    }
    return .value(value, format: format)
  }
}

/// What a check tells of braces in prose that are left as text.
func bracesAreText(_ location: ScriptLocation, because problem: Diagnostic) -> Diagnostic {
  Diagnostic(
    .braces, "these braces are left as text: \(problem.message)",
    help: (problem.help.map { $0 + "; " } ?? "") + "`\\{` is a brace for certain", at: location,
    severity: .warning)
}
