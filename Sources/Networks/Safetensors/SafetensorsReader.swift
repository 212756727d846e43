import Tensors

/// The tensors of a safetensors file: its header is checked whole before any is used, numbers are
/// read when they are asked for.
///
/// The format: 8 bytes of header length, a JSON header, then the numbers, little-endian, row by row,
/// without holes or overlaps.
public struct SafetensorsFile: Sendable {
  /// One tensor, its numbers converted to float32.
  public struct TensorRecord: Sendable {
    /// The name in the file.
    public var name: String
    /// Dimensions, outermost first.
    public var shape: [Int]
    /// How the numbers are stored: `F32`, `F16`, `BF16`, `F64`, `I64`, `U8`.
    public var type: String
    fileprivate var range: Range<Int>
  }

  /// The tensors in the order of their bytes.
  public let entries: [TensorRecord]
  /// What the header says besides the tensors.
  public let metadata: [String: String]
  /// What the file held besides and was left out, by name.
  public internal(set) var leftOut: [String] = []
  private let read: Reader
  private let dataStart: Int

  /// Gives the bytes of a range; fewer where there are no more.
  public typealias Reader = @Sendable (Range<Int>) throws(NetworkError) -> [UInt8]

  private static let longestHeader = 100_000_000
  private static let widths = ["F32": 4, "F16": 2, "BF16": 2, "F64": 8, "I64": 8, "U8": 1]

  /// Checks a file that is in memory. Throws `NetworkError.brokenWeights` or, for a file of another
  /// form, `foreignWeights` with the reason.
  ///
  /// Complexity: O(header).
  public init(_ bytes: [UInt8]) throws(NetworkError) {
    try self.init(size: bytes.count) { Array(bytes[$0]) }
  }

