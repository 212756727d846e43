/// What a decoder knows of a picture before its first row.
struct PictureForm {
  /// How the pixels are held.
  var mode: SourceMode
  /// Pixels in a row.
  var width: Int
  /// Rows.
  var height: Int
  /// RGB triples of a palette; empty in all other modes.
  var palette: [UInt8] = []
  /// Whether an index or a colour stands for nothing; pixels say that only where they have alpha.
  var hasClearColor = false

  /// Bytes in a row.
  var rowBytes: Int { width * mode.bytesPerPixel }

  /// Rows that are decoded together: some 256 kB of them.
  var stripeRows: Int { min(height, max(8, (1 << 18) / max(rowBytes, 1) / 8 * 8)) }
}

/// Takes a picture from a decoder, stripe by stripe, so that no decoder need hold all of it.
protocol RowReceiver: AnyObject {
  /// Gets ready for a picture; comes once, before its rows.
  func begin(_ form: PictureForm)
  /// Takes whole rows, each below those before.
  func take(_ rows: UnsafeBufferPointer<UInt8>)
}

/// Keeps a picture whole.
final class PictureCollector: RowReceiver {
  private var form = PictureForm(mode: .gray, width: 0, height: 0)
  private var pixels: [UInt8] = []

  func begin(_ form: PictureForm) {
    self.form = form
    pixels.reserveCapacity(form.rowBytes * form.height)
  }

  func take(_ rows: UnsafeBufferPointer<UInt8>) { pixels += rows }

  /// The picture, when all rows have come.
  var image: DecodedImage {
    DecodedImage(
      mode: form.mode, width: form.width, height: form.height, palette: form.palette,
      pixels: pixels)
  }
}
