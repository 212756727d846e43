/// How a file holds its pixels; it decides how they are resized and turned gray.
public enum SourceMode: String, Sendable, CaseIterable {
  /// 8-bit gray, and gray of 2 or 4 bit spread to 8.
  case gray
  /// Black and white, held as 0 and 255.
  case bilevel
  /// Gray of 16 bit, held as two bytes in native order.
  case gray16
  /// Gray and alpha.
  case grayAlpha
  /// Indices of a palette of RGB.
  case palette
  /// Red, green, blue.
  case rgb
  /// Red, green, blue, alpha.
  case rgba
  /// Cyan, magenta, yellow, black; 255 is full ink.
  case cmyk

  /// Bytes in a pixel.
  public var bytesPerPixel: Int {
    switch self {
    case .gray, .bilevel, .palette: 1
    case .gray16, .grayAlpha: 2
    case .rgb: 3
    case .rgba, .cmyk: 4
    }
  }
}

/// A picture as its file holds it.
public struct DecodedImage: Sendable, Equatable {
  /// How the pixels are held.
  public let mode: SourceMode
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// RGB triples of a palette; empty in all other modes.
  public let palette: [UInt8]
  /// Row after row from the top, `mode.bytesPerPixel` bytes a pixel.
  public let pixels: [UInt8]

  /// A picture of given pixels, which must be as many as size and mode say.
  public init(mode: SourceMode, width: Int, height: Int, palette: [UInt8] = [], pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && palette.count <= 768 && palette.count % 3 == 0)
    precondition(pixels.count == width * height * mode.bytesPerPixel)
    self.mode = mode
    self.width = width
    self.height = height
    self.palette = palette
    self.pixels = pixels
  }

  /// An already prepared picture as if it had been decoded.
  public init(_ image: Image) {
    self.init(
      mode: image.channels == 1 ? .gray : .rgb, width: image.width, height: image.height,
      pixels: image.pixels)
  }
}
