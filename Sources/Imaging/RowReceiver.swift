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

/// Rows on their way from a decoder to a receiver, a stripe at a time. Pixels begin as zeros, or as a
/// background.
struct Stripe {
  private let form: PictureForm
  private let background: UInt8
  private var pixels: [UInt8]
  /// Rows that are full, and rows that were given.
  private var held = 0
  private var given = 0

  init(_ form: PictureForm, background: UInt8 = 0) {
    self.form = form
    self.background = background
    pixels = [UInt8](repeating: background, count: form.stripeRows * form.rowBytes)
  }

  /// Puts pixels into the current row, from a column on, the next ones `step` columns to the right each.
  mutating func put(_ row: [UInt8], from column: Int = 0, every step: Int = 1) {
    let size = form.mode.bytesPerPixel
    let start = held * form.rowBytes + column * size
    row.withUnsafeBufferPointer { row in
      pixels.withUnsafeMutableBufferPointer { pixels in
        for from in stride(from: 0, to: row.count, by: size) {
          for byte in 0..<size { pixels[start + from * step + byte] = row[from + byte] }
        }
      }
    }
  }

  /// Goes to the next row; gives the stripe when it is full or has the picture's last row.
  mutating func endRow(to receiver: any RowReceiver) {
    held += 1
    given += 1
    guard held == form.stripeRows || given == form.height else { return }
    pixels.withUnsafeMutableBufferPointer { pixels in
      receiver.take(UnsafeBufferPointer(rebasing: pixels[..<(held * form.rowBytes)]))
      pixels.update(repeating: background)
    }
    held = 0
  }
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
