import Vocabulary

/// A problem as lines of text: where and what, the source line, a caret, a hint.
///
/// Everything that comes from files is escaped; the text ends with a line end. Only with
/// `isColored` it has control sequences, for a terminal. Sentences are broken at blanks, and the source line
/// is cut, to fit `columns`; `nil` leaves the sentences alone.
public func render(
  _ diagnostic: Diagnostic, isColored: Bool = false, columns: Int? = nil
) -> String {
  func fitted(_ text: String) -> String { columns.map { broken(text, columns: $0) } ?? text }
  func paint(_ text: String, _ ink: Ink) -> String {
    isColored ? "\u{1b}[\(ink.rawValue)m\(text)\u{1b}[0m" : text
  }
  let ink: Ink = diagnostic.severity == .error ? .error : .warning
  var head = diagnostic.location.map { "\($0): " } ?? ""
  head += paint("\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]:", ink)
  head += " " + paint(escaped(diagnostic.message), .strong)
  var text = fitted(head) + "\n"
  if let location = diagnostic.location, let (line, caret) = excerpt(location, columns: columns) {
    text += line + "\n" + paint(caret, ink) + "\n"
  }
  if let note = diagnostic.note {
    text += fitted(paint("note:", .hint) + " \(note.location): \(escaped(note.message))") + "\n"
  }
  if let help = diagnostic.help {
    text += fitted(paint("help:", .hint) + " \(escaped(help))") + "\n"
  }
  return text
}

/// Parameters of control sequences.
private enum Ink: String {
  case error = "1;31"
  case warning = "1;33"
  case hint = "1;36"
  case strong = "1"
}

/// Problems one after the other, in the order given.
public func render(_ diagnostics: [Diagnostic]) -> String {
  diagnostics.map { render($0) }.joined()
}

/// The source line and a line of carets under the location; nothing for an empty script.
private func excerpt(
  _ location: ScriptLocation, columns: Int?
) -> (line: String, caret: String)? {
  let source = location.source
  let line = source.range(ofLine: location.line)
  guard !line.isEmpty else { return nil }
  let start = min(max(location.span.start, line.lowerBound), line.upperBound)
  let end = min(max(location.span.end, start), line.upperBound)
  // A long line is cut to what surrounds the location, at whole characters.
  var from = line.lowerBound
  var to = line.upperBound
  let room = columns.map { max($0 - 8, 24) } ?? 200
  if start - from > room / 2 { from = source.boundary(start - room * 3 / 10) }
  if to - from > room { to = source.boundary(from + room * 4 / 5) }
  let before = Excerpt(source.text(from..<max(from, start)))
  let marked = Excerpt(source.text(start..<max(start, min(end, to))))
  let after = Excerpt(source.text(min(end, to)..<to))
  let opening = from > line.lowerBound ? "..." : ""
  let closing = to < line.upperBound ? "..." : ""
  let caret = String(repeating: " ", count: before.width + opening.count) + "^"
  let tail = String(repeating: "~", count: max(marked.width - 1, 0))
  return ("  " + opening + before.text + marked.text + after.text + closing, "  " + caret + tail)
}

/// A piece of a source line as the terminal shows it.
private struct Excerpt {
  var text = ""
  var width = 0

  init(_ source: String) {
    for scalar in source.unicodeScalars {
      let shown: String
      if scalar == "\t" {
        shown = " "
      } else if isUnsafe(scalar) {
        shown = escape(scalar)
      } else {
        text.unicodeScalars.append(scalar)
        width += displayWidth(scalar)
        continue
      }
      text += shown
      width += shown.utf8.count
    }
  }
}

extension SourceText {
  /// The nearest byte before or at an offset at which a character begins.
  fileprivate func boundary(_ offset: Int) -> Int {
    var offset = offset
    while offset > 0, offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}
