import Tensors

/// A space in which the real samples lie evenly in all directions, and no sample lies far out.
///
/// Each number is taken in standard deviations z of the real samples and bounded, z / √(1 + z² / 4),
/// times its weight: what is unlike all real samples by five deviations is as unlike as by ten. Then
/// come principal components, each divided by √(variance + a twentieth of the mean variance), all together
/// scaled so that the real samples' mean square is 1.
public struct FeatureSpace: Sendable {
  private let means: [Double]
  private let standardDeviations: [Double]
  private let weights: [Double]
  private let components: PrincipalComponents
  private let scales: [Double]

  /// Made for real samples' numbers, [count, weights.count].
  ///
  /// Complexity: count³ for the components.
  public init(
    _ values: [Double], weights: [Double], dimensions: Int, on workers: WorkerPool
  ) {
    let width = weights.count
    let count = values.count / width
    self.weights = weights
    let means = Points(values, dimensions: width).mean
    self.means = means
    var squares = [Double](repeating: 0, count: width)
    for (index, value) in values.enumerated() {
      let offset = value - means[index % width]
      squares[index % width] += offset * offset
    }
    standardDeviations = squares.map { max(($0 / Double(count)).squareRoot(), 1e-6) }
    let bounded = FeatureSpace.bounded(values, means, standardDeviations, weights)
    components = PrincipalComponents(
      bounded, features: width, dimensions: dimensions, on: workers)
    let raw = components.points(of: bounded, on: workers)
    var variances = [Double](repeating: 0, count: raw.dimensions)
    for (index, value) in raw.values.enumerated() {
      variances[index % raw.dimensions] += value * value / Double(count)
    }
    let floor = variances.reduce(0, +) / Double(raw.dimensions) / 20
    let whitened = variances.map { $0 + floor > 0 ? 1 / ($0 + floor).squareRoot() : 0 }
    let total = zip(variances, whitened).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    let scale = total > 0 ? (Double(raw.dimensions) / total).squareRoot() : 1
    scales = whitened.map { $0 * scale }
  }

  /// Where samples' numbers lie.
  public func points(of values: [Double], on workers: WorkerPool) -> Points {
    let bounded = FeatureSpace.bounded(values, means, standardDeviations, weights)
    let raw = components.points(of: bounded, on: workers)
    return Points(
      raw.values.indices.map { raw.values[$0] * scales[$0 % raw.dimensions] },
      dimensions: raw.dimensions)
  }

  private static func bounded(
    _ values: [Double], _ means: [Double], _ standardDeviations: [Double], _ weights: [Double]
  ) -> [Float] {
    let width = weights.count
    return values.indices.map { index in
      let column = index % width
      let z = (values[index] - means[column]) / standardDeviations[column]
      return Float(weights[column] * z / (1 + z * z / 4).squareRoot())
    }
  }
}
