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
  var codes = GIFCodes(bytes, from: frame.dataStart)
  let indices = try codes.indices(frame)
  // A palette of grays in order is none: the indices are the grays.
  let palette = frame.palette
  let isRamp = palette.indices.allSatisfy { Int(palette[$0]) == $0 / 3 }
  receiver.begin(
    PictureForm(
      mode: isRamp ? .gray : .palette, width: width, height: height,
      palette: isRamp ? [] : palette, hasClearColor: frame.transparent != nil))
  var pixels = [UInt8](repeating: frame.transparent ?? 0, count: width * height)
  for (i, y) in frame.rowOrder.enumerated() {
    let start = (frame.top + y) * width + frame.left
    pixels.replaceSubrange(
      start..<start + frame.width, with: indices[i * frame.width..<(i + 1) * frame.width])
  }
  pixels.withUnsafeBufferPointer { receiver.take($0) }
  return !codes.endsWell
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

  /// The order in which rows come.
  var rowOrder: [Int] {
    guard isInterlaced else { return Array(0..<height) }
    return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { start, step in
      Array(stride(from: start, to: height, by: step))
    }
  }
}

/// The coded indices of a frame: LZW with codes of up to 12 bits (GIF89a, appendix F).
private struct GIFCodes {
  private let bytes: [UInt8]
  private let start: Int
  private var at: Int

  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    self.start = start
    at = start + 1
  }

  /// Whether the end of the data and another block follow what was read.
  var endsWell: Bool {
    var at = at
    while at < bytes.count, bytes[at] != 0 { at += 1 + Int(bytes[at]) }
    return at + 1 < bytes.count
  }

  /// All indices of a frame, in the order of the file.
  ///
  /// Ends with the last pixel, whatever follows. A code that no table can have is an error, also where it
  /// is not in the table yet; so is an end before the last pixel.
  mutating func indices(_ frame: GIFFrame) throws(ImageError) -> [UInt8] {
    let bits = Int(bytes[start])
    guard bits <= 12 else { throw .damaged("codes of \(bits) bits") }
    let wanted = frame.width * frame.height
    let clear = 1 << bits
    var result: [UInt8] = []
    result.reserveCapacity(wanted)
    var suffix = [UInt8](repeating: 0, count: 4097)
    var prefix = [UInt16](repeating: 0, count: 4097)
    var text: [UInt8] = []
    var (next, size) = (clear + 2, bits + 1)
    var previous: Int?
    var first: UInt8 = 0
    var (buffer, held, left) = (0, 0, 0)
    while result.count < wanted {
      while held < size {
        if left == 0 {
          // A block counts when all of it is there.
          guard at < bytes.count, at + Int(bytes[at]) < bytes.count else {
            throw .truncated(row: result.count / max(frame.width, 1), of: frame.height)
          }
          left = Int(bytes[at])
          at += 1
          continue
        }
        buffer |= Int(bytes[at]) << held
        held += 8
        at += 1
        left -= 1
      }
      let code = buffer & (1 << size - 1)
      buffer >>= size
      held -= size
      if code == clear {
        (next, size, previous) = (clear + 2, bits + 1, nil)
        continue
      }
      guard code != clear + 1 else {
        throw .truncated(row: result.count / max(frame.width, 1), of: frame.height)
      }
      guard let last = previous else {
        guard code < clear else { throw .damaged("a code that is in no table") }
        first = UInt8(truncatingIfNeeded: code)
        result.append(first)
        previous = code
        continue
      }
      guard code <= next else { throw .damaged("a code that is in no table") }
      text.removeAll(keepingCapacity: true)
      var walk = code
      if code == next {
        text.append(first)
        walk = last
      }
      while walk >= clear {
        guard text.count < 4096, walk < 4096 else { throw .damaged("a code that is in no table") }
        text.append(suffix[walk])
        walk = Int(prefix[walk])
      }
      first = UInt8(truncatingIfNeeded: walk)
      text.append(first)
      result.append(contentsOf: text.reversed())
      if next < 4096 {
        suffix[next] = first
        prefix[next] = UInt16(truncatingIfNeeded: last)
        if next == 1 << size - 1, size < 12 { size += 1 }
        next += 1
      }
      previous = code
    }
    at += left
    return Array(result.prefix(wanted))
  }
}
