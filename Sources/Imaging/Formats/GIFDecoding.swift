/// Decodes the first frame of a GIF file, laid on the logical screen as Pillow lays it. Says whether the
/// file ends with its mark or another block.
@Sendable func decodeGIF(
  _ bytes: [UInt8], _ limits: ImageLimits, _ receiver: any RowReceiver
) throws(ImageError) -> Bool {
  let frame = try GIFFrame(bytes)
  let width = max(frame.screenWidth, frame.left + frame.width)
  let height = max(frame.screenHeight, frame.top + frame.height)
  try limits.check(width: width, height: height)
  try limits.check(width: frame.width, height: frame.height)
  var codes = try GIFCodes(bytes, of: frame)
  // A palette of grays in order is none: the indices are the grays.
  let palette = frame.palette
  let isRamp = palette.indices.allSatisfy { Int(palette[$0]) == $0 / 3 }
  let form = PictureForm(
    mode: isRamp ? .gray : .palette, width: width, height: height, palette: isRamp ? [] : palette,
    hasClearColor: frame.transparent != nil)
  receiver.begin(form)
  // The passes lie one after the other in the data. These are decoded to their end first, to judge them
  // and to note where each pass begins; then the passes are decoded beside each other.
  var passes = frame.isInterlaced ? [] : [GIFPass(start: 0, step: 1, codes: codes)]
  if frame.isInterlaced {
    for (start, step) in [(0, 8), (4, 8), (2, 4), (1, 2)] {
      passes.append(GIFPass(start: start, step: step, codes: codes))
      for _ in stride(from: start, to: frame.height, by: step) { try codes.readRow() }
    }
  }
  var stripe = Stripe(form, background: frame.transparent ?? 0)
  for y in 0..<height {
    let row = y - frame.top
    if (0..<frame.height).contains(row),
      let i = passes.firstIndex(where: { row % $0.step == $0.start })
    {
      try passes[i].codes.readRow()
      stripe.put(passes[i].codes.row, from: frame.left)
    }
    stripe.endRow(to: receiver)
  }
  if !frame.isInterlaced { codes = passes[0].codes }
  return !codes.endsWell
}

/// Every so many rows of a frame from one on, and the data from where their codes begin.
private struct GIFPass {
  let start: Int
  let step: Int
  var codes: GIFCodes
}

/// What a GIF file says of its first frame.
private struct GIFFrame {
  let screenWidth: Int
  let screenHeight: Int
  private(set) var left = 0
  private(set) var top = 0
  private(set) var width = 0
  private(set) var height = 0
  private(set) var isInterlaced = false
  /// RGB triples.
  private(set) var palette: [UInt8] = []
  private(set) var transparent: UInt8?
  /// Where the size of the codes stands.
  private(set) var dataStart = 0

  /// Goes to the first frame; bytes between blocks that begin none are passed over, as Pillow does.
  init(_ bytes: [UInt8]) throws(ImageError) {
    guard bytes.count >= 13 else { throw .truncated() }
    screenWidth = Int(bytes[6]) | Int(bytes[7]) << 8
    screenHeight = Int(bytes[8]) | Int(bytes[9]) << 8
    var at = 13
    if bytes[10] & 0x80 != 0 { palette = try GIFFrame.colors(bytes, &at, flags: bytes[10]) }
    while at < bytes.count, bytes[at] != UInt8(ascii: ";") {
      let sign = bytes[at]
      at += 1
      if sign == UInt8(ascii: "!") { try passExtension(bytes, &at) }
      guard sign == UInt8(ascii: ",") else { continue }
      guard at + 9 < bytes.count else { throw .truncated() }
      func number(_ offset: Int) -> Int {
        Int(bytes[at + offset]) | Int(bytes[at + offset + 1]) << 8
      }
      (left, top, width, height) = (number(0), number(2), number(4), number(6))
      let flags = bytes[at + 8]
      isInterlaced = flags & 0x40 != 0
      at += 9
      if flags & 0x80 != 0 { palette = try GIFFrame.colors(bytes, &at, flags: flags) }
      guard at < bytes.count else { throw .truncated() }
      dataStart = at
      return
    }
    throw at < bytes.count ? .damaged("no picture in it") : .truncated()
  }

  private static func colors(
    _ bytes: [UInt8], _ at: inout Int, flags: UInt8
  ) throws(ImageError) -> [UInt8] {
    let count = 3 << (Int(flags & 7) + 1)
    guard at + count <= bytes.count else { throw .truncated() }
    defer { at += count }
    return Array(bytes[at..<at + count])
  }

  /// Passes over an extension; the graphic control's transparent index is kept.
  private mutating func passExtension(_ bytes: [UInt8], _ at: inout Int) throws(ImageError) {
    guard at < bytes.count else { throw .truncated() }
    let label = bytes[at]
    at += 1
    var isFirst = true
    while at < bytes.count, bytes[at] != 0 {
      let block = bytes[at + 1..<max(at + 1, min(at + 1 + Int(bytes[at]), bytes.count))]
      guard block.count == Int(bytes[at]) else { throw .truncated() }
      if isFirst, label == 0xf9, let flags = block.first {
        guard block.count >= 3, flags & 1 == 0 || block.count >= 4 else {
          throw .damaged("a control block of \(block.count) bytes")
        }
        if flags & 1 == 1 { transparent = block[block.startIndex + 3] }
      }
      isFirst = false
      at = block.endIndex
    }
    at += 1
  }
}

