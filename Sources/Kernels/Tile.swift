import CProcessor

/// Sums of a product in registers: `rows` rows of `vectors` vectors each.
///
/// Each step loads a row of B and multiplies it with one element of A for each row of the tile.
/// While it works on a stripe of A, the tile prefetches the next one, so that weights stream from
/// memory as fast as they are used.
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

  /// A · B for a stripe of A whose rows are contiguous, `aStride` apart; the stripe below is
  /// prefetched.
  @inline(never)
  static func multiply(
    alongRowsOf a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>,
    _ bStride: Int, depth: Int, into target: Target
  ) {
    var sums = Sums(repeating: InlineArray(repeating: V()))
    let next = a + rows * aStride
    var a = a
    var b = b
    var index = 0
    while index + 4 <= depth {
      // Of a quarter of the rows each time, so that sixteen steps ask for a line of each row.
      let asked = next + index + index / 4 % 4 * quarter * aStride
      for row in 0..<quarter { prefetchToRead(asked + row * aStride) }
      fourSteps(&sums, a, aStride, 1, b, bStride)
      a += 4
      b += 4 * bStride
      index += 4
    }
    while index < depth {
      step(&sums, a, aStride, b)
      a += 1
      b += bStride
      index += 1
    }
    merge(sums, into: target)
  }

  /// A · B for a stripe of A whose columns are contiguous, `aStride` apart; the stripes two lines on
  /// are prefetched.
  @inline(never)
  static func multiply(
    acrossRowsOf a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>,
    _ bStride: Int, depth: Int, into target: Target
  ) {
    var sums = Sums(repeating: InlineArray(repeating: V()))
    var a = a
    var b = b
    var index = 0
    while index + 4 <= depth {
      for column in 0..<4 { prefetchToRead(a + column * aStride + 2 * lineLength) }
      fourSteps(&sums, a, 1, aStride, b, bStride)
      a += 4 * aStride
      b += 4 * bStride
      index += 4
    }
    while index < depth {
      step(&sums, a, 1, b)
      a += aStride
      b += bStride
      index += 1
    }
    merge(sums, into: target)
  }

  private static var quarter: Int { (rows + 3) / 4 }

  /// Four steps in a row, so that addresses are counted up a quarter as often.
  @inline(__always)
  private static func fourSteps(
    _ sums: inout Sums, _ a: UnsafePointer<Float>, _ aRowStride: Int, _ aColumnStride: Int,
    _ b: UnsafePointer<Float>, _ bStride: Int
  ) {
    step(&sums, a, aRowStride, b)
    step(&sums, a + aColumnStride, aRowStride, b + bStride)
    step(&sums, a + 2 * aColumnStride, aRowStride, b + 2 * bStride)
    step(&sums, a + 3 * aColumnStride, aRowStride, b + 3 * bStride)
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

  /// Each way of merging has a loop of its own: small enough for the compiler to unroll, without
  /// which sums would leave their registers.
  @inline(__always)
  private static func merge(_ sums: Sums, into target: Target) {
    let scale = V(repeating: V.Scalar(target.scale))
    if target.columns < vectors * V.scalarCount {
      mergePart(sums, into: target)
    } else if target.addsToC {
      for row in 0..<rows {
        for vector in 0..<vectors {
          let c = target.c + row * target.stride + vector * V.scalarCount
          V(at: c).plus(scale, times: sums[row][vector]).store(to: c)
        }
      }
    } else {
      for row in 0..<rows {
        let bias = V(repeating: V.Scalar(target.bias?[row] ?? 0))
        for vector in 0..<vectors {
          let c = target.c + row * target.stride + vector * V.scalarCount
          bias.plus(scale, times: sums[row][vector]).store(to: c)
        }
      }
    }
  }

  /// The last columns of C, where the tile has more than C.
  ///
  /// Works on a copy: sums that a loop picks by index must be in memory, all others can stay in
  /// registers.
  @inline(__always)
  private static func mergePart(_ sums: Sums, into target: Target) {
    let scale = V(repeating: V.Scalar(target.scale))
    var kept = Sums(repeating: InlineArray(repeating: V()))
    for row in 0..<rows {
      for vector in 0..<vectors { kept[row][vector] = sums[row][vector] }
    }
    for row in 0..<rows {
      let bias = V(repeating: V.Scalar(target.bias?[row] ?? 0))
      for vector in 0..<vectors {
        let c = target.c + row * target.stride + vector * V.scalarCount
        let left = min(target.columns - vector * V.scalarCount, V.scalarCount)
        if left <= 0 { break }
        let base = target.addsToC ? V(at: c, count: left) : bias
        base.plus(scale, times: kept[row][vector]).store(to: c, count: left)
      }
    }
  }
}

/// Floats in a line of the cache.
private let lineLength = 16
