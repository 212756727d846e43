import GANScript
import Plotting
import Vocabulary

/// A study as the user reads it: tables, a figure, a verdict in words, and files.
struct StudyReport {
  private let study: StudyResult
  private let call: Call
  private let session: Session

  init(_ study: StudyResult, _ call: Call, _ session: Session) {
    self.study = study
    self.call = call
    self.session = session
  }

  /// Shows and writes all of it.
  func emit() throws {
    call.emit(table)
    call.emit(differences)
    let figure = study.figure(title: "What pictures are worth for telling kinds")
    try FigureOutput.show(figure, file: call.text("figure"), argument: "figure", call, session)
    call.emit(.text("\(study.verdict)."))
    if let file = call.text("file") {
      call.emit(
        .saved(
          try session.context.save(
            Array(csv.utf8), as: file, argument: "file",
            remark: counted(study.summaries.count, "row"))))
    }
  }

  /// A row a classifier: means and standard deviations over the folds.
  private var table: Output {
    .table(
      columns: [
        "learner", "learned from", "real", "generated", "told right", "sd", "kinds alike", "sd",
      ],
      rows: study.summaries.map { summary in
        let row = summary.row
        return [.text(row.learner.rawValue), .text(row.set.rawValue)]
          + [.number(Double(row.real)), .number(Double(row.generated))]
          + numbers(summary.accuracies) + numbers(summary.recalls)
      })
  }

  /// What flips and shifts and generated pictures add to all real ones.
  private var differences: Output {
    .table(
      columns: [
        "learner", "beside all real pictures", "told right", "sd", "verdict", "kinds alike", "sd",
        "verdict",
      ],
      rows: Learner.allCases.flatMap { learner in
        [LearningSet.changed, .added, .balanced].map { set in
          [.text(learner.rawValue), .text(words(set))]
            + verdict(study.difference(learner, set) { $0.accuracies })
            + verdict(study.difference(learner, set) { $0.recalls })
        }
      })
  }

  private func words(_ set: LearningSet) -> String {
    switch set {
    case .changed: "flips and shifts"
    case .balanced: "generated ones, balanced"
    default: "generated ones"
    }
  }

  private func numbers(_ values: [Double]) -> [Value] {
    [
      .text(fixed(Statistics.mean(values), 3)),
      .text(fixed(Statistics.standardDeviation(values), 3)),
    ]
  }

  private func verdict(_ difference: PairedDifference?) -> [Value] {
    guard let difference else { return [.nothing, .nothing, .nothing] }
    let sign = difference.mean < 0 ? "" : "+"
    return [
      .text(sign + fixed(difference.mean, 3)), .text(fixed(difference.standardDeviation, 3)),
      .text(difference.verdict.rawValue),
    ]
  }

  private var csv: String {
    "learner,set,real,generated,folds,accuracy,accuracy_sd,recall,recall_sd\n"
      + study.summaries.map { summary in
        let row = summary.row
        let numbers = [
          Statistics.mean(summary.accuracies), Statistics.standardDeviation(summary.accuracies),
          Statistics.mean(summary.recalls), Statistics.standardDeviation(summary.recalls),
        ]
        return
          "\(row.learner.rawValue),\(row.set.rawValue),\(row.real),\(row.generated),"
          + "\(study.folds.count)," + numbers.map(shortest).joined(separator: ",") + "\n"
      }.joined()
  }
}
