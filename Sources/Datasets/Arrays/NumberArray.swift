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

  /// Reads an `.npy` file of bool, whole numbers or floats, of either order of bytes and of axes.
  ///
  /// The file's length is held against the shape before memory is taken; of a file in C order no more
  /// is read than the rows asked for.
  ///
  /// - Parameter rows: How far along the first axis, at most.
  public init(contentsOf path: String, rows: Int = .max) throws(DataError) {
    let file: OpenFile
    do throws(FileError) { file = try OpenFile(path) } catch { throw .file(error) }
    try self.init(size: file.stamp.size, path: path, rows: rows) { range throws(DataError) in
      do throws(FileError) { return try file.bytes(range) } catch { throw .file(error) }
    }
  }

  /// Decodes the bytes of an `.npy` file; the path is for errors only.
  public init(npy bytes: [UInt8], path: String) throws(DataError) {
    try self.init(size: bytes.count, path: path, rows: .max) { Array(bytes[$0]) }
  }

  private init(
    size: Int, path: String, rows: Int, read: (Range<Int>) throws(DataError) -> [UInt8]
  ) throws(DataError) {
    let start = try read(0..<min(size, NPYHeader.lengthLimit + 12))
    let header: NPYHeader
    do { header = try NPYHeader(start) } catch { throw .array(path: path, reason: error.reason) }
    try header.checkLength(of: size, path: path)
    var shape = header.shape
    var count = header.count
    if !header.isFortran, let all = shape.first, rows < all {
      count = count / all * max(rows, 0)
      shape[0] = max(rows, 0)
    }
    guard count <= 1 << 30 else { throw .tooLarge(path: path, count: count, featureCount: 1) }
    let element = header.element
    /// Bytes of some numbers in the order of the file; changed since, it may be shorter.
    func bytes(_ range: Range<Int>) throws(DataError) -> [UInt8] {
      let first = header.dataStart + range.lowerBound * element.size
      let bytes = try read(first..<first + range.count * element.size)
      guard bytes.count == range.count * element.size else {
        throw .array(path: path, reason: "changed while it was read")
      }
      return bytes
    }
    self.shape = shape
    if element == .bytes {
      let numbers = try bytes(0..<count)
      elements = .bytes(header.isFortran ? NumberArray.inCOrder(numbers, shape) : numbers)
      return
    }
    var numbers: [Float] = []
    numbers.reserveCapacity(count)
    var next = 0
    while next < count {
      let end = min(next + 1 << 20, count)
      numbers += element.values(try bytes(next..<end))
      next = end
    }
    elements = .floats(header.isFortran ? NumberArray.inCOrder(numbers, shape) : numbers)
  }

  /// Numbers whose first axis is the quickest, with the last axis as the quickest.
  private static func inCOrder<Number>(_ numbers: [Number], _ shape: [Int]) -> [Number] {
    var steps: [Int] = []
    var step = 1
    for size in shape {
      steps.append(step)
      step *= size
    }
    var index = [Int](repeating: 0, count: shape.count)
    var place = 0
    return numbers.indices.map { _ in
      defer {
        var axis = shape.count - 1
        while axis >= 0 {
          index[axis] += 1
          place += steps[axis]
          if index[axis] < shape[axis] { break }
          place -= shape[axis] * steps[axis]
          index[axis] = 0
          axis -= 1
        }
      }
      return numbers[place]
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
