/// A picture of bytes, gray or RGB: what everything after decoding works with.
public struct Image: Sendable, Equatable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// 1 for gray, 3 for red, green, blue.
  public let channels: Int
  /// Row after row from the top, channels of a pixel side by side.
  public var pixels: [UInt8]

  /// A picture of given pixels, which must be as many as the size says.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && (channels == 1 || channels == 3))
    precondition(pixels.count == width * height * channels)
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// A picture of one level everywhere.
  public init(width: Int, height: Int, channels: Int, level: UInt8) {
    self.init(
      width: width, height: height, channels: channels,
      pixels: [UInt8](repeating: level, count: width * height * channels))
  }

  /// What its channels mean.
  public var color: ColorMode { channels == 1 ? .gray : .rgb }

  /// The same picture in gray, weighted as Pillow does it: `convert("L")`.
  public func grayed() -> Image {
    guard channels == 3 else { return self }
    return Image(width: width, height: height, channels: 1, pixels: grayFromRGB(pixels))
  }

  /// Whether some of it is in colour: of one pixel in a hundred or more, red, green and blue differ by more
  /// than storing gray as JPEG makes them differ.
  var isColorful: Bool {
    guard channels == 3 else { return false }
    let colored = stride(from: 0, to: pixels.count, by: 3).count { at in
      let (red, green, blue) = (pixels[at], pixels[at + 1], pixels[at + 2])
      return max(red, green, blue) - min(red, green, blue) > 24
    }
    return colored * 100 >= width * height
  }

  /// The same picture in three channels.
  public func colored() -> Image {
    guard channels == 1 else { return self }
    return Image(width: width, height: height, channels: 3, pixels: rgbFromGray(pixels))
  }
}
