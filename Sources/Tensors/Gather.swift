/// Puts samples side by side: column j of `x` [features, batch] becomes row `samples[j]` of
/// `values`, which is sample-major, [count, features].
public func gatherColumns(
  _ samples: [Int], of values: [Float], into x: Tensor, on workers: WorkerPool
) {
  precondition(samples.count == x.columns)
  precondition(samples.allSatisfy { $0 >= 0 && ($0 + 1) * x.rows <= values.count })
  values.withUnsafeBufferPointer { values in
    guard let base = values.baseAddress else { return }
    workers.split(x.rows, granularity: 16) { rows in
      for low in stride(from: rows.lowerBound, to: rows.upperBound, by: 16) {
        let high = min(low + 16, rows.upperBound)
        for (column, sample) in samples.enumerated() {
          let source = base + sample * x.rows
          for row in low..<high { x.start[row * x.stride + column] = source[row] }
        }
      }
    }
  }
}
