import Foundation

/// What the markers of a JPEG file say before anything is decoded.
struct JPEGHeader {
  let width: Int
  let height: Int
  let components: Int
  let isProgressive: Bool
  let scans: Int

  /// Walks over all markers to the end of the picture, as a decoder would, without decoding.
  ///
  /// A file without the end marker is truncated. Complexity: O(bytes), at the speed of `memchr`.
  init(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) {
    var frame: (width: Int, height: Int, components: Int, isProgressive: Bool)?
    var scans = 0
    var position = 2
    while true {
      guard let marker = nextMarker(in: bytes, from: position) else { throw .truncated() }
      position = marker.end
      switch marker.code {
      case 0xd9:
        guard let frame, scans > 0 else { throw .damaged("it ends before its picture begins") }
        (width, height, components, isProgressive) = frame
        self.scans = scans
        return
      case 0x01, 0xd0...0xd8: continue
      default: break
      }
      guard position + 2 <= bytes.count else { throw .truncated() }
      let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
      guard length >= 2 else { throw .damaged("a segment of \(length) bytes") }
      guard position + length <= bytes.count else { throw .truncated() }
      switch marker.code {
      case 0xc0...0xc3, 0xc5...0xc7, 0xc9...0xcb, 0xcd...0xcf:
        guard length >= 8 else { throw .damaged("a frame header of \(length) bytes") }
        guard bytes[position + 2] == 8 else {
          throw .unsupported("JPEG of \(bytes[position + 2]) bit")
        }
        // A second one is the decoder's to refuse.
        if frame == nil {
          frame = (
            Int(bytes[position + 5]) << 8 | Int(bytes[position + 6]),
            Int(bytes[position + 3]) << 8 | Int(bytes[position + 4]),
            Int(bytes[position + 7]), [0xc2, 0xc6, 0xca, 0xce].contains(marker.code)
          )
        }
      case 0xda:
        scans += 1
        guard scans <= limits.scans else { throw .tooManyScans(limit: limits.scans) }
      default: break
      }
      position += length
    }
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
