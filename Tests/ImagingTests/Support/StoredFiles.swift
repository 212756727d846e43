import Imaging

/// Files in forms that no encoder here writes, their data stored as they are.
enum StoredFiles {
  /// An interlaced PNG of 8 bit, every row without a filter.
  static func interlacedPNG(_ image: Image) -> [UInt8] {
    let size = image.channels
    var rows: [UInt8] = []
    for (x0, y0, dx, dy) in [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
      (0, 1, 1, 2),
    ] where x0 < image.width {
      for y in stride(from: y0, to: image.height, by: dy) {
        rows.append(0)
        for x in stride(from: x0, to: image.width, by: dx) {
          let at = (y * image.width + x) * size
          rows += image.pixels[at..<at + size]
        }
      }
    }
    return png(
      width: image.width, height: image.height, colorType: size == 1 ? 0 : 2, isInterlaced: true,
      rows: rows)
  }

  /// A PNG of 8 bit of rows that have their filters.
  static func png(
    width: Int, height: Int, colorType: UInt8, isInterlaced: Bool, rows: [UInt8]
  ) -> [UInt8] {
    let header =
      bigEndian(width) + bigEndian(height) + [8, colorType, 0, 0, isInterlaced ? 1 : 0]
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + chunk("IHDR", header)
      + chunk("IDAT", zlib(rows)) + chunk("IEND", [])
  }

  /// A GIF of a gray picture, with codes of 9 bits that say an index each.
  static func gif(_ image: Image, isInterlaced: Bool) -> [UInt8] {
    let order =
      isInterlaced
      ? [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap {
        Array(stride(from: $0, to: image.height, by: $1))
      } : Array(0..<image.height)
    var data: [UInt8] = []
    var (buffer, held, count) = (0, 0, 0)
    func put(_ code: Int) {
      buffer |= code << held
      held += 9
      while held >= 8 {
        data.append(UInt8(truncatingIfNeeded: buffer))
        buffer >>= 8
        held -= 8
      }
    }
    for y in order {
      for index in image.pixels[y * image.width..<(y + 1) * image.width] {
        // Before the table has as many entries as would need longer codes.
        if count % 250 == 0 { put(256) }
        put(Int(index))
        count += 1
      }
    }
    put(257)
    if held > 0 { data.append(UInt8(truncatingIfNeeded: buffer)) }
    let size =
      [image.width & 255, image.width >> 8, image.height & 255, image.height >> 8].map {
        UInt8($0)
      }
    let palette = (0...255).flatMap { level in [UInt8](repeating: UInt8(level), count: 3) }
    let blocks = stride(from: 0, to: data.count, by: 255).flatMap { start in
      let block = data[start..<min(start + 255, data.count)]
      return [UInt8(block.count)] + block
    }
    return Array("GIF89a".utf8) + size + [0xf7, 0, 0] + palette + [0x2c, 0, 0, 0, 0] + size
      + [isInterlaced ? 0x40 : 0, 8] + blocks + [0, 0x3b]
  }

  /// A zlib stream of stored blocks (RFC 1950, RFC 1951 3.2.4).
  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x78, 1]
    var (a, b) = (1, 0)
    for start in stride(from: 0, to: bytes.count, by: 65_535) {
      let block = bytes[start..<min(start + 65_535, bytes.count)]
      let (low, high) = (UInt8(block.count & 255), UInt8(block.count >> 8))
      result += [block.endIndex == bytes.count ? 1 : 0, low, high, ~low, ~high] + block
      for byte in block {
        a = (a + Int(byte)) % 65_521
        b = (b + a) % 65_521
      }
    }
    return result + bigEndian(b << 16 | a)
  }

  /// A chunk of a PNG.
  static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + content
    return bigEndian(content.count) + named + bigEndian(Int(crc32(named)))
  }

  /// The bytes that two digits each say.
  static func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(number >> (24 - 8 * $0) & 255) }
  }
}
