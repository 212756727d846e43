import Foundation

/// Damages bytes, always in the same way from the same seed.
public struct Mutator {
  private var state: UInt64

  /// One that begins with a seed.
  public init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// How many mutations a test makes: as many as it names, or `GANREPL_MUTATIONS` times as many.
  public static func rounds(_ count: Int) -> Range<Int> {
    let factor = ProcessInfo.processInfo.environment["GANREPL_MUTATIONS"].flatMap { Int($0) } ?? 1
    return 0..<count * min(max(factor, 1), 1_000_000)
  }

  /// A number below a bound (SplitMix64).
  public mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(max(bound, 1)))
  }

  private mutating func byte() -> UInt8 {
    let edges: [UInt8] = [0, 1, 0x7f, 0x80, 0xff, 0x22, 0x2c, 0x5d, 0x7b]
    return below(2) == 0 ? edges[below(edges.count)] : UInt8(below(256))
  }

  /// The bytes with one to four places changed: flipped, overwritten, cut, doubled, put in, moved.
  public mutating func damaged(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0...below(4) where !bytes.isEmpty {
      // Headers, where most is decided, are as likely as all the rest.
      let at = below(below(2) == 0 ? min(bytes.count, 128) : bytes.count)
      let end = min(bytes.count, at + 1 + below(16))
      switch below(8) {
      case 0: bytes[at] ^= 1 << UInt8(below(8))
      case 1: bytes[at] = byte()
      case 2: for i in at..<end { bytes[i] = byte() }
      case 3: bytes.removeSubrange(at..<end)
      case 4: bytes.insert(contentsOf: (0...below(16)).map { _ in byte() }, at: at)
      case 5: bytes.insert(contentsOf: bytes[at..<end], at: at)
      case 6: bytes.removeSubrange(at...)
      default:
        let from = below(bytes.count)
        for (i, other) in zip(at..<end, from..<bytes.count) { bytes[i] = bytes[other] }
      }
    }
    return bytes
  }
}
