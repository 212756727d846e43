import CZlib

/// A chunk of a PNG file: its name, and where its bytes are.
struct PNGChunk {
  let name: String
  /// Where its bytes begin, and where they end, which may be after the end of the file.
  let start: Int
  let end: Int

  /// The chunk that begins at an offset; `nil` where there is none, or no name.
  init?(_ bytes: [UInt8], at offset: Int) {
    guard offset >= 0, offset + 8 <= bytes.count else { return nil }
    let letters = bytes[offset + 4..<offset + 8]
    guard letters.allSatisfy(PNGChunk.isPartOfName) else { return nil }
    name = String(decoding: letters, as: UTF8.self)
    start = offset + 8
    end = start + word(bytes, offset)
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

/// What the chunks of a PNG file say before the pixels.
struct PNGHeader {
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  let width: Int
  let height: Int
  /// Bits of a channel.
  let depth: Int
  let isInterlaced: Bool
  let mode: SourceMode
  /// RGB triples.
  let palette: [UInt8]
  /// Whether colours or indices are transparent.
  let hasClearColor: Bool
  /// The first chunk of pixels.
  let pixels: PNGChunk
  /// What the chunks before it leave for those after.
  private let rules: PNGChunkRules

  /// Bits of a pixel, as the file packs them.
  var bitsPerPixel: Int {
    switch mode {
    case .gray, .bilevel, .palette, .gray16: depth
    case .grayAlpha: 2 * depth
    case .rgb: 3 * depth
    case .rgba, .cmyk: 4 * depth
    }
  }

  /// Reads all chunks before the pixels; their checksums must be right. The size is checked first.
  ///
  /// Complexity: O(bytes before the pixels).
  init(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) {
    guard bytes.count >= 33 else { throw .truncated() }
    guard word(bytes, 8) >= 13, Array(bytes[12..<16]) == Array("IHDR".utf8) else {
      throw .damaged("no header")
    }
    width = word(bytes, 16)
    height = word(bytes, 20)
    depth = Int(bytes[24])
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
    try limits.check(width: width, height: height)
    guard bytes[27] == 0 else { throw .damaged("filters of kind \(bytes[27])") }
    var palette: [UInt8] = []
    var hasClearColor = false
    var rules = PNGChunkRules(mode: mode, width: width, height: height)
    var position = 8
    while true {
      guard position + 8 <= bytes.count else { throw .truncated() }
      guard let chunk = PNGChunk(bytes, at: position) else {
        throw .damaged("a chunk without a name at byte \(position)")
      }
      if chunk.name == "IDAT" {
        pixels = chunk
        try rules.beginPixels()
        break
      }
      guard chunk.name != "IEND" else { throw .damaged("it ends before its picture begins") }
      guard chunk.end + 4 <= bytes.count else { throw .truncated() }
      let sum = bytes.withUnsafeBufferPointer { source in
        crc32(
          0, source.baseAddress.map { $0 + chunk.start - 4 }, UInt32(chunk.end - chunk.start + 4))
      }
      guard sum == UInt(word(bytes, chunk.end)) else {
        throw .damaged("the checksum of \(chunk.name) is wrong")
      }
      try rules.check(chunk, bytes)
      if chunk.name == "tRNS" { hasClearColor = true }
      if chunk.name == "PLTE" {
        palette = Array(bytes[chunk.start..<min(chunk.end, chunk.start + 768)])
        palette.removeLast(palette.count % 3)
      }
      position = chunk.end + 4
    }
    self.palette = palette
    self.hasClearColor = hasClearColor
    self.rules = rules
  }

  /// Whether the file goes on to its end after the last chunk of pixels. Throws where Pillow, which looks
  /// at what follows too, refuses it.
  func endsWell(_ bytes: [UInt8], after last: PNGChunk) throws(ImageError) -> Bool {
    var rules = rules
    var position = last.end + 4
    while let chunk = PNGChunk(bytes, at: position) {
      if chunk.name == "IEND" { return chunk.end == chunk.start }
      if rules.endsReading(chunk) { return true }
      guard chunk.end <= bytes.count else { throw .truncated(row: height, of: height) }
      try rules.check(chunk, bytes)
      position = chunk.end + 4
    }
    return false
  }
}

/// Four bytes, the most significant first.
func word(_ bytes: [UInt8], _ at: Int) -> Int {
  Int(bytes[at]) << 24 | Int(bytes[at + 1]) << 16 | Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
}
