import Foundation

extension RandomStream {
  /// Fills a row with normal numbers of mean 0.
  ///
  /// Box and Muller (1958): r = √(−2 ln u), r cos 2πv and r sin 2πv, in double, u from (0, 1].
  public mutating func fillNormal(_ tensor: Tensor, row: Int, standardDeviation: Double = 1) {
    precondition(row >= 0 && row < tensor.rows)
    let target = tensor.start + row * tensor.stride
    var column = 0
    while column < tensor.columns {
      let (first, second) = normalPair()
      target[column] = Float(first * standardDeviation)
      if column + 1 < tensor.columns { target[column + 1] = Float(second * standardDeviation) }
      column += 2
    }
  }

  /// Fills a tensor as filling its rows one after the other would, on all threads.
  public func fillNormal(_ tensor: Tensor, on workers: WorkerPool) {
    let words = (tensor.columns + 1) / 2 * 2
    workers.split(tensor.rows, granularity: 1) { rows in
      var stream = advanced(by: rows.lowerBound * words)
      for row in rows { stream.fillNormal(tensor, row: row) }
    }
  }

  /// Fills a tensor with 0, with a probability of `share`, and 1 / (1 − share), as filling its rows one
  /// after the other would, on all threads.
  public func fillMask(_ tensor: Tensor, share: Float, on workers: WorkerPool) {
    let kept = 1 / (1 - share)
    workers.splitRows(tensor) { rows in
      var stream = advanced(by: rows.lowerBound * tensor.columns)
      for row in rows {
        let target = tensor.start + row * tensor.stride
        for column in 0..<tensor.columns {
          target[column] = stream.uniform() < share ? 0 : kept
        }
      }
    }
  }

  /// Two independent normal numbers of mean 0 and standard deviation 1.
  public mutating func normalPair() -> (Double, Double) {
    let u = 1 - (Double(nextWord()) + 0.5) * 0x1p-32
    let angle = 2 * Double.pi * (Double(nextWord()) * 0x1p-32)
    let radius = (-2 * log(u)).squareRoot()
    return (radius * cos(angle), radius * sin(angle))
  }
}
