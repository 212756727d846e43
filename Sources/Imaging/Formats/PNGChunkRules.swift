import CZlib

/// What chunks must hold besides pixels, so that Pillow reads the file; gone through in their order.
///
/// What a chunk says does not matter here, but a file of which Pillow says that it is broken is broken.
struct PNGChunkRules {
  private let mode: SourceMode
  private let width: Int
  private let height: Int
  /// The number of the last frame or part of a frame of an animation.
  private var sequence: Int?
  /// Frames that the file says it has besides a picture of its own.
  private var frames: Int?
  /// Whether the pixels are followed by frames.
  private var isAnimated = false
  /// Whether a frame that is only a part of the picture was announced.
  private var hasPart = false
  private var textBytes = 0

  /// The most that a compressed text or profile unpacks to, and all of them together.
  private static let longestText = 1 << 20
  private static let allTexts = 64 << 20

  init(mode: SourceMode, width: Int, height: Int) {
    self.mode = mode
    self.width = width
    self.height = height
  }

  /// Whether a chunk is that of the next frame, at which reading ends.
  func endsReading(_ chunk: PNGChunk) -> Bool { chunk.name == "fcTL" && isAnimated }

  /// Notes that the pixels come now. Throws if they are those of a frame that is only a part.
  mutating func beginPixels() throws(ImageError) {
    guard !hasPart else { throw .damaged("a first frame that is a part of the picture") }
    // Pixels that are no frame are a picture besides.
    isAnimated = frames.map { $0 + (sequence == nil ? 1 : 0) > 1 } ?? false
  }

  /// Throws if a chunk does not hold what its name promises.
  mutating func check(_ chunk: PNGChunk, _ bytes: [UInt8]) throws(ImageError) {
    let content = bytes[chunk.start..<chunk.end]
    let length = content.count
    let isWrong: Bool =
      switch chunk.name {
      case "IHDR": length < 13
      case "gAMA", "fdAT": length < 4
      case "cHRM": length % 4 != 0
      case "sRGB": length < 1
      case "pHYs": length < 9
      case "tRNS": length < shortestTransparency
      case "acTL": length < 8
      case "fcTL": length < 26
      default: false
      }
    if isWrong { throw .damaged("\(chunk.name) of \(length) bytes") }
    func number(_ at: Int) -> Int { word(bytes, chunk.start + at) }
    switch chunk.name {
    case "acTL": frames = frames == nil && (1...1 << 31).contains(number(0)) ? number(0) : nil
    case "fcTL", "fdAT":
      guard number(0) == (sequence ?? (chunk.name == "fcTL" ? -1 : -2)) + 1 else {
        throw .damaged("frames out of order")
      }
      sequence = number(0)
      guard chunk.name == "fcTL" else { break }
      guard number(12) + number(4) <= width, number(16) + number(8) <= height else {
        throw .damaged("a frame that is larger than the picture")
      }
      hasPart = number(4) < width || number(8) < height
    case "iCCP", "zTXt", "iTXt", "tEXt": try checkText(chunk.name, content)
    default: break
    }
  }

  private var shortestTransparency: Int {
    switch mode {
    case .gray, .bilevel, .gray16: 2
    case .rgb: 6
    default: 0
    }
  }

  private mutating func checkText(
    _ name: String, _ content: ArraySlice<UInt8>
  ) throws(ImageError) {
    let end = content.firstIndex(of: 0)
    // What follows the name of the text.
    let rest = end.map { content[($0 + 1)...] } ?? []
    switch name {
    case "iCCP":
      guard end != nil else { throw .damaged("a profile without a name") }
      _ = try unpackedLength(rest.dropFirst())
    case "zTXt":
      if let method = rest.first, method != 0 { throw .damaged("a text of compression \(method)") }
      let length = try unpackedLength(rest.dropFirst())
      if end != content.startIndex { textBytes += length }
    case "iTXt":
      // Whether it is compressed, and how; then a language and a translation, each with an end.
      let parts = rest.dropFirst(2).split(
        separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
      guard rest.count >= 2, parts.count == 3 else { return }
      let isCompressed = rest[rest.startIndex] != 0
      guard !isCompressed || rest[rest.startIndex + 1] == 0 else { return }
      textBytes += isCompressed ? try unpackedLength(parts[2]) : parts[2].count
    default: if end != content.startIndex { textBytes += rest.count }
    }
    guard textBytes <= PNGChunkRules.allTexts else { throw .damaged("more than 64 MB of text") }
  }

  /// How much a compressed text unpacks to; 0 if it does not. Throws if that is too much.
  private func unpackedLength(_ packed: ArraySlice<UInt8>) throws(ImageError) -> Int {
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .damaged("out of memory")
    }
    defer { inflateEnd(&stream) }
    var room = [UInt8](repeating: 0, count: PNGChunkRules.longestText)
    let status = packed.withUnsafeBufferPointer { packed in
      room.withUnsafeMutableBufferPointer { room in
        stream.next_in = UnsafeMutablePointer(mutating: packed.baseAddress)
        stream.avail_in = UInt32(clamping: packed.count)
        stream.next_out = room.baseAddress
        stream.avail_out = UInt32(room.count)
        return inflate(&stream, Z_NO_FLUSH)
      }
    }
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { return 0 }
    guard status == Z_STREAM_END || stream.avail_out > 0 || stream.avail_in == 0 else {
      throw .damaged("a text of more than 1 MB")
    }
    return room.count - Int(stream.avail_out)
  }
}