/// The coded indices of a frame, row by row: LZW with codes of up to 12 bits (GIF89a, appendix F).
private struct GIFCodes {
  private let bytes: [UInt8]
  private let width: Int
  private let height: Int
  private let bits: Int
  private let clear: Int
  /// Where the next byte is, and how many are left of its block.
  private var at: Int
  private var left = 0
  /// Bits that were taken from the bytes and are not used yet.
  private var buffer = 0
  private var held = 0
  /// The table: a text is the text before it and a last index; its length.
  private var suffix = [UInt8](repeating: 0, count: 4097)
  private var prefix = [UInt16](repeating: 0, count: 4097)
  private var length = [UInt16](repeating: 1, count: 4097)
  private var next: Int
  private var size: Int
  private var previous: Int?
  private var first: UInt8 = 0
  /// Decoded indices, with room for a row and the longest text; which of them are in no row yet; and how
  /// many were decoded in all.
  private var text: [UInt8]
  private var waiting = 0..<0
  private var count = 0
  /// The indices of the row that was read last.
  private(set) var row: [UInt8] = []

  init(_ bytes: [UInt8], of frame: GIFFrame) throws(ImageError) {
    self.bytes = bytes
    (width, height) = (frame.width, frame.height)
    bits = Int(bytes[frame.dataStart])
    guard bits <= 12 else { throw .damaged("codes of \(bits) bits") }
    at = frame.dataStart + 1
    text = [UInt8](repeating: 0, count: width + 4097)
    clear = 1 << bits
    (next, size) = (clear + 2, bits + 1)
  }

  /// Whether the end of the data and another block follow what was read.
  var endsWell: Bool {
    var at = at + left
    while at < bytes.count, bytes[at] != 0 { at += 1 + Int(bytes[at]) }
    return at + 1 < bytes.count
  }

  /// Reads the next row, in the order of the file.
  ///
  /// Nothing is decoded beyond its last pixel's code, whatever follows. A code that no table can have is an
  /// error, also where it is not in the table yet; so is an end before the last pixel.
  mutating func readRow() throws(ImageError) {
    if waiting.count < width {
      text.withUnsafeMutableBufferPointer { text in
        guard let start = text.baseAddress else { return }
        start.update(from: start + waiting.lowerBound, count: waiting.count)
      }
      waiting = 0..<waiting.count
      while waiting.count < width { try decode(nextCode()) }
    }
    let end = waiting.lowerBound + width
    row = Array(text[waiting.lowerBound..<end])
    waiting = end..<waiting.upperBound
  }

  private var truncated: ImageError { .truncated(row: count / width, of: height) }

  private mutating func nextCode() throws(ImageError) -> Int {
    while held < size {
      if left == 0 {
        // A block counts when all of it is there.
        guard at < bytes.count, at + Int(bytes[at]) < bytes.count else { throw truncated }
        left = Int(bytes[at])
        at += 1
        continue
      }
      buffer |= Int(bytes[at]) << held
      held += 8
      at += 1
      left -= 1
    }
    defer {
      buffer >>= size
      held -= size
    }
    return buffer & (1 << size - 1)
  }

  private mutating func decode(_ code: Int) throws(ImageError) {
    if code == clear {
      (next, size, previous) = (clear + 2, bits + 1, nil)
      return
    }
    guard code != clear + 1 else { throw truncated }
    var decoded = 1
    if let last = previous {
      guard code <= next else { throw .damaged("a code that is in no table") }
      // The text that is being defined is the last one with its own first index at its end.
      let isNew = code == next
      var walk = isNew ? last : code
      guard walk < max(clear, 4096) else { throw .damaged("a code that is in no table") }
      let known = walk < clear ? 1 : Int(length[walk])
      decoded = known + (isNew ? 1 : 0)
      var end = waiting.upperBound + decoded - 1
      if isNew {
        text[end] = first
        end -= 1
      }
      while walk >= clear {
        text[end] = suffix[walk]
        walk = Int(prefix[walk])
        end -= 1
      }
      first = UInt8(truncatingIfNeeded: walk)
      text[end] = first
      if next < 4096 {
        suffix[next] = first
        prefix[next] = UInt16(truncatingIfNeeded: last)
        length[next] = 1 + (last < clear ? 1 : length[last])
        if next == 1 << size - 1, size < 12 { size += 1 }
        next += 1
      }
    } else {
      guard code < clear else { throw .damaged("a code that is in no table") }
      first = UInt8(truncatingIfNeeded: code)
      text[waiting.upperBound] = first
    }
    count += decoded
    waiting = waiting.lowerBound..<waiting.upperBound + decoded
    previous = code
  }
}
