import Foundation
import Tensors

/// Tells the kinds of pictures by kernel ridge regression on one target a kind.
///
/// A Gaussian kernel on 24 principal components of `OrientedGradients`, each with standard deviation 1;
/// rows weighted so that every kind weighs the same; the largest answer wins.
public struct KernelClassifier: Sendable {
  private let space: KindSpace
  private let model: Model

  /// Learns from the features of pictures and the kind of each, one of so many.
  ///
  /// Complexity: O(pictures³), some 10 ms for 200.
  public init(
    _ features: [[Float]], kinds: [Int], of kindCount: Int, on workers: WorkerPool
  ) {
    space = KindSpace(features, on: workers)
    model = Model(space.points(features, on: workers), kinds, kinds: kindCount)
  }

  /// The kind of each picture.
  public func kinds(of features: [[Float]], on workers: WorkerPool) -> [Int] {
    model.kinds(of: space.points(features, on: workers))
  }

  /// What pictures of numbers from 0 to 1, at least 8 × 8, are told apart by.
  public static func features(of pictures: PictureSet, on workers: WorkerPool) -> [[Float]] {
    features(of: pictures, on: workers) { false } ?? []
  }

  /// The same; `nil` if it is stopped, which is asked before every 64 pictures.
  public static func features(
    of pictures: PictureSet, on workers: WorkerPool, isStopped: () -> Bool
  ) -> [[Float]]? {
    let gradients = OrientedGradients(height: pictures.height, width: pictures.width)
    let length = 64 * pictures.height * pictures.width
    var features: [[Float]] = []
    for start in stride(from: 0, to: pictures.values.count, by: length) {
      if isStopped() { return nil }
      let few = Array(pictures.values[start..<min(start + length, pictures.values.count)])
      let numbers = gradients.numbers(of: few, on: workers)
      features += stride(from: 0, to: numbers.count, by: OrientedGradients.count).map {
        Array(numbers[$0..<$0 + OrientedGradients.count])
      }
    }
    return features
  }
}

/// Principal components of features, each brought to standard deviation 1.
private struct KindSpace: Sendable {
  private let components: PrincipalComponents
  private let standardDeviations: [Double]

  init(_ features: [[Float]], on workers: WorkerPool) {
    let width = features.first?.count ?? 1
    let values = features.flatMap(\.self)
    components = PrincipalComponents(values, features: width, dimensions: 24, on: workers)
    let points = components.points(of: values, on: workers)
    standardDeviations = (0..<points.dimensions).map { column in
      let squares = (0..<points.count).reduce(0.0) {
        $0 + pow(points.values[$1 * points.dimensions + column], 2)
      }
      return max((squares / Double(points.count)).squareRoot(), 1e-12)
    }
  }

  func points(_ features: [[Float]], on workers: WorkerPool) -> Points {
    let raw = components.points(of: features.flatMap(\.self), on: workers)
    return Points(
      raw.values.indices.map { raw.values[$0] / standardDeviations[$0 % raw.dimensions] },
      dimensions: raw.dimensions)
  }
}

/// Kernel ridge regression with weighted rows.
private struct Model: Sendable {
  private let points: Points
  private let kinds: Int
  /// [points, kinds] row by row.
  private let weights: [Double]
  private let gamma: Double

  init(_ points: Points, _ targets: [Int], kinds: Int) {
    self.points = points
    self.kinds = kinds
    gamma = 1 / Double(points.dimensions)
    let n = points.count
    var counts = [Int](repeating: 0, count: kinds)
    for target in targets { counts[target] += 1 }
    var matrix = Model.kernel(DistanceTable(points, points), gamma)
    // (K + λ W⁻¹) α = T with W = n / (kinds · count of the row's kind) on the diagonal.
    for i in 0..<n {
      matrix[i * n + i] += 0.3 * Double(kinds * counts[targets[i]]) / Double(n)
    }
    var goals = [Double](repeating: -1 / Double(kinds), count: n * kinds)
    for i in 0..<n { goals[i * kinds + targets[i]] += 1 }
    weights =
      solvePositiveDefinite(matrix, goals, size: n) ?? [Double](repeating: 0, count: n * kinds)
  }

  func kinds(of others: Points) -> [Int] {
    let kernel = Model.kernel(DistanceTable(others, points), gamma)
    return (0..<others.count).map { row in
      var scores = [Double](repeating: 0, count: kinds)
      for i in 0..<points.count {
        for kind in 0..<kinds {
          scores[kind] += kernel[row * points.count + i] * weights[i * kinds + kind]
        }
      }
      return scores.indices.max { scores[$0] < scores[$1] } ?? 0
    }
  }

  private static func kernel(_ distances: DistanceTable, _ gamma: Double) -> [Double] {
    (0..<distances.rows).flatMap { row in
      distances[row: row].map { exp(-gamma * $0 * $0) }
    }
  }
}
