import Kernels

/// A function of one number that layers apply to every element.
public typealias ElementwiseFunction = Kernels.ElementwiseFunction
/// The derivative of such a function, taken from its value.
public typealias ElementwiseDerivative = Kernels.ElementwiseDerivative
/// Threads that share the work of a step.
public typealias WorkerPool = Kernels.WorkerPool

/// y = f(x), element by element; y may be x.
public func apply(
  _ function: ElementwiseFunction, to x: Tensor, into y: Tensor, on workers: WorkerPool
) {
  precondition(x.rows == y.rows && x.columns == y.columns)
  workers.splitRows(x) { rows in
    Kernels.apply(function, to: x.block, into: y.block, rows: rows, columns: x.columns)
  }
}

/// dx = dy · f′, f′ taken from the function's value y; dx may be dy.
public func applyDerivative(
  _ derivative: ElementwiseDerivative, of y: Tensor, to dy: Tensor, into dx: Tensor,
  on workers: WorkerPool
) {
  precondition(y.rows == dy.rows && y.columns == dy.columns)
  precondition(dy.rows == dx.rows && dy.columns == dx.columns)
  workers.splitRows(y) { rows in
    Kernels.applyDerivative(
      derivative, of: y.block, to: dy.block, into: dx.block, rows: rows, columns: y.columns)
  }
}

/// z = x · y element by element; z may be either.
public func multiplyElements(
  _ x: Tensor, _ y: Tensor, into z: Tensor, on workers: WorkerPool
) {
  precondition(x.rows == y.rows && x.columns == y.columns)
  precondition(x.rows == z.rows && x.columns == z.columns)
  workers.splitRows(x) { rows in
    Kernels.multiply(x.block, y.block, into: z.block, rows: rows, columns: x.columns)
  }
}

/// (x − low) · scale of each number.
public func rescaled(
  _ x: [Float], minus low: Float, times scale: Float, on workers: WorkerPool
) -> [Float] {
  [Float](unsafeUninitializedCapacity: x.count) { result, count in
    if let start = result.baseAddress {
      workers.split(x.count, granularity: 4096) { part in
        for index in part { (start + index).initialize(to: (x[index] - low) * scale) }
      }
    }
    count = x.count
  }
}

/// total += scale · Σ of each row, with x [features, batch] and total [1, features].
public func addRowSums(_ x: Tensor, scale: Float, to total: Tensor, on workers: WorkerPool) {
  precondition(total.columns == x.rows)
  workers.splitRows(x) { rows in
    for row in rows {
      total.start[row] += scale * Float(rowSum(x.start + row * x.stride, columns: x.columns))
    }
  }
}

extension WorkerPool {
  /// Calls `body` for ranges of a tensor's rows; a small tensor is not worth a hand-over.
  public func splitRows(_ tensor: Tensor, _ body: (Range<Int>) -> Void) {
    if tensor.count < 8192 { return body(0..<tensor.rows) }
    split(tensor.rows, granularity: 16, body)
  }
}

extension Tensor {
  var block: Kernels.Rows { Kernels.Rows(start: start, stride: stride) }
}
