import Kernels

/// Puts samples side by side: column j of `x` [features, batch] becomes row `samples[j]` of
/// `values`, which is sample-major, [count, features].
public func gatherColumns(
  _ samples: [Int], of values: [Float], into x: Tensor, on workers: WorkerPool
) {
  precondition(samples.count == x.columns)
  precondition(samples.allSatisfy { $0 >= 0 && ($0 + 1) * x.rows <= values.count })
  values.withUnsafeBufferPointer { values in
    samples.withUnsafeBufferPointer { samples in
      guard let base = values.baseAddress else { return }
      workers.split(x.rows, granularity: 16) { features in
        Kernels.transpose(
          base, stride: x.rows, picking: samples, into: x.start, toStride: x.stride,
          columns: features)
      }
    }
  }
}

/// Each row of `rows`, [planes, batch], becomes `count` equal rows of `x`, [planes · count, batch].
public func repeatRows(_ rows: Tensor, times count: Int, into x: Tensor) {
  precondition(x.rows == rows.rows * count && x.columns == rows.columns)
  for row in 0..<x.rows {
    (x.start + row * x.stride).update(
      from: rows.start + row / count * rows.stride, count: x.columns)
  }
}
