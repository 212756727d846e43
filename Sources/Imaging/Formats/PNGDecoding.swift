import CZlib

/// Decodes a PNG file as Pillow does: what comes after the last row may be missing or broken, and so may
/// the checksums of the chunks of pixels. Says whether something of that kind is.
///
/// Gray of 16 bit comes as native 16-bit words, all else as bytes: 16-bit colour is cut to its upper
/// byte, small grays are spread over 0...255, small palette indices get a byte each.
@Sendable func decodePNG(
  _ bytes: [UInt8], _ limits: ImageLimits, _ receiver: any RowReceiver
) throws(ImageError) -> Bool {
  let header = try PNGHeader(bytes, limits: limits)
  let form = PictureForm(
    mode: header.mode, width: header.width, height: header.height,
    palette: header.mode == .palette ? header.palette : [], hasClearColor: header.hasClearColor)
  receiver.begin(form)
  let data = try PNGData(bytes, from: header.pixels)
  let isWhole =
    header.isInterlaced
    ? try giveInterlaced(header, form, data, to: receiver)
    : try giveRows(header, form, data, to: receiver)
  let isSound = isWhole && data.checksumsAgree(from: header.pixels)
  return try !header.endsWell(bytes, after: data.chunk) || !isSound
}

/// Gives the rows of a picture that is not interlaced; says whether all came. Those that did not are
/// zeros.
private func giveRows(
  _ header: PNGHeader, _ form: PictureForm, _ data: PNGData, to receiver: any RowReceiver
) throws(ImageError) -> Bool {
  var lines = PNGLines(header, columns: form.width)
  var stripe = Stripe(form)
  var isWhole = true
  for y in 0..<form.height {
    if data.hasEnded {
      isWhole = false
    } else {
      guard try lines.read(from: data) else { throw .truncated(row: y, of: form.height) }
      lines.undoFilter()
      stripe.put(lines.pixels)
    }
    stripe.endRow(to: receiver)
  }
  return isWhole
}

/// Gives the rows of an interlaced picture without ever holding all of them; says whether all came.
/// Pixels that did not are zeros.
///
/// The passes lie one after the other in one stream. It is unpacked to its end first, to judge it and to
/// note where each pass begins; then the passes are unpacked beside each other, a row of the picture at
/// a time. Cost: the stream is unpacked twice. Memory: a stripe, and some 50 kB and two rows a pass.
private func giveInterlaced(
  _ header: PNGHeader, _ form: PictureForm, _ data: PNGData, to receiver: any RowReceiver
) throws(ImageError) -> Bool {
  var passes: [PNGPass] = []
  var isWhole = true
  for grid in PassGrid.all where grid.startingColumn < form.width {
    let lines = PNGLines(header, columns: grid.columns(of: form.width))
    var pass = PNGPass(grid: grid, source: try PNGData(copyOf: data), lines: lines)
    var judged = lines
    for y in stride(from: grid.startingRow, to: form.height, by: grid.rowStep) {
      if data.hasEnded {
        isWhole = false
        break
      }
      guard try judged.read(from: data) else { throw .truncated(row: y, of: form.height) }
      pass.rows += 1
    }
    passes.append(pass)
  }
  var stripe = Stripe(form)
  for y in 0..<form.height {
    for i in passes.indices { try passes[i].put(y, into: &stripe) }
    stripe.endRow(to: receiver)
  }
  return isWhole
}

/// Where the pixels of a pass lie in an interlaced picture (PNG specification, 8.2).
private struct PassGrid {
  let startingColumn: Int
  let startingRow: Int
  let columnStep: Int
  let rowStep: Int

  static let all = [
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
    (0, 1, 1, 2),
  ].map { PassGrid(startingColumn: $0, startingRow: $1, columnStep: $2, rowStep: $3) }

  /// How many columns of a picture it has.
  func columns(of width: Int) -> Int { (width - startingColumn + columnStep - 1) / columnStep }
}

/// A pass of an interlaced picture, being unpacked beside the others.
private struct PNGPass {
  let grid: PassGrid
  let source: PNGData
  var lines: PNGLines
  /// Rows that are still to come.
  var rows = 0

  /// Puts its pixels of row `y` of the picture into the stripe's current row, if it has any.
  mutating func put(_ y: Int, into stripe: inout Stripe) throws(ImageError) {
    guard rows > 0, y % grid.rowStep == grid.startingRow else { return }
    guard try lines.read(from: source) else { throw .truncated() }
    lines.undoFilter()
    stripe.put(lines.pixels, from: grid.startingColumn, every: grid.columnStep)
    rows -= 1
  }
}

/// The rows of a PNG picture, or of a pass of one: filters undone, spread to bytes.
private struct PNGLines {
  private let mode: SourceMode
  private let depth: Int
  private let bitsPerPixel: Int
  private let columns: Int
  /// A row with its filter, and the one before, which is zeros at first.
  private var row: [UInt8]
  private var previous: [UInt8]

  init(_ header: PNGHeader, columns: Int) {
    mode = header.mode
    depth = header.depth
    bitsPerPixel = header.bitsPerPixel
    self.columns = columns
    row = [UInt8](repeating: 0, count: 1 + (columns * bitsPerPixel + 7) / 8)
    previous = row
  }

  /// Reads the next row as it is stored; `false` if the data end before. Throws if its filter is none.
  mutating func read(from data: PNGData) throws(ImageError) -> Bool {
    swap(&row, &previous)
    guard try data.fill(&row) else { return false }
    guard row[0] <= 4 else { throw .damaged("a row with filter \(row[0])") }
    return true
  }

  /// Undoes the row's filter; to be done once for every row.
  mutating func undoFilter() {
    let filter = row[0]
    let step = max(bitsPerPixel / 8, 1)
    let last = row.count - 1
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
  }

  /// The row's pixels, `columns` of them.
  var pixels: [UInt8] {
    switch (depth, mode) {
    case (8, _): return Array(row[1...])
    case (16, .gray16):
      return stride(from: 1, to: row.count - 1, by: 2).flatMap { i in
        withUnsafeBytes(of: UInt16(row[i]) << 8 | UInt16(row[i + 1])) { Array($0) }
      }
    case (16, _): return stride(from: 1, to: row.count - 1, by: 2).map { row[$0] }
    default: return (0..<columns).map(pixel)
    }
  }

  /// A pixel of less than 8 bit: gray spread over 0...255, an index as it is.
  private func pixel(_ x: Int) -> UInt8 {
    let bit = x * depth
    let value = row[1 + bit / 8] >> UInt8(8 - depth - bit % 8) & UInt8(1 << depth - 1)
    return mode == .palette ? value : value * UInt8(255 / (1 << depth - 1))
  }
}

/// The neighbour nearest to left + above - corner (PNG specification, 9.4).
@inline(__always)
private func paeth(_ left: Int, _ above: Int, _ corner: Int) -> UInt8 {
  let (a, b, c) = (abs(above - corner), abs(left - corner), abs(left + above - 2 * corner))
  return UInt8(truncatingIfNeeded: a <= b && a <= c ? left : b <= c ? above : corner)
}
