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

  /// Learns from all samples of a data set with kinds; `nil` if it is stopped. `progress` is called after
  /// each of the networks. Throws if the samples are no pictures.
  ///
  /// Cost: 3,600 steps of 16 pictures, some 10 s of processor time for 64 x 64, however many
  /// pictures there are.
  init?(
    _ data: DataSet, shape: Shape, on workers: WorkerPool, isStopped: () -> Bool,
    progress: () -> Void
  ) throws(NetworkError) {
    let kinds = data.kindNumbers
    let count = data.kindNames.count
    func learned(_ samples: [Int]) throws(NetworkError) -> LearnedClassifier? {
      let classifier = try NetworkClassifier(of: shape, kinds: count, seed: 1, workers: workers)
      classifier.learn(
        samples.flatMap { data.sample($0) }, kinds: samples.map { kinds[$0] }, steps: Self.steps,
        augmentation: Augmentation([.flip, .shift], picture: shape), isStopped: isStopped)
      progress()
      return isStopped() ? nil : classifier.learned
    }
    let told = try crossValidated(data.count) { (shown, held) throws(NetworkError) -> [Int]? in
      try learned(shown)?.kinds(of: held.flatMap { data.sample($0) }, on: workers)
    }
    guard let told, let classifier = try learned(Array(0..<data.count)) else { return nil }
    self.classifier = classifier
    accuracy = Double(zip(told, kinds).count { $0 == $1 }) / Double(kinds.count)
    recalls = Measures.recalls(told: told, kinds: kinds, of: count)
  }

  /// The kind of each sample, [count, features] row by row, as an index of `DataSet.kindNames`.
  func kinds(of samples: [Float], on workers: WorkerPool) -> [Int] {
    classifier.kinds(of: samples, on: workers)
  }
}
