import CZlib

/// Decodes a PNG file as Pillow does: what comes after the last row may be missing or broken, and so may
/// the checksums of the chunks of pixels. Says whether something of that kind is.
///
/// Gray of 16 bit comes as native 16-bit words, all else as bytes: 16-bit colour is cut to its upper
/// byte, small grays are spread over 0...255, small palette indices get a byte each. Interlaced pictures
/// are put together before their rows are given.
@Sendable func decodePNG(
  _ bytes: [UInt8], _ limits: ImageLimits, _ receiver: any RowReceiver
) throws(ImageError) -> Bool {
  let header = try PNGHeader(bytes, limits: limits)
  let form = PictureForm(
    mode: header.mode, width: header.width, height: header.height,
    palette: header.mode == .palette ? header.palette : [], hasClearColor: header.hasClearColor)
  receiver.begin(form)
  var output = PNGRows(header, form, receiver)
  let inflater = try Inflater()
  var chunk = header.pixels
  var isBroken = false
  // A chunk of pixels is inflated row by row; a row may go on in the next one.
  while true {
    let status = try bytes.withUnsafeBufferPointer { source throws(ImageError) in
      try inflater.rows(from: source[chunk.start..<min(chunk.end, bytes.count)], into: &output)
    }
    if !status, chunk.end > bytes.count { throw output.truncated }
    if chunk.end + 4 <= bytes.count {
      let checksum = bytes.withUnsafeBufferPointer { source in
        crc32(
          0, source.baseAddress.map { $0 + chunk.start - 4 }, UInt32(chunk.end - chunk.start + 4))
      }
      if checksum != UInt(word(bytes, chunk.end)) { isBroken = true }
    } else {
      isBroken = true
    }
    if status { break }
    guard let next = PNGChunk(bytes, at: chunk.end + 4), next.name == "IDAT" else {
      throw output.truncated
    }
    chunk = next
  }
  isBroken = isBroken || !output.isDone || inflater.hasWrongChecksum
  output.finish()
  return try !header.endsWell(bytes, after: chunk) || isBroken
}

/// zlib's reading of the pixels.
private final class Inflater {
  // zlib remembers the address of its stream, so the stream must not move.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

  /// Whether all rows came, but not with the checksum of what was unpacked.
  private(set) var hasWrongChecksum = false

  init() throws(ImageError) {
    stream.initialize(to: z_stream())
    guard inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .damaged("out of memory")
    }
  }

  /// Whether the checksum at the end of the data is wrong, after the last row. More data than rows are no
  /// fault.
  private func checksumIsWrong() -> Bool {
    var room: UInt8 = 0
    return withUnsafeMutablePointer(to: &room) { room in
      stream.pointee.next_out = room
      stream.pointee.avail_out = 1
      return inflate(stream, Z_NO_FLUSH) == Z_DATA_ERROR
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Unpacks rows from a part of the data; `true` when the picture has all of its rows, or its data end
  /// with a whole row.
  func rows(
    from data: Slice<UnsafeBufferPointer<UInt8>>, into output: inout PNGRows
  ) throws(ImageError) -> Bool {
    var at = data.startIndex
    while at < data.endIndex {
      // zlib counts what it is given in 32 bits.
      let given = min(data.endIndex - at, 1 << 30)
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: data.base.baseAddress.map { $0 + at })
      stream.pointee.avail_in = UInt32(given)
      let wanted = output.missing
      let status = output.withRoom { room in
        stream.pointee.next_out = room
        stream.pointee.avail_out = UInt32(wanted)
        return inflate(stream, Z_NO_FLUSH)
      }
      // Data that want a dictionary, which no PNG has, would want it for ever.
      guard status == Z_OK || status == Z_STREAM_END else {
        throw .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "the data do not unpack")
      }
      at += given - Int(stream.pointee.avail_in)
      output.filled(wanted - Int(stream.pointee.avail_out))
      if stream.pointee.avail_out > 0 {
        // Data that ended give nothing more.
        if status == Z_STREAM_END { return false }
        continue
      }
      try output.endRow()
      if output.isDone || status == Z_STREAM_END {
        hasWrongChecksum = status == Z_OK && checksumIsWrong()
        return true
      }
    }
    return false
  }
}

/// The rows of a PNG file as they are unpacked: filters undone, spread to bytes, given on.
private struct PNGRows {
  private let header: PNGHeader
  private let form: PictureForm
  private let receiver: any RowReceiver
  /// A row with its filter, and the one before.
  private var row: [UInt8]
  private var previous: [UInt8]
  private var count = 0
  private var rowBytes: Int
  private var y = 0
  private var pass = 0
  /// Rows that are not given yet: a stripe, or the whole picture where it is interlaced.
  private var held: [UInt8] = []

  private static let startingColumn = [0, 4, 0, 2, 0, 1, 0]
  private static let startingRow = [0, 0, 4, 0, 2, 0, 1]
  private static let columnStep = [8, 8, 4, 4, 2, 2, 1]
  private static let rowStep = [8, 8, 8, 4, 4, 2, 2]

  init(_ header: PNGHeader, _ form: PictureForm, _ receiver: any RowReceiver) {
    self.header = header
    self.form = form
    self.receiver = receiver
    let longest = (form.width * header.bitsPerPixel + 7) / 8
    row = [UInt8](repeating: 0, count: longest + 1)
    previous = row
    rowBytes = longest
    if header.isInterlaced {
      held = [UInt8](repeating: 0, count: form.rowBytes * form.height)
      rowBytes = bytes(ofPass: 0)
    } else {
      held.reserveCapacity(form.stripeRows * form.rowBytes)
    }
  }

