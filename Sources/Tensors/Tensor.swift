import Foundation

/// A matrix of float32 in memory of its own, or a range of rows or columns of another's.
///
/// Rows are contiguous, `stride` floats apart. Activations are feature-major, [features, batch];
/// weights are [out, in]; a vector is one row. A tensor is a reference, not a value: its copies
/// see the same numbers, and nothing but its owner may write while others read.
public final class Tensor: @unchecked Sendable {
  /// How many rows.
  public let rows: Int
  /// How many columns.
  public let columns: Int
  /// From one row to the next, in floats.
  public let stride: Int
  /// The first element.
  public let start: UnsafeMutablePointer<Float>
  private let storage: Storage

  /// A tensor of zeros, [rows, columns].
  ///
  /// Rows begin at multiples of 64 bytes; one vector is added to a row whose length would make
  /// successive rows fall on the same lines of the cache.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    stride = Tensor.stride(columns: columns, rows: rows)
    storage = Storage(count: rows * stride + Tensor.slack)
    start = storage.start
  }

  private init(
    storage: Storage, start: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int
  ) {
    self.storage = storage
    self.start = start
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  /// The columns of a range, in the same memory.
  public func columns(_ range: Range<Int>) -> Tensor {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns)
    return Tensor(
      storage: storage, start: start + range.lowerBound, rows: rows, columns: range.count,
      stride: stride)
  }

  /// The rows of a range, in the same memory.
  public func rows(_ range: Range<Int>) -> Tensor {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows)
    return Tensor(
      storage: storage, start: start + range.lowerBound * stride, rows: range.count,
      columns: columns, stride: stride)
  }

  /// The element at a row and a column.
  public subscript(row: Int, column: Int) -> Float {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return start[row * stride + column]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      start[row * stride + column] = newValue
    }
  }

  /// How many elements.
  public var count: Int { rows * columns }

  /// All elements, row by row.
  public var values: [Float] {
    get {
      [Float](unsafeUninitializedCapacity: count) { buffer, done in
        guard let base = buffer.baseAddress else { return }
        for row in 0..<rows {
          (base + row * columns).initialize(from: start + row * stride, count: columns)
        }
        done = count
      }
    }
    set {
      precondition(newValue.count == count)
      newValue.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        for row in 0..<rows {
          (start + row * stride).update(from: base + row * columns, count: columns)
        }
      }
    }
  }

  /// Copies another tensor of the same shape.
  public func copy(from other: Tensor) {
    precondition(rows == other.rows && columns == other.columns)
    for row in 0..<rows {
      (start + row * stride).update(from: other.start + row * other.stride, count: columns)
    }
  }

  /// Copies as many rows as both tensors have.
  public func copyRows(from other: Tensor) {
    precondition(columns == other.columns)
    for row in 0..<min(rows, other.rows) {
      (start + row * stride).update(from: other.start + row * other.stride, count: columns)
    }
  }

  /// Sets all elements.
  public func fill(_ value: Float) {
    for row in 0..<rows {
      (start + row * stride).update(repeating: value, count: columns)
    }
  }

  /// How many bytes a tensor of this shape takes.
  public static func byteCount(rows: Int, columns: Int) -> Int {
    (rows * stride(columns: columns, rows: rows) + slack) * MemoryLayout<Float>.stride
  }

  /// Kernels read whole vectors, so up to two of them past the last element.
  static let slack = 64

  private static func stride(columns: Int, rows: Int) -> Int {
    let padded = (columns + 15) / 16 * 16
    return rows > 1 && padded % 64 == 0 ? padded + 16 : padded
  }
}

/// Memory for floats, zeroed, at an address that a page of 2 MB may begin at.
private final class Storage: @unchecked Sendable {
  let start: UnsafeMutablePointer<Float>
  private let memory: UnsafeMutableRawPointer

  init(count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let isLarge = bytes >= 1 << 21
    var address: UnsafeMutableRawPointer?
    let failure = posix_memalign(&address, isLarge ? 1 << 21 : 64, bytes)
    guard failure == 0, let address else {
      fatalError("no memory for \(bytes) bytes; what a training needs is checked before it starts")
    }
    memory = address
    #if os(Linux)
      // Large pages spare the processor most of its address look-ups in column walks.
      if isLarge { madvise(address, bytes, MADV_HUGEPAGE) }
    #endif
    memset(address, 0, bytes)
    start = address.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  deinit { free(memory) }
}