  /// Checks a file of that size. Throws `NetworkError.brokenWeights` or, for a file of another form,
  /// `foreignWeights` with the reason, and what the reader throws.
  ///
  /// Complexity: O(header); no number is read.
  public init(size: Int, read: @escaping Reader) throws(NetworkError) {
    let start = try read(0..<min(size, 8))
    if let foreign = SafetensorsFile.foreignFormat(start) { throw .foreignWeights(foreign) }
    guard start.count == 8 else {
      throw .brokenWeights("has \(size) bytes; not a safetensors file")
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(start[$1]) << (8 * UInt64($1)) }
    guard length <= UInt64(size - 8) else {
      throw .brokenWeights(
        "header length \(length) is larger than the file (\(size) bytes); "
          + "cut short, or not a safetensors file")
    }
    guard length <= UInt64(SafetensorsFile.longestHeader) else {
      throw .brokenWeights("header length \(length) is above the limit of 100000000 bytes")
    }
    let dataStart = 8 + Int(length)
    var reader = HeaderReader(try read(8..<dataStart)[...])
    var entries: [TensorRecord] = []
    for entry in try reader.entries() {
      try SafetensorsFile.check(entry, dataCount: size - dataStart)
      entries.append(
        TensorRecord(name: entry.name, shape: entry.shape, type: entry.type, range: entry.range))
    }
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw .brokenWeights(
          "tensor \"\(entry.name)\" begins at \(entry.range.lowerBound), where \(end) was due "
            + "(a hole or an overlap)")
      }
      end = entry.range.upperBound
    }
    guard end == size - dataStart else {
      throw .brokenWeights("\(size - dataStart - end) bytes follow the last tensor")
    }
    self.entries = entries
    metadata = reader.metadata
    self.read = read
    self.dataStart = dataStart
  }

  /// The bytes before the numbers: the header's length and the header. Throws what the reader throws.
  public func header() throws(NetworkError) -> [UInt8] { try read(0..<dataStart) }

  /// A tensor's bytes as they are in the file. Throws if the file ends before, and what the reader
  /// throws.
  public func bytes(of entry: TensorRecord) throws(NetworkError) -> [UInt8] {
    try bytes(entry.range, of: entry)
  }

  /// Gives a tensor's bytes piece by piece, a megabyte each, so that no more is held in memory.
  /// Throws as `bytes(of:)` does.
  public func forEachPiece(
    of entry: TensorRecord, _ body: ([UInt8]) -> Void
  ) throws(NetworkError) {
    var start = entry.range.lowerBound
    while start < entry.range.upperBound {
      let end = min(start + 1 << 20, entry.range.upperBound)
      body(try bytes(start..<end, of: entry))
      start = end
    }
  }

  private func bytes(_ range: Range<Int>, of entry: TensorRecord) throws(NetworkError) -> [UInt8] {
    let bytes = try read(dataStart + range.lowerBound..<dataStart + range.upperBound)
    guard bytes.count == range.count else {
      throw .brokenWeights("ends within tensor \"\(entry.name)\"")
    }
    return bytes
  }

  /// A tensor's numbers as float32, row by row. Throws as `bytes(of:)` does.
  public func values(of entry: TensorRecord) throws(NetworkError) -> [Float] {
    let bytes = try bytes(of: entry)
    if entry.type == "F32" { return numbers(Float.self, fromBytes: bytes[...]) }
    let width = SafetensorsFile.widths[entry.type] ?? 4
    return (0..<bytes.count / width).map { i in
      var bits: UInt64 = 0
      for k in 0..<width { bits |= UInt64(bytes[i * width + k]) << (8 * UInt64(k)) }
      return switch entry.type {
      case "F16": Float(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
      case "BF16": Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16)
      case "F64": Float(Double(bitPattern: bits))
      case "I64": Float(Int64(bitPattern: bits))
      default: Float(UInt8(truncatingIfNeeded: bits))
      }
    }
  }

  /// How many numbers of a tensor are finite as they are stored, but infinite in float32. Throws as
  /// `bytes(of:)` does.
  func countBeyondFloat32(in entry: TensorRecord) throws(NetworkError) -> Int {
    guard entry.type == "F64" else { return 0 }
    return numbers(Double.self, fromBytes: try bytes(of: entry)[...]).count {
      $0.isFinite && !Float($0).isFinite
    }
  }

  private static func check(
    _ entry: HeaderReader.TensorRecord, dataCount: Int
  ) throws(NetworkError) {
    guard let width = widths[entry.type] else {
      throw .brokenWeights(
        "dtype \(entry.type) of tensor \"\(entry.name)\" is not supported "
          + "(F32, F16, BF16, F64, I64, U8 are)")
    }
    guard entry.range.upperBound <= dataCount else {
      throw .brokenWeights(
        "tensor \"\(entry.name)\" ends at \(entry.range.upperBound), but there are only "
          + "\(dataCount) bytes of numbers")
    }
    var size = width
    for extent in entry.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw .brokenWeights("tensor \"\(entry.name)\" of shape \(entry.shape) is too large")
      }
      size = product
    }
    guard size == entry.range.count else {
      throw .brokenWeights(
        "tensor \"\(entry.name)\" of shape \(entry.shape) and dtype \(entry.type) needs \(size) "
          + "bytes, but has \(entry.range.count)")
    }
  }

  static func foreignFormat(_ bytes: [UInt8]) -> String? {
    let kinds: [([UInt8], String)] = [
      ([0x50, 0x4b, 3, 4], "a zip archive, probably a PyTorch checkpoint"),
      ([0x80, 2], "a PyTorch pickle"), ([0x80, 4], "a PyTorch pickle"),
      ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"), (Array("GGUF".utf8), "a GGUF file"),
    ]
    // A safetensors file begins with the length of its header: 640 is 80 02, as a pickle begins. No
    // header uses the upper half of that number; a pickle does.
    let isLength = bytes.count == 8 && bytes[4...].allSatisfy { $0 == 0 }
    // Field 1, the version of the form, then field 2, who wrote it, or 7, the graph.
    if bytes.count == 8, bytes[0] == 8, (1...32).contains(bytes[1]),
      [0x12, 0x3a].contains(bytes[2]), !isLength
    {
      return "this is an ONNX model, which is for inference and not read back. Keep the weights as "
        + "safetensors as well"
    }
    return kinds.first { bytes.starts(with: $0.0) && !($0.0.count == 2 && isLength) }.map {
      "this is \($0.1); it can run code when loaded or is not known here, and is not read. "
        + "Convert it to safetensors"
    }
  }
}
