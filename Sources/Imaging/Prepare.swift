/// What preparing a file leaves out or mends, as Pillow does, and who loads it should know.
public struct PictureFindings: Sendable, Equatable {
  /// Levels above 255 of 16-bit gray, which become white.
  public var isClipped = false
  /// Pixels, or a colour, that are not wholly opaque.
  public var isTransparent = false
  /// Broken or missing data, after which all rows came nevertheless.
  public var isBroken = false
  /// A picture in colour, turned gray.
  public var isGrayed = false
}

/// Decodes a file and prepares its picture, stripe by stripe: beside the file no more is held than a
/// stripe, the rows of the result and those that are not finished. Of a JPEG file of several scans
/// all coefficients are held too, as far as the limits allow.
///
/// Gives what `prepare` makes of `decodeImage`. Throws what these throw.
public func prepareFile(
  _ bytes: [UInt8], width: Int, height: Int, color: ColorMode,
  filter: ResampleFilter = .bicubic, pillow: PillowVersion = .upTo12,
  limits: ImageLimits = ImageLimits()
) throws(ImageError) -> (image: Image, findings: PictureFindings) {
  guard let format = ImageFormat.ofContent(bytes) else { throw .notAnImage }
  try ImageLimits().check(width: width, height: height)
  let preparer = PicturePreparer(to: (width, height), color, filter, pillow)
  let isBroken = try format.decode(bytes, limits, preparer)
  let (image, isGrayed) = preparer.prepared
  var findings = preparer.findings
  findings.isBroken = isBroken
  findings.isGrayed = isGrayed
  return (image, findings)
}

/// Resizes a decoded picture, then turns it gray or RGB: exactly Pillow's
/// `resize((width, height), filter).convert("L")` or `.convert("RGB")`, of 9.5.0 or of 13.0.0.
///
/// The order matters: gray first and resize afterwards gives other pixels. Palettes and black and
/// white take the nearest pixel whatever the filter. Proportions are not kept.
public func prepare(
  _ source: DecodedImage, width: Int, height: Int, color: ColorMode,
  filter: ResampleFilter = .bicubic, pillow: PillowVersion = .upTo12,
  limits: ImageLimits = ImageLimits()
) throws(ImageError) -> Image {
  try limits.check(width: width, height: height)
  let preparer = PicturePreparer(to: (width, height), color, filter, pillow)
  preparer.begin(
    PictureForm(
      mode: source.mode, width: source.width, height: source.height, palette: source.palette))
  source.pixels.withUnsafeBufferPointer { preparer.take($0) }
  return preparer.prepared.image
}

/// Prepares a picture while its rows come.
private final class PicturePreparer: RowReceiver {
  /// How rows are resized.
  private enum Resizing {
    case none([UInt8])
    case nearest(NearestResampler)
    case bytes(ByteResampler)
    case wide(WideResampler)
  }

  private let size: (width: Int, height: Int)
  private let color: ColorMode
  private let filter: ResampleFilter
  private let pillow: PillowVersion
  private var form = PictureForm(mode: .gray, width: 0, height: 0)
  private var resizing = Resizing.none([])
  private(set) var findings = PictureFindings()

  init(
    to size: (width: Int, height: Int), _ color: ColorMode, _ filter: ResampleFilter,
    _ pillow: PillowVersion
  ) {
    self.size = size
    self.color = color
    self.filter = filter
    self.pillow = pillow
  }

  func begin(_ form: PictureForm) {
    self.form = form
    findings.isTransparent = form.hasClearColor
    let from = (width: form.width, height: form.height)
    let channels = form.mode.bytesPerPixel
    if from == size {
      resizing = .none([])
    } else if filter == .nearest || form.mode == .palette || form.mode == .bilevel {
      resizing = .nearest(NearestResampler(size: channels, from: from, to: size))
    } else if form.mode == .gray16 {
      resizing = .wide(WideResampler(from: from, to: size, filter: filter, pillow: pillow))
    } else {
      resizing = .bytes(
        ByteResampler(channels: channels, from: from, to: size, filter: filter, pillow: pillow))
    }
  }

  func take(_ rows: UnsafeBufferPointer<UInt8>) {
    look(at: rows)
    // Taken out while it changes, so that it is changed in place.
    let current = resizing
    resizing = .none([])
    switch consume current {
    case .none(var pixels):
      pixels += rows
      resizing = .none(pixels)
    case .nearest(var resampler):
      resampler.take(rows)
      resizing = .nearest(resampler)
    case .bytes(var resampler):
      if form.mode == .rgba || form.mode == .grayAlpha {
        premultiplied(rows, channels: form.mode.bytesPerPixel).withUnsafeBufferPointer {
          resampler.take($0)
        }
      } else {
        resampler.take(rows)
      }
      resizing = .bytes(resampler)
    case .wide(var resampler):
      resampler.take(words(rows))
      resizing = .wide(resampler)
    }
  }

  private func look(at rows: UnsafeBufferPointer<UInt8>) {
    switch form.mode {
    case .gray16:
      findings.isClipped = findings.isClipped || words(rows).contains { $0 > 255 }
    case .grayAlpha, .rgba:
      let step = form.mode.bytesPerPixel
      findings.isTransparent =
        findings.isTransparent
        || stride(from: step - 1, to: rows.count, by: step).contains { rows[$0] < 255 }
    default: break
    }
  }

  /// 16-bit levels.
  private func words(_ bytes: UnsafeBufferPointer<UInt8>) -> [Int32] {
    let buffer = UnsafeRawBufferPointer(bytes)
    return (0..<buffer.count / 2).map {
      Int32(buffer.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))
    }
  }

  /// The prepared picture, when all rows have come, and whether it lost its colours.
  var prepared: (image: Image, isGrayed: Bool) {
    let channels = form.mode.bytesPerPixel
    var isGray = false
    let pixels: [UInt8]
    switch form.mode {
    case .gray, .bilevel, .grayAlpha:
      pixels = form.mode == .grayAlpha ? dropChannels(resized, of: 2, keeping: 1) : resized
      isGray = true
    case .gray16:
      pixels = wide.map { UInt8(clamping: $0) }
      isGray = true
    case .rgb: pixels = resized
    case .rgba: pixels = dropChannels(resized, of: channels, keeping: 3)
    case .palette: pixels = rgbFromPalette(resized, form.palette, pillow)
    case .cmyk: pixels = rgbFromInks(resized)
    }
    let prepared = Image(
      width: size.width, height: size.height, channels: isGray ? 1 : 3, pixels: pixels)
    guard color == .gray else { return (prepared.colored(), false) }
    return (prepared.grayed(), prepared.isColorful)
  }

  /// The pixels at the new size, in the file's mode.
  private var resized: [UInt8] {
    switch resizing {
    case .none(let pixels): return pixels
    case .nearest(let resampler): return resampler.finished()
    case .bytes(let resampler):
      let mixed = resampler.finished()
      return form.mode == .rgba || form.mode == .grayAlpha
        ? unpremultiplied(mixed, channels: form.mode.bytesPerPixel) : mixed
    case .wide: return []
    }
  }

  /// The levels of 16-bit gray at the new size.
  private var wide: [Int32] {
    if case .wide(let resampler) = resizing { return resampler.finished() }
    return resized.withUnsafeBufferPointer { words($0) }
  }
}
