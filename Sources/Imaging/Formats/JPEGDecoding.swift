import CTurboJPEG

/// Decodes a JPEG file with the accurate inverse transform and smooth upsampling of colour: the
/// library's defaults, and Pillow's. Says whether its data are broken or without an end.
///
/// Rows come from the top, a few at a time; but where scans go over the picture more than once the
/// library holds all of its coefficients, 3 to 6 bytes a pixel of colour.
@Sendable func decodeJPEG(
  _ bytes: [UInt8], _ limits: ImageLimits, _ receiver: any RowReceiver
) throws(ImageError) -> Bool {
  let header = try JPEGHeader(bytes, limits: limits)
  let mode: SourceMode
  switch header.components {
  case 1: mode = .gray
  case 3: mode = .rgb
  case 4: mode = .cmyk
  default: throw .unsupported("JPEG of \(header.components) components")
  }
  let form = PictureForm(mode: mode, width: header.width, height: header.height)
  let room = form.stripeRows
  let taker = RowTaker(receiver, form)
  var stripe = [UInt8](repeating: 0, count: room * form.rowBytes)
  var reading = JPEGReading()
  receiver.begin(form)
  let result = bytes.withUnsafeBufferPointer { source in
    reading.bytes = source.baseAddress
    reading.count = source.count
    return jpegDecode(
      &reading, Int32(header.components), UInt32(header.width), UInt32(header.height), &stripe,
      form.rowBytes, UInt32(room),
      { context, rows, count in
        guard let context, let rows else { return }
        Unmanaged<RowTaker>.fromOpaque(context).takeUnretainedValue().take(rows, Int(count))
      }, Unmanaged.passUnretained(taker).toOpaque())
  }
  switch result {
  case JPEGWhole: return reading.warnings > 0 || !header.hasEnd
  case JPEGEndsEarly:
    throw reading.rows > 0 ? .truncated(row: Int(reading.rows), of: header.height) : .truncated()
  default:
    throw .damaged(
      withUnsafeBytes(of: reading.message) { text in
        String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
      })
  }
}

/// Hands rows from the library to a receiver.
private final class RowTaker {
  private let receiver: any RowReceiver
  private let form: PictureForm

  init(_ receiver: any RowReceiver, _ form: PictureForm) {
    self.receiver = receiver
    self.form = form
  }

  func take(_ rows: UnsafePointer<UInt8>, _ count: Int) {
    let bytes = UnsafeBufferPointer(start: rows, count: count * form.rowBytes)
    guard form.mode == .cmyk else { return receiver.take(bytes) }
    // Files of four components hold the inks inverted, by the convention that Adobe began.
    bytes.map { 255 - $0 }.withUnsafeBufferPointer { receiver.take($0) }
  }
}
