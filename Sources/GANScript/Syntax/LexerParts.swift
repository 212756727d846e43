/// Numbers, and characters beyond ASCII.
extension Lexer {
  /// `7`, `7_134_081`, `.5`, `1e-3`, `50%`, and sizes `64x48`.
  mutating func number() {
    let start = at
    digits()
    let isWhole = peek() != .dot
    if peek() == .dot, peek(1).isDigit {
      at += 1
      digits()
    }
    if isWhole, peek() == UInt8(ascii: "x"), peek(1).isDigit {
      at += 1
      digits()
      return finish(.size, from: start)
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
      if peek(1 + sign).isDigit {
        at += 1 + sign
        digits()
      }
    }
    if peek() == .percent { at += 1 }
    finish(.number, from: start)
  }

  private mutating func digits() {
    while peek().isDigit || (peek() == .underscore && peek(1).isDigit) { at += 1 }
  }

  private mutating func finish(_ kind: Token.Kind, from start: Int) {
    if peek().isNamePart {
      while peek().isNamePart { at += 1 }
      let text = source.text(start..<min(at, start + 40))
      return addInvalid(
        from: start,
        TokenProblem(message: "`\(text)` is neither a number nor a name"))
    }
    if at - start > Limits.numberBytes {
      return addInvalid(from: start, TokenProblem(message: "a number of \(at - start) digits"))
    }
    let first = bytes[start]
    if kind == .number, first == UInt8(ascii: "0"), at - start > 1, bytes[start + 1].isDigit {
      return addInvalid(from: start, leadingZero(from: start))
    }
    add(kind, from: start)
  }

  /// `0,05` is read as `0`, a comma and `05`: most likely a decimal comma.
  private func leadingZero(from start: Int) -> TokenProblem {
    let tail = source.text(start..<at)
    if start >= 2, bytes[start - 1] == UInt8(ascii: ","), bytes[start - 2].isDigit {
      var whole = start - 2
      while whole > 0, bytes[whole - 1].isDigit { whole -= 1 }
      let number = source.text(whole..<(start - 1)) + "." + tail
      return TokenProblem(
        message: "a number with a decimal comma", help: "write \(number)")
    }
    return TokenProblem(
      message: "`\(tail)` begins with a zero",
      help: "write \(tail.drop { $0 == "0" }) or 0.\(tail.drop { $0 == "0" })")
  }

  /// A character beyond ASCII: none begins a token, many have a plain twin.
  mutating func wideCharacter() {
    let start = at
    let scalar = skipScalar()
    switch scalar {
    case "“", "”", "„", "«", "‘", "’", "‚":
      while at < end, !peek().isLineEnd {
        let scalar = skipScalar()
        if scalar == "”" || scalar == "“" || scalar == "»" || scalar == "’" { break }
      }
      let inner = source.text(start..<at).unicodeScalars.dropFirst().prefix(60).filter {
        !"“”„«»‘’‚".unicodeScalars.contains($0)
      }
      var plain = ""
      plain.unicodeScalars.append(contentsOf: inner)
      addInvalid(
        from: start,
        TokenProblem(message: "curly quotes", help: "write \"\(plain)\" with straight quotes"))
    case "–", "—", "−", "‐", "‑":
      addInvalid(
        from: start, TokenProblem(message: "`\(scalar)` is not a minus sign", help: "write -"))
    case "→":
      addInvalid(from: start, TokenProblem(message: "`→` is not an arrow here", help: "write ->"))
    case "×":
      addInvalid(
        from: start,
        TokenProblem(
          message: "`×` means nothing here", help: "write 64x64 for a size, * to multiply"))
    case "\u{A0}", "\u{2000}"..."\u{200A}", "\u{202F}", "\u{205F}", "\u{3000}":
      addHidden(scalar, from: start, help: "write a plain blank")
    case _ where isUnsafe(scalar): addHidden(scalar, from: start, help: "delete it")
    case _ where scalar.properties.isAlphabetic:
      wideName(from: start)
    default:
      addInvalid(from: start, TokenProblem(message: "`\(scalar)` means nothing here"))
    }
  }

  /// A name with letters beyond ASCII, which no name may have.
  mutating func wideName(from start: Int) {
    while at < end, peek().isNamePart || (peek() >= 0x80 && isLetterAhead) { _ = skipScalar() }
    let name = source.text(start..<at).unicodeScalars.prefix(60)
    addInvalid(
      from: start,
      TokenProblem(
        message: "`\(String(String.UnicodeScalarView(name)))` is no name",
        help: "names are made of a-z, A-Z, 0-9 and _; text goes in quotes"))
  }

  /// Whether a letter or a mark on one stands at the cursor.
  var isLetterAhead: Bool {
    let scalar = scalarAhead()
    if isHidden(scalar) { return false }
    return scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
  }

  private mutating func addHidden(_ scalar: Unicode.Scalar, from start: Int, help: String) {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: max(4 - digits.count, 0)) + digits
    addInvalid(
      from: start,
      TokenProblem(
        code: .hiddenCharacter, message: "hidden character U+\(padded)", help: help))
  }

  /// The scalar at the next byte; valid UTF-8 is a condition of lexing.
  private func scalarAhead() -> Unicode.Scalar {
    let length = peek() < 0x80 ? 1 : peek() < 0xE0 ? 2 : peek() < 0xF0 ? 3 : 4
    return source.text(at..<min(at + length, end)).unicodeScalars.first ?? "\u{FFFD}"
  }

  private mutating func skipScalar() -> Unicode.Scalar {
    let length = peek() < 0x80 ? 1 : peek() < 0xE0 ? 2 : peek() < 0xF0 ? 3 : 4
    let scalar = scalarAhead()
    at = min(at + length, end)
    return scalar
  }
}
