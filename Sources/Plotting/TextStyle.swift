import Vocabulary

/// Which characters a text plot is made of.
public enum TextStyle: String, Sendable, CaseIterable, Described {
  /// Plain 7-bit ASCII: goes through logs, e-mail and every locale.
  case ascii
  /// Drawn frames and round marks; for terminals with UTF-8.
  case unicode
  /// Eight dots a character: finest, but series are told apart by colour alone.
  case braille

  /// All styles.
  public static let catalog = Catalog("plot style", allCases)

  /// The style's name and what it is.
  public var term: Term {
    switch self {
    case .ascii: Term("ascii", "plain 7-bit characters")
    case .unicode: Term("unicode", "drawn frames and round marks")
    case .braille: Term("braille", "eight dots a character, series told apart by colour")
    }
  }

  /// Points across and down within one character.
  var grain: (across: Int, down: Int) { self == .braille ? (2, 4) : (1, 1) }

  /// The mark of a series; after eight come letters.
  func mark(_ palette: Int) -> Character {
    let marks: [Character] =
      self == .ascii
      ? ["*", "o", "+", "x", "@", "%", "=", "&"] : ["●", "○", "▲", "△", "■", "□", "◆", "◇"]
    let index = max(palette, 0)
    if self == .braille { return "⣿" }
    return index < 8 ? marks[index] : Character(Unicode.Scalar(UInt8(97 + index % 26)))
  }

  /// Where several series fall on one character.
  var overlapMark: Character { self == .ascii ? "#" : self == .unicode ? "█" : "⣿" }

  /// The mark of curves that stand in the background.
  var faintMark: Character { self == .ascii ? ":" : "░" }

  /// The dots of reference lines.
  var dotMark: Character { self == .ascii ? "." : "·" }

  /// The frame: upright, level, corner, tick on the upright, tick on the level.
  var frame:
    (upright: Character, level: Character, corner: Character, left: Character, below: Character)
  {
    self == .ascii ? ("|", "-", "+", "+", "+") : ("│", "─", "└", "┤", "┬")
  }
}
