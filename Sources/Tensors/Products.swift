import Kernels

/// What a product's sums are formed in.
public typealias ProductPrecision = MatrixProduct.Precision

/// y = w · x + bias, with w [out, in], x [in, batch], y [out, batch], bias [1, out].
public func multiply(
  _ w: Tensor, _ x: Tensor, bias: Tensor?, into y: Tensor, precision: ProductPrecision = .single,
  on workers: WorkerPool
) {
  precondition(w.columns == x.rows && w.rows == y.rows && x.columns == y.columns)
  precondition(bias.map { $0.columns == w.rows } ?? true)
  run(
    MatrixProduct(
      a: w.start, aStride: w.stride, b: x.start, bStride: x.stride,
      c: y.start, cStride: y.stride, rows: w.rows, columns: x.columns, depth: w.columns,
      bias: bias.map { UnsafePointer($0.start) }, precision: precision), .forward, on: workers)
}

/// dx = wᵀ · dy, with w [out, in], dy [out, batch], dx and `half` [in, batch].
///
/// From 1024 rows of w on each sum is formed in two halves, the second in `half`, which are then added.
/// So each of two threads reads those rows of w that it multiplies going forward and changes when
/// weights are moved; where cores do not share their last cache, a step takes 8 % longer otherwise.
public func multiplyTransposed(
  _ w: Tensor, _ dy: Tensor, into dx: Tensor, half: Tensor, on workers: WorkerPool
) {
  let shape = ProductLog.Shape(
    kind: .inputGradient, rows: w.columns, columns: dy.columns, depth: w.rows)
  multiplyInHalves(w, dy, into: dx, half, shape, on: workers) { part, columns in
    part.product.compute(rows: columns)
  }
}

/// The terms that some rows of w give to wᵀ · dy.
private struct TransposedPart {
  var rows: Range<Int>
  var product: MatrixProduct
}

/// Calls `compute` with the parts of dx = wᵀ · dy and columns of w, on all threads, then adds the parts.
private func multiplyInHalves(
  _ w: Tensor, _ dy: Tensor, into dx: Tensor, _ half: Tensor, _ shape: ProductLog.Shape,
  on workers: WorkerPool, _ compute: (TransposedPart, _ columns: Range<Int>) -> Void
) {
  precondition(w.rows == dy.rows && w.columns == dx.rows && dy.columns == dx.columns)
  precondition(dx.rows == half.rows && dx.columns == half.columns)
  func part(_ rows: Range<Int>, into c: Tensor) -> TransposedPart {
    TransposedPart(
      rows: rows,
      product: MatrixProduct(
        a: w.start + rows.lowerBound * w.stride, aStride: w.stride, isTransposed: true,
        b: dy.start + rows.lowerBound * dy.stride, bStride: dy.stride, c: c.start,
        cStride: c.stride, rows: w.columns, columns: dy.columns, depth: rows.count))
  }
  let block = MatrixProduct.depthBlock
  let middle = w.rows < halvedRows ? w.rows : (w.rows + block) / (2 * block) * block
  note(shape, on: workers) {
    split(shape, w.columns, 32, turns: middle < w.rows ? 2 : 1, on: workers) { turn, columns in
      turn == 0
        ? compute(part(0..<middle, into: dx), columns)
        : compute(part(middle..<w.rows, into: half), columns)
    }
    guard middle < w.rows else { return }
    split(shape, dx.rows, 32, on: workers) { _, rows in
      let sum = Rows(start: dx.start, stride: dx.stride)
      add(
        sum, Rows(start: half.start, stride: half.stride), into: sum, rows: rows,
        columns: dx.columns)
    }
  }
}

/// Smaller weights are soon read, by whichever thread.
private let halvedRows = 8 * MatrixProduct.depthBlock

/// What becomes of dw = dy · xᵀ, the gradient of a dense layer's weights, [out, in].
public enum WeightGradient {
  /// It is multiplied and added: to an earlier gradient, or to the weights themselves.
  case added(to: Tensor, scale: Float)
  /// It is kept.
  case stored(in: Tensor)
  /// It is handed over block by block, each while it is in cache. They stand in memory of its shape.
  case handedOver(in: Tensor, (GradientBlock) -> Void)
}

/// dw = dy · xᵀ, with dy [out, batch] and x given transposed, [batch, in].
public func multiplyOuter(
  _ dy: Tensor, _ xTransposed: Tensor, _ gradient: WeightGradient, on workers: WorkerPool
) {
  let product = outerProduct(dy, xTransposed, gradient)
  run(product, .weightGradient, on: workers) { part in
    guard case .handedOver(_, let take) = gradient else { return product.compute(rows: part) }
    for row in stride(from: part.lowerBound, to: part.upperBound, by: blockRows) {
      let rows = row..<min(row + blockRows, part.upperBound)
      for column in stride(from: 0, to: product.columns, by: blockColumns) {
        let columns = column..<min(column + blockColumns, product.columns)
        var block = product.columns(columns)
        // The same memory for all blocks of a part, so that it stays in cache.
        block.c += (part.lowerBound - row) * block.cStride
        block.compute(rows: rows)
        take(
          GradientBlock(
            rows: rows, columns: columns, values: Rows(start: block.c, stride: block.cStride)))
      }
    }
  }
}

