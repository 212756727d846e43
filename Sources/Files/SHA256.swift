import CCrypto

/// SHA-256 (FIPS 180-4), which identifies recipes, data and checkpoints; libcrypto's, which uses the
/// processor's instructions for it.
public struct SHA256: Sendable {
  private var context = SHA256_CTX()

  /// The digest of nothing yet.
  public init() { SHA256_Init(&context) }

  /// Takes bytes in. Complexity: O(bytes), some 0.6 ms a megabyte.
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
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256_Final(&digest, &context)
    return digest
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
  }
}

/// The digest of bytes, 64 hexadecimal digits.
public func sha256(_ bytes: some Collection<UInt8>) -> String {
  var digest = SHA256()
  digest.update(bytes)
  return digest.hexadecimal()
}
