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

/// dx = wᵀ · dy, with w [out, in], dy [out, batch], dx [in, batch].
public func multiplyTransposed(
  _ w: Tensor, _ dy: Tensor, into dx: Tensor, on workers: WorkerPool
) {
  run(transposedProduct(w, dy, dx), .inputGradient, on: workers)
}

private func transposedProduct(_ w: Tensor, _ dy: Tensor, _ dx: Tensor) -> MatrixProduct {
  precondition(w.rows == dy.rows && w.columns == dx.rows && dy.columns == dx.columns)
  return MatrixProduct(
    a: w.start, aStride: w.stride, isTransposed: true, b: dy.start, bStride: dy.stride,
    c: dx.start, cStride: dx.stride, rows: w.columns, columns: dy.columns, depth: w.rows)
}

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
/// dx [in, batch].
///
/// w comes from memory once: a block of it that has done its part for dx may be changed by its
/// gradient while it is in cache. What is handed over comes in a second pass: with an optimizer's
/// state beside w, memory is read faster along long rows than in such blocks.
public func multiplyTransposed(
  _ w: Tensor, _ dy: Tensor, into dx: Tensor, thenOuter xTransposed: Tensor,
  _ gradient: WeightGradient, on workers: WorkerPool
) {
  if case .handedOver = gradient {
    multiplyTransposed(w, dy, into: dx, on: workers)
    return multiplyOuter(dy, xTransposed, gradient, on: workers)
  }
  let inner = transposedProduct(w, dy, dx)
  let outer = outerProduct(dy, xTransposed, gradient)
  let shape = ProductLog.Shape(
    kind: .gradients, rows: w.rows, columns: w.columns, depth: dy.columns)
  run(shape, parts: w.columns, granularity: 32, on: workers) { columns in
    for row in stride(from: 0, to: w.rows, by: MatrixProduct.depthBlock) {
      let rows = row..<min(row + MatrixProduct.depthBlock, w.rows)
      inner.terms(rows).compute(rows: columns)
      outer.columns(columns).compute(rows: rows)
    }
  }
}

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

private func run(_ product: MatrixProduct, _ kind: ProductLog.Kind, on workers: WorkerPool) {
  run(product, kind, on: workers) { product.compute(rows: $0) }
}

/// Does a product's work by parts of its rows.
private func run(
  _ product: MatrixProduct, _ kind: ProductLog.Kind, on workers: WorkerPool,
  _ work: (Range<Int>) -> Void
) {
  let shape = ProductLog.Shape(
    kind: kind, rows: product.rows, columns: product.columns, depth: product.depth)
  run(shape, parts: product.rows, granularity: MatrixProduct.tileRows, on: workers, work)
}

/// Does the work of a shape by parts, on all threads; notes how long it took, if anyone wants to know.
private func run(
  _ shape: ProductLog.Shape, parts: Int, granularity: Int, on workers: WorkerPool,
  _ work: (Range<Int>) -> Void
) {
  func all() {
    // A product below some 30 microseconds is not worth a hand-over to other threads.
    if shape.operations < 0x1p21 {
      if parts > 0 { work(0..<parts) }
    } else {
      workers.split(parts, granularity: granularity, work)
    }
  }
  if let log = workers.productLog { log.time(shape, all) } else { all() }
}