/// A block of a gradient and of what an optimizer keeps for it fit into the second cache; long rows
/// let the processor fetch ahead.
private let blockRows = 2 * MatrixProduct.tileRows
private let blockColumns = 1024

/// dx = wᵀ · dy, and dw = dy · xᵀ, with w [out, in], dy [out, batch], x given transposed, [batch, in],
/// dx and `half` [in, batch].
///
/// w comes from memory once: a block of it that has done its part for dx may be changed by its
/// gradient while it is in cache. What is handed over comes in a second pass: with an optimizer's
/// state in addition to w, memory is read faster along long rows than in such blocks.
public func multiplyTransposed(
  _ w: Tensor, _ dy: Tensor, into dx: Tensor, half: Tensor, thenOuter xTransposed: Tensor,
  _ gradient: WeightGradient, on workers: WorkerPool
) {
  if case .handedOver = gradient {
    multiplyTransposed(w, dy, into: dx, half: half, on: workers)
    return multiplyOuter(dy, xTransposed, gradient, on: workers)
  }
  let outer = outerProduct(dy, xTransposed, gradient)
  let shape = ProductLog.Shape(
    kind: .gradients, rows: w.rows, columns: w.columns, depth: dy.columns)
  multiplyInHalves(w, dy, into: dx, half, shape, on: workers) { part, columns in
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: passedColumns) {
      let columns = column..<min(column + passedColumns, columns.upperBound)
      for term in stride(from: 0, to: part.rows.count, by: MatrixProduct.depthBlock) {
        let terms = term..<min(term + MatrixProduct.depthBlock, part.rows.count)
        part.product.terms(terms).compute(rows: columns)
        let rows = part.rows.lowerBound + terms.lowerBound..<part.rows.lowerBound + terms.upperBound
        outer.columns(columns).compute(rows: rows)
      }
    }
  }
}

/// A block of w of so many columns stays in the second cache from its part in dx to its change.
private let passedColumns = 128

private func outerProduct(
  _ dy: Tensor, _ xTransposed: Tensor, _ gradient: WeightGradient
) -> MatrixProduct {
  let (dw, scale): (Tensor, Float?) =
    switch gradient {
    case .added(let tensor, let scale): (tensor, scale)
    case .stored(let tensor), .handedOver(let tensor, _): (tensor, nil)
    }
  precondition(dy.columns == xTransposed.rows)
  precondition(dw.rows == dy.rows && dw.columns == xTransposed.columns)
  return MatrixProduct(
    a: dy.start, aStride: dy.stride, b: xTransposed.start, bStride: xTransposed.stride,
    c: dw.start, cStride: dw.stride, rows: dw.rows, columns: dw.columns, depth: dy.columns,
    accumulates: scale != nil, scale: scale ?? 1)
}

/// xᵀ, with x [rows, columns] and the result [columns, rows].
public func transpose(_ x: Tensor, into result: Tensor, on workers: WorkerPool) {
  precondition(x.rows == result.columns && x.columns == result.rows)
  workers.split(x.rows, granularity: 16) { rows in
    Kernels.transpose(
      x.start, stride: x.stride, into: result.start, toStride: result.stride, rows: rows,
      columns: x.columns)
  }
}

private func run(_ product: MatrixProduct, _ kind: ProductLog.Product, on workers: WorkerPool) {
  run(product, kind, on: workers) { product.compute(rows: $0) }
}

/// Does a product's work by parts of its rows.
private func run(
  _ product: MatrixProduct, _ kind: ProductLog.Product, on workers: WorkerPool,
  _ work: (Range<Int>) -> Void
) {
  let shape = ProductLog.Shape(
    kind: kind, rows: product.rows, columns: product.columns, depth: product.depth)
  note(shape, on: workers) {
    split(shape, product.rows, MatrixProduct.tileRows, on: workers) { _, rows in work(rows) }
  }
}

/// Notes how long a product takes, if anyone wants to know.
private func note(_ shape: ProductLog.Shape, on workers: WorkerPool, _ product: () -> Void) {
  if let log = workers.productLog { log.time(shape, product) } else { product() }
}

/// Calls `work` for parts of 0..<count that begin at multiples of `granularity`, in each of some
/// turns; on all threads if the product of that shape is worth it.
private func split(
  _ shape: ProductLog.Shape, _ count: Int, _ granularity: Int, turns: Int = 1,
  on workers: WorkerPool, _ work: (_ turn: Int, Range<Int>) -> Void
) {
  // A product below some 30 microseconds is not worth a hand-over to other threads.
  if shape.operations < 0x1p21 {
    for turn in 0..<turns where count > 0 { work(turn, 0..<count) }
  } else {
    workers.split(count, granularity: granularity, turns: turns, work)
  }
}
