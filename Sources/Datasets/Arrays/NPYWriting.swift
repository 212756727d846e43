/// Encodes numbers as an `.npy` file of float32, little-endian, in C order.
public func encodeNPY(shape: [Int], floats: [Float]) -> [UInt8] {
  precondition(shape.reduce(1, *) == floats.count)
  var bytes = npyHeader(shape: shape, element: .floats)
  bytes.reserveCapacity(bytes.count + 4 * floats.count)
  for value in floats {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }
  return bytes
}

/// Encodes bytes as an `.npy` file of uint8, in C order.
public func encodeNPY(shape: [Int], bytes: [UInt8]) -> [UInt8] {
  precondition(shape.reduce(1, *) == bytes.count)
  return npyHeader(shape: shape, element: .bytes) + bytes
}

/// A header of version 1.0, filled up so that the numbers begin at a multiple of 64.
private func npyHeader(shape: [Int], element: NPYHeader.Element) -> [UInt8] {
  let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
  let text = "{'descr': '\(element.description)', 'fortran_order': False, 'shape': (\(sizes)), }"
  let padding = 63 - (10 + text.utf8.count) % 64
  let length = text.utf8.count + padding + 1
  return NPYHeader.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
    + [UInt8](repeating: 0x20, count: padding) + [0x0a]
}
