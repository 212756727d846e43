import CGIF

/// Decodes the first frame of a GIF file, laid on the logical screen as Pillow lays it.
@Sendable func decodeGIF(
  _ bytes: [UInt8], _ limits: ImageLimits
) throws(ImageError) -> DecodedImage {
  guard bytes.count >= 13 else { throw .truncated() }
  let result = bytes.withUnsafeBufferPointer { source in
    var reading = GIFReading(bytes: source.baseAddress, count: source.count, position: 0)
    return withUnsafeMutablePointer(to: &reading) { reading in
      Result { () throws(ImageError) in try GIFFirstFrame(reading, limits).image() }
    }
  }
  return try result.get()
}

/// The first frame of an open GIF file.
private struct GIFFirstFrame: ~Copyable {
  private let gif: UnsafeMutablePointer<GifFileType>
  private let reading: UnsafeMutablePointer<GIFReading>
  private let limits: ImageLimits

  init(
    _ reading: UnsafeMutablePointer<GIFReading>, _ limits: ImageLimits
  ) throws(ImageError) {
    var problem: Int32 = 0
    guard let gif = gifOpenReading(reading, &problem) else {
      throw reading.pointee.position == reading.pointee.count
        ? .truncated() : .damaged(words(for: problem))
    }
    self.gif = gif
    self.reading = reading
    self.limits = limits
  }

  deinit { DGifCloseFile(gif, nil) }

  func image() throws(ImageError) -> DecodedImage {
    let transparent = try seekFrame()
    guard DGifGetImageDesc(gif) == GIF_OK else { throw failure() }
    let frame = gif.pointee.Image
    let (left, top) = (Int(frame.Left), Int(frame.Top))
    let (across, down) = (Int(frame.Width), Int(frame.Height))
    let width = max(Int(gif.pointee.SWidth), left + across)
    let height = max(Int(gif.pointee.SHeight), top + down)
    try limits.check(width: width, height: height)
    try limits.check(width: across, height: down)

    var pixels = [UInt8](repeating: transparent ?? 0, count: width * height)
    var row = [UInt8](repeating: 0, count: across)
    var done = 0
    for y in rowOrder(height: down, isInterlaced: frame.Interlace) {
      guard DGifGetLine(gif, &row, Int32(across)) == GIF_OK else {
        throw failure(row: done, of: down)
      }
      let start = (top + y) * width + left
      pixels.replaceSubrange(start..<start + across, with: row)
      done += 1
    }
    guard reading.pointee.position < reading.pointee.count else {
      throw .truncated(row: down, of: down)
    }
    let palette = colors(frame.ColorMap ?? gif.pointee.SColorMap)
    // A palette of grays in order is none: the indices are the grays.
    let isRamp = palette.indices.allSatisfy { Int(palette[$0]) == $0 / 3 }
    return DecodedImage(
      mode: isRamp ? .gray : .palette, width: width, height: height,
      palette: isRamp ? [] : palette, pixels: pixels)
  }

  /// Goes to the first picture; returns the transparent index that stands before it.
  private func seekFrame() throws(ImageError) -> UInt8? {
    var transparent: UInt8?
    while true {
      var record = UNDEFINED_RECORD_TYPE
      guard DGifGetRecordType(gif, &record) == GIF_OK else { throw failure() }
      switch record {
      case IMAGE_DESC_RECORD_TYPE: return transparent
      case EXTENSION_RECORD_TYPE:
        var code: Int32 = 0
        var block: UnsafeMutablePointer<GifByteType>?
        guard DGifGetExtension(gif, &code, &block) == GIF_OK else { throw failure() }
        // A block begins with its length.
        if code == GRAPHICS_EXT_FUNC_CODE, let block, block[0] >= 4, block[1] & 1 == 1 {
          transparent = block[4]
        }
        while block != nil {
          guard DGifGetExtensionNext(gif, &block) == GIF_OK else { throw failure() }
        }
      default: throw .damaged("no picture in it")
      }
    }
  }

  private func failure(row: Int? = nil, of height: Int? = nil) -> ImageError {
    if reading.pointee.position >= reading.pointee.count {
      return .truncated(row: row, of: height)
    }
    return .damaged(words(for: gif.pointee.Error))
  }
}

/// What the library says of an error number.
private func words(for problem: Int32) -> String {
  GifErrorString(problem).map { String(cString: $0) } ?? "unreadable"
}

/// RGB triples of a colour map; empty without a map.
private func colors(_ map: UnsafeMutablePointer<ColorMapObject>?) -> [UInt8] {
  guard let map, let colors = map.pointee.Colors else { return [] }
  return (0..<min(Int(map.pointee.ColorCount), 256)).flatMap {
    [colors[$0].Red, colors[$0].Green, colors[$0].Blue]
  }
}

/// The order in which rows come.
private func rowOrder(height: Int, isInterlaced: Bool) -> [Int] {
  guard isInterlaced else { return Array(0..<height) }
  return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { start, step in
    Array(stride(from: start, to: height, by: step))
  }
}
