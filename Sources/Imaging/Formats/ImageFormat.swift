import Vocabulary

/// A file format that pictures are read from.
public struct ImageFormat: Described {
  /// Its description.
  public let term: Term
  /// Endings of its files, small letters, without a dot.
  public let endings: [String]
  /// What its files begin with, any of these.
  let signatures: [[UInt8]]
  /// Gives the rows of a file to a receiver; says whether its data are broken, with all rows all the
  /// same.
  let decode: @Sendable ([UInt8], ImageLimits, any RowReceiver) throws(ImageError) -> Bool

  /// All of them.
  public static let catalog = Catalog("picture format", [png, jpeg, gif])

  /// PNG, through libpng.
  public static let png = ImageFormat(
    term: Term("png", "Portable Network Graphics, every mode and depth"),
    endings: ["png"], signatures: [PNGHeader.signature], decode: decodePNG)

  /// JPEG, through TurboJPEG.
  public static let jpeg = ImageFormat(
    term: Term("jpeg", "JPEG of 8 bit: gray, colour, CMYK; baseline or progressive"),
    endings: ["jpg", "jpeg", "jpe", "jfif"], signatures: [[0xff, 0xd8, 0xff]],
    decode: decodeJPEG)

  /// GIF, through giflib.
  public static let gif = ImageFormat(
    term: Term("gif", "Graphics Interchange Format, the first frame"),
    endings: ["gif"], signatures: [Array("GIF87a".utf8), Array("GIF89a".utf8)],
    decode: decodeGIF)

  /// The format of a file, by how it begins; `nil` if it is none of them.
  public static func ofContent(_ bytes: some Sequence<UInt8>) -> ImageFormat? {
    let start = Array(bytes.prefix(8))
    return catalog.elements.first { format in
      format.signatures.contains { start.starts(with: $0) }
    }
  }

  /// The format that files of this name should have, by the ending.
  public static func ofName(_ name: String) -> ImageFormat? {
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    return catalog.elements.first { $0.endings.contains(ending) }
  }
}

/// Decodes a picture by what its bytes are, whatever its name says.
///
/// Pixels are those that Pillow 9.5 gets: the first frame, no turning by EXIF, no profile, no
/// gamma. Size is checked before memory is taken. A file whose rows do not all come is an error, and so
/// is a broken one that Pillow refuses.
public func decodeImage(
  _ bytes: [UInt8], limits: ImageLimits = ImageLimits()
) throws(ImageError) -> DecodedImage {
  guard let format = ImageFormat.ofContent(bytes) else { throw .notAnImage }
  let collector = PictureCollector()
  _ = try format.decode(bytes, limits, collector)
  return collector.image
}
