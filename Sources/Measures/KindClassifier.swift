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
    let told = crossValidated(features.count) { shown, held in
      KernelClassifier(
        shown.map { features[$0] }, kinds: shown.map { targets[$0] }, of: kinds.count, on: workers
      ).kinds(of: held.map { features[$0] }, on: workers)
    }
    guard let told else { return nil }
    accuracy = Double(zip(told, targets).count { $0 == $1 }) / Double(targets.count)
    recalls = Measures.recalls(told: told, kinds: targets, of: kinds.count)
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
}

/// What is told of each of so many samples by a classifier that was not shown it: of eight parts, each is
/// told by what was learned from the other seven.
///
/// `tell` is given the samples to learn from and those to tell, and returns the kinds of the latter; `nil`
/// stops, and nothing is told.
public func crossValidated<Failure: Error>(
  _ count: Int, tell: (_ shown: [Int], _ held: [Int]) throws(Failure) -> [Int]?
) throws(Failure) -> [Int]? {
  var stream = RandomStream(seed: 4, .measures)
  let order = stream.permutation(count)
  var told = [Int](repeating: 0, count: count)
  for part in 0..<8 {
    let held = order.enumerated().filter { $0.offset % 8 == part }.map(\.element)
    let shown = order.enumerated().filter { $0.offset % 8 != part }.map(\.element)
    guard let answers = try tell(shown, held) else { return nil }
    for (index, answer) in zip(held, answers) { told[index] = answer }
  }
  return told
}

/// Of each of so many kinds the share of its samples that are told right; `nan` where there is none.
public func recalls(told: [Int], kinds: [Int], of kindCount: Int) -> [Double] {
  (0..<kindCount).map { kind in
    let own = kinds.indices.filter { kinds[$0] == kind }
    return Double(own.count { told[$0] == kind }) / Double(own.count)
  }
}
