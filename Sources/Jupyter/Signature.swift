import Files

/// HMAC-SHA256 (RFC 2104, FIPS 198-1), with which both sides sign their messages.
struct Signature: Sendable {
  private let inner: [UInt8]
  private let outer: [UInt8]
  private let isUsed: Bool

  /// Signs with a key; without one messages are not signed.
  init(key: [UInt8]) {
    var block = key.count > 64 ? digestBytes(key) : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    inner = block.map { $0 ^ 0x36 }
    outer = block.map { $0 ^ 0x5C }
    isUsed = !key.isEmpty
  }

  /// The signature of parts, one after the other: 64 hexadecimal digits, none without a key.
  ///
  /// Complexity: O(bytes).
  func digits(of parts: some Sequence<[UInt8]>) -> [UInt8] {
    guard isUsed else { return [] }
    var digest = SHA256()
    digest.update(inner)
    for part in parts { digest.update(part) }
    return Array(sha256(outer + digest.bytes()).utf8)
  }

  /// Whether these are the digits of the parts; takes as long for wrong digits as for right ones.
  func accepts(_ digits: [UInt8], of parts: some Sequence<[UInt8]>) -> Bool {
    let right = self.digits(of: parts)
    guard right.count == digits.count || !isUsed else { return false }
    return zip(right, digits).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

private func digestBytes(_ bytes: [UInt8]) -> [UInt8] {
  var digest = SHA256()
  digest.update(bytes)
  return digest.bytes()
}
