import Kernels

/// Batch normalisation's arithmetic, row by row: a row holds one feature of all samples.
///
/// Ioffe and Szegedy, "Batch normalization" (2015): y = scale · x̂ + offset with
/// x̂ = (x − mean) / √(variance + epsilon). The variance is the biased one (divided by N), both here
/// and in the running average, as MindSpore 1.9 computes it on a CPU. A row's arithmetic is in float64,
/// since over few samples a small variance magnifies every rounding.
public struct Normalization: Sendable {
  /// Added to the variance.
  public var epsilon: Float
  /// The share of the running statistics that is kept at each update.
  public var momentum: Float

  /// Normalisation with these constants.
  public init(epsilon: Float, momentum: Float) {
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// y from the batch's own statistics, which are left in `mean` and `variance`
  /// ([1, features] each); x and y [features, batch].
  public func forward(
    _ x: Tensor, scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor,
    into y: Tensor, on workers: WorkerPool
  ) {
    let count = Double(x.columns)
    workers.splitRows(x) { rows in
      for row in rows {
        let values = x.start + row * x.stride
        let average = rowSum(values, columns: x.columns) / count
        let spread =
          rowProductSum(values, minus: average, values, minus: average, columns: x.columns) / count
        mean.start[row] = Float(average)
        variance.start[row] = Float(spread)
        rowCombine(
          Double(scale.start[row]) * inverseStandardDeviation(spread), values, minus: average, 0,
          values,
          Double(offset.start[row]), into: y.start + row * y.stride, columns: x.columns)
      }
    }
  }

  /// y from the running statistics.
  public func forward(
    _ x: Tensor, scale: Tensor, offset: Tensor, runningMean: Tensor, runningVariance: Tensor,
    into y: Tensor, on workers: WorkerPool
  ) {
    workers.splitRows(x) { rows in
      for row in rows {
        let values = x.start + row * x.stride
        rowCombine(
          Double(scale.start[row]) * inverseStandardDeviation(Double(runningVariance.start[row])),
          values,
          minus: Double(runningMean.start[row]), 0, values, Double(offset.start[row]),
          into: y.start + row * y.stride, columns: x.columns)
      }
    }
  }

  /// running ← momentum · running + (1 − momentum) · batch, from what `forward` left.
  public func updateRunning(
    mean runningMean: Tensor, variance runningVariance: Tensor, fromMean mean: Tensor,
    variance: Tensor
  ) {
    for i in 0..<mean.columns {
      runningMean.start[i] = momentum * runningMean.start[i] + (1 - momentum) * mean.start[i]
      runningVariance.start[i] =
        momentum * runningVariance.start[i] + (1 - momentum) * variance.start[i]
    }
  }

  /// Adds factor · Σ dy · x̂ to `scaleSink`, factor · Σ dy to `offsetSink`, and gives
  /// dx = scale / standard deviation · (dy − mean(dy) − x̂ · mean(dy · x̂)); dx may be dy.
  public func backward(
    _ dy: Tensor, x: Tensor, scale: Tensor, mean: Tensor, variance: Tensor,
    into dx: Tensor, scaleSink: Tensor?, offsetSink: Tensor?, factor: Float,
    on workers: WorkerPool
  ) {
    let count = Double(x.columns)
    workers.splitRows(x) { rows in
      for row in rows {
        let values = x.start + row * x.stride
        let gradients = dy.start + row * dy.stride
        let average = Double(mean.start[row])
        let inverse = inverseStandardDeviation(Double(variance.start[row]))
        let gradientSum = rowSum(gradients, columns: x.columns)
        let productSum =
          rowProductSum(gradients, minus: 0, values, minus: average, columns: x.columns) * inverse
        let gain = Double(scale.start[row]) * inverse
        let pull = -gain * productSum / count * inverse
        rowCombine(
          pull, values, minus: average, gain, gradients, -gain * gradientSum / count,
          into: dx.start + row * dx.stride, columns: x.columns)
        scaleSink?.start[row] += factor * Float(productSum)
        offsetSink?.start[row] += factor * Float(gradientSum)
      }
    }
  }

  private func inverseStandardDeviation(_ variance: Double) -> Double {
    1 / (variance + Double(epsilon)).squareRoot()
  }
}
