import GANScript
import Vocabulary

extension Saveable {
  /// What runs are and what came of them, one row a run.
  static let run = Saveable(
    term: Term(
      "run", "a row a run: its name, every argument, and what came out",
      discussion: "A run or a sweep may stand in the place of the word: save grid \"runs.csv\".",
      example: "save run \"run.csv\""),
    endings: ["csv", "md", "json"], takesSeveralRuns: true
  ) { subject, ending in
    let runs = try subject.allTrained().map { RunObject(plan: $0.plan, result: $0.result) }
    let format = TableFormat(rawValue: ending) ?? .csv
    return (
      Array(format.encoded(RunTable(everythingOf: runs)).utf8), counted(runs.count, "run")
    )
  }
}
