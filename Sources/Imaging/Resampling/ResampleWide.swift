/// Resizes one channel of whole numbers in double precision, as Pillow does with its mode `I`:
/// across first, rounded to whole numbers, then down.
func resampleWide(
  _ values: [Int32], from: (width: Int, height: Int), to: (width: Int, height: Int),
  filter: ResampleFilter
) -> [Int32] {
  var result = values
  if to.width != from.width {
    let weights = Weights(from: from.width, to: to.width, filter: filter)
    result = (0..<from.height * to.width).map { i in
      let (row, x) = i.quotientAndRemainder(dividingBy: to.width)
      return weights.sum(at: x) { values[row * from.width + $0] }
    }
  }
  if to.height != from.height {
    let across = result
    let weights = Weights(from: from.height, to: to.height, filter: filter)
    result = (0..<to.height * to.width).map { i in
      let (y, x) = i.quotientAndRemainder(dividingBy: to.width)
      return weights.sum(at: y) { across[$0 * to.width + x] }
    }
  }
  return result
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
