/// How large a picture may be; checked against its header before any memory is taken.
public struct ImageLimits: Sendable, Equatable {
  /// Pixels in all.
  public var pixels: Int
  /// Pixels on one side.
  public var side: Int
  /// Scans of a JPEG file.
  public var scans: Int
  /// Pixels in all scans of a JPEG file together, which say how long decoding takes.
  public var scannedPixels: Int
  /// Bytes for what a decoder must hold of one picture all at once: the coefficients of a JPEG file
  /// whose scans go over the picture more than once.
  public var memory: Int

  /// Limits; unless told otherwise 100 Mpx, 65535 on a side, 100 scans and 4000 Mpx in them, and any
  /// memory.
  public init(
    pixels: Int = 100_000_000, side: Int = 65_535, scans: Int = 100,
    scannedPixels: Int = 4_000_000_000, memory: Int = .max
  ) {
    self.pixels = pixels
    self.side = side
    self.scans = scans
    self.scannedPixels = scannedPixels
    self.memory = memory
  }

  /// Throws unless a picture of that size may be decoded.
  func check(width: Int, height: Int) throws(ImageError) {
    guard width > 0, height > 0 else { throw .damaged("its size is \(width) x \(height)") }
    let (area, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, area <= pixels, width <= side, height <= side else {
      throw .tooLarge(width: width, height: height, limit: pixels)
    }
  }
}
