import Vocabulary

/// A text that a terminal can be given: no control bytes, 7 bits if asked, within a width.
///
/// What is cut off is marked by a `~` at the end.
func printable(_ text: String, style: TextStyle, width: Int) -> String {
  var clean = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) {
      clean.append(" ")
    } else if style == .ascii, !scalar.isASCII {
      clean.append(contentsOf: (asciiForms[scalar] ?? "?").unicodeScalars)
    } else {
      clean.append(scalar)
    }
  }
  if displayWidth(String(clean)) <= width { return String(clean) }
  guard width > 0 else { return "" }
  var cut = String.UnicodeScalarView()
  var used = 0
  for scalar in clean {
    let next = displayWidth(scalar)
    if used + next > width - 1 { break }
    used += next
    cut.append(scalar)
  }
  return String(cut) + "~"
}

/// A sentence on lines of a width, broken at blanks.
func wrapped(_ text: String, style: TextStyle, width: Int) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, displayWidth(last) + 1 + displayWidth(String(word)) <= width {
      lines[lines.count - 1] += " " + word
    } else {
      lines.append(printable(String(word), style: style, width: width))
    }
  }
  return lines
}

private let asciiForms: [Unicode.Scalar: String] = [
  "×": "x", "–": "-", "—": "-", "−": "-", "…": "...", "‘": "'", "’": "'", "“": "\"", "”": "\"",
  "→": "->", "·": ".", "≤": "<=", "≥": ">=", "±": "+-", "\u{a0}": " ",
]
