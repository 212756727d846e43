import Imaging
import Testing

/// Hostile files are refused by their headers.
@Suite struct LimitsTests {
  @Test("a huge PNG is refused", arguments: [(61_000, 61_000), (1_000_000, 1), (1 << 31 - 1, 9)])
  func hugePNG(width: Int, height: Int) throws {
    var bytes = try Fixtures.bytes("rgb8.png")
    for i in 0..<4 {
      bytes[16 + i] = UInt8(width >> (24 - 8 * i) & 255)
      bytes[20 + i] = UInt8(height >> (24 - 8 * i) & 255)
    }
    #expect(throws: ImageError.tooLarge(width: width, height: height, limit: 100_000_000)) {
      try decodeImage(bytes)
    }
  }

  @Test("an interlaced PNG may have 40 Mpx only")
  func interlaced() throws {
    var bytes = try Fixtures.bytes("rgb-interlaced.png")
    (bytes[18], bytes[22]) = (0x1f, 0x1f)
    #expect(throws: ImageError.tooLarge(width: 7959, height: 7953, limit: 40_000_000)) {
      try decodeImage(bytes)
    }
  }

  @Test("a huge JPEG is refused")
  func hugeJPEG() throws {
    var bytes = try Fixtures.bytes("rgb.jpg")
    let frame = try #require(
      bytes.indices.first { bytes[$0] == 0xff && bytes[min($0 + 1, bytes.count - 1)] == 0xc0 })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xff, 0xdc, 0xff, 0xdc])
    #expect(throws: ImageError.tooLarge(width: 65_500, height: 65_500, limit: 100_000_000)) {
      try decodeImage(bytes)
    }
  }

  @Test("a JPEG of more than 100 scans is refused")
  func scans() throws {
    let bytes = try Fixtures.bytes("rgb.jpg")
    let scan = try #require(
      bytes.indices.first { bytes[$0] == 0xff && bytes[min($0 + 1, bytes.count - 1)] == 0xda })
    let coded = bytes[scan..<bytes.count - 2]
    let many = bytes[..<scan] + (0..<101).flatMap { _ in coded } + [0xff, 0xd9]
    #expect(throws: ImageError.tooManyScans(limit: 100)) { try decodeImage(Array(many)) }
  }

  @Test("a huge GIF is refused")
  func hugeGIF() throws {
    var bytes = try Fixtures.bytes("palette.gif")
    bytes.replaceSubrange(6..<10, with: [0xff, 0xff, 0xff, 0xff])
    #expect(throws: ImageError.tooLarge(width: 65_535, height: 65_535, limit: 100_000_000)) {
      try decodeImage(bytes)
    }
  }

  @Test("a size of nothing or of too much is refused")
  func sizes() throws {
    let decoded = try decodeImage(Fixtures.bytes("gray8.png"))
    for (width, height) in [(0, 5), (5, -1), (.max, .max), (70_000, 1)] {
      #expect(throws: ImageError.self) {
        try prepare(decoded, width: width, height: height, color: .gray)
      }
    }
  }

  @Test("a wrong checksum over the pixels of a PNG is an error")
  func adler() throws {
    var bytes = try Fixtures.bytes("rgb8.png")
    // The last data chunk ends before the twelve bytes of the end chunk.
    let checksum = bytes.count - 12 - 4
    bytes[checksum - 1] ^= 1
    let name = try #require(
      bytes.indices.last { bytes[$0...].starts(with: Array("IDAT".utf8)) })
    let sum = crc32(bytes[name..<checksum])
    for i in 0..<4 { bytes[checksum + i] = UInt8(sum >> (24 - 8 * UInt32(i)) & 255) }
    let error = #expect(throws: ImageError.self) { try decodeImage(bytes) }
    #expect(error?.sort == "damaged")
  }

  /// zlib asks for it again and again, and takes nothing in.
  @Test("pixels that want a dictionary are an error, and no endless loop", .timeLimit(.minutes(10)))
  func dictionary() throws {
    var bytes = try Fixtures.bytes("rgb8.png")
    let name = try #require(
      bytes.indices.first { bytes[$0...].starts(with: Array("IDAT".utf8)) })
    // zlib's header with the flag, and the dictionary's checksum.
    bytes.replaceSubrange(name + 4..<name + 10, with: [0x78, 0xf9, 1, 2, 3, 4])
    let error = #expect(throws: ImageError.self) { try decodeImage(bytes) }
    #expect(error?.sort == "damaged")
  }
}
