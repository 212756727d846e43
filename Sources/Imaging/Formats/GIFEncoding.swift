import CGIF
import Foundation

/// How long the frames of an animation stand, in hundredths of a second.
public enum FrameDelays: Sendable, Equatable {
  /// The same for all frames but the last.
  case all(Int, last: Int)
  /// One for each frame.
  case each([Int])

  /// The delay of each of `count` frames.
  func delays(for count: Int) throws(ImageError) -> [Int] {
    let delays =
      switch self {
      case .all(let delay, let last):
        [Int](repeating: delay, count: max(count - 1, 0)) + [last]
      case .each(let delays): delays
      }
    guard delays.count == count else {
      throw .notEncodable("\(delays.count) delays for \(count) frames")
    }
    guard delays.allSatisfy((0...65_535).contains) else {
      throw .notEncodable("a delay is not from 0 to 65535 hundredths of a second")
    }
    return delays
  }
}

/// Encodes frames of one size as an animation that repeats for ever.
///
/// Gray frames share one palette of `levels` grays (64 if nothing is said), evenly spaced from black
/// to white; each pixel takes the nearest. RGB frames have a palette each, of at most `levels`
/// colours (256 if nothing is said). The same frames give the same bytes.
public func encodeGIF(
  frames: [Image], delays: FrameDelays, levels: Int? = nil
) throws(ImageError) -> [UInt8] {
  guard let first = frames.first else { throw .notEncodable("an animation of no frames") }
  guard first.width <= 65_535, first.height <= 65_535 else {
    throw .notEncodable("\(first.width) x \(first.height); a side has at most 65535 pixels")
  }
  guard
    frames.allSatisfy({
      ($0.width, $0.height, $0.channels) == (first.width, first.height, first.channels)
    })
  else { throw .notEncodable("frames of different sizes or colours") }
  let levels = levels ?? (first.channels == 1 ? 64 : 256)
  guard (2...256).contains(levels) else {
    throw .notEncodable("\(levels) levels; there may be 2 to 256")
  }
  let hundredths = try delays.delays(for: frames.count)

  var writing = GIFWriting()
  defer { free(writing.bytes) }
  let result = withUnsafeMutablePointer(to: &writing) { writing in
    Result { () throws(ImageError) in
      let file = try GIFFile(writing, width: first.width, height: first.height)
      let grays = first.channels == 1 ? GrayPalette(levels: levels) : nil
      try file.begin(palette: grays?.colors)
      for (frame, delay) in zip(frames, hundredths) {
        if let grays {
          try file.add(indices: frame.pixels.map { grays.indices[Int($0)] }, delay: delay)
        } else {
          let chosen = ColorPalette(frame, size: levels)
          try file.add(indices: chosen.indices, palette: chosen.colors, delay: delay)
        }
      }
      try file.end()
    }
  }
  try result.get()
  return Array(UnsafeBufferPointer(start: writing.bytes, count: writing.count))
}

/// A GIF file being written to memory.
private struct GIFFile: ~Copyable {
  private let gif: UnsafeMutablePointer<GifFileType>
  private let width: Int32
  private let height: Int32

  init(
    _ writing: UnsafeMutablePointer<GIFWriting>, width: Int, height: Int
  ) throws(ImageError) {
    guard let gif = gifOpenWriting(writing, nil) else { throw .notEncodable("out of memory") }
    self.gif = gif
    self.width = Int32(width)
    self.height = Int32(height)
  }

  /// Writes the header, and the block that makes viewers repeat for ever.
  func begin(palette: [GifColorType]?) throws(ImageError) {
    EGifSetGifVersion(gif, true)
    let map = try colorMap(palette)
    defer { GifFreeMapObject(map) }
    try check(EGifPutScreenDesc(gif, width, height, 8, 0, map))
    try check(EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE))
    try check(EGifPutExtensionBlock(gif, 11, Array("NETSCAPE2.0".utf8)))
    try check(EGifPutExtensionBlock(gif, 3, [1, 0, 0] as [UInt8]))
    try check(EGifPutExtensionTrailer(gif))
  }

  /// Writes a frame over the whole screen.
  func add(
    indices: [UInt8], palette: [GifColorType]? = nil, delay: Int
  ) throws(ImageError) {
    // Leave the frame in place, no transparency.
    let control: [UInt8] = [1 << 2, UInt8(delay & 0xff), UInt8(delay >> 8), 0]
    try check(EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, 4, control))
    let map = try colorMap(palette)
    defer { GifFreeMapObject(map) }
    try check(EGifPutImageDesc(gif, 0, 0, width, height, false, map))
    // giflib masks what it is given in place.
    var rows = indices
    for row in 0..<Int(height) {
      let done = rows.withUnsafeMutableBufferPointer { rows in
        EGifPutLine(gif, rows.baseAddress.map { $0 + row * Int(width) }, width)
      }
      try check(done)
    }
  }

  /// Writes the end and frees what the library holds.
  consuming func end() throws(ImageError) {
    let gif = self.gif
    discard self
    guard EGifCloseFile(gif, nil) == GIF_OK else { throw .notEncodable("out of memory") }
  }

  deinit { EGifCloseFile(gif, nil) }

  private func check(_ result: Int32) throws(ImageError) {
    guard result == GIF_OK else {
      let words = GifErrorString(gif.pointee.Error).map { String(cString: $0) }
      throw .notEncodable(words ?? "out of memory")
    }
  }
}

/// A colour map of the next power of two, `nil` for no palette; entries left over are black.
private func colorMap(
  _ colors: [GifColorType]?
) throws(ImageError) -> UnsafeMutablePointer<ColorMapObject>? {
  guard var padded = colors else { return nil }
  while padded.count & (padded.count - 1) != 0 { padded.append(GifColorType()) }
  guard let map = GifMakeMapObject(Int32(padded.count), padded) else {
    throw .notEncodable("out of memory")
  }
  return map
}
