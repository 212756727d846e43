/// What makes a file no script at all, found before its first token.
extension SourceText {
  /// The first reason for not reading this as a script.
  func unreadable() -> Diagnostic? {
    if bytes.count > Limits.scriptBytes {
      return whole(
        .tooLarge, "script is \(megabytes(bytes.count)); the limit is 16 MB", exitCode: .limit)
    }
    if let order = wideByteOrder() {
      return whole(.wideEncoding, "looks like \(order); save it as UTF-8")
    }
    if let index = bytes.firstIndex(of: 0) {
      return Diagnostic(
        .nulByte, "script contains a NUL byte at byte \(index); is this a text file?",
        at: location(index, index + 1))
    }
    if let index = invalidByte() {
      return Diagnostic(
        .invalidEncoding, "not valid UTF-8 at byte \(index) (line \(line(of: index)))",
        help: "save the file as UTF-8", at: location(index, index + 1))
    }
    for line in 1...lineCount where range(ofLine: line).count > Limits.lineBytes {
      let start = range(ofLine: line).lowerBound
      return Diagnostic(
        .tooLarge, "line \(line) is longer than 1 MB", at: location(start, start + 1),
        exitCode: .limit)
    }
    return otherLanguage()
  }

  private func location(_ start: Int, _ end: Int) -> ScriptLocation {
    ScriptLocation(source: self, span: Span(start: start, end: end))
  }

  private func whole(
    _ code: DiagnosticCode, _ message: String, exitCode: ExitCode = .script
  ) -> Diagnostic {
    Diagnostic(code, message, at: location(0, 0), exitCode: exitCode)
  }

  private func megabytes(_ count: Int) -> String {
    let tenths = (count * 10 + (1 << 19)) >> 20
    return "\(tenths / 10).\(tenths % 10) MB"
  }

  private func wideByteOrder() -> String? {
    guard bytes.count >= 2 else { return nil }
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      return "UTF-32"
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    let sample = bytes.prefix(64)
    guard sample.count >= 8 else { return nil }
    let zerosAtEven = stride(from: 0, to: sample.count, by: 2).count { sample[$0] == 0 }
    let zerosAtOdd = stride(from: 1, to: sample.count, by: 2).count { sample[$0] == 0 }
    let half = sample.count / 2
    let looksWide =
      (zerosAtEven == 0 && zerosAtOdd * 4 > half * 3)
      || (zerosAtOdd == 0 && zerosAtEven * 4 > half * 3)
    return looksWide ? "UTF-16" : nil
  }

  private func invalidByte() -> Int? {
    let bytes = bytes
    let span = bytes.span
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: span)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }

  /// Python and JSON are recognised by their first line that is neither blank nor a comment.
  private func otherLanguage() -> Diagnostic? {
    for line in 1...lineCount {
      let range = range(ofLine: line)
      let start = range.lowerBound
      let text = trimmed(self.text(start..<min(range.upperBound, start + 200)))
      if text.isEmpty || text.hasPrefix("#") { continue }
      let words = text.split(separator: " ", maxSplits: 3)
      let found: String? =
        switch words[0] {
        case "import" where words.count > 1: "Python"
        case "from" where words.count > 2 && words[2] == "import": "Python"
        case "def", "class", "@": text.hasSuffix(":") ? "Python" : nil
        case "{", "[{", "{}": "JSON"
        default: text.hasPrefix("{\"") || text.hasPrefix("[{") ? "JSON" : nil
        }
      guard let found else { return nil }
      return Diagnostic(
        .syntax, "this looks like \(found), not like a notebook",
        help: "a notebook holds lines such as: load sunflowers size=64",
        at: location(range.lowerBound, range.upperBound))
    }
    return nil
  }
}

/// A text without the blanks at both ends.
func trimmed(_ text: String) -> String {
  let bytes = Array(text.utf8)
  guard let first = bytes.firstIndex(where: { !$0.isBlank && !$0.isLineEnd }),
    let last = bytes.lastIndex(where: { !$0.isBlank && !$0.isLineEnd })
  else { return "" }
  return String(decoding: bytes[first...last], as: UTF8.self)
}
