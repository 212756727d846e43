import Adversarial
import Datasets
import Measures
import Networks
import Tensors

/// A small network that has learned the kinds of a data set, with flips and shifts, and what is known of
/// its errors: what the pictures of a conditional run are told by.
///
/// It tells rare kinds better than `KindClassifier`, which is quick enough for every few epochs: of the
/// drawn sunflowers that are neither close-up nor slim 56 % instead of 38 %.
struct KindJudge: Sendable {
  /// Minibatches that each network learns from.
  static let steps = 400
  /// Networks that learn: one for each part of the data, and one from all of them.
  static let networks = 9

  /// The share of pictures that a network not shown them tells right.
  let accuracy: Double
  /// The same share among the pictures of each kind, in the order of `DataSet.kindNames`.
  let recalls: [Double]
  private let classifier: LearnedClassifier

  /// The most samples that are learned from and asked about.
  static let mostSamples = 4096

  /// Learns from the samples of a data set with kinds, evenly spread ones where there are more than
  /// `mostSamples`; `nil` if it is stopped. `progress` is called after
  /// each of the networks. Throws if the samples are no pictures.
  ///
  /// Cost: 3,600 steps of 16 pictures, and telling each once: some 10 s of processor time for 256 pictures
  /// of 64 x 64.
  init?(
    _ data: DataSet, shape: Shape, on workers: WorkerPool, isStopped: () -> Bool,
    progress: () -> Void
  ) throws(NetworkError) {
    let spread = data.spread(Self.mostSamples)
    let used = spread.count
    let numbers = data.kindNumbers
    let kinds = spread.map { numbers[$0] }
    let count = data.kindNames.count
    func values(_ samples: [Int]) -> [Float] { samples.flatMap { data.sample(spread[$0]) } }
    func learned(_ samples: [Int]) throws(NetworkError) -> LearnedClassifier? {
      let classifier = try NetworkClassifier(of: shape, kinds: count, seed: 1, workers: workers)
      classifier.learn(
        values(samples), kinds: samples.map { kinds[$0] }, steps: Self.steps,
        augmentation: Augmentation([.flip, .shift], picture: shape), isStopped: isStopped)
      progress()
      return isStopped() ? nil : classifier.learned
    }
    let told = try crossValidated(used) { (shown, held) throws(NetworkError) -> [Int]? in
      try learned(shown)?.kinds(of: values(held), on: workers)
    }
    guard let told, let classifier = try learned(Array(0..<used)) else { return nil }
    self.classifier = classifier
    accuracy = Double(zip(told, kinds).count { $0 == $1 }) / Double(kinds.count)
    recalls = Measures.recalls(told: told, kinds: kinds, of: count)
  }

  /// The kind of each sample, [count, features] row by row, as an index of `DataSet.kindNames`.
  func kinds(of samples: [Float], on workers: WorkerPool) -> [Int] {
    classifier.kinds(of: samples, on: workers)
  }
}
