import GANScript

/// Prose as a report may keep it: no character that changes what a terminal or a page shows besides
/// itself, and no fence that would swallow what follows.
func reportable(_ prose: String) -> String {
  var lines: [String] = []
  var fence: Substring?
  for line in prose.split(separator: "\n", omittingEmptySubsequences: false) {
    lines.append(visible(line))
    let text = line.drop { $0 == " " }
    guard line.count - text.count < 4, let sign = text.first, sign == "`" || sign == "~" else {
      continue
    }
    let signs = text.prefix { $0 == sign }
    let rest = text.dropFirst(signs.count)
    if let open = fence {
      let closes = sign == open.first && signs.count >= open.count
      if closes, rest.allSatisfy(\.isWhitespace) { fence = nil }
    } else if signs.count >= 3, sign == "~" || !rest.contains("`") {
      fence = signs
    }
  }
  if let fence { lines.append(String(fence)) }
  return lines.joined(separator: "\n")
}

/// Control and bidirectional characters written out; joiners and the like, which words and pictures
/// of letters are made with, stay.
private func visible(_ line: Substring) -> String {
  var result = ""
  for scalar in line.unicodeScalars {
    switch scalar.value {
    case 0x09: result.unicodeScalars.append(scalar)
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069:
      result += escaped(String(scalar))
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
