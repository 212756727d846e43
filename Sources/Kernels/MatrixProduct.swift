import CProcessor

/// One product C = A·B, or C += scale · A·B, with A as it stands or read transposed.
///
/// The three products of a dense layer are this one: with weights `w [out, in]` in place,
/// activations `x [in, batch]` and `dy [out, batch]` feature-major,
///
///     y  = w · x        A = w
///     dx = wᵀ · dy      A = wᵀ, w read transposed
///     dw = dy · xᵀ      A = dy, and B = xᵀ [batch, in], transposed once
///
/// B's and C's rows are contiguous. B must be readable for a vector past its last element (a
/// `Tensor` has that slack); what is read there is not used.
public struct MatrixProduct {
  /// A's first element.
  public var a: UnsafePointer<Float>
  /// From one row of A to the next, in floats; from one column to the next if it is read transposed.
  public var aStride: Int
  /// Whether A's columns are contiguous, not its rows.
  public var isTransposed: Bool
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
  /// In what its sums are formed.
  public var precision: Precision

  /// What a product's sums are formed in.
  public enum Precision: Sendable {
    /// Floats, one sum a part of the depth: as fast as can be.
    case single
    /// Doubles, the whole depth in one sum, rounded once: the product that float64 gives, at a
    /// fraction of the speed.
    case double
  }

  /// Describes a product.
  public init(
    a: UnsafePointer<Float>, aStride: Int, isTransposed: Bool = false,
    b: UnsafePointer<Float>, bStride: Int, c: UnsafeMutablePointer<Float>, cStride: Int,
    rows: Int, columns: Int, depth: Int, bias: UnsafePointer<Float>? = nil,
    accumulates: Bool = false, scale: Float = 1, precision: Precision = .single
  ) {
    self.a = a
    self.aStride = aStride
    self.isTransposed = isTransposed
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
    self.precision = precision
  }

  /// Rows of a tile; work is split between threads at multiples of it.
  public static let tileRows = hasManyRegisters ? 8 : 6
  private static let hasManyRegisters = vectorRegisters == 32

  /// Computes rows of C. Each element's sum runs over `depth` in one fixed order, whatever the rows
  /// asked for, so that splitting rows between threads changes nothing.
  ///
  /// Complexity: 2 · rows · columns · depth floating-point operations.
  public func compute(rows range: Range<Int>, width: VectorWidth = .native) {
    // As many sums as the registers hold in addition to a row of B and an element of A.
    switch (precision, width) {
    case (.single, .sixteen): compute(range, Tile<SIMD16<Float>, 8, 2>.self)
    case (.single, .eight): compute(range, Tile<SIMD8<Float>, 6, 2>.self)
    case (.single, .four) where Self.hasManyRegisters:
      compute(range, Tile<SIMD4<Float>, 8, 2>.self)
    case (.single, .four): compute(range, Tile<SIMD4<Float>, 6, 2>.self)
    case (.double, .sixteen): compute(range, Tile<SIMD8<Double>, 4, 2>.self)
    case (.double, .eight): compute(range, Tile<SIMD4<Double>, 4, 2>.self)
    case (.double, .four): compute(range, Tile<SIMD2<Double>, 4, 2>.self)
    }
  }

  /// Some columns of the product, as a product.
  public func columns(_ range: Range<Int>) -> MatrixProduct {
    var part = self
    part.b += range.lowerBound
    part.c += range.lowerBound
    part.columns = range.count
    return part
  }

  /// Some terms of each sum, from a multiple of `depthBlock` on, as a product that is added to what
  /// the terms before them gave. In single precision such parts, computed in turn, give the whole to
  /// the last bit.
  public func terms(_ range: Range<Int>) -> MatrixProduct {
    var part = self
    part.a += range.lowerBound * (isTransposed ? aStride : 1)
    part.b += range.lowerBound * bStride
    part.depth = range.count
    if range.lowerBound > 0, !accumulates {
      part.accumulates = true
      part.scale = 1
    }
    return part
  }

  /// Depth is cut so that a tile's stripes of A and B stay in the first cache, and so that sums stay
  /// short; they are carried from block to block in C.
  public static let depthBlock = 128

  /// A double sum is carried in registers only.
  private var depthBlock: Int { precision == .double ? max(depth, 1) : Self.depthBlock }

  /// Columns are cut so that a block of B stays in the second cache.
  private var columnBlock: Int { 256 }

  private func compute<V: SumVector, let R: Int>(_ range: Range<Int>, _: Tile<V, R, 2>.Type) {
    if depth == 0, !accumulates { fillWithBias(range) }
    var column = 0
    while column < columns {
      var start = 0
      while start < depth {
        let block = ProductBlock(
          columns: column..<min(column + columnBlock, columns), start: start,
          count: min(depthBlock, depth - start))
        var row = range.lowerBound
        row = stripes(Tile<V, R, 2>.self, from: row, to: range.upperBound, block)
        row = stripes(Tile<V, 4, 2>.self, from: row, to: range.upperBound, block)
        row = stripes(Tile<V, 2, 2>.self, from: row, to: range.upperBound, block)
        row = stripes(Tile<V, 1, 2>.self, from: row, to: range.upperBound, block)
        start += block.count
      }
      column += columnBlock
    }
  }

  private func fillWithBias(_ range: Range<Int>) {
    for row in range {
      for column in 0..<columns { c[row * cStride + column] = bias?[row] ?? 0 }
    }
  }

  /// As many stripes of R rows as there are; gives the first row that is left.
  private func stripes<V: SumVector, let R: Int>(
    _: Tile<V, R, 2>.Type, from first: Int, to end: Int, _ block: ProductBlock
  ) -> Int {
    var row = first
    while row + R <= end {
      var column = block.columns.lowerBound
      while column + V.scalarCount < block.columns.upperBound {
        tile(Tile<V, R, 2>.self, row, column, block)
        column += 2 * V.scalarCount
      }
      if column < block.columns.upperBound { tile(Tile<V, R, 1>.self, row, column, block) }
      row += R
    }
    return row
  }

  @inline(__always)
  private func tile<V: SumVector, let R: Int, let C: Int>(
    _: Tile<V, R, C>.Type, _ row: Int, _ column: Int, _ block: ProductBlock
  ) {
    let a = isTransposed ? a + row + block.start * aStride : a + row * aStride + block.start
    let b = b + block.start * bStride + column
    let c = c + row * cStride + column
    let addsToC = accumulates || block.start > 0
    let target = Tile<V, R, C>.Target(
      c: c, stride: cStride, columns: min(C * V.scalarCount, block.columns.upperBound - column),
      addsToC: addsToC, bias: addsToC ? nil : bias.map { $0 + row },
      scale: accumulates ? scale : 1)
    if addsToC {
      for i in R..<2 * R {
        for vector in 0..<C { prefetchToWrite(c + i * cStride + vector * V.scalarCount) }
      }
    }
    if isTransposed {
      Tile<V, R, C>.multiply(acrossRowsOf: a, aStride, b, bStride, depth: block.count, into: target)
    } else {
      Tile<V, R, C>.multiply(alongRowsOf: a, aStride, b, bStride, depth: block.count, into: target)
    }
  }
}

/// A block of a product: columns of C, and a part of the sums' depth.
private struct ProductBlock {
  var columns: Range<Int>
  var start: Int
  var count: Int
}
