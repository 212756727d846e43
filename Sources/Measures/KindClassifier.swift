import Tensors

/// Tells a picture's kind, as learned from labelled real ones: close-up, slim, other.
///
/// A `KernelClassifier` with what is known of its errors. It is right less often than a person:
/// `accuracy` says how often.
public struct KindClassifier: Sendable {
  /// The kinds, the most frequent first.
  public let kinds: [String]
  /// Share of each kind among the real pictures.
  public let realShares: [Double]
  /// Share of real pictures that a classifier not trained on them classifies correctly
  /// (eight parts, each classified by the other seven).
  public let accuracy: Double
  /// The same share among the pictures of each kind, in the order of `kinds`.
  public let recalls: [Double]
  /// The mean of `recalls`: the same with equal weight for each kind.
  public var balancedAccuracy: Double { mean(recalls) }
  private let model: KernelClassifier

  /// Learns from pictures of numbers from 0 to 1 and their kinds; `nil` with fewer than two kinds or
  /// fewer than sixteen pictures, for pictures smaller than 8 × 8, or if it is stopped.
  public init?(
    _ pictures: PictureSet, kinds labels: [String], on workers: WorkerPool,
    isStopped: () -> Bool = { false }
  ) {
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
    guard
      let features = KernelClassifier.features(of: pictures, on: workers, isStopped: isStopped)
    else { return nil }
    let targets = labels.map { kinds.firstIndex(of: $0) ?? 0 }

    model = KernelClassifier(features, kinds: targets, of: kinds.count, on: workers)
    let told = KindClassifier.crossValidated(features, targets, kinds.count, workers)
    let hits = zip(told, targets).map { $0 == $1 }
    accuracy = Double(hits.count { $0 }) / Double(hits.count)
    recalls = kinds.indices.map { kind in
      let own = targets.indices.filter { targets[$0] == kind }
      return Double(own.count { hits[$0] }) / Double(own.count)
    }
  }

  /// The kind of each picture, as an index of `kinds`.
  public func kinds(of pictures: PictureSet, on workers: WorkerPool) -> [Int] {
    model.kinds(of: KernelClassifier.features(of: pictures, on: workers), on: workers)
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
      let model = KernelClassifier(
        shown.map { features[$0] }, kinds: shown.map { targets[$0] }, of: kinds, on: workers)
      let answers = model.kinds(of: held.map { features[$0] }, on: workers)
      for (index, answer) in zip(held, answers) { told[index] = answer }
    }
    return told
  }
}
