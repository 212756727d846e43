/// Resizes one channel of whole numbers in double precision, as Pillow does with its mode `I`:
/// across first, rounded to whole numbers, then down. Rows may come in parts.
struct WideResampler {
  private let from: (width: Int, height: Int)
  private let to: (width: Int, height: Int)
  private let weights: Weights?
  private let filter: ResampleFilter
  private var rows: [Int32] = []

  init(from: (width: Int, height: Int), to: (width: Int, height: Int), filter: ResampleFilter) {
    self.from = from
    self.to = to
    self.filter = filter
    weights =
      to.width == from.width ? nil : Weights(from: from.width, to: to.width, filter: filter)
  }

  /// Takes whole rows, each below those before.
  mutating func take(_ values: [Int32]) {
    guard let weights else {
      rows += values
      return
    }
    for row in stride(from: 0, to: values.count, by: from.width) {
      for x in 0..<to.width { rows.append(weights.sum(at: x) { values[row + $0] }) }
    }
  }

  /// The result, when all rows have come.
  func finished() -> [Int32] {
    guard to.height != from.height else { return rows }
    let weights = Weights(from: from.height, to: to.height, filter: filter)
    return (0..<to.height * to.width).map { i in
      let (y, x) = i.quotientAndRemainder(dividingBy: to.width)
      return weights.sum(at: y) { rows[$0 * to.width + x] }
    }
  }
}

extension Weights {
  /// The weighted sum for a new pixel, rounded away from zero at the half.
  fileprivate func sum(at target: Int, _ source: (Int) -> Int32) -> Int32 {
    var sum = 0.0
    for j in 0..<counts[target] {
      sum += Double(source(starts[target] + j)) * values[target * stride + j]
    }
    return Int32(sum.rounded(.toNearestOrAwayFromZero))
  }
}
