import Adversarial
import Datasets
import Tensors
import Vocabulary

/// What a classifier learns from in a study.
enum LearningSet: String, Sendable, CaseIterable, Described {
  /// Real pictures.
  case real
  /// Real pictures with flips and shifts.
  case changed
  /// Real pictures and generated ones, kinds in the data's shares.
  case added
  /// Real pictures and generated ones, of rare kinds so many that all are as even as can be.
  case balanced
  /// Generated pictures alone: GAN-train.
  case generated
  /// Real pictures; what is told are generated ones: GAN-test.
  case judged

  static let catalog = Catalog<LearningSet>("set to learn from", allCases)
  /// Those that are tried with each number of real pictures.
  static let growing: [LearningSet] = [.real, .changed, .added, .balanced]

  var term: Term {
    switch self {
    case .real: Term(rawValue, "real pictures")
    case .changed: Term(rawValue, "real pictures with flips and shifts")
    case .added: Term(rawValue, "real and generated pictures, in the data's shares of kinds")
    case .balanced: Term(rawValue, "real and generated pictures, kinds as even as can be")
    case .generated: Term(rawValue, "generated pictures alone (GAN-train)")
    case .judged: Term(rawValue, "real pictures; told are generated ones (GAN-test)")
    }
  }
}

/// What learns in a study.
enum Learner: String, Sendable, CaseIterable, Described {
  /// `KernelClassifier`.
  case kernel
  /// `NetworkClassifier`.
  case network

  static let catalog = Catalog<Learner>("learner", allCases)

  var term: Term {
    switch self {
    case .kernel: Term(rawValue, "kernel regression on gradients by direction")
    case .network: Term(rawValue, "a small convolutional network")
    }
  }
}

/// Samples with their kinds.
struct LabelledSamples: Sendable {
  /// [count, features] row by row.
  var values: [Float] = []
  var kinds: [Int] = []

  mutating func append(_ sample: ArraySlice<Float>, kind: Int) {
    values += sample
    kinds.append(kind)
  }
}

/// What a fold of a study left out of the data: its runs say so in the source of theirs, and are found
/// again by it.
struct HeldOutPart: Sendable, Equatable {
  /// Counted from 0.
  let fold: Int
  let folds: Int

  /// What follows the source of the whole.
  var words: String { ", without part \(fold + 1) of \(folds)" }

  /// The source of the whole, and what was left out of it, in that order.
  static func parts(of source: String) -> (whole: String, parts: [HeldOutPart]) {
    var whole = source
    var parts: [HeldOutPart] = []
    while let found = whole.firstMatch(of: /, without part ([0-9]{1,3}) of ([0-9]{1,3})$/),
      let number = Int(found.1), let folds = Int(found.2), number >= 1, number <= folds
    {
      parts.insert(HeldOutPart(fold: number - 1, folds: folds), at: 0)
      whole.removeSubrange(found.range)
    }
    return (whole, parts)
  }

  /// The samples that the fold learned from, in the order in which they were loaded.
  func rest(of data: DataSet, seed: UInt64) -> DataSet {
    let kinds = data.kindNumbers
    return kinds.isEmpty
      ? data : data.subset(StudyFolds(kinds, folds: folds, seed: seed).rest(fold).sorted())
  }
}

/// The parts of a study: which samples are held out in which fold, and in what order the others are
/// learned from.
struct StudyFolds: Sendable {
  /// The fold in which each sample is held out.
  private let foldOfSample: [Int]
  private let kinds: [Int]
  private let seed: UInt64

  /// So many folds with the shares of kinds of the whole; each sample is held out in one.
  init(_ kinds: [Int], folds: Int, seed: UInt64) {
    self.kinds = kinds
    self.seed = seed
    var foldOfSample = [Int](repeating: 0, count: kinds.count)
    var next = 0
    for kind in 0..<(kinds.max() ?? -1) + 1 {
      let own = kinds.indices.filter { kinds[$0] == kind }
      var stream = RandomStream(seed: seed, .folds, index: kind)
      for index in stream.permutation(own.count) {
        foldOfSample[own[index]] = next % folds
        next += 1
      }
    }
    self.foldOfSample = foldOfSample
  }

  /// The samples that are held out in a fold.
  func held(_ fold: Int) -> [Int] { kinds.indices.filter { foldOfSample[$0] == fold } }

  /// The others, in an order whose beginnings have each kind at least once and then the shares of
  /// kinds of the whole.
  func rest(_ fold: Int) -> [Int] {
    let rest = kinds.indices.filter { foldOfSample[$0] != fold }
    var own: [[Int]] = Array(repeating: [], count: (kinds.max() ?? -1) + 1)
    for sample in rest { own[kinds[sample]].append(sample) }
    for kind in own.indices {
      var stream = RandomStream(seed: seed, .folds, index: kind, subindex: fold + 1)
      own[kind] = stream.permutation(own[kind].count).map { own[kind][$0] }
    }
    var taken = [Int](repeating: 0, count: own.count)
    return rest.indices.compactMap { position in
      func lack(_ kind: Int) -> Double {
        if taken[kind] == own[kind].count { return -.infinity }
        if taken[kind] == 0 { return .infinity }
        let share = Double(own[kind].count) / Double(rest.count)
        return share * Double(position + 1) - Double(taken[kind])
      }
      guard let kind = own.indices.max(by: { lack($0) < lack($1) }) else { return nil }
      defer { taken[kind] += 1 }
      return own[kind][taken[kind]]
    }
  }

  /// How many of each kind to add, so many in all, for the kinds to be as even as can be.
  static func evened(_ counts: [Int], adding count: Int) -> [Int] {
    var added = [Int](repeating: 0, count: counts.count)
    for _ in 0..<count {
      guard let rarest = counts.indices.min(by: { counts[$0] + added[$0] < counts[$1] + added[$1] })
      else { break }
      added[rarest] += 1
    }
    return added
  }
}
