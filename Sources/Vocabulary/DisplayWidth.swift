/// How many columns a terminal takes for a text: see `displayWidth` of a character.
public func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { $0 + displayWidth($1) }
}

/// How many columns a terminal takes for a character: two for East Asian wide letters and for emoji
/// that are pictures by themselves, none for combining marks and control characters (Unicode Standard
/// Annex 11; wide letters by blocks).
public func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  if (0x20..<0x7f).contains(scalar.value) { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: break
  }
  switch scalar.value {
  // Vowels and final consonants that join the Korean letter before them.
  case 0x1160...0x11ff: return 0
  // Two letters make a flag.
  case 0x1f1e6...0x1f1ff: return 1
  case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3,
    0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18cff,
    0x1aff0...0x1b2ff, 0x20000...0x3fffd:
    return 2
  default: return scalar.properties.isEmojiPresentation ? 2 : 1
  }
}

/// A line cut to a width, with a sign that something is missing.
public func shortened(_ line: String, to columns: Int) -> String {
  guard displayWidth(line) > columns, columns > 3 else { return line }
  var shown = ""
  var width = 0
  for character in line {
    width += displayWidth(String(character))
    if width > columns - 3 { break }
    shown.append(character)
  }
  return shown + "..."
}
