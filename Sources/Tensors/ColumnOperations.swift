/// x ← factor · x.
public func multiplyElements(_ x: Tensor, by factor: Float) {
  for row in 0..<x.rows {
    let values = x.start + row * x.stride
    for column in 0..<x.columns { values[column] *= factor }
  }
}

/// Column j of x ← factor · column j: a sample of [features, batch].
public func multiplyColumn(_ column: Int, of x: Tensor, by factor: Float) {
  precondition(column >= 0 && column < x.columns)
  for row in 0..<x.rows { x.start[row * x.stride + column] *= factor }
}

/// Column j of `result` = share · a + (1 − share) · b, of tensors of one shape.
public func mixColumn(
  _ column: Int, of a: Tensor, _ b: Tensor, share: Float, into result: Tensor
) {
  precondition(a.rows == b.rows && a.rows == result.rows && column < a.columns)
  precondition(column < b.columns && column < result.columns)
  for row in 0..<a.rows {
    let x = a.start[row * a.stride + column]
    let y = b.start[row * b.stride + column]
    result.start[row * result.stride + column] = share * x + (1 - share) * y
  }
}

/// The Euclidean norm of each column, in float64.
public func columnNorms(_ x: Tensor) -> [Double] {
  var sums = [Double](repeating: 0, count: x.columns)
  for row in 0..<x.rows {
    let values = x.start + row * x.stride
    for column in 0..<x.columns { sums[column] += Double(values[column]) * Double(values[column]) }
  }
  return sums.map { $0.squareRoot() }
}

/// average ← keep · average + (1 − keep) · x, on all threads.
public func moveAverage(_ average: Tensor, towards x: Tensor, keep: Float, on workers: WorkerPool) {
  precondition(average.rows == x.rows && average.columns == x.columns)
  workers.splitRows(x) { rows in
    for row in rows {
      let (a, b) = (average.start + row * average.stride, x.start + row * x.stride)
      for column in 0..<x.columns { a[column] = keep * a[column] + (1 - keep) * b[column] }
    }
  }
}

/// Σ x² over all elements, in float64, row by row.
public func squaredNorm(_ x: Tensor) -> Double {
  var total = 0.0
  for row in 0..<x.rows {
    let values = x.start + row * x.stride
    for column in 0..<x.columns { total += Double(values[column]) * Double(values[column]) }
  }
  return total
}

/// x += factor · rowsᵀ, with x [features, batch] and rows [batch, features], on all threads.
public func addTransposed(
  _ rows: Tensor, times factor: Float, to x: Tensor, on workers: WorkerPool
) {
  precondition(rows.rows == x.columns && rows.columns == x.rows)
  workers.split(x.rows, granularity: 16) { features in
    for feature in features {
      let target = x.start + feature * x.stride
      for column in 0..<x.columns {
        target[column] += factor * rows.start[column * rows.stride + feature]
      }
    }
  }
}
