import Adversarial
import GANScript
import Imaging
import Plotting
import Vocabulary

extension Saveable {
  /// Several runs through the epochs in one picture.
  static let sheet = Saveable(
    term: Term(
      "sheet", "runs through the epochs in one picture: a row a run, a column an epoch",
      discussion: """
        Without epochs= the columns are epochs 1, 10, 100 and so on, and the last one. A run that kept \
        no pictures of an epoch, or was shorter, leaves its cell empty. In each cell are grid= \
        pictures, 2x2 if left out, of the same latent vectors in all columns.
        """,
      parameters: [SaveOption.epochs, SaveOption.grid, SaveOption.contrast],
      example: "save sheet \"sheet.png\" epochs=[1, 50, 100]"),
    endings: ["png"], takesSeveralRuns: true, check: checkRuns
  ) { subject, _ in
    let runs = try subject.allTrained()
    let last = runs.map(\.result.records.count).max() ?? 1
    let epochs = SaveOption.epochs(subject.call) ?? powersOfTen(to: last)
    let labels = RunList.labels(subject.runs, leavingOut: ["epochs"])
    let rows = try zip(runs, labels).map { run, label in
      ContactSheet.Row(
        label: label,
        cells: try epochs.map { epoch in
          try cell(run.plan, run.result, epoch, subject.call).map { PictureSheet.Picture($0) }
        })
    }
    let isGray = rows.allSatisfy { $0.cells.allSatisfy { $0?.channels != 3 } }
    let remark = "\(counted(rows.count, "run")), \(counted(epochs.count, "epoch"))"
    let bytes: [UInt8]
    do throws(PlotError) {
      bytes = try renderSheet(ContactSheet(columns: epochs.map { "epoch \($0)" }, rows: rows))
    } catch { throw scriptError(error, path: "the sheet") }
    guard isGray else { return (bytes, remark) }
    do throws(ImageError) {
      let picture = try decodeImage(bytes)
      return (
        try encodePNG(
          prepare(picture, width: picture.width, height: picture.height, color: .gray)), remark
      )
    } catch { throw ScriptError(error.message, exitCode: .limit) }
  }

  /// The pictures of a cell; `nil` where the run has none of that epoch or near it.
  private static func cell(
    _ plan: RunObject.Plan, _ result: RunResult, _ epoch: Int, _ call: Call
  ) throws -> Image? {
    guard epoch <= result.records.count,
      let snapshot = try Animation.nearest(to: epoch, in: result),
      abs(snapshot.epoch - epoch) <= max(plan.snapshotsEvery, 1)
    else { return nil }
    let kept = plan.pictureLayout
    let size = call.isGiven("grid") ? call.sizeOrDefault("grid") : (rows: 2, columns: 2)
    let layout = PictureLayout(
      rows: min(size.rows, kept.rows), columns: min(size.columns, kept.columns),
      kindCount: kept.kindCount)
    let images = Pictures.of(snapshot, result.data.form)
    return Pictures.sheet(kept.part(layout, of: images), layout, call)
  }

  /// 1, 10, 100 and so on, and a last number.
  private static func powersOfTen(to last: Int) -> [Int] {
    var numbers: [Int] = []
    var power = 1
    while power < last {
      numbers.append(power)
      power *= 10
    }
    return numbers + [last]
  }

  private static func checkRuns(_ subject: Subject) throws {
    if subject.call.isGiven("grid") { try Pictures.checkGrid(subject.call, most: 5) }
    for run in subject.runs where run.plan.snapshotEpochs.isEmpty {
      throw ScriptError(
        "a run keeps no pictures through the epochs", help: "train with snapshots=1",
        argument: "run", code: .arguments)
    }
  }
}
