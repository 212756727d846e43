import Imaging
import Testing

@Suite struct PNGEncodingTests {
  @Test("pixels come back", arguments: [(1, 1), (1, 300), (300, 1), (64, 64), (33, 7)])
  func roundTrip(width: Int, height: Int) throws {
    let colored = formulaPicture(width: width, height: height)
    for image in [colored, colored.grayed()] {
      let bytes = try encodePNG(image)
      let decoded = try decodeImage(bytes)
      #expect(decoded.mode == (image.channels == 1 ? .gray : .rgb))
      #expect(
        try prepare(decoded, width: width, height: height, color: image.color) == image)
      #expect(try encodePNG(image) == bytes)
    }
  }

  @Test("there is nothing in the file but the picture")
  func chunks() throws {
    let bytes = try encodePNG(formulaPicture(width: 9, height: 9))
    var names: [String] = []
    var position = 8
    while position < bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      names.append(String(decoding: bytes[position + 4..<position + 8], as: UTF8.self))
      position += 12 + length
    }
    #expect(names == ["IHDR", "IDAT", "IEND"])
  }
}
