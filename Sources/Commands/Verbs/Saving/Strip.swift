import Adversarial
import GANScript
import Imaging
import Vocabulary

extension Saveable {
  /// The same latent vectors through the epochs, side by side.
  static let strip = Saveable(
    term: Term(
      "strip", "the same few pictures through the epochs: a column an epoch, a row a picture",
      discussion: """
        Columns are epoch 1, every epoch that `every` divides, and the last; of more than 24, 24 \
        evenly spread ones. Of a conditional run each row is of another kind, and without rows= there \
        is one for each.
        """,
      parameters: [
        Parameter("every", .whole(1...1_000_000), "epochs between columns", default: "1"),
        SaveOption.epochs,
        Parameter("rows", .whole(1...Snapshot.count), "pictures", default: "5"),
        SaveOption.contrast,
      ], example: "save strip \"strip.png\" every=50"),
    endings: ["png"],
    check: checkRows
  ) { subject, _ in
    let (plan, result) = try subject.trained()
    let wanted =
      try SaveOption.epochs(subject.call).map { epochs in
        try epochs.compactMap { try Animation.nearest(to: $0, in: result) }
      } ?? Animation.snapshots(of: result, subject.call)
    let shown = Animation.thinned(wanted, to: 24)
    let kept = plan.pictureLayout
    let rows = stripRows(subject.call, kept)
    let columns = shown.map { Pictures.of($0, result.data.form) }
    let isFixed = subject.call.word("contrast") == "fixed"
    let images = (0..<rows).flatMap { row in
      columns.map { column in
        let image = column[kept.pictureOfEachKind(row)]
        return isFixed ? image : Pictures.stretched(image)
      }
    }
    do throws(ImageError) {
      let epochs = shown.map { String($0.epoch) }.joined(separator: ", ")
      return (
        try encodePNG(grid(images, rows: rows, columns: columns.count)), "epochs \(epochs)"
      )
    } catch { throw ScriptError(error.message, exitCode: .limit) }
  }

  /// How many rows a call asks for; of a conditional run one for each kind if it does not say.
  private static func stripRows(_ call: Call, _ kept: PictureLayout) -> Int {
    call.isGiven("rows") || kept.kindCount == 0 ? call.wholeOrDefault("rows") : kept.rows
  }

  /// Throws unless the run keeps pictures, and as many as the strip has rows.
  private static func checkRows(_ subject: Subject) throws {
    try Animation.check(subject)
    guard let kept = subject.run?.plan.pictureLayout else { return }
    let rows = stripRows(subject.call, kept)
    guard rows <= kept.count else {
      throw ScriptError(
        "the run keeps \(kept.count) pictures of an epoch, fewer than \(rows)", argument: "rows",
        code: .badValue)
    }
  }
}
