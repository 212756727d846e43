import Tensors

/// A tensor on its way to a safetensors file.
public struct StoredTensor: Sendable {
  /// The name in the file; plain ASCII without quotes.
  public var name: String
  /// How its numbers are stored: `F32`, `F64`, `I64`, `U8`.
  public var type: String
  /// Dimensions, outermost first.
  public var shape: [Int]
  /// The numbers, little-endian, row by row.
  public var bytes: [UInt8]

  /// A tensor as it is in a file.
  public init(name: String, type: String, shape: [Int], bytes: [UInt8]) {
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// A tensor of float32.
  public init(_ name: String, shape: [Int], floats: [Float]) {
    self.init(name: name, type: "F32", shape: shape, bytes: memoryBytes(of: floats))
  }

  /// A tensor of float64.
  public init(_ name: String, shape: [Int], doubles: [Double]) {
    self.init(name: name, type: "F64", shape: shape, bytes: memoryBytes(of: doubles))
  }

  /// A tensor of whole numbers.
  public init(_ name: String, shape: [Int], integers: [Int64]) {
    self.init(name: name, type: "I64", shape: shape, bytes: memoryBytes(of: integers))
  }

  /// A tensor of bytes.
  public init(_ name: String, shape: [Int], bytes: [UInt8]) {
    self.init(name: name, type: "U8", shape: shape, bytes: bytes)
  }
}

extension StoredTensor {
  /// The numbers of an `F32`.
  public var floats: [Float] { numbers(Float.self, fromBytes: bytes[...]) }
  /// The numbers of an `F64`.
  public var doubles: [Double] { numbers(Double.self, fromBytes: bytes[...]) }
  /// The numbers of an `I64`.
  public var integers: [Int64] { numbers(Int64.self, fromBytes: bytes[...]) }
}

/// A safetensors file of tensors in their order. Metadata are plain ASCII without quotes.
///
/// The header is padded with spaces so that numbers begin at a multiple of 8 bytes.
public func encodeSafetensors(
  _ tensors: [StoredTensor], metadata: [(key: String, value: String)]
) -> [UInt8] {
  var header =
    "{\"__metadata__\":{"
    + metadata.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",") + "}"
  var end = 0
  for tensor in tensors {
    let start = end
    end += tensor.bytes.count
    header +=
      ",\"\(tensor.name)\":{\"dtype\":\"\(tensor.type)\",\"shape\":"
      + "[\(tensor.shape.map(String.init).joined(separator: ","))],"
      + "\"data_offsets\":[\(start),\(end)]}"
  }
  header += "}"
  while header.utf8.count % 8 != 0 { header += " " }
  var bytes = memoryBytes(of: [UInt64(header.utf8.count)])
  bytes.reserveCapacity(8 + header.utf8.count + end)
  bytes.append(contentsOf: header.utf8)
  for tensor in tensors { bytes.append(contentsOf: tensor.bytes) }
  return bytes
}
