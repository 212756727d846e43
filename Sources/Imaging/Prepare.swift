/// Resizes a decoded picture, then turns it gray or RGB: exactly Pillow's
/// `resize((width, height), filter).convert("L")` or `.convert("RGB")`.
///
/// The order matters: gray first and resize afterwards gives other pixels. Palettes and black and
/// white take the nearest pixel whatever the filter. Proportions are not kept.
public func prepare(
  _ source: DecodedImage, width: Int, height: Int, color: ColorMode,
  filter: ResampleFilter = .bicubic, limits: ImageLimits = ImageLimits()
) throws(ImageError) -> Image {
  try limits.check(width: width, height: height)
  let size = (width: width, height: height)
  var isGray = false
  let pixels: [UInt8]
  switch source.mode {
  case .gray, .bilevel, .grayAlpha:
    let resized = source.resized(to: size, filter)
    pixels = source.mode == .grayAlpha ? dropChannels(resized, of: 2, keeping: 1) : resized
    isGray = true
  case .gray16:
    pixels = source.resizedWide(to: size, filter).map { UInt8(clamping: $0) }
    isGray = true
  case .rgb: pixels = source.resized(to: size, filter)
  case .rgba: pixels = dropChannels(source.resized(to: size, filter), of: 4, keeping: 3)
  case .palette: pixels = rgbFromPalette(source.resized(to: size, filter), source.palette)
  case .cmyk: pixels = rgbFromInks(source.resized(to: size, filter))
  }
  let prepared = Image(width: width, height: height, channels: isGray ? 1 : 3, pixels: pixels)
  return color == .gray ? prepared.grayed() : prepared.colored()
}

extension DecodedImage {
  private var size: (width: Int, height: Int) { (width, height) }

  /// The pixels at another size, in the same mode of 8 bit.
  fileprivate func resized(
    to size: (width: Int, height: Int), _ filter: ResampleFilter
  ) -> [UInt8] {
    guard size != self.size else { return pixels }
    let channels = mode.bytesPerPixel
    if filter == .nearest || mode == .palette || mode == .bilevel {
      return resampleNearest(pixels, size: channels, from: self.size, to: size)
    }
    guard mode == .rgba || mode == .grayAlpha else {
      return resampleBytes(pixels, channels: channels, from: self.size, to: size, filter: filter)
    }
    let mixed = resampleBytes(
      premultiplied(pixels, channels: channels), channels: channels, from: self.size, to: size,
      filter: filter)
    return unpremultiplied(mixed, channels: channels)
  }

  /// The pixels of 16-bit gray at another size.
  fileprivate func resizedWide(
    to size: (width: Int, height: Int), _ filter: ResampleFilter
  ) -> [Int32] {
    let bytes =
      filter == .nearest && size != self.size
      ? resampleNearest(pixels, size: 2, from: self.size, to: size) : pixels
    let values = bytes.withUnsafeBytes { buffer in
      (0..<buffer.count / 2).map {
        Int32(buffer.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))
      }
    }
    guard filter != .nearest, size != self.size else { return values }
    return resampleWide(values, from: self.size, to: size, filter: filter)
  }
}
