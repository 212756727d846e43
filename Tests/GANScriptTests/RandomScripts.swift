/// Random and damaged scripts from a seed.
struct RandomScripts {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// A number below a bound (SplitMix64).
  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }

  private static let pieces = [
    "x", "y", "train", "load", "sunflowers", "net", "generator", "for", "in", "if", "else", "end",
    "param", "expect", "within", "of", "print", "and", "or", "not", "on", "off", "relu", "sgd",
    "help", "?", "include", "language", "lr", "epochs", "max", "first", "save", "picture", "sweep",
    "=", "==", "!=", "<", "<=", "+", "-", "*", "/", "^", "..", ".", ",", ":", "->", "(", ")", "[",
    "]", "{", "}", "\"", "\"a{x}\"", "\"b.png\"", "\"{x:.2f}\"", "1", "0.5", "1e400", "64x64",
    "0", "50%", ".5", "1..9", "\n", "\n", "\n", ";", "# %% A\n", "#", "\\", "“", "–", "\u{202E}",
    "é", "\u{0}", "\r", "\t", " ", "99999999999999999999", "1e18", "if x\n", "for x in [1, 2]\n",
    "end\n", "x = ", "net g: 3 -> 4 relu\n", "load sunflowers\n", "x = train lr=",
  ]

  /// Words and signs of the language in any order.
  mutating func words() -> [UInt8] {
    var text = ""
    for _ in 0..<below(40) {
      text += RandomScripts.pieces[below(RandomScripts.pieces.count)]
      if below(3) > 0 { text += " " }
    }
    return Array(text.utf8)
  }

  /// Bytes of any kind.
  mutating func noise() -> [UInt8] { (0..<below(60)).map { _ in UInt8(below(256)) } }

  /// A script with bytes and words lost, doubled, changed or moved.
  mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...below(4) where !bytes.isEmpty {
      let at = below(bytes.count)
      let length = min(below(12) + 1, bytes.count - at)
      switch below(5) {
      case 0: bytes.removeSubrange(at..<(at + length))
      case 1: bytes.insert(contentsOf: bytes[at..<(at + length)], at: below(bytes.count))
      case 2: bytes[at] = UInt8(below(256))
      case 3:
        let piece = RandomScripts.pieces[below(RandomScripts.pieces.count)]
        bytes.insert(contentsOf: piece.utf8, at: at)
      default: bytes[at] ^= 1 << UInt8(below(8))
      }
    }
    return bytes
  }
}
