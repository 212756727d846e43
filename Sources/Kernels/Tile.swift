import CProcessor

/// Sums of a product in registers: `rows` rows of `vectors` vectors each.
///
/// Each step loads a row of B and multiplies it with one element of A for each row of the tile.
/// While a stripe of A is worked on, the next one is asked for, so that weights stream from memory
/// at the pace at which they are used.
enum Tile<V: SumVector, let rows: Int, let vectors: Int> {
  private typealias Sums = InlineArray<rows, InlineArray<vectors, V>>

  /// Where sums go: C ← scale · A·B + C, or + bias, or nothing.
  struct Target {
    var c: UnsafeMutablePointer<Float>
    var stride: Int
    /// Columns that the tile has in C; what it computes beyond them is dropped.
    var columns: Int
    var addsToC: Bool
    /// One number a row, where C is not added to.
    var bias: UnsafePointer<Float>?
    var scale: Float
  }

  /// A · B for a stripe of A whose rows are contiguous, `aStride` apart.
  @inline(__always)
  static func multiply(
    alongRowsOf a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>,
    _ bStride: Int, depth: Int, into target: Target
  ) {
    var sums = Sums(repeating: InlineArray(repeating: V()))
    var a = a
    var b = b
    for place in 0..<depth {
      if place % lineLength == 0 {
        for row in 0..<rows { prefetchToRead(a + (rows + row) * aStride) }
      }
      step(&sums, a, aStride, b)
      a += 1
      b += bStride
    }
    merge(&sums, into: target)
  }

  /// A · B for a stripe of A whose columns are contiguous, or nothing is.
  @inline(__always)
  static func multiply(
    acrossRowsOf a: UnsafePointer<Float>, _ aRowStride: Int, _ aColumnStride: Int,
    _ b: UnsafePointer<Float>, _ bStride: Int, depth: Int, into target: Target
  ) {
    var sums = Sums(repeating: InlineArray(repeating: V()))
    var a = a
    var b = b
    for _ in 0..<depth {
      prefetchToRead(a + lineLength)
      step(&sums, a, aRowStride, b)
      a += aColumnStride
      b += bStride
    }
    merge(&sums, into: target)
  }

  @inline(__always)
  private static func step(
    _ sums: inout Sums, _ a: UnsafePointer<Float>, _ aRowStride: Int, _ b: UnsafePointer<Float>
  ) {
    var right = InlineArray<vectors, V>(repeating: V())
    for vector in 0..<vectors { right[vector] = V(at: b + vector * V.scalarCount) }
    for row in 0..<rows {
      let left = V(repeating: V.Scalar(a[row * aRowStride]))
      for vector in 0..<vectors {
        sums[row][vector] = sums[row][vector].plus(left, times: right[vector])
      }
    }
  }

  @inline(__always)
  private static func merge(_ sums: inout Sums, into target: Target) {
    let scale = V(repeating: V.Scalar(target.scale))
    for row in 0..<rows {
      let bias = V(repeating: V.Scalar(target.bias?[row] ?? 0))
      for vector in 0..<vectors {
        let c = target.c + row * target.stride + vector * V.scalarCount
        let left = target.columns - vector * V.scalarCount
        if left >= V.scalarCount {
          let base = target.addsToC ? V(at: c) : bias
          base.plus(scale, times: sums[row][vector]).store(to: c)
        } else {
          let base = target.addsToC ? V(at: c, count: left) : bias
          base.plus(scale, times: sums[row][vector]).store(to: c, count: left)
        }
      }
    }
  }
}

/// Floats in a line of the cache.
private let lineLength = 16
