import Adversarial
import Datasets
import GANScript
import Measures
import Networks
import Tensors

/// What one classifier came to in one fold.
struct StudyRow: Sendable, Equatable {
  var learner: Learner
  var set: LearningSet
  /// Real pictures that it learned from.
  var real: Int
  /// Generated pictures that it learned from.
  var generated: Int
  /// The share of held-out pictures (of generated ones in `judged`) that it tells right.
  var accuracy: Double
  /// The mean over kinds of that share: each kind weighs the same.
  var recall: Double
}

/// One fold of a study: classifiers that learn from real and from generated pictures, and are asked
/// about real ones that neither they nor the generator have seen.
///
/// Shmelkov et al. 2018, "How good is my GAN?", arXiv 1807.09499; Ravuri and Vinyals 2019, arXiv
/// 1905.10887.
struct FoldStudy {
  /// How many changed copies of a picture the kernel classifier learns from; the network sees a new
  /// one in each step.
  static let copies = 3

  let options: StudyOptions
  let shape: Shape
  let kindCount: Int
  let seed: UInt64
  let workers: WorkerPool
  /// Real samples to learn from, as `StudyFolds.rest` orders them.
  let rest: LabelledSamples
  /// Real samples that are held out.
  let held: LabelledSamples
  /// Generated samples of each kind, enough for all that is learned from.
  let pool: [[Float]]

  /// How many classifiers learn.
  static func classifierCount(sizes: Int) -> Int {
    Learner.allCases.count * (LearningSet.growing.count * sizes + 1)
  }

  /// All rows of the fold; `nil` if the user stops it. `progress` is called after each classifier.
  func rows(
    isInterrupted: () -> Bool, progress: () -> Void
  ) throws(NetworkError) -> [StudyRow]? {
    var rows: [StudyRow] = []
    let shares = (0..<options.generated).map { rest.kinds[$0 % rest.kinds.count] }
    let fakes = generated(counts(shares))
    guard let bench = KernelBench(self, isStopped: isInterrupted) else { return nil }
    for learner in Learner.allCases {
      for size in options.sizes + [rest.kinds.count] {
        for set in LearningSet.growing {
          if isInterrupted() { return nil }
          var added = LabelledSamples()
          if set == .added { added = fakes }
          if set == .balanced {
            let present = counts(Array(rest.kinds.prefix(size)))
            added = generated(StudyFolds.evened(present, adding: options.generated))
          }
          let tell = try learned(
            learner, bench, real: size, added: added, isChanged: set == .changed,
            isStopped: isInterrupted)
          if isInterrupted() { return nil }
          rows.append(
            row(learner, set, size, added.kinds.count, told: tell(held), kinds: held.kinds))
          if set == .real, size == rest.kinds.count {
            rows.append(row(learner, .judged, size, 0, told: tell(fakes), kinds: fakes.kinds))
          }
          progress()
        }
      }
      if isInterrupted() { return nil }
      let tell = try learned(
        learner, bench, real: 0, added: fakes, isChanged: false, isStopped: isInterrupted)
      if isInterrupted() { return nil }
      rows.append(
        row(learner, .generated, 0, fakes.kinds.count, told: tell(held), kinds: held.kinds))
      progress()
    }
    return rows
  }

  /// A classifier that has learned from the first so many real samples and from others: the kinds
  /// that it tells of samples.
  private func learned(
    _ learner: Learner, _ bench: KernelBench, real: Int, added: LabelledSamples, isChanged: Bool,
    isStopped: () -> Bool
  ) throws(NetworkError) -> (LabelledSamples) -> [Int] {
    let kinds = Array(rest.kinds.prefix(real)) + added.kinds
    switch learner {
    case .kernel:
      var features = Array(bench.rest.prefix(real)) + bench.features(of: added)
      var targets = kinds
      if isChanged {
        features += bench.copies(ofFirst: real)
        for _ in 0..<FoldStudy.copies { targets += rest.kinds.prefix(real) }
      }
      let classifier = KernelClassifier(features, kinds: targets, of: kindCount, on: workers)
      return { classifier.kinds(of: bench.features(of: $0), on: workers) }
    case .network:
      let classifier = try NetworkClassifier(
        of: shape, kinds: kindCount, seed: seed, workers: workers)
      classifier.learn(
        Array(rest.values.prefix(real * shape.count)) + added.values, kinds: kinds,
        steps: options.steps, augmentation: isChanged ? changes : nil, isStopped: isStopped)
      return { classifier.kinds(of: $0.values) }
    }
  }

  /// What is done to real pictures in `LearningSet.changed`.
  var changes: Augmentation { Augmentation([.flip, .shift], picture: shape) }

  private func row(
    _ learner: Learner, _ set: LearningSet, _ real: Int, _ generated: Int, told: [Int],
    kinds: [Int]
  ) -> StudyRow {
    let recalls = Measures.recalls(told: told, kinds: kinds, of: kindCount).filter { !$0.isNaN }
    return StudyRow(
      learner: learner, set: set, real: real, generated: generated,
      accuracy: Double(zip(told, kinds).count { $0 == $1 }) / Double(kinds.count),
      recall: Statistics.mean(recalls))
  }

  private func counts(_ kinds: [Int]) -> [Int] {
    (0..<kindCount).map { kind in kinds.count { $0 == kind } }
  }

  /// The first so many generated samples of each kind.
  private func generated(_ counts: [Int]) -> LabelledSamples {
    var samples = LabelledSamples()
    for (kind, count) in counts.enumerated() {
      samples.values += pool[kind].prefix(count * shape.count)
      samples.kinds += [Int](repeating: kind, count: count)
    }
    return samples
  }
}

/// The features that kernel classifiers of one fold learn from: each sample's computed once.
private final class KernelBench {
  let rest: [[Float]]
  private let study: FoldStudy
  private let changed: [[[Float]]]
  private let low: Float
  private let scale: Float

  /// `nil` if it is stopped.
  init?(_ study: FoldStudy, isStopped: () -> Bool) {
    self.study = study
    let darkest = study.rest.values.min() ?? 0
    low = darkest
    scale = 1 / max((study.rest.values.max() ?? 1) - darkest, 1e-12)
    var all: [[[Float]]] = []
    // The samples as they are, then their changed copies.
    for copy in -1..<FoldStudy.copies {
      let values =
        copy < 0
        ? study.rest.values
        : study.changes.changed(
          study.rest.values, seed: study.seed, copy: copy, on: study.workers)
      guard
        let features = KernelBench.features(
          of: values, study, darkest, scale, isStopped: isStopped)
      else { return nil }
      all.append(features)
    }
    rest = all[0]
    changed = Array(all.dropFirst())
  }

  func features(of samples: LabelledSamples) -> [[Float]] {
    samples.kinds.isEmpty
      ? [] : KernelBench.features(of: samples.values, study, low, scale) { false } ?? []
  }

  /// Of changed copies of the first real samples, copy after copy.
  func copies(ofFirst count: Int) -> [[Float]] { changed.flatMap { $0.prefix(count) } }

  private static func features(
    of values: [Float], _ study: FoldStudy, _ low: Float, _ scale: Float,
    isStopped: () -> Bool
  ) -> [[Float]]? {
    let shape = study.shape
    return KernelClassifier.features(
      of: PictureSet(
        samples: values.map { ($0 - low) * scale },
        shape: PictureShape(
          height: shape.height, width: shape.width, channels: shape.channels)),
      on: study.workers, isStopped: isStopped)
  }
}
