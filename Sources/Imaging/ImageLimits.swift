/// How large a picture may be; checked against its header before any memory is taken.
public struct ImageLimits: Sendable, Equatable {
  /// Pixels in all.
  public var pixels: Int
  /// Pixels in all where rows do not come from top to bottom: interlaced PNG, progressive JPEG.
  public var interlacedPixels: Int
  /// Pixels on one side.
  public var side: Int
  /// Scans of a JPEG file.
  public var scans: Int

  /// Limits; unless told otherwise 100 and 40 Mpx, 65535 on a side, 100 scans.
  public init(
    pixels: Int = 100_000_000, interlacedPixels: Int = 40_000_000, side: Int = 65_535,
    scans: Int = 100
  ) {
    self.pixels = pixels
    self.interlacedPixels = interlacedPixels
    self.side = side
    self.scans = scans
  }

  /// Throws unless a picture of that size may be decoded.
  func check(width: Int, height: Int, isInterlaced: Bool = false) throws(ImageError) {
    guard width > 0, height > 0 else { throw .damaged("its size is \(width) x \(height)") }
    let limit = isInterlaced ? min(pixels, interlacedPixels) : pixels
    let (area, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, area <= limit, width <= side, height <= side else {
      throw .tooLarge(width: width, height: height, limit: limit)
    }
  }
}
