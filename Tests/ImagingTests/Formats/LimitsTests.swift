import Testing

@testable import Imaging

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

  /// The coefficients of a file whose scans go over the picture more than once are held to the end.
  @Test("what a JPEG of several scans holds is counted before it is decoded")
  func coefficients() throws {
    let bytes = try Fixtures.bytes("progressive.jpg")
    let needed = try JPEGHeader(bytes, limits: ImageLimits()).heldBytes
    let pixels = try decodeImage(bytes)
    // Two bytes a coefficient: of three components, the second and third halved both ways or not at all.
    let area = 2 * pixels.width * pixels.height
    #expect((area..<4 * area).contains(needed), "\(needed)")
    #expect(throws: ImageError.tooMuchMemory(needed: needed, limit: needed - 1)) {
      try decodeImage(bytes, limits: ImageLimits(memory: needed - 1))
    }
    #expect(try decodeImage(bytes, limits: ImageLimits(memory: needed)) == pixels)
    // Rows of the others come one after the other.
    for file in ["rgb.jpg", "gray.jpg", "cmyk.jpg", "interlaced.gif", "rgb-interlaced.png"] {
      _ = try decodeImage(Fixtures.bytes(file), limits: ImageLimits(memory: 0))
    }
  }

  /// A sequential file may have a scan for each component, too.
  @Test("a first scan without all components means several")
  func componentsApart() throws {
    func header(_ components: [UInt8]) throws -> JPEGHeader {
      let frame: [UInt8] = [
        0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 16, 0, 24, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0,
      ]
      let scan: [UInt8] =
        [0xff, 0xda, 0, UInt8(6 + 2 * components.count), UInt8(components.count)]
        + components.flatMap { [$0, 0] } + [0, 63, 0]
      return try JPEGHeader(frame + scan + [1, 2, 0xff, 0xd9], limits: ImageLimits())
    }
    #expect(try header([1, 2, 3]).heldBytes == 0)
    // Two units of 16 x 16 pixels, each of 4 + 1 + 1 blocks of 64 coefficients.
    #expect(try header([1]).heldBytes == 2 * 6 * 64 * 2)
  }

  @Test("many scans of many pixels are refused")
  func scannedPixels() throws {
    let bytes = try Fixtures.bytes("progressive.jpg")
    let header = try JPEGHeader(bytes, limits: ImageLimits())
    let pixels = header.width * header.height * header.scans
    _ = try decodeImage(bytes, limits: ImageLimits(scannedPixels: pixels))
    #expect(throws: ImageError.tooManyScans(limit: header.scans - 1)) {
      try decodeImage(bytes, limits: ImageLimits(scannedPixels: pixels - 1))
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

  /// What Pillow makes of chunks and segments beside the pixels: `Reference/chunks.py`.
  @Test("a file is taken or refused by its other parts as Pillow does", arguments: 0..<8)
  func otherParts(part: Int) throws {
    let rows = Fixtures.table("chunks.csv")
    #expect(rows.count > 300)
    for row in rows.indices.filter({ $0 % 8 == part }).map({ rows[$0] }) {
      var bytes = try Fixtures.bytes(row[0])
      if let marker = UInt8(row[1]) {
        let content = StoredFiles.bytes(hexadecimal: row[2])
        bytes.insert(
          contentsOf: [0xff, marker, 0, UInt8(content.count + 2)] + content, at: 2)
      } else {
        // "64*zTXt:6b00": so many of one chunk; "acTL:00+fcTL:00": one after the other.
        let times = row[2].split(separator: "*")
        let chunks = (times.last ?? "").split(separator: "+").flatMap { chunk in
          let parts = chunk.split(separator: ":", omittingEmptySubsequences: false)
          return StoredFiles.chunk(
            String(parts[0]), StoredFiles.bytes(hexadecimal: String(parts[1])))
        }
        let name = Array((row[1] == "before" ? "IDAT" : "IEND").utf8)
        let at = try #require(bytes.indices.first { bytes[$0...].starts(with: name) }) - 4
        let count = times.count == 2 ? try #require(Int(times[0])) : 1
        bytes.insert(contentsOf: (0..<count).flatMap { _ in chunks }, at: at)
      }
      let isTaken = (try? decodeImage(bytes)) != nil
      #expect(isTaken == (row[3] == "taken"), "\(row[0]) \(row[1]) \(row[2].prefix(60))")
    }
  }
}
