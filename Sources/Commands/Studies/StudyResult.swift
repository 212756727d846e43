import Plotting
import Vocabulary

/// How a study is done.
struct StudyOptions: Sendable, Equatable {
  /// How many parts are held out in turn.
  var folds: Int
  /// Numbers of real pictures to learn from, besides all of them.
  var sizes: [Int]
  /// Generated pictures to learn from.
  var generated: Int
  /// Steps of the network that classifies.
  var steps: Int
}

/// What a study came to, fold by fold.
struct StudyResult: Sendable {
  /// Rows of each fold, in the same order.
  let folds: [[StudyRow]]

  /// A row of all folds: means, and standard deviations over the folds.
  struct Summary: Sendable {
    /// The row of the first fold, whose learner, set and numbers of pictures are those of all.
    var row: StudyRow
    var accuracies: [Double]
    var recalls: [Double]
  }

  /// A row for each classifier.
  var summaries: [Summary] {
    (folds.first ?? []).indices.map { index in
      Summary(
        row: folds[0][index], accuracies: folds.map { $0[index].accuracy },
        recalls: folds.map { $0[index].recall })
    }
  }

  /// The classifier of a sort that learned from all real pictures there are (from none in
  /// `generated`).
  func last(_ learner: Learner, _ set: LearningSet) -> Summary? {
    summaries.last { $0.row.learner == learner && $0.row.set == set }
  }

  /// The difference that a set makes beside real pictures alone, all of them.
  func difference(
    _ learner: Learner, _ set: LearningSet, by values: (Summary) -> [Double]
  ) -> PairedDifference? {
    guard let with = last(learner, set), let without = last(learner, .real) else { return nil }
    return PairedDifference(zip(values(with), values(without)).map { $0 - $1 })
  }

  /// What generated pictures are worth, in one sentence a learner.
  var verdict: String {
    Learner.allCases.compactMap { learner in
      let differences = [LearningSet.added, .balanced].compactMap {
        difference(learner, $0) { $0.accuracies }
      }
      guard differences.count == 2 else { return nil }
      let words = differences.map(\.verdict)
      let text =
        words.contains(.helps)
        ? "generated pictures help"
        : words.allSatisfy { $0 == .harms }
          ? "generated pictures harm" : "whether generated pictures help cannot be told"
      return "\(learner.rawValue): \(text)"
    }.joined(separator: "; ")
  }

  /// Accuracy against the number of real pictures: a learner's curves solid or dashed.
  func figure(title: String) -> Figure {
    var series: [Series] = []
    for learner in Learner.allCases {
      for (index, set) in LearningSet.growing.enumerated() {
        let points = summaries.filter { $0.row.learner == learner && $0.row.set == set }
        series.append(
          Series(
            name: "\(learner.rawValue), \(set.rawValue)", x: points.map { Double($0.row.real) },
            y: points.map { Statistics.mean($0.accuracies) },
            stroke: learner == .kernel ? .dashed : .solid, palette: index))
      }
    }
    let alone = Learner.allCases.compactMap { learner in
      last(learner, .generated).map {
        ReferenceLine(Statistics.mean($0.accuracies), label: "\(learner.rawValue), generated alone")
      }
    }
    return Figure(
      title: title, xLabel: "real pictures learned from", yLabel: "held-out pictures told right",
      series: series, referenceLines: alone)
  }
}

/// A difference in each fold, and whether it can be told from chance.
///
/// A paired t test at 5 % with the variance of Nadeau and Bengio 2003 ("Inference for the
/// generalization error", Machine Learning 52): folds share what they learn from, so that their
/// spread says too little, and (1/k + 1/(k − 1)) s² stands for s²/k.
struct PairedDifference: Sendable {
  /// What a difference says.
  enum Verdict: String, Sendable {
    case helps
    case harms
    case unknown = "cannot be told"
  }

  /// A number a fold.
  let values: [Double]

  init(_ values: [Double]) { self.values = values }

  var mean: Double { Statistics.mean(values) }
  var standardDeviation: Double { Statistics.standardDeviation(values) }

  /// What it says.
  var verdict: Verdict {
    let folds = Double(values.count)
    guard values.count > 1 else { return .unknown }
    let error = standardDeviation * (1 / folds + 1 / (folds - 1)).squareRoot()
    let limit = PairedDifference.quantile(freedom: values.count - 1) * error
    if mean > limit { return .helps }
    return mean < -limit ? .harms : .unknown
  }

  /// What Student's t exceeds on either side in 5 % of cases, by degrees of freedom.
  private static func quantile(freedom: Int) -> Double {
    let table = [
      12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
      2.145, 2.131, 2.120, 2.110, 2.101, 2.093,
    ]
    return table[min(freedom, table.count) - 1]
  }
}
