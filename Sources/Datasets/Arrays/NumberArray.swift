import Files

/// Numbers of a shape, as an `.npy` file holds them: in C order.
public struct NumberArray: Sendable, Equatable {
  /// The numbers, in the type they were stored in.
  public enum Elements: Sendable, Equatable {
    /// Whole numbers from 0 to 255.
    case bytes([UInt8])
    /// Numbers of float32; those of float64 are rounded to it.
    case floats([Float])
  }

  /// Length of each axis.
  public let shape: [Int]
  /// The numbers, the last axis quickest.
  public let elements: Elements

  /// An array of bytes, as many as the shape says.
  public init(shape: [Int], bytes: [UInt8]) {
    precondition(shape.reduce(1, *) == bytes.count)
    self.shape = shape
    elements = .bytes(bytes)
  }

  /// An array of numbers, as many as the shape says.
  public init(shape: [Int], floats: [Float]) {
    precondition(shape.reduce(1, *) == floats.count)
    self.shape = shape
    elements = .floats(floats)
  }

  /// Reads an `.npy` file of uint8, float32 or float64, little-endian, in C order.
  ///
  /// The file's length is held against the shape before memory is taken.
  public init(contentsOf path: String) throws(DataError) {
    let bytes: [UInt8]
    do { bytes = try readFile(path, limit: (8 << 30) + (1 << 17)) } catch { throw .file(error) }
    try self.init(npy: bytes, path: path)
  }

  /// Decodes the bytes of an `.npy` file; the path is for errors only.
  public init(npy bytes: [UInt8], path: String) throws(DataError) {
    let header: NPYHeader
    do { header = try NPYHeader(bytes) } catch {
      throw .array(path: path, reason: error.reason)
    }
    try header.checkLength(of: bytes.count, path: path)
    let element = header.element
    guard header.count <= 1 << 30 else {
      throw .tooLarge(path: path, count: header.count, featureCount: 1)
    }
    shape = header.shape
    elements = bytes.withUnsafeBytes { buffer in
      let start = header.dataStart
      return switch element {
      case .bytes: .bytes(Array(buffer[start...]))
      case .floats:
        .floats(
          (0..<header.count).map {
            let bits = buffer.loadUnaligned(fromByteOffset: start + 4 * $0, as: UInt32.self)
            return Float(bitPattern: UInt32(littleEndian: bits))
          })
      case .doubles:
        .floats(
          (0..<header.count).map {
            let bits = buffer.loadUnaligned(fromByteOffset: start + 8 * $0, as: UInt64.self)
            return Float(Double(bitPattern: UInt64(littleEndian: bits)))
          })
      }
    }
  }

  /// The numbers as float32, bytes as they are.
  public var floats: [Float] {
    switch elements {
    case .bytes(let bytes): bytes.map(Float.init)
    case .floats(let floats): floats
    }
  }
}

extension NPYHeader {
  /// Throws unless a file of so many bytes holds all numbers and nothing else.
  func checkLength(of length: Int, path: String) throws(DataError) {
    let wanted = dataStart + count * element.size
    guard length == wanted else {
      throw .array(
        path: path,
        reason: length < wanted
          ? "truncated: \(length) bytes where its shape \(shape) needs \(wanted)"
          : "\(length - wanted) bytes more than its shape \(shape) needs")
    }
  }
}
