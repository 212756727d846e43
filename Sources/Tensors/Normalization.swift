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
  /// ([1, channels] each); x and y [channels · area, batch]. Without `scale` and `offset` y = x̂.
  public func forward(
    _ x: Tensor, area: Int = 1, scale: Tensor?, offset: Tensor?, mean: Tensor, variance: Tensor,
    into y: Tensor, on workers: WorkerPool
  ) {
    precondition(mean.columns * area == x.rows && x.rows == y.rows && x.columns == y.columns)
    let count = Double(x.columns * area)
    workers.splitChannels(x, area: area) { channel in
      let x = Channel(x, channel, area)
      let average = x.sum { rowSum($0, columns: $1) } / count
      let spread =
        x.sum { rowProductSum($0, minus: average, $0, minus: average, columns: $1) } / count
      mean.start[channel] = Float(average)
      variance.start[channel] = Float(spread)
      let gain = Double(scale?.start[channel] ?? 1) * inverseStandardDeviation(spread)
      let shift = Double(offset?.start[channel] ?? 0)
      x.forEachRow(with: Channel(y, channel, area)) { values, y, columns in
        rowCombine(gain, values, minus: average, 0, values, shift, into: y, columns: columns)
      }
    }
  }

  /// y from the running statistics.
  public func forward(
    _ x: Tensor, area: Int = 1, scale: Tensor?, offset: Tensor?, runningMean: Tensor,
    runningVariance: Tensor, into y: Tensor, on workers: WorkerPool
  ) {
    precondition(
      runningMean.columns * area == x.rows && x.rows == y.rows && x.columns == y.columns)
    workers.splitChannels(x, area: area) { channel in
      let gain =
        Double(scale?.start[channel] ?? 1)
        * inverseStandardDeviation(Double(runningVariance.start[channel]))
      let average = Double(runningMean.start[channel])
      let shift = Double(offset?.start[channel] ?? 0)
      Channel(x, channel, area).forEachRow(with: Channel(y, channel, area)) { values, y, columns in
        rowCombine(gain, values, minus: average, 0, values, shift, into: y, columns: columns)
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

  /// Adds factor · Σ dy · x̂ to `scaleGradient`, factor · Σ dy to `offsetGradient`, and gives
  /// dx = scale / standard deviation · (dy − mean(dy) − x̂ · mean(dy · x̂)); dx may be dy.
  public func backward(
    _ dy: Tensor, x: Tensor, area: Int = 1, scale: Tensor?, mean: Tensor, variance: Tensor,
    into dx: Tensor, scaleGradient: Tensor?, offsetGradient: Tensor?, factor: Float,
    on workers: WorkerPool
  ) {
    precondition(mean.columns * area == x.rows && x.rows == dy.rows && x.columns == dy.columns)
    precondition(dx.rows == dy.rows && dx.columns == dy.columns)
    let count = Double(x.columns * area)
    workers.splitChannels(x, area: area) { channel in
      let (x, dy, dx) = (
        Channel(x, channel, area), Channel(dy, channel, area), Channel(dx, channel, area)
      )
      let average = Double(mean.start[channel])
      let inverse = inverseStandardDeviation(Double(variance.start[channel]))
      let gradientSum = dy.sum { rowSum($0, columns: $1) }
      var productSum = 0.0
      dy.forEachRow(with: x) { dy, x, columns in
        productSum += rowProductSum(dy, minus: 0, x, minus: average, columns: columns)
      }
      productSum *= inverse
      let gain = Double(scale?.start[channel] ?? 1) * inverse
      let pull = -gain * productSum / count * inverse
      for row in 0..<x.rowCount {
        rowCombine(
          pull, x.row(row), minus: average, gain, dy.row(row), -gain * gradientSum / count,
          into: dx.row(row), columns: x.columns)
      }
      scaleGradient?.start[channel] += factor * Float(productSum)
      offsetGradient?.start[channel] += factor * Float(gradientSum)
    }
  }

  private func inverseStandardDeviation(_ variance: Double) -> Double {
    1 / (variance + Double(epsilon)).squareRoot()
  }
}

/// The pixels of one channel over a batch, row by row.
private struct Channel {
  let start: UnsafeMutablePointer<Float>
  let stride: Int
  let rowCount: Int
  let columns: Int

  init(_ tensor: Tensor, _ channel: Int, _ area: Int) {
    start = tensor.start + channel * area * tensor.stride
    stride = tensor.stride
    rowCount = area
    columns = tensor.columns
  }

  func row(_ index: Int) -> UnsafeMutablePointer<Float> { start + index * stride }

  /// The sum of a function of each row, in order.
  func sum(_ function: (UnsafePointer<Float>, _ columns: Int) -> Double) -> Double {
    var total = 0.0
    for index in 0..<rowCount { total += function(row(index), columns) }
    return total
  }

  func forEachRow(
    with other: Channel,
    _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, _ columns: Int) -> Void
  ) {
    for index in 0..<rowCount { body(row(index), other.row(index), columns) }
  }
}

extension WorkerPool {
  /// Calls `body` for each channel of a tensor [channels · area, batch].
  fileprivate func splitChannels(_ tensor: Tensor, area: Int, _ body: (Int) -> Void) {
    let channels = tensor.rows / area
    func all(_ range: Range<Int>) { for channel in range { body(channel) } }
    if tensor.count < 8192 { return all(0..<channels) }
    split(channels, granularity: max(1, 16 / area), all)
  }
}
