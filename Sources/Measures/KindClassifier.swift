import Foundation
import Tensors

/// Tells a picture's kind, as learned from labelled real ones: close-up, slim, other.
///
/// Kernel ridge regression on one target a kind (a Gaussian kernel on 24 principal components of
/// `kindFeatures`, each with standard deviation 1), rows weighted so that every kind weighs the
/// same; the largest answer wins. It is right less often than a person: `accuracy` says how often.
public struct KindClassifier: Sendable {
  /// The kinds, the most frequent first.
  public let kinds: [String]
  /// Share of each kind among the real pictures.
  public let realShares: [Double]
  /// Share of real pictures that a classifier not trained on them classifies correctly
  /// (eight parts, each classified by the other seven).
  public let accuracy: Double
  /// The same, with equal weight for each kind.
  public let balancedAccuracy: Double
  private let components: KindSpace
  private let model: Model

  /// Learns from pictures of numbers from 0 to 1 and their kinds; `nil` with fewer than two kinds or
  /// fewer than sixteen pictures, or for pictures smaller than 8 × 8.
  public init?(_ pictures: PictureSet, kinds labels: [String], on workers: WorkerPool) {
    var counts: [(kind: String, count: Int)] = []
    for label in labels {
      if let index = counts.firstIndex(where: { $0.kind == label }) {
        counts[index].count += 1
      } else {
        counts.append((label, 1))
      }
    }
    guard counts.count >= 2, labels.count >= 16, labels.count == pictures.count,
      min(pictures.height, pictures.width) >= 8
    else { return nil }
    counts.sort { ($1.count, $0.kind) < ($0.count, $1.kind) }
    let kinds = counts.map(\.kind)
    self.kinds = kinds
    realShares = counts.map { Double($0.count) / Double(labels.count) }
    let features = workers.map(pictures.count) { kindFeatures(pictures[$0]) }
    let targets = labels.map { kinds.firstIndex(of: $0) ?? 0 }

    components = KindSpace(features, on: workers)
    model = Model(components.points(features, on: workers), targets, kinds: kinds.count)
    let told = KindClassifier.crossValidated(features, targets, kinds.count, workers)
    let hits = zip(told, targets).map { $0 == $1 }
    accuracy = Double(hits.count { $0 }) / Double(hits.count)
    balancedAccuracy = mean(
      kinds.indices.map { kind in
        let own = targets.indices.filter { targets[$0] == kind }
        return Double(own.count { hits[$0] }) / Double(own.count)
      })
  }

  /// The kind of each picture, as an index of `kinds`.
  public func kinds(of pictures: PictureSet, on workers: WorkerPool) -> [Int] {
    let features = workers.map(pictures.count) { kindFeatures(pictures[$0]) }
    return model.kinds(of: components.points(features, on: workers))
  }

  /// The share of each kind among pictures, in the order of `kinds`.
  public func shares(of pictures: PictureSet, on workers: WorkerPool) -> [Double] {
    let told = kinds(of: pictures, on: workers)
    return kinds.indices.map { kind in
      Double(told.count { $0 == kind }) / Double(told.count)
    }
  }

  private static func crossValidated(
    _ features: [[Double]], _ targets: [Int], _ kinds: Int, _ workers: WorkerPool
  ) -> [Int] {
    var stream = RandomStream(seed: 4, .measures)
    let order = stream.permutation(features.count)
    var told = [Int](repeating: 0, count: features.count)
    for part in 0..<8 {
      let held = order.enumerated().filter { $0.offset % 8 == part }.map(\.element)
      let shown = order.enumerated().filter { $0.offset % 8 != part }.map(\.element)
      let space = KindSpace(shown.map { features[$0] }, on: workers)
      let model = Model(
        space.points(shown.map { features[$0] }, on: workers), shown.map { targets[$0] },
        kinds: kinds)
      let answers = model.kinds(of: space.points(held.map { features[$0] }, on: workers))
      for (index, answer) in zip(held, answers) { told[index] = answer }
    }
    return told
  }
}

/// Principal components of features, each brought to standard deviation 1.
private struct KindSpace: Sendable {
  private let components: PrincipalComponents
  private let standardDeviations: [Double]

  init(_ features: [[Double]], on workers: WorkerPool) {
    let width = features.first?.count ?? 1
    let values = features.flatMap { $0.map(Float.init) }
    components = PrincipalComponents(values, features: width, dimensions: 24, on: workers)
    let points = components.points(of: values, on: workers)
    standardDeviations = (0..<points.dimensions).map { column in
      let squares = (0..<points.count).reduce(0.0) {
        $0 + pow(points.values[$1 * points.dimensions + column], 2)
      }
      return max((squares / Double(points.count)).squareRoot(), 1e-12)
    }
  }

  func points(_ features: [[Double]], on workers: WorkerPool) -> Points {
    let raw = components.points(of: features.flatMap { $0.map(Float.init) }, on: workers)
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
