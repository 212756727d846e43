import Adversarial
import Datasets
import GANScript
import Imaging
import Vocabulary

extension Saveable {
  /// Pictures through the epochs.
  static let gif = Saveable(
    term: Term(
      "gif", "generated pictures through the epochs, as an animation",
      discussion: """
        A frame for every epoch that `every` divides, the first and the last one, thinned evenly \
        to `frames`; the last frame stays for two seconds. Runs that kept fewer pictures \
        (snapshots=) have fewer frames.
        """,
      parameters: [
        Parameter("every", .whole(1...1_000_000), "epochs between frames", default: "1"),
        Parameter("frames", .whole(2...10_000), "frames at most", default: "50"),
        Parameter("fps", .number(0.1...50), "frames a second", default: "5"),
        Parameter(
          "levels", .whole(2...256),
          "grays, or colours for RGB; 64 grays or 256 colours if left out"),
        Parameter("label", .toggle, "the epoch in the upper left corner", default: "on"),
        Parameter(
          "poster", .whole(1...1_000_000),
          "an epoch to begin with, for two seconds: what a paused or printed page shows"),
        SaveOption.grid, SaveOption.contrast,
      ], example: "save gif \"training.gif\" every=5"),
    endings: ["gif"],
    check: Animation.checkFrames
  ) { subject, _ in
    let (plan, result) = try subject.trained()
    let wanted = try Animation.snapshots(of: result, subject.call)
    let shown = Animation.thinned(wanted, to: subject.call.whole("frames") ?? 50)
    let layout = PictureLayout(subject.call, of: plan)
    let hasLabels = subject.call.isOnOrDefault("label")
    var frames = shown.map {
      let images = plan.pictureLayout.part(layout, of: Pictures.of($0, result.data.form))
      let frame = Pictures.sheet(images, layout, subject.call)
      return hasLabels ? frame.labelled($0.epoch) : frame
    }
    let delay = Int((100 / (subject.call.number("fps") ?? 5)).rounded())
    var delays = Array(repeating: delay, count: frames.count - 1) + [max(delay, 200)]
    if let poster = subject.call.whole("poster"),
      let index = Animation.nearest(to: poster, among: shown.map(\.epoch))
    {
      frames.insert(frames[index], at: 0)
      delays.insert(max(delay, 200), at: 0)
    }
    do throws(ImageError) {
      let bytes = try encodeGIF(
        frames: frames, delays: .each(delays),
        levels: subject.call.whole("levels"))
      let remark =
        counted(shown.count, "frame")
        + (shown.count < wanted.count ? " of \(wanted.count); frames= allows more" : "")
      return (bytes, remark)
    } catch { throw ScriptError(error.message, exitCode: .limit) }
  }
}

/// Pictures through the epochs as frames.
enum Animation {
  /// Throws unless the run keeps pictures.
  static func check(_ subject: Subject) throws {
    guard subject.run?.plan.snapshotEpochs.isEmpty == false else {
      throw ScriptError(
        "the run keeps no pictures through the epochs", help: "train with snapshots=1",
        code: .arguments)
    }
  }

  /// Throws unless the run keeps pictures and a frame shows no more than were kept.
  static func checkFrames(_ subject: Subject) throws {
    try Pictures.checkGrid(subject.call, most: Snapshot.count)
    try check(subject)
    guard let plan = subject.run?.plan, plan.networks.areConditional else { return }
    let (kept, layout) = (plan.pictureLayout, PictureLayout(subject.call, of: plan))
    guard layout.rows <= kept.rows, layout.columns <= kept.columns else {
      throw ScriptError(
        "a conditional run keeps \(kept.rows)x\(kept.columns) pictures, a row for each kind, not "
          + "\(layout.rows)x\(layout.columns)", argument: "grid", code: .badValue)
    }
  }

  /// The pictures of epoch 1, of every epoch that `every` divides, and of the last.
  static func snapshots(of result: RunResult, _ call: Call) throws -> [Snapshot] {
    let every = call.whole("every") ?? 1
    let snapshots = try result.checkpoint().history.snapshots
    let last = snapshots.last?.epoch
    return snapshots.filter {
      $0.epoch == 1 || $0.epoch == last || $0.epoch % every == 0
    }
  }

  /// Where the number nearest to one is, the first of two that are as near; `nil` among none.
  static func nearest(to number: Int, among numbers: [Int]) -> Int? {
    numbers.indices.min { abs(numbers[$0] - number) < abs(numbers[$1] - number) }
  }

  /// The pictures kept at an epoch, or at the nearest one; `nil` of a run that keeps none.
  static func nearest(to epoch: Int, in result: RunResult) throws -> Snapshot? {
    let snapshots = try result.checkpoint().history.snapshots
    return nearest(to: min(epoch, result.records.count), among: snapshots.map(\.epoch)).map {
      snapshots[$0]
    }
  }

  /// At most `count` elements, evenly spread, the first and the last among them.
  static func thinned<Element>(_ elements: [Element], to count: Int) -> [Element] {
    guard elements.count > count else { return elements }
    return (0..<count).map { elements[$0 * (elements.count - 1) / (count - 1)] }
  }

  /// An animation of at most 50 snapshots, five a second, as `save gif` makes it.
  static func encoded(
    _ snapshots: [Snapshot], _ layout: PictureLayout, _ form: SampleForm
  ) throws(ImageError) -> [UInt8] {
    let frames = thinned(snapshots, to: 50).map {
      Pictures.sheet(Pictures.of($0, form), layout).labelled($0.epoch)
    }
    return try encodeGIF(frames: frames, delays: .all(20, last: 200))
  }
}
