import Imaging
import Testing

/// Pictures by formula, and the checksums of what Pillow 9.5.0 and 13.0.0 make of them.
@Suite struct PillowVectorsTests {
  static let vectors: [(width: Int, height: Int, checksum: UInt32, start: [UInt8])] = [
    (200, 150, 0x9e28_b951, [10, 31, 65, 111]), (640, 480, 0x50f9_ff16, [62, 139, 143, 108]),
    (64, 64, 0x46cc_0ea8, [0, 5, 10, 17]), (64, 200, 0xe632_5e0d, [6, 11, 17, 24]),
    (31, 47, 0x57ae_9134, [0, 0, 3, 5]), (1023, 767, 0xd3e1_8f7a, [105, 132, 124, 126]),
    (65, 63, 0xdee3_9890, [0, 5, 11, 17]), (320, 240, 0x1ea8_89fa, [20, 65, 141, 109]),
    (500, 333, 0x6dde_df9d, [39, 122, 135, 148]), (1600, 1200, 0xe867_9f4d, [117, 127, 122, 128]),
  ]

  @Test("resize to 64 x 64, then gray", arguments: vectors)
  func resizedThenGray(
    vector: (width: Int, height: Int, checksum: UInt32, start: [UInt8])
  ) throws {
    let source = formulaPicture(width: vector.width, height: vector.height)
    let image = try prepare(DecodedImage(source), width: 64, height: 64, color: .gray)
    #expect(Array(image.pixels.prefix(4)) == vector.start)
    #expect(crc32(image.pixels) == vector.checksum)
  }

  @Test("gray first gives other pixels")
  func grayFirst() throws {
    let source = formulaPicture(width: 200, height: 150).grayed()
    let image = try prepare(DecodedImage(source), width: 64, height: 64, color: .gray)
    #expect(crc32(image.pixels) == 0xcf12_1095)
  }
}

/// R = (7x + 13y) & 255, G = (x² + 3y) & 255, B = (xy / 3 + 17x) & 255.
func formulaPicture(width: Int, height: Int) -> Image {
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      pixels.append(UInt8((7 * x + 13 * y) & 255))
      pixels.append(UInt8((x * x + 3 * y) & 255))
      pixels.append(UInt8((x * y / 3 + 17 * x) & 255))
    }
  }
  return Image(width: width, height: height, channels: 3, pixels: pixels)
}
