/// How many columns a terminal takes for a text: two for East Asian wide letters and emoji, none
/// for combining marks (Unicode Standard Annex 11, by blocks).
func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { $0 + displayWidth($1) }
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: break
  }
  switch scalar.value {
  case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
    0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
    return 2
  default: return 1
  }
}

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
