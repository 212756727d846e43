/// SHA-256 (FIPS 180-4), which identifies recipes, data and checkpoints.
public struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var schedule = [UInt32](repeating: 0, count: 64)
  /// Bytes that do not fill a block yet.
  private var rest: [UInt8] = []
  private var length: UInt64 = 0

  /// The digest of nothing yet.
  public init() {}

  /// Takes bytes in. Complexity: O(bytes).
  public mutating func update(_ bytes: some Collection<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    if done == nil { Array(bytes).withUnsafeBytes { update($0) } }
  }

  /// Takes the bits of numbers in, little-endian.
  public mutating func update(_ numbers: [Float]) { numbers.withUnsafeBytes { update($0) } }

  /// The digest, 64 hexadecimal digits.
  public consuming func hexadecimal() -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// The digest, 32 bytes.
  public consuming func bytes() -> [UInt8] {
    let bits = length &* 8
    var padding: [UInt8] = [0x80]
    while (rest.count + padding.count) % 64 != 56 { padding.append(0) }
    for index in 0..<8 { padding.append(UInt8(truncatingIfNeeded: bits >> (56 - 8 * index))) }
    update(padding)
    return state.flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
    }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt64(bytes.count)
    var start = 0
    if !rest.isEmpty {
      start = min(64 - rest.count, bytes.count)
      rest += bytes[..<start]
      guard rest.count == 64 else { return }
      let block = rest
      rest = []
      block.withUnsafeBytes { compress($0, from: 0) }
    }
    while bytes.count - start >= 64 {
      compress(bytes, from: start)
      start += 64
    }
    rest += bytes[start...]
  }

  private mutating func compress(_ bytes: UnsafeRawBufferPointer, from start: Int) {
    schedule.withUnsafeMutableBufferPointer { w in
      state.withUnsafeMutableBufferPointer { h in
        SHA256.constants.withUnsafeBufferPointer { k in
          for t in 0..<16 {
            w[t] = UInt32(
              bigEndian: bytes.loadUnaligned(fromByteOffset: start + 4 * t, as: UInt32.self))
          }
          for t in 16..<64 {
            let x = w[t - 15]
            let y = w[t - 2]
            let small = rotated(x, 7) ^ rotated(x, 18) ^ (x >> 3)
            let large = rotated(y, 17) ^ rotated(y, 19) ^ (y >> 10)
            w[t] = large &+ w[t - 7] &+ small &+ w[t - 16]
          }
          var (a, b, c, d) = (h[0], h[1], h[2], h[3])
          var (e, f, g, i) = (h[4], h[5], h[6], h[7])
          for t in 0..<64 {
            let first =
              i &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ ((e & f) ^ (~e & g))
              &+ k[t] &+ w[t]
            let second =
              (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ ((a & b) ^ (a & c) ^ (b & c))
            (i, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ second)
          }
          for (index, value) in [a, b, c, d, e, f, g, i].enumerated() { h[index] &+= value }
        }
      }
    }
  }

  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}

/// The digest of bytes, 64 hexadecimal digits.
public func sha256(_ bytes: some Collection<UInt8>) -> String {
  var digest = SHA256()
  digest.update(bytes)
  return digest.hexadecimal()
}

@inline(__always)
private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
  word >> count | word << (32 - count)
}
