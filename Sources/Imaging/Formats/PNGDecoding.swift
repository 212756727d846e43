import CPNG

/// Decodes a PNG file; libpng runs wholly inside one C function, with limits set.
@Sendable func decodePNG(
  _ bytes: [UInt8], _ limits: ImageLimits
) throws(ImageError) -> DecodedImage {
  let header = try PNGHeader(bytes)
  try limits.check(width: header.width, height: header.height, isInterlaced: header.isInterlaced)

  let stride = header.width * header.mode.bytesPerPixel
  let size = stride * header.height
  var palette = [UInt8](repeating: 0, count: 768)
  var paletteCount: Int32 = 0
  var rows: UInt32 = 0
  var reading = PNGReading()
  var done = false
  let pixels = bytes.withUnsafeBufferPointer { source in
    reading.bytes = source.baseAddress
    reading.count = source.count
    return [UInt8](unsafeUninitializedCapacity: size) { pixels, count in
      done =
        pngDecode(
          &reading, pixels.baseAddress, stride, UInt32(header.height), UInt32(limits.side),
          &palette, &paletteCount, &rows) == 1
      count = done ? size : 0
    }
  }
  guard done, reading.badChecksum == 0 else {
    if reading.ranOut == 1 { throw .truncated(row: Int(rows), of: header.height) }
    if done { throw .damaged("the checksum of the pixels is wrong") }
    let message = withUnsafeBytes(of: reading.message) { text in
      String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
    throw .damaged(message.isEmpty ? "out of memory" : message)
  }
  return DecodedImage(
    mode: header.mode, width: header.width, height: header.height,
    palette: header.mode == .palette ? Array(palette.prefix(Int(paletteCount) * 3)) : [],
    pixels: pixels)
}
