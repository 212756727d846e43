import GANScript

/// What a study came to, as scripts see it: `s.network.balanced.mean`, `s.verdict`.
struct StudyObject: ScriptObject {
  /// `nil` in a check, and if the study was stopped before two folds.
  let result: StudyResult?

  var typeName: String { "study" }
  var fieldNames: [String] { Learner.catalog.names + ["verdict"] }

  func field(_ name: String) -> Value? {
    if name == "verdict" { return result.map { .text($0.verdict) } ?? .unknown("a text") }
    return Learner(rawValue: name).map {
      .object(StudyLearnerObject(result: result, learner: $0, takesRecalls: false))
    }
  }

  var summary: String { result?.verdict ?? "study" }
}

/// What a learner came to with all real pictures, set by set: a value a fold.
private struct StudyLearnerObject: ScriptObject {
  let result: StudyResult?
  let learner: Learner
  /// Whether kinds weigh the same: `s.network.recall.balanced`.
  let takesRecalls: Bool

  var typeName: String { "learner of a study" }
  var fieldNames: [String] { LearningSet.catalog.names + (takesRecalls ? [] : ["recall"]) }
  var summary: String { learner.term.summary }

  func field(_ name: String) -> Value? {
    if name == "recall", !takesRecalls {
      return .object(StudyLearnerObject(result: result, learner: learner, takesRecalls: true))
    }
    guard let set = LearningSet(rawValue: name) else { return nil }
    let summary = result?.last(learner, set)
    return .object(
      CurveObject(
        name: name, ofRuns: summary.map { takesRecalls ? $0.recalls : $0.accuracies }))
  }
}
