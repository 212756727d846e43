import CProcessor

/// Sums of a product in registers: `rows` rows of `vectors` vectors each.
///
/// Each step loads a row of B and multiplies it with one element of A for each row of the tile.
/// While a stripe of A is worked on, the next one is asked for, so that weights stream from memory
/// at the pace at which they are used.
struct Tile<V: FloatVector, let rows: Int, let vectors: Int> {
  private var sums = InlineArray<rows, InlineArray<vectors, V>>(
    repeating: InlineArray(repeating: V()))

  /// Adds A · B for a stripe of A whose rows are contiguous, `aStride` apart.
  @inline(__always)
  mutating func add(
    alongRowsOf a: UnsafePointer<Float>, _ aStride: Int, times b: UnsafePointer<Float>,
    _ bStride: Int, count: Int
  ) {
    var a = a
    var b = b
    for _ in 0..<count / lineLength {
      for row in 0..<rows { prefetchToRead(a + (rows + row) * aStride) }
      for _ in 0..<lineLength {
        step(a, aStride, b)
        a += 1
        b += bStride
      }
    }
    for _ in 0..<count % lineLength {
      step(a, aStride, b)
      a += 1
      b += bStride
    }
  }

  /// Adds A · B for a stripe of A whose columns are contiguous, or nothing is.
  @inline(__always)
  mutating func add(
    acrossRowsOf a: UnsafePointer<Float>, _ aRowStride: Int, _ aColumnStride: Int,
    times b: UnsafePointer<Float>, _ bStride: Int, count: Int
  ) {
    var a = a
    var b = b
    for _ in 0..<count {
      prefetchToRead(a + lineLength)
      step(a, aRowStride, b)
      a += aColumnStride
      b += bStride
    }
  }

  /// Asks for the lines of C that a tile further on will add to.
  @inline(__always)
  func prefetchSums(_ c: UnsafeMutablePointer<Float>, _ cStride: Int) {
    for row in 0..<rows { prefetchToWrite(c + row * cStride) }
  }

  /// C = f(C, sums, row), for `count` columns.
  @inline(__always)
  func merge(
    into c: UnsafeMutablePointer<Float>, _ cStride: Int, count: Int,
    _ f: (_ old: V, _ sum: V, _ row: Int) -> V
  ) {
    for row in 0..<rows {
      for vector in 0..<vectors {
        let c = c + row * cStride + vector * V.scalarCount
        let left = count - vector * V.scalarCount
        if left >= V.scalarCount {
          f(V(at: c), sums[row][vector], row).store(to: c)
        } else {
          f(V(at: c, count: left), sums[row][vector], row).store(to: c, count: left)
        }
      }
    }
  }

  @inline(__always)
  private mutating func step(
    _ a: UnsafePointer<Float>, _ aRowStride: Int, _ b: UnsafePointer<Float>
  ) {
    var right = InlineArray<vectors, V>(repeating: V())
    for vector in 0..<vectors { right[vector] = V(at: b + vector * V.scalarCount) }
    for row in 0..<rows {
      let left = V(repeating: a[row * aRowStride])
      for vector in 0..<vectors {
        sums[row][vector] = sums[row][vector].plus(left, times: right[vector])
      }
    }
  }
}

/// Floats in a line of the cache.
private let lineLength = 16
