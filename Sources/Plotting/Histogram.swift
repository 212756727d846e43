/// Counts of values in intervals of equal, round width.
struct Histogram {
  /// The lower end of the first interval.
  let start: Double
  /// The width of every interval.
  let width: Double
  /// Counts, one list a sample.
  let counts: [[Int]]

  /// Counts finite samples over one common division: about 2·∛n intervals (Rice's rule), 8 to 50.
  init(_ samples: [[Double]], range: ClosedRange<Double>?) {
    let all = samples.joined().filter { range?.contains($0) ?? true }
    guard let low = all.min(), let high = all.max() else {
      (start, width, counts) = (0, 1, samples.map { _ in [] })
      return
    }
    let largest = samples.map(\.count).max() ?? 1
    var wanted = 8
    while wanted < 50, wanted * wanted * wanted < 8 * largest { wanted += 1 }
    let axis = Axis(low...high)
    let span = axis.upper / 2 - axis.lower / 2
    let step = niceStep(low == high ? span / 4 : span, atMost: wanted + 1) * 2
    let first = (low / step).rounded(.down)
    // The largest value belongs to the last interval, also where it is that one's upper end.
    let bins = max(1, min(Int((high / step - 1e-9).rounded(.up) - first), 200))
    start = first * step
    width = step
    counts = samples.map { sample in
      var counts = [Int](repeating: 0, count: bins)
      for value in sample where value >= low && value <= high {
        counts[max(0, min(Int((value / step).rounded(.down) - first), bins - 1))] += 1
      }
      return counts
    }
  }

  /// The contour of every sample's bars, from the left foot to the right one.
  ///
  /// On a log axis the feet and empty intervals stand at a half, below a count of one.
  func outlines(floor isLog: Bool) -> [[(x: Double, y: Double)?]] {
    let foot = isLog ? 0.5 : 0
    return counts.map { counts in
      guard !counts.isEmpty else { return [] }
      var outline: [(x: Double, y: Double)?] = [(start, foot)]
      for (index, count) in counts.enumerated() {
        let height = max(Double(count), foot)
        outline.append((start + Double(index) * width, height))
        outline.append((start + Double(index + 1) * width, height))
      }
      outline.append((start + Double(counts.count) * width, foot))
      return outline
    }
  }
}
