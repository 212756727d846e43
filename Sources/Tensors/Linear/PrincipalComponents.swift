/// The directions in which real samples differ most, and coordinates along them.
///
/// Found from the samples' inner products, since there are fewer samples than pixels. One number
/// scales all coordinates, so that the real samples' mean square is 1; distances keep their
/// proportions.
public struct PrincipalComponents: Sendable {
  /// How many directions.
  public let dimensions: Int
  /// Share of the real samples' variance that lies in these directions.
  public let explained: Double
  /// The samples' mean.
  public let mean: [Float]
  /// One direction a row, a unit vector times `scale`, [dimensions, features].
  public let directions: Tensor
  /// The one number that scales all coordinates.
  public let scale: Double
  /// The samples' standard deviation along each direction, before it is scaled; divisor count.
  public let standardDeviations: [Double]

  /// The first `dimensions` components of samples [count, features]; fewer where the samples do not
  /// differ in as many ways.
  public init(_ samples: [Float], features: Int, dimensions wanted: Int, on workers: WorkerPool) {
    let count = samples.count / features
    var sums = [Double](repeating: 0, count: features)
    for row in 0..<count {
      for column in 0..<features { sums[column] += Double(samples[row * features + column]) }
    }
    let mean = sums.map { Float($0 / Double(max(count, 1))) }
    self.mean = mean
    let centered = Tensor(rows: count, columns: features)
    centered.values = samples.indices.map { samples[$0] - mean[$0 % features] }
    let turned = Tensor(rows: features, columns: count)
    transpose(centered, into: turned, on: workers)
    let products = Tensor(rows: count, columns: count)
    multiply(centered, turned, bias: nil, into: products, on: workers)
    let eigen = SymmetricEigen(
      products.values.map(Double.init), size: count, wantsVectors: true)
    let total = eigen.values.reduce(0) { $0 + max($1, 0) }
    let floor = (eigen.values.first ?? 0) * 1e-6
    let kept = eigen.values.prefix(min(wanted, max(count - 1, 1))).prefix { $0 > floor && $0 > 0 }
    dimensions = max(kept.count, 1)
    let variance = kept.reduce(0, +)
    explained = total > 0 ? variance / total : 0
    standardDeviations = kept.map { ($0 / Double(max(count, 1))).squareRoot() }
    scale = variance > 0 ? (Double(count * dimensions) / variance).squareRoot() : 1
    // Direction i = Xᵀ · u_i / √λ_i; its sign is chosen so that its largest element is positive.
    let weights = Tensor(rows: dimensions, columns: count)
    for (row, value) in kept.enumerated() {
      let vector = eigen.vectors[row]
      let largest = vector.max { abs($0) < abs($1) } ?? 1
      let factor = (largest < 0 ? -1 : 1) / value.squareRoot() * scale
      for column in 0..<count { weights[row, column] = Float(vector[column] * factor) }
    }
    directions = Tensor(rows: dimensions, columns: features)
    multiply(weights, centered, bias: nil, into: directions, on: workers)
  }
}
