import Adversarial
import GANScript
import Imaging
import Vocabulary

extension Saveable {
  /// What runs are and what came of them, one row a run.
  static let run = Saveable(
    term: Term(
      "run", "a row a run: its name, every argument, and what came out",
      discussion: """
        A run or a sweep may stand in the place of the word: save grid "runs.csv". A .tfevents is for \
        TensorBoard: losses, measures and pictures of one run through its epochs.
        """,
      example: "save run \"run.csv\""),
    endings: ["csv", "md", "json", "tfevents"], takesSeveralRuns: true,
    check: checkEvents
  ) { subject, ending in
    if ending == "tfevents" { return try events(subject) }
    let runs = try subject.allTrained().map { RunObject(plan: $0.plan, result: $0.result) }
    let format = TableFormat(rawValue: ending) ?? .csv
    return (
      Array(format.encoded(RunTable(everythingOf: runs)).utf8), counted(runs.count, "run")
    )
  }

  /// Throws if several runs are to be one file of events.
  private static func checkEvents(_ subject: Subject) throws {
    guard ending(of: subject.call.text("file") ?? "") == "tfevents", subject.runs.count > 1 else {
      return
    }
    throw ScriptError(
      "a file of events is of one run, not \(subject.runs.count)",
      help: "for run in ..., with a folder for each file", argument: "file", code: .badValue)
  }

  /// What a run was through its epochs, for TensorBoard.
  private static func events(_ subject: Subject) throws -> (bytes: [UInt8], remark: String) {
    let (plan, result) = try subject.trained()
    var file = EventFile()
    LossTable(result.records, result.measurements).add(to: &file)
    let snapshots =
      result.data.form.geometry == nil ? [] : try result.checkpoint().history.snapshots
    let shown = Animation.thinned(snapshots, to: 50)
    for snapshot in shown {
      let sheet = Pictures.sheet(Pictures.of(snapshot, result.data.form), plan.pictureLayout)
      do throws(ImageError) {
        file.add(
          picture: try encodePNG(sheet), width: sheet.width, height: sheet.height,
          channels: sheet.channels, name: plan.networks.generator.name, epoch: snapshot.epoch)
      } catch { throw ScriptError(error.message, exitCode: .limit) }
    }
    return (
      file.bytes, counted(result.records.count, "epoch") + ", \(counted(shown.count, "picture"))"
    )
  }
}
