import Foundation
import Tensors

/// Bins that real points fall into, found by k-means, and how generated points fill them.
///
/// Richardson and Weiss 2018, arXiv 1805.12462.
public struct Bins: Sendable {
  /// The bins' centres.
  public let centers: Points
  /// How many real points each bin holds.
  public let realCounts: [Int]

  /// The best of ten runs of Lloyd's algorithm from k-means++ starts (Arthur and Vassilvitskii 2007)
  /// with random numbers of a fixed stream.
  public init(_ points: Points, count: Int) {
    var best: (centers: Points, error: Double)?
    for attempt in 0..<10 {
      var stream = RandomStream(seed: 1, .measures, index: attempt)
      let found = Bins.refine(Bins.start(points, count, &stream), points)
      if best.map({ found.error < $0.error }) ?? true { best = found }
    }
    let centers = best?.centers ?? points
    self.centers = centers
    realCounts = Bins.counts(points, centers)
  }

  /// Bins with given centres.
  public init(centers: Points, real: Points) {
    self.centers = centers
    realCounts = Bins.counts(real, centers)
  }

  /// How many of these points each bin holds.
  public func counts(_ points: Points) -> [Int] { Bins.counts(points, centers) }

  /// How many bins are filled differently by fakes, at 5 % (a z-test of two proportions): chance
  /// alone gives one bin in twenty.
  public func differentCount(_ fakes: Points) -> Int {
    let (n, m) = (Double(realCounts.reduce(0, +)), Double(fakes.count))
    return zip(realCounts, counts(fakes)).count { real, fake in
      let pooled = Double(real + fake) / (n + m)
      let error = (pooled * (1 - pooled) * (1 / n + 1 / m)).squareRoot()
      return error > 0 && abs(Double(real) / n - Double(fake) / m) / error > 1.959_963_984_540_054
    }
  }

  /// Jensen–Shannon divergence of the two histograms, in nats: from 0 to ln 2.
  public func divergence(_ fakes: Points) -> Double {
    let (n, m) = (Double(realCounts.reduce(0, +)), Double(fakes.count))
    var sum = 0.0
    for (real, fake) in zip(realCounts, counts(fakes)) {
      let (p, q) = (Double(real) / n, Double(fake) / m)
      if p > 0 { sum += p * log(2 * p / (p + q)) / 2 }
      if q > 0 { sum += q * log(2 * q / (p + q)) / 2 }
    }
    return sum
  }

  private static func counts(_ points: Points, _ centers: Points) -> [Int] {
    var counts = [Int](repeating: 0, count: centers.count)
    let distances = DistanceTable(points, centers)
    for row in 0..<points.count { counts[distances.nearest(to: row) ?? 0] += 1 }
    return counts
  }

  private static func start(
    _ points: Points, _ count: Int, _ stream: inout RandomStream
  ) -> Points {
    var chosen = [stream.below(points.count)]
    while chosen.count < min(count, points.count) {
      let distances = DistanceTable(points, points.select(chosen))
      let weights = (0..<points.count).map { row -> Double in
        let near = distances[row: row].min() ?? 0
        return near * near
      }
      var left = stream.uniformDouble() * weights.reduce(0, +)
      let next = weights.firstIndex { weight in
        left -= weight
        return left < 0
      }
      chosen.append(next ?? stream.below(points.count))
    }
    return points.select(chosen)
  }

  private static func refine(
    _ start: Points, _ points: Points
  ) -> (centers: Points, error: Double) {
    var centers = start
    var members: [Int] = []
    for _ in 0..<100 {
      let distances = DistanceTable(points, centers)
      let assigned = (0..<points.count).map { distances.nearest(to: $0) ?? 0 }
      if assigned == members { break }
      members = assigned
      centers = moved(centers, points, members)
    }
    let distances = DistanceTable(points, centers)
    let error = (0..<points.count).reduce(0.0) { $0 + pow(distances[row: $1].min() ?? 0, 2) }
    return (centers, error)
  }

  /// Each centre at the mean of its points; one without points stays.
  private static func moved(_ centers: Points, _ points: Points, _ members: [Int]) -> Points {
    var values = centers.values
    for bin in 0..<centers.count {
      let own = points.select(members.indices.filter { members[$0] == bin })
      guard own.count > 0 else { continue }
      values.replaceSubrange(
        bin * centers.dimensions..<(bin + 1) * centers.dimensions, with: own.mean)
    }
    return Points(values, dimensions: centers.dimensions)
  }
}
