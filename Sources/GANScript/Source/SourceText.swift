/// A script's text: its name and its bytes, which are never changed or decoded as a whole.
///
/// Line ends are `\n`, `\r\n` and a lone `\r`. A byte order mark at the start belongs to no line.
public final class SourceText: Sendable {
  /// The file's name as the user gave it; `prompt` or `-e` where there is no file.
  public let name: String
  /// The UTF-8 bytes.
  public let bytes: [UInt8]
  /// Where each line begins.
  private let lineStarts: [Int]

  /// Keeps the bytes and finds the lines. Complexity: O(bytes).
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [SourceText.hasMark(bytes) ? 3 : 0]
    for (index, byte) in bytes.enumerated() {
      if byte == .newline || (byte == .carriageReturn && bytes.at(index + 1) != .newline) {
        starts.append(index + 1)
      }
    }
    lineStarts = starts
  }

  /// Keeps the UTF-8 bytes of a text.
  public convenience init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// How many lines there are; an empty text has one.
  public var lineCount: Int { lineStarts.count }

  /// Where the text itself begins, after a byte order mark.
  var start: Int { lineStarts[0] }

  /// The line (from 1) on which a byte lies. Complexity: O(log lines).
  func line(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The column (from 1) of a byte, counted in Unicode scalars as editors do.
  func column(of offset: Int) -> Int {
    let start = lineStarts[line(of: offset) - 1]
    var column = 1
    for index in start..<max(start, min(offset, bytes.count)) where bytes[index] & 0xC0 != 0x80 {
      column += 1
    }
    return column
  }

  /// The bytes of a line (from 1) without its line end.
  func range(ofLine line: Int) -> Range<Int> {
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] : bytes.count
    while end > start, bytes[end - 1] == .newline || bytes[end - 1] == .carriageReturn { end -= 1 }
    return start..<end
  }

  /// The text of a part.
  func text(_ span: Span) -> String { text(span.start..<span.end) }

  /// The text of some bytes; what is out of range is left out.
  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  private static func hasMark(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
  }
}

extension Array {
  /// The element at an index, if there is one.
  func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
