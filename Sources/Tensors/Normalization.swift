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
  /// ([1, channels] each); x and y [channels · area, batch]. Without `scale` and `offset` y = x̂. With a
  /// share of a batch the statistics are those of the whole one.
  public func forward(
    _ x: Tensor, area: Int = 1, scale: Tensor?, offset: Tensor?, mean: Tensor, variance: Tensor,
    share: BatchShare? = nil, into y: Tensor, on workers: WorkerPool
  ) {
    precondition(mean.columns * area == x.rows && x.rows == y.rows && x.columns == y.columns)
    let shared = share.map { sharedMoments(of: x, area, channels: mean.columns, $0, workers) }
    workers.splitChannels(x, area: area) { channel in
      let values = x.channel(channel, area)
      let (average, spread) = shared?[channel] ?? moments(of: values, area, columns: x.columns)
      mean.start[channel] = Float(average)
      variance.start[channel] = Float(spread)
      let gain = Double(scale?.start[channel] ?? 1) * inverseStandardDeviation(spread)
      let shift = Double(offset?.start[channel] ?? 0)
      blockCombine(
        gain, values, minus: average, 0, values, shift, into: y.channel(channel, area),
        rows: area, columns: x.columns)
    }
  }

  /// Mean and variance of a channel.
  private func moments(
    of values: Rows, _ area: Int, columns: Int
  ) -> (average: Double, spread: Double) {
    let count = Double(columns * area)
    let average = blockSum(values, rows: area, columns: columns) / count
    let spread =
      blockProductSum(values, minus: average, values, minus: average, rows: area, columns: columns)
      / count
    return (average, spread)
  }

  /// Mean and variance of each channel over the whole batch, of which this is a share: the mean of all
  /// means, and the mean of all variances about it.
  private func sharedMoments(
    of x: Tensor, _ area: Int, channels: Int, _ share: BatchShare, _ workers: WorkerPool
  ) -> [(average: Double, spread: Double)] {
    let own = (0..<channels).map { moments(of: x.channel($0, area), area, columns: x.columns) }
    let averages = share.collective.mean(own.map(\.average))
    let spreads = share.collective.mean(
      zip(own, averages).map { $0.spread + ($0.average - $1) * ($0.average - $1) })
    return Array(zip(averages, spreads)).map { (average: $0, spread: $1) }
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
      let values = x.channel(channel, area)
      blockCombine(
        gain, values, minus: average, 0, values, shift, into: y.channel(channel, area),
        rows: area, columns: x.columns)
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
  /// dx = scale / standard deviation · (dy − mean(dy) − x̂ · mean(dy · x̂)); dx may be dy. With a share of a
  /// batch these means are those of the whole one, and the sums those of the share.
  public func backward(
    _ dy: Tensor, x: Tensor, area: Int = 1, scale: Tensor?, mean: Tensor, variance: Tensor,
    share: BatchShare? = nil, into dx: Tensor, scaleGradient: Tensor?, offsetGradient: Tensor?,
    factor: Float,
    on workers: WorkerPool
  ) {
    precondition(mean.columns * area == x.rows && x.rows == dy.rows && x.columns == dy.columns)
    precondition(dx.rows == dy.rows && dx.columns == dy.columns)
    let count = Double(x.columns * area)
    func sums(_ channel: Int) -> (gradient: Double, product: Double) {
      let gradients = dy.channel(channel, area)
      let product = blockProductSum(
        gradients, minus: 0, x.channel(channel, area), minus: Double(mean.start[channel]),
        rows: area, columns: x.columns)
      return (
        blockSum(gradients, rows: area, columns: x.columns),
        product * inverseStandardDeviation(Double(variance.start[channel]))
      )
    }
    let shared = share.map { share in
      let own = (0..<mean.columns).map(sums)
      let means = share.collective.mean(own.map(\.gradient) + own.map(\.product))
      return zip(own, own.indices).map {
        (own: $0, gradient: means[$1], product: means[own.count + $1])
      }
    }
    workers.splitChannels(x, area: area) { channel in
      let values = x.channel(channel, area)
      let gradients = dy.channel(channel, area)
      let average = Double(mean.start[channel])
      let inverse = inverseStandardDeviation(Double(variance.start[channel]))
      let (gradientSum, productSum) = shared?[channel].own ?? sums(channel)
      let wholeGradient = shared?[channel].gradient ?? gradientSum
      let wholeProduct = shared?[channel].product ?? productSum
      let gain = Double(scale?.start[channel] ?? 1) * inverse
      let pull = -gain * wholeProduct / count * inverse
      blockCombine(
        pull, values, minus: average, gain, gradients, -gain * wholeGradient / count,
        into: dx.channel(channel, area), rows: area, columns: x.columns)
      scaleGradient?.start[channel] += factor * Float(productSum)
      offsetGradient?.start[channel] += factor * Float(gradientSum)
    }
  }

  private func inverseStandardDeviation(_ variance: Double) -> Double {
    1 / (variance + Double(epsilon)).squareRoot()
  }
}

extension Tensor {
  /// The pixels of one channel of a tensor [channels · area, batch], a row each.
  fileprivate func channel(_ channel: Int, _ area: Int) -> Rows {
    Rows(start: start + channel * area * stride, stride: stride)
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
