import CProcessor

/// One product C = A·B, or C += scale · A·B, with A addressed by two strides.
///
/// The three products of a dense layer are this one: with weights `w [out, in]` in place,
/// activations `x [in, batch]` and `dy [out, batch]` feature-major,
///
///     y  = w · x        A = w,  row stride ld, column stride 1
///     dx = wᵀ · dy      A = wᵀ, row stride 1,  column stride ld
///     dw = dy · xᵀ      A = dy, and B = xᵀ [batch, in], transposed once
///
/// B's and C's rows are contiguous. B must be readable for 2 · `lanes` − 1 floats behind its last
/// element (a `Tensor` has that slack); what is read there is not used.
public struct MatrixProduct {
  /// A's first element.
  public var a: UnsafePointer<Float>
  /// From one row of A to the next, in floats.
  public var aRowStride: Int
  /// From one column of A to the next, in floats.
  public var aColumnStride: Int
  /// B's first element.
  public var b: UnsafePointer<Float>
  /// From one row of B to the next, in floats.
  public var bStride: Int
  /// C's first element.
  public var c: UnsafeMutablePointer<Float>
  /// From one row of C to the next, in floats.
  public var cStride: Int
  /// Rows of A and C.
  public var rows: Int
  /// Columns of B and C.
  public var columns: Int
  /// Columns of A, rows of B.
  public var depth: Int
  /// Added to each row of the product, one value a row; only where C is not accumulated.
  public var bias: UnsafePointer<Float>?
  /// C += scale · A·B; otherwise C = A·B + bias.
  public var accumulates: Bool
  /// What an accumulated product is multiplied by.
  public var scale: Float

  /// Describes a product.
  public init(
    a: UnsafePointer<Float>, aRowStride: Int, aColumnStride: Int,
    b: UnsafePointer<Float>, bStride: Int, c: UnsafeMutablePointer<Float>, cStride: Int,
    rows: Int, columns: Int, depth: Int, bias: UnsafePointer<Float>? = nil,
    accumulates: Bool = false, scale: Float = 1
  ) {
    self.a = a
    self.aRowStride = aRowStride
    self.aColumnStride = aColumnStride
    self.b = b
    self.bStride = bStride
    self.c = c
    self.cStride = cStride
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.bias = bias
    self.accumulates = accumulates
    self.scale = scale
  }

  /// Rows of a tile; work is split between threads at multiples of it.
  public static let tileRows = 8

  /// Computes rows of C. Each element's sum runs over `depth` in one fixed order, whatever the rows
  /// asked for, so that splitting rows between threads changes nothing.
  ///
  /// Complexity: 2 · rows · columns · depth floating-point operations.
  public func compute(rows range: Range<Int>) {
    switch lanes {
    case 16: compute(range, SIMD16<Float>.self)
    case 8: compute(range, SIMD8<Float>.self)
    default: compute(range, SIMD4<Float>.self)
    }
  }

  /// Depth is cut so that a tile's stripe of A stays in the first cache and a block of B in the
  /// second; a sum is carried from block to block in C.
  private var depthBlock: Int { aColumnStride == 1 ? 256 : 256 }

  @inline(__always)
  private func compute<V: FloatVector>(_ range: Range<Int>, _: V.Type) {
    if depth == 0, !accumulates { fillWithBias(range) }
    var start = 0
    while start < depth {
      let block = Block(
        start: start, count: min(depthBlock, depth - start), isFirst: start == 0)
      var row = range.lowerBound
      while row + Self.tileRows <= range.upperBound {
        stripe(row, block, V.self)
        row += Self.tileRows
      }
      while row < range.upperBound {
        singleRow(row, block, V.self)
        row += 1
      }
      start += block.count
    }
  }

  private func fillWithBias(_ range: Range<Int>) {
    for row in range {
      for column in 0..<columns { c[row * cStride + column] = bias?[row] ?? 0 }
    }
  }

  private struct Block {
    var start: Int
    var count: Int
    var isFirst: Bool
  }

  /// Eight rows across all columns, in tiles of two vectors.
  @inline(__always)
  private func stripe<V: FloatVector>(_ row: Int, _ block: Block, _: V.Type) {
    let width = 2 * V.scalarCount
    let aStart = a + row * aRowStride + block.start * aColumnStride
    let bStart = b + block.start * bStride
    let cStart = c + row * cStride
    var column = 0
    while column < columns {
      tile(
        aStart, bStart + column, cStart + column, row: row, block: block,
        count: min(width, columns - column), V.self)
      column += width
    }
  }

