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
