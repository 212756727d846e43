import Adversarial
import Datasets
import GANScript
import Imaging
import Vocabulary

/// The same latent vectors through the epochs, side by side.
enum Strip {
  /// The snapshots that have a column: 24 evenly spread ones of more.
  static func columns(of snapshots: [Snapshot]) -> [Snapshot] {
    Animation.thinned(snapshots, to: 24)
  }

  /// A column an epoch, with its number above it, a row a picture, with the name of its kind where it has
  /// one; each picture stretched to its own contrast unless that is fixed.
  static func image(
    of snapshots: [Snapshot], _ layout: PictureLayout, _ form: SampleForm, kinds: [String]?,
    rows: Int = 5, isFixed: Bool = false
  ) -> Image {
    let columns = columns(of: snapshots)
    let pictures = columns.map { Pictures.of($0, form) }
    let images = (0..<rows).flatMap { row in
      pictures.map { column in
        let image = column[layout.pictureOfEachKind(row)]
        return isFixed ? image : Pictures.stretched(image)
      }
    }
    let names = layout.rowNames(kinds).map { names in (0..<rows).map { names[$0 % layout.rows] } }
    return Pictures.numbered(
      grid(images, rows: rows, columns: columns.count), rows: names, epochs: columns.map(\.epoch))
  }
}

extension Saveable {
  /// The same latent vectors through the epochs, side by side.
  static let strip = Saveable(
    term: Term(
      "strip", "the same few pictures through the epochs: a column an epoch, a row a picture",
      discussion: """
        Columns are epoch 1, every epoch that `every` divides, and the last; of more than 24, 24 \
        evenly spread ones. Of a conditional run each row is of another kind, with its name where there \
        is room for it, and without rows= there is one for each.
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
    let shown = Strip.columns(of: wanted)
    let strip = Strip.image(
      of: wanted, plan.pictureLayout, result.data.form, kinds: plan.data.kinds,
      rows: stripRows(subject.call, plan.pictureLayout),
      isFixed: subject.call.word("contrast") == "fixed")
    do throws(ImageError) {
      let epochs = shown.map { String($0.epoch) }.joined(separator: ", ")
      return (try encodePNG(strip), "epochs \(epochs)")
    } catch { throw ScriptError(error.message, exitCode: .limit) }
  }

  /// How many rows a call asks for; of a conditional run one for each kind if it does not say.
  private static func stripRows(_ call: Call, _ kept: PictureLayout) -> Int {
    call.isGiven("rows") || kept.kindCount == 0 ? call.wholeOrDefault("rows") : kept.rows
  }

  /// Throws unless the run keeps pictures, and as many as the strip has rows.
  private static func checkRows(_ subject: Subject) throws {
    try Animation.check(subject)
    if subject.call.isGiven("epochs"), subject.call.isGiven("every") {
      throw ScriptError(
        "epochs= says which columns there are, and so does every=", help: "leave one of them out",
        argument: "every", code: .arguments)
    }
    guard let kept = subject.run?.plan.pictureLayout else { return }
    let rows = stripRows(subject.call, kept)
    guard rows <= kept.count else {
      throw ScriptError(
        "the run keeps \(kept.count) pictures of an epoch, fewer than \(rows)", argument: "rows",
        code: .badValue)
    }
  }
}
