/// y = x / √(mean over channels of x² + epsilon), pixel by pixel and sample by sample, with x and y
/// [channels · area, batch]; the inverse roots are left in `inverses`, [area, batch].
///
/// Karras et al. 2018, "Progressive growing of GANs", arXiv 1710.10196, section 4.2.
public func normalizePixels(
  _ x: Tensor, area: Int, epsilon: Float, inverses: Tensor, into y: Tensor, on workers: WorkerPool
) {
  precondition(x.rows == y.rows && x.columns == y.columns && x.rows % area == 0)
  precondition(inverses.rows == area && inverses.columns == x.columns)
  let (channels, columns) = (x.rows / area, x.columns)
  workers.splitPixels(x, area) { pixel in
    let inverse = inverses.start + pixel * inverses.stride
    for column in 0..<columns { inverse[column] = 0 }
    for channel in 0..<channels {
      let x = x.start + (channel * area + pixel) * x.stride
      for column in 0..<columns { inverse[column] += x[column] * x[column] }
    }
    for column in 0..<columns {
      inverse[column] = 1 / (inverse[column] / Float(channels) + epsilon).squareRoot()
    }
    for channel in 0..<channels {
      let row = channel * area + pixel
      let (x, y) = (x.start + row * x.stride, y.start + row * y.stride)
      for column in 0..<columns { y[column] = x[column] * inverse[column] }
    }
  }
}

/// The gradient of `normalizePixels`: dx = (dy − y · mean over channels of dy · y) · inverse; dx may be
/// dy. `sums` is memory of the shape of `inverses`.
public func normalizePixelsGradient(
  _ dy: Tensor, y: Tensor, area: Int, inverses: Tensor, sums: Tensor, into dx: Tensor,
  on workers: WorkerPool
) {
  precondition(dy.rows == y.rows && dy.columns == y.columns && dy.rows % area == 0)
  precondition(dx.rows == dy.rows && dx.columns == dy.columns)
  precondition(sums.rows == area && inverses.rows == area && sums.columns == dy.columns)
  let (channels, columns) = (dy.rows / area, dy.columns)
  workers.splitPixels(dy, area) { pixel in
    let inverse = inverses.start + pixel * inverses.stride
    let sum = sums.start + pixel * sums.stride
    for column in 0..<columns { sum[column] = 0 }
    for channel in 0..<channels {
      let row = channel * area + pixel
      let (dy, y) = (dy.start + row * dy.stride, y.start + row * y.stride)
      for column in 0..<columns { sum[column] += dy[column] * y[column] }
    }
    for column in 0..<columns { sum[column] /= Float(channels) }
    for channel in 0..<channels {
      let row = channel * area + pixel
      let dx = dx.start + row * dx.stride
      let (dy, y) = (dy.start + row * dy.stride, y.start + row * y.stride)
      for column in 0..<columns {
        dx[column] = (dy[column] - y[column] * sum[column]) * inverse[column]
      }
    }
  }
}

/// For each group of samples, the mean over all features of their standard deviation within the
/// group, into `result`, [1, groups]; x [features, batch]. Sample n is in group n modulo the number of
/// groups.
///
/// Karras et al. 2018, arXiv 1710.10196, section 3, as the authors' code computes it: the biased
/// variance, with `epsilon` under the root.
public func groupDeviations(_ x: Tensor, epsilon: Double, into result: Tensor) {
  let groups = result.columns
  let size = x.columns / groups
  precondition(size * groups == x.columns)
  for group in 0..<groups {
    var total = 0.0
    for row in 0..<x.rows {
      let (_, deviation) = spread(x.start + row * x.stride, group, groups, size, epsilon)
      total += deviation
    }
    result.start[group] = Float(total / Double(x.rows))
  }
}

/// Adds the gradient of `groupDeviations` to dx, given that of its result, [1, groups].
public func addGroupDeviationsGradient(
  _ gradient: Tensor, x: Tensor, epsilon: Double, to dx: Tensor
) {
  let groups = gradient.columns
  let size = x.columns / groups
  precondition(dx.rows == x.rows && dx.columns == x.columns && size * groups == x.columns)
  for row in 0..<x.rows {
    let values = x.start + row * x.stride
    let target = dx.start + row * dx.stride
    for group in 0..<groups {
      let (mean, deviation) = spread(values, group, groups, size, epsilon)
      let factor =
        Double(gradient.start[group]) / (Double(x.rows) * Double(size) * deviation)
      for member in 0..<size {
        let column = member * groups + group
        target[column] += Float(factor * (Double(values[column]) - mean))
      }
    }
  }
}

/// Mean and standard deviation of one feature within a group.
private func spread(
  _ values: UnsafePointer<Float>, _ group: Int, _ groups: Int, _ size: Int, _ epsilon: Double
) -> (mean: Double, deviation: Double) {
  var sum = 0.0
  for member in 0..<size { sum += Double(values[member * groups + group]) }
  let mean = sum / Double(size)
  var squares = 0.0
  for member in 0..<size {
    let distance = Double(values[member * groups + group]) - mean
    squares += distance * distance
  }
  return (mean, (squares / Double(size) + epsilon).squareRoot())
}

extension WorkerPool {
  fileprivate func splitPixels(_ tensor: Tensor, _ area: Int, _ body: (Int) -> Void) {
    func all(_ range: Range<Int>) { for pixel in range { body(pixel) } }
    if tensor.count < 8192 { return all(0..<area) }
    split(area, granularity: 1, all)
  }
}
