/// Which source pixels make each new one along an axis, and with what weights.
struct Weights {
  /// First source pixel of each new one.
  let starts: [Int]
  /// Number of source pixels of each new one.
  let counts: [Int]
  /// Room for the weights of one new pixel.
  let stride: Int
  /// Weights, `stride` for each new pixel; each new pixel's sum to 1.
  let values: [Double]

  /// Fraction bits of the fixed-point weights; 8 bit of pixel and 2 of overshoot remain of 32.
  static let fractionBits: Int32 = 22

  /// Weights of a filter from `source` pixels to `target` pixels.
  init(from source: Int, to target: Int, filter: ResampleFilter) {
    let scale = Double(source) / Double(target)
    let filterScale = max(scale, 1)
    let support = filter.support * filterScale
    let step = 1 / filterScale
    let stride = Int(support.rounded(.up)) * 2 + 1
    var starts: [Int] = []
    var counts: [Int] = []
    var values = [Double](repeating: 0, count: target * stride)
    for i in 0..<target {
      let center = (Double(i) + 0.5) * scale
      let low = max(Int(center - support + 0.5), 0)
      let high = min(Int(center + support + 0.5), source)
      var sum = 0.0
      for j in low..<max(low, high) {
        let weight = filter.weight(at: (Double(j) - center + 0.5) * step)
        values[i * stride + j - low] = weight
        sum += weight
      }
      if sum != 0 { for j in 0..<max(high - low, 0) { values[i * stride + j] /= sum } }
      starts.append(low)
      counts.append(max(high - low, 0))
    }
    self.starts = starts
    self.counts = counts
    self.stride = stride
    self.values = values
  }

  /// The weights as whole numbers of 2^-22, rounded away from zero at the half.
  var fixedPoint: [Int32] {
    let one = Double(1 << Weights.fractionBits)
    return values.map { Int32($0 * one + ($0 < 0 ? -0.5 : 0.5)) }
  }
}