  private func bytes(ofPass pass: Int) -> Int {
    let step = PNGRows.columnStep[pass]
    let columns = (form.width - PNGRows.startingColumn[pass] + step - 1) / step
    return (columns * header.bitsPerPixel + 7) / 8
  }

  /// Whether all rows came.
  var isDone: Bool { y >= form.height }

  /// The error of a file that ends now.
  var truncated: ImageError { .truncated(row: min(y, form.height), of: form.height) }

  /// Bytes that the current row still needs.
  var missing: Int { rowBytes + 1 - count }

  /// Room for them.
  mutating func withRoom<Result>(_ body: (UnsafeMutablePointer<UInt8>?) -> Result) -> Result {
    let start = count
    return row.withUnsafeMutableBufferPointer { body($0.baseAddress.map { $0 + start }) }
  }

  /// Notes that bytes came.
  mutating func filled(_ bytes: Int) { count += bytes }

  /// Takes the current row, whose bytes are all there. Throws if its filter is none.
  mutating func endRow() throws(ImageError) {
    try undoFilter()
    count = 0
    if header.isInterlaced {
      place()
    } else {
      held += pixels(form.width)
      y += 1
      if held.count >= form.stripeRows * form.rowBytes || isDone { give() }
    }
    swap(&row, &previous)
  }

  private mutating func give() {
    held.withUnsafeBufferPointer { receiver.take($0) }
    held.removeAll(keepingCapacity: true)
  }

  /// Gives what is left; rows that did not come are zeros.
  mutating func finish() {
    if header.isInterlaced { return give() }
    guard !isDone else { return }
    give()
    let row = [UInt8](repeating: 0, count: form.rowBytes)
    row.withUnsafeBufferPointer { row in
      for _ in y..<form.height { receiver.take(row) }
    }
  }

  private mutating func undoFilter() throws(ImageError) {
    let filter = row[0]
    let step = (header.bitsPerPixel + 7) / 8
    let last = rowBytes
    let above = previous
    row.withUnsafeMutableBufferPointer { row in
      above.withUnsafeBufferPointer { above in
        switch filter {
        case 1: for i in stride(from: step + 1, through: last, by: 1) { row[i] &+= row[i - step] }
        case 2: for i in stride(from: 1, through: last, by: 1) { row[i] &+= above[i] }
        case 3:
          for i in stride(from: 1, through: last, by: 1) {
            let left = i > step ? Int(row[i - step]) : 0
            row[i] &+= UInt8(truncatingIfNeeded: (left + Int(above[i])) / 2)
          }
        case 4:
          for i in stride(from: 1, through: last, by: 1) {
            let left = i > step ? Int(row[i - step]) : 0
            let corner = i > step ? Int(above[i - step]) : 0
            row[i] &+= paeth(left, Int(above[i]), corner)
          }
        default: break
        }
      }
    }
    guard filter <= 4 else { throw .damaged("a row with filter \(filter)") }
  }

  /// The row's pixels, `columns` of them.
  private func pixels(_ columns: Int) -> [UInt8] {
    switch (header.depth, form.mode) {
    case (8, _): return Array(row[1...rowBytes])
    case (16, .gray16):
      return stride(from: 1, to: rowBytes, by: 2).flatMap { i in
        withUnsafeBytes(of: UInt16(row[i]) << 8 | UInt16(row[i + 1])) { Array($0) }
      }
    case (16, _): return stride(from: 1, to: rowBytes, by: 2).map { row[$0] }
    default: return (0..<columns).map(pixel)
    }
  }

  /// A pixel of less than 8 bit: gray spread over 0...255, an index as it is.
  private func pixel(_ x: Int) -> UInt8 {
    let depth = header.depth
    let bit = x * depth
    let value = row[1 + bit / 8] >> UInt8(8 - depth - bit % 8) & UInt8(1 << depth - 1)
    return form.mode == .palette ? value : value * UInt8(255 / (1 << depth - 1))
  }

  /// Puts a row of an interlaced picture where it belongs, and goes to the next.
  private mutating func place() {
    let size = form.mode.bytesPerPixel
    let start = PNGRows.startingColumn[pass]
    let step = PNGRows.columnStep[pass]
    let columns = max(0, (form.width - start + step - 1) / step)
    let pixels = pixels(columns)
    for column in 0..<columns {
      let target = (y * form.width + start + column * step) * size
      for byte in 0..<size { held[target + byte] = pixels[column * size + byte] }
    }
    y += PNGRows.rowStep[pass]
    while y >= form.height || rowBytes <= 0 {
      pass += 1
      guard pass < 7 else {
        y = form.height
        return
      }
      y = PNGRows.startingRow[pass]
      rowBytes = bytes(ofPass: pass)
      // The first row of a pass has none above it.
      row.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }
  }
}

/// The neighbour nearest to left + above - corner (PNG specification, 9.4).
@inline(__always)
private func paeth(_ left: Int, _ above: Int, _ corner: Int) -> UInt8 {
  let (a, b, c) = (abs(above - corner), abs(left - corner), abs(left + above - 2 * corner))
  return UInt8(truncatingIfNeeded: a <= b && a <= c ? left : b <= c ? above : corner)
}
