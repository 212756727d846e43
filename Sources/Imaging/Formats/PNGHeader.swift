/// What the chunks of a PNG file say before any of them is decoded.
struct PNGHeader {
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  let width: Int
  let height: Int
  let isInterlaced: Bool
  let mode: SourceMode

  /// Reads the first chunk, and walks over the others to see that the file is whole.
  ///
  /// Complexity: O(chunks); at most one chunk per 12 bytes.
  init(_ bytes: [UInt8]) throws(ImageError) {
    guard bytes.count >= 33 else { throw .truncated() }
    guard word(bytes, 8) == 13, Array(bytes[12..<16]) == Array("IHDR".utf8) else {
      throw .damaged("no header")
    }
    width = word(bytes, 16)
    height = word(bytes, 20)
    isInterlaced = bytes[28] != 0
    mode =
      switch (bytes[25], bytes[24]) {
      case (0, 1): .bilevel
      case (0, 2), (0, 4), (0, 8): .gray
      case (0, 16): .gray16
      case (2, 8), (2, 16): .rgb
      case (3, 1), (3, 2), (3, 4), (3, 8): .palette
      case (4, 8), (4, 16): .grayAlpha
      case (6, 8), (6, 16): .rgba
      default: throw .damaged("colour type \(bytes[25]) of \(bytes[24]) bit")
      }
    try PNGHeader.checkEnd(bytes)
  }

  private static func checkEnd(_ bytes: [UInt8]) throws(ImageError) {
    let end = Array("IEND".utf8)
    var position = 8
    while bytes.count - position >= 12 {
      let length = word(bytes, position)
      guard length <= bytes.count - position - 12 else { break }
      if bytes[position + 4..<position + 8].elementsEqual(end) { return }
      position += 12 + length
    }
    throw .truncated()
  }
}

/// Four bytes, the most significant first.
private func word(_ bytes: [UInt8], _ at: Int) -> Int {
  Int(bytes[at]) << 24 | Int(bytes[at + 1]) << 16 | Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
}
