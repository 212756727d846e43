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
      a: w.start, aRowStride: w.stride, aColumnStride: 1, b: x.start, bStride: x.stride,
      c: y.start, cStride: y.stride, rows: w.rows, columns: x.columns, depth: w.columns,
      bias: bias.map { UnsafePointer($0.start) }, precision: precision), .forward, on: workers)
}

/// dx = wᵀ · dy, with w [out, in], dy [out, batch], dx [in, batch].
public func multiplyTransposed(
  _ w: Tensor, _ dy: Tensor, into dx: Tensor, on workers: WorkerPool
) {
  precondition(w.rows == dy.rows && w.columns == dx.rows && dy.columns == dx.columns)
  run(
    MatrixProduct(
      a: w.start, aRowStride: 1, aColumnStride: w.stride, b: dy.start, bStride: dy.stride,
      c: dx.start, cStride: dx.stride, rows: w.columns, columns: dy.columns, depth: w.rows),
    .inputGradient, on: workers)
}

/// w += scale · dy · xᵀ, with dy [out, batch] and x given transposed, [batch, in].
public func addOuterProduct(
  _ dy: Tensor, _ xTransposed: Tensor, scale: Float, to w: Tensor, on workers: WorkerPool
) {
  var product = outerProduct(dy, xTransposed, w)
  product.accumulates = true
  product.scale = scale
  run(product, .weightGradient, on: workers)
}

/// dw = dy · xᵀ, with dy [out, batch] and x given transposed, [batch, in].
public func multiplyOuter(
  _ dy: Tensor, _ xTransposed: Tensor, into dw: Tensor, on workers: WorkerPool
) {
  run(outerProduct(dy, xTransposed, dw), .weightGradient, on: workers)
}

private func outerProduct(_ dy: Tensor, _ xTransposed: Tensor, _ w: Tensor) -> MatrixProduct {
  precondition(dy.columns == xTransposed.rows)
  precondition(w.rows == dy.rows && w.columns == xTransposed.columns)
  return MatrixProduct(
    a: dy.start, aRowStride: dy.stride, aColumnStride: 1, b: xTransposed.start,
    bStride: xTransposed.stride, c: w.start, cStride: w.stride, rows: w.rows,
    columns: w.columns, depth: dy.columns)
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
  guard let log = workers.productLog else { return product.compute(on: workers) }
  let shape = ProductLog.Shape(
    kind: kind, rows: product.rows, columns: product.columns, depth: product.depth)
  log.time(shape) { product.compute(on: workers) }
}

extension MatrixProduct {
  /// A product below some 30 microseconds is not worth a hand-over to other threads.
  fileprivate func compute(on workers: WorkerPool) {
    guard rows * columns * depth >= 1 << 20 else { return compute(rows: 0..<rows) }
    workers.split(rows, granularity: MatrixProduct.tileRows) { compute(rows: $0) }
  }
}
