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

/// dw = dy · xᵀ, with dy [out, batch] and x given transposed, [batch, in], in blocks, each of which
/// is handed over while it is in cache. They stand in `scratch`, which has dw's shape.
public func multiplyOuter(
  _ dy: Tensor, _ xTransposed: Tensor, inBlocksOf scratch: Tensor, on workers: WorkerPool,
  _ take: (GradientBlock) -> Void
) {
  let product = outerProduct(dy, xTransposed, scratch)
  measured(product, .weightGradient, on: workers) {
    workers.split(product.rows, granularity: MatrixProduct.tileRows) { rows in
      for row in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
        for column in stride(from: 0, to: product.columns, by: blockColumns) {
          var block = product
          block.b += column
          block.columns = min(blockColumns, product.columns - column)
          // The same memory for all blocks of a part, so that it stays in cache.
          block.c += (rows.lowerBound - row) * product.cStride
          let blockRows = row..<min(row + blockRows, rows.upperBound)
          block.compute(rows: blockRows)
          take(
            GradientBlock(
              rows: blockRows, columns: column..<column + block.columns,
              values: Rows(start: block.c, stride: block.cStride)))
        }
      }
    }
  }
}

/// A block of a gradient and of what an optimizer keeps for it fit into the second cache; long rows
/// let the processor fetch ahead.
private let blockRows = 2 * MatrixProduct.tileRows
private let blockColumns = 1024

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
  measured(product, kind, on: workers) { product.compute(on: workers) }
}

/// Does the work of a product; notes how long it took, if anyone wants to know.
private func measured(
  _ product: MatrixProduct, _ kind: ProductLog.Kind, on workers: WorkerPool, _ work: () -> Void
) {
  guard let log = workers.productLog else { return work() }
  let shape = ProductLog.Shape(
    kind: kind, rows: product.rows, columns: product.columns, depth: product.depth)
  log.time(shape, work)
}

extension MatrixProduct {
  /// A product below some 30 microseconds is not worth a hand-over to other threads.
  fileprivate func compute(on workers: WorkerPool) {
    guard rows * columns * depth >= 1 << 20 else { return compute(rows: 0..<rows) }
    workers.split(rows, granularity: MatrixProduct.tileRows) { compute(rows: $0) }
  }
}
