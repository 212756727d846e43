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
        evenly spread ones.
        """,
      parameters: [
        Parameter("every", .whole(1...1_000_000), "epochs between columns", default: "1"),
        Parameter("rows", .whole(1...Snapshot.count), "pictures", default: "5"),
        SaveOption.contrast,
      ], example: "save strip \"strip.png\" every=50"),
    endings: ["png"],
    check: Animation.check
  ) { subject, _ in
    let (_, result) = try subject.trained()
    let wanted = try Animation.snapshots(of: result, subject.call)
    let shown = Animation.thinned(wanted, to: 24)
    let rows = subject.call.whole("rows") ?? 5
    let columns = shown.map { Pictures.of($0, result.data.form) }
    let isFixed = subject.call.word("contrast") == "fixed"
    let images = (0..<rows).flatMap { row in
      columns.map { isFixed ? $0[row] : Pictures.stretched($0[row]) }
    }
    do throws(ImageError) {
      let epochs = shown.map { String($0.epoch) }.joined(separator: ", ")
      return (
        try encodePNG(grid(images, rows: rows, columns: columns.count)), "epochs \(epochs)"
      )
    } catch { throw ScriptError(error.message, exitCode: .limit) }
  }
}
