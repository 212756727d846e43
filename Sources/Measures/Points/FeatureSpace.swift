import Tensors

/// Where samples lie among the real ones, by their numbers.
///
/// Each number is taken in standard deviations z of the real samples and bounded, z / √(1 + z² / 4),
/// times its weight: what is unlike all real samples by five deviations is as unlike as by ten. Then
/// come the real samples' principal components, each divided by √(variance + a share of the mean
/// variance), all together scaled so that the real samples' mean square is 1. To compare a sample with
/// its neighbours, three times the mean variance leaves components nearly as they are; to compare
/// whole sets, a twentieth makes all directions count.
public struct FeatureSpace: Sendable {
  private let means: [Double]
  private let standardDeviations: [Double]
  private let weights: [Double]
  private let components: PrincipalComponents
  private let nearScales: [Double]
  private let evenScales: [Double]

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
    nearScales = FeatureSpace.scales(variances, share: 3)
    evenScales = FeatureSpace.scales(variances, share: 0.05)
  }

  private static func scales(_ variances: [Double], share: Double) -> [Double] {
    let floor = variances.reduce(0, +) / Double(variances.count) * share
    let scales = variances.map { $0 + floor > 0 ? 1 / ($0 + floor).squareRoot() : 0 }
    let total = zip(variances, scales).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    let whole = total > 0 ? (Double(variances.count) / total).squareRoot() : 1
    return scales.map { $0 * whole }
  }

  /// Where samples lie: points for comparing neighbours, and directions for comparing whole sets, drawn
  /// to the sphere.
  public func points(
    of values: [Double], on workers: WorkerPool
  ) -> (near: Points, directions: Points) {
    let bounded = FeatureSpace.bounded(values, means, standardDeviations, weights)
    let raw = components.points(of: bounded, on: workers)
    func scaled(_ scales: [Double]) -> Points {
      Points(
        raw.values.indices.map { raw.values[$0] * scales[$0 % raw.dimensions] },
        dimensions: raw.dimensions)
    }
    return (scaled(nearScales), scaled(evenScales).drawnToSphere)
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
