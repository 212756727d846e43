import Foundation

/// What the markers of a JPEG file say before anything is decoded.
struct JPEGHeader {
  let width: Int
  let height: Int
  let components: Int
  let isProgressive: Bool
  let scans: Int

  /// Whether the marker of the end was found.
  let hasEnd: Bool

  /// Walks over all markers to the end of the picture, as a decoder would, without decoding.
  ///
  /// What is wrong after the first scan began is the decoder's to judge. Complexity: O(bytes), at the
  /// speed of `memchr`.
  init(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) {
    var frame: (width: Int, height: Int, components: Int, isProgressive: Bool)?
    var scans = 0
    var hasEnd = false
    var position = 2
    while !hasEnd, let marker = nextMarker(in: bytes, from: position) {
      position = marker.end
      if marker.code == 0xd9 { hasEnd = true }
      if marker.code == 0x01 || (0xd0...0xd9).contains(marker.code) { continue }
      let length =
        position + 2 <= bytes.count ? Int(bytes[position]) << 8 | Int(bytes[position + 1]) : 0
      guard length >= 2, position + length <= bytes.count else {
        if scans > 0 { break }
        throw length == 0 || length >= 2 ? .truncated() : .damaged("a segment of \(length) bytes")
      }
      switch marker.code {
      case 0xc0...0xc3, 0xc5...0xc7, 0xc9...0xcb,
        0xcd...0xcf where frame == nil:
        guard length >= 8 else { throw .damaged("a frame header of \(length) bytes") }
        guard bytes[position + 2] == 8 else {
          throw .unsupported("JPEG of \(bytes[position + 2]) bit")
        }
        frame = (
          Int(bytes[position + 5]) << 8 | Int(bytes[position + 6]),
          Int(bytes[position + 3]) << 8 | Int(bytes[position + 4]),
          Int(bytes[position + 7]), [0xc2, 0xc6, 0xca, 0xce].contains(marker.code)
        )
      case 0xda:
        scans += 1
        guard scans <= limits.scans else { throw .tooManyScans(limit: limits.scans) }
      default: break
      }
      position += length
    }
    guard let frame, scans > 0 else {
      throw hasEnd ? .damaged("it ends before its picture begins") : .truncated()
    }
    (width, height, components, isProgressive) = frame
    self.scans = scans
    self.hasEnd = hasEnd
  }
}

/// The next marker from an offset on, stuffed zeros and restarts within coded data passed over.
private func nextMarker(in bytes: [UInt8], from start: Int) -> (code: UInt8, end: Int)? {
  bytes.withUnsafeBytes { buffer in
    guard let base = buffer.baseAddress else { return nil }
    var position = start
    while position < buffer.count {
      guard let found = memchr(base + position, 0xff, buffer.count - position) else { return nil }
      position = base.distance(to: found) + 1
      while position < buffer.count, buffer[position] == 0xff { position += 1 }
      guard position < buffer.count else { return nil }
      let code = buffer[position]
      position += 1
      if code != 0, !(0xd0...0xd7).contains(code) { return (code, position) }
    }
    return nil
  }
}
