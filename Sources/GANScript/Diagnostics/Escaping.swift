/// Text from files and users as the terminal may show it.
///
/// Control characters (C0, DEL, C1), bidirectional controls, zero-width and other invisible
/// characters appear as `\x1b` or `\u{202e}`; everything else stays as it is.
public func escaped(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if isUnsafe(scalar) {
      result += escape(scalar)
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// How an unsafe character is written: `\x1b` up to U+00FF, `\u{202e}` above.
func escape(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16)
  guard scalar.value > 0xFF else { return "\\x" + (digits.count < 2 ? "0" : "") + digits }
  return "\\u{\(digits)}"
}

/// Whether a character could change what a terminal shows besides the character itself.
func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0: true
  case 0x20..<0x7F: false
  default: isHidden(scalar)
  }
}

/// Whether a character has no glyph: bidirectional, zero-width, format and tag characters.
func isHidden(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0xAD, 0x034F, 0x061C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180E: true
  case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
  case 0x3164, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0xE0000...0xE0FFF: true
  default: false
  }
}