  @inline(__always)
  private func tile<V: FloatVector>(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>,
    row: Int, block: Block, count: Int, _: V.Type
  ) {
    let s = aRowStride
    var (l0, l1, l2, l3, l4, l5, l6, l7) = (V(), V(), V(), V(), V(), V(), V(), V())
    var (r0, r1, r2, r3, r4, r5, r6, r7) = (V(), V(), V(), V(), V(), V(), V(), V())
    var a = a
    var b = b
    for _ in 0..<block.count {
      let left = V(at: b)
      let right = V(at: b + V.scalarCount)
      let a0 = V(repeating: a[0])
      l0 = l0.plus(a0, times: left)
      r0 = r0.plus(a0, times: right)
      let a1 = V(repeating: a[s])
      l1 = l1.plus(a1, times: left)
      r1 = r1.plus(a1, times: right)
      let a2 = V(repeating: a[2 * s])
      l2 = l2.plus(a2, times: left)
      r2 = r2.plus(a2, times: right)
      let a3 = V(repeating: a[3 * s])
      l3 = l3.plus(a3, times: left)
      r3 = r3.plus(a3, times: right)
      let a4 = V(repeating: a[4 * s])
      l4 = l4.plus(a4, times: left)
      r4 = r4.plus(a4, times: right)
      let a5 = V(repeating: a[5 * s])
      l5 = l5.plus(a5, times: left)
      r5 = r5.plus(a5, times: right)
      let a6 = V(repeating: a[6 * s])
      l6 = l6.plus(a6, times: left)
      r6 = r6.plus(a6, times: right)
      let a7 = V(repeating: a[7 * s])
      l7 = l7.plus(a7, times: left)
      r7 = r7.plus(a7, times: right)
      a += aColumnStride
      b += bStride
    }
    finish(l0, r0, c, row: row, block, count)
    finish(l1, r1, c + cStride, row: row + 1, block, count)
    finish(l2, r2, c + 2 * cStride, row: row + 2, block, count)
    finish(l3, r3, c + 3 * cStride, row: row + 3, block, count)
    finish(l4, r4, c + 4 * cStride, row: row + 4, block, count)
    finish(l5, r5, c + 5 * cStride, row: row + 5, block, count)
    finish(l6, r6, c + 6 * cStride, row: row + 6, block, count)
    finish(l7, r7, c + 7 * cStride, row: row + 7, block, count)
  }

  /// A row of its own, where fewer than a tile's rows are left.
  @inline(__always)
  private func singleRow<V: FloatVector>(_ row: Int, _ block: Block, _: V.Type) {
    let width = 2 * V.scalarCount
    var column = 0
    while column < columns {
      var a = a + row * aRowStride + block.start * aColumnStride
      var b = b + block.start * bStride + column
      var left = V()
      var right = V()
      for _ in 0..<block.count {
        let factor = V(repeating: a[0])
        left = left.plus(factor, times: V(at: b))
        right = right.plus(factor, times: V(at: b + V.scalarCount))
        a += aColumnStride
        b += bStride
      }
      finish(
        left, right, c + row * cStride + column, row: row, block, min(width, columns - column))
      column += width
    }
  }

  /// Adds a finished block's sums to C, or sets C where it begins there.
  @inline(__always)
  private func finish<V: FloatVector>(
    _ left: V, _ right: V, _ c: UnsafeMutablePointer<Float>, row: Int, _ block: Block, _ count: Int
  ) {
    if count == 2 * V.scalarCount {
      merge(left, row, block, old: { V(at: c) }).store(to: c)
      let c = c + V.scalarCount
      merge(right, row, block, old: { V(at: c) }).store(to: c)
    } else {
      let inLeft = min(count, V.scalarCount)
      merge(left, row, block, old: { V(at: c, count: inLeft) }).store(to: c, count: inLeft)
      if count > V.scalarCount {
        let c = c + V.scalarCount
        let inRight = count - V.scalarCount
        merge(right, row, block, old: { V(at: c, count: inRight) }).store(to: c, count: inRight)
      }
    }
  }

  @inline(__always)
  private func merge<V: FloatVector>(_ sum: V, _ row: Int, _ block: Block, old: () -> V) -> V {
    if accumulates { return old().plus(V(repeating: scale), times: sum) }
    if !block.isFirst { return old() + sum }
    guard let bias else { return sum }
    return sum + V(repeating: bias[row])
  }
}
