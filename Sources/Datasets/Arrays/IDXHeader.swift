/// What the header of an IDX file says: MNIST's own format, big-endian.
struct IDXHeader: Equatable {
  let shape: [Int]
  /// Bytes that follow.
  let count: Int

  /// Bytes of the longest header that is read: four axes.
  static let longest = 20

  var dataStart: Int { 4 + 4 * shape.count }

  /// Whether these bytes begin like an IDX file.
  static func matches(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && (8...14).contains(bytes[2])
  }

  init(_ bytes: [UInt8], path: String) throws(DataError) {
    guard IDXHeader.matches(bytes) else { throw .array(path: path, reason: "not an IDX file") }
    guard bytes[2] == 8 else {
      throw .array(path: path, reason: "IDX of type \(bytes[2]); unsigned bytes (8) are read")
    }
    let axes = Int(bytes[3])
    guard (1...4).contains(axes) else {
      throw .array(path: path, reason: "IDX of \(axes) axes; 1 to 4 are read")
    }
    guard bytes.count >= 4 + 4 * axes else {
      throw .array(path: path, reason: "truncated: it ends within its header")
    }
    shape = (0..<axes).map { axis in
      (0..<4).reduce(0) { $0 << 8 | Int(bytes[4 + 4 * axis + $1]) }
    }
    var count = 1
    for size in shape { count = try checkedCount(count, size, path: path) }
    self.count = count
  }
}
