import Foundation

/// What the markers of a JPEG file say before anything is decoded.
struct JPEGHeader {
  let width: Int
  let height: Int
  let components: Int
  let scans: Int
  /// Bytes of the coefficients, where the first scan does not have all that there are and the library
  /// holds them to the end; else 0.
  let heldBytes: Int

  /// Whether the marker of the end was found.
  let hasEnd: Bool

  /// Names that segments begin with, by marker, and the fewest bytes that they have then.
  private static let shortest: [UInt8: (name: String, count: Int)] = [
    0xe0: ("JFIF", 7), 0xe2: ("ICC_PROFILE\0", 14), 0xee: ("Adobe", 7),
  ]

  /// Walks over all markers to the end of the picture, as a decoder would, without decoding.
  ///
  /// What is wrong after the first scan began is the decoder's to judge. Complexity: O(bytes), at the
  /// speed of `memchr`.
  init(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) {
    var frame: JPEGFrame?
    var scans = 0
    var componentsOfFirstScan = 0
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
        frame = JPEGFrame(bytes[position..<position + length], marker: marker.code)
      case let code where scans == 0 && JPEGHeader.shortest[code] != nil:
        // What Pillow reads after these names must be there.
        guard let (name, least) = JPEGHeader.shortest[code] else { break }
        let content = bytes[(position + 2)..<(position + length)]
        if content.starts(with: name.utf8), content.count < least {
          throw .damaged("a segment \(name.prefix { $0 != "\0" }) of \(content.count) bytes")
        }
      case 0xda:
        scans += 1
        if scans == 1, length >= 3 { componentsOfFirstScan = Int(bytes[position + 2]) }
        guard scans <= limits.scans else { throw .tooManyScans(limit: limits.scans) }
      default: break
      }
      position += length
    }
    guard let frame, scans > 0 else {
      throw hasEnd ? .damaged("it ends before its picture begins") : .truncated()
    }
    (width, height, components) = (frame.width, frame.height, frame.components)
    self.scans = scans
    self.hasEnd = hasEnd
    heldBytes =
      frame.isProgressive || componentsOfFirstScan < frame.components ? frame.coefficientBytes : 0
    try limits.check(width: width, height: height)
    guard scans * width * height <= limits.scannedPixels else {
      throw .tooManyScans(limit: limits.scannedPixels / (width * height))
    }
    guard heldBytes <= limits.memory else {
      throw .tooMuchMemory(needed: heldBytes, limit: limits.memory)
    }
  }
}

/// What the header of a JPEG frame says (ITU-T T.81, B.2.2).
private struct JPEGFrame {
  let width: Int
  let height: Int
  let components: Int
  let isProgressive: Bool
  /// Bytes of all coefficients, two each, in blocks of 8 x 8; 0 where the header is too short to say.
  private(set) var coefficientBytes = 0

  /// A header from its length on, of 8 bytes at least.
  init(_ header: ArraySlice<UInt8>, marker: UInt8) {
    let bytes = Array(header)
    height = Int(bytes[3]) << 8 | Int(bytes[4])
    width = Int(bytes[5]) << 8 | Int(bytes[6])
    components = Int(bytes[7])
    isProgressive = [0xc2, 0xc6, 0xca, 0xce].contains(marker)
    guard bytes.count >= 8 + 3 * components else { return }
    // Each component has so many blocks across and down in a unit of the interleaved picture.
    let factors = (0..<components).map { i in
      let factors = bytes[9 + 3 * i]
      return (across: max(Int(factors >> 4), 1), down: max(Int(factors & 15), 1))
    }
    let across = 8 * (factors.map(\.across).max() ?? 1)
    let down = 8 * (factors.map(\.down).max() ?? 1)
    let units = ((width + across - 1) / across) * ((height + down - 1) / down)
    coefficientBytes = factors.reduce(0) { $0 + $1.across * $1.down } * units * 64 * 2
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
