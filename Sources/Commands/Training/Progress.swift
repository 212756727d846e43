import Adversarial
import Foundation
import Imaging
import Vocabulary

/// Says how a training goes: one line rewritten on a terminal, with losses and pictures drawn above
/// it if asked for; a line now and then elsewhere.
struct Progress {
  private let epochs: Int
  /// Epochs that were trained before.
  private let before: Int
  private let context: SessionContext
  /// What scores are.
  private let unit: ScoreUnit
  /// Since when the training goes on.
  var timer = TrainingTimer()
  /// When the last epochs ended, in seconds of training: what the rate is computed from.
  private var ends: [(epoch: Int, seconds: Double)]
  private var lastShown: Double?
  /// Characters of the progress line on the screen; 0 without one.
  private var shownWidth = 0
  /// What is drawn above the progress line.
  private var drawing = LiveDrawing()

  init(
    epochs: Int, after before: Int = 0, unit: ScoreUnit, _ context: SessionContext
  ) {
    self.epochs = epochs
    self.before = before
    self.context = context
    self.unit = unit
    ends = [(before, 0)]
  }

  /// Seconds since the training began.
  var elapsed: Double { timer.elapsed }

  /// The last of some epochs is done. A line is rewritten at most ten times a second, a live drawing
  /// four times; elsewhere epochs 1, 2, 5, 10, 20, 50 … and the last are reported.
  ///
  /// - Parameter pictures: Draws the generator's pictures, as they are now.
  mutating func report(_ records: [EpochRecord], pictures: () -> [Image] = { [] }) {
    guard let record = records.last else { return }
    let terminal = context.terminal
    let now = elapsed
    // The rate is that of the last ten seconds.
    ends.append((record.epoch, now))
    while ends.count > 2, now - ends[1].seconds > 10 { ends.removeFirst() }
    let window = ends[0]
    if terminal.rewritesProgress {
      let isLast = record.epoch == epochs
      let pause = terminal.isLive ? 0.25 : 0.1
      if let lastShown, !isLast, now - lastShown < pause { return }
      lastShown = now
      let line = Progress.line(
        record, of: epochs, after: window.epoch, unit: unit, seconds: now - window.seconds,
        columns: max(terminal.columns - 1, 10))
      // Blanks instead of a control sequence: with NO_COLOR there is none. A live drawing erases the line.
      let rest =
        terminal.isLive ? "" : String(repeating: " ", count: max(shownWidth - line.count, 0))
      let above =
        terminal.isLive
        ? drawing.text(
          records, terminal, seconds: now, below: shownWidth, isLast: isLast, pictures: pictures)
        : "\r"
      context.progress(above + line + rest)
      shownWidth = line.count
    } else if isRound(record.epoch) || record.epoch == epochs {
      context.message(
        Progress.line(
          record, of: epochs, after: window.epoch, unit: unit, seconds: now - window.seconds,
          columns: 79))
    }
  }

  /// The training is over.
  mutating func finish(epochs done: Int, isComplete: Bool) {
    if shownWidth > 0 { context.progress("\n") }
    let made = done - before
    // A run whose files were written anew.
    if made == 0, isComplete { return }
    let rate = made > 0 ? ", \(fixed(elapsed / Double(made), 3)) s/epoch" : ""
    context.message(
      isComplete
        ? "trained \(counted(made, "epoch")) in \(durationText(elapsed))\(rate)"
        : "stopped after \(done) of \(epochs) epochs, \(durationText(elapsed)); the run is kept, and the "
          + "same line goes on with it")
  }

  /// Epoch, losses, rate and time left; what the discriminator says of real and generated pictures
  /// where there is room for it.
  static func line(
    _ record: EpochRecord, of epochs: Int, after before: Int, unit: ScoreUnit, seconds: Double,
    columns: Int
  ) -> String {
    let rate = seconds / Double(max(record.epoch - before, 1))
    let left = rate * Double(epochs - record.epoch)
    let count = String(record.epoch)
    let gap = String(repeating: " ", count: max(String(epochs).count - count.count, 0))
    let head =
      "epoch \(gap)\(count)/\(epochs)  D \(fixed(record.discriminator, 3))"
      + "  G \(fixed(record.generator, 3))"
    let (real, fake) = (fixed(record.realScore, 2), fixed(record.fakeScore, 2))
    // D(x) is a probability; a score that is none is not called so.
    let scores =
      unit == .score ? "  scores: real \(real), fake \(fake)" : "  D(x) \(real)  D(G(z)) \(fake)"
    let speed = "  \(fixed(rate, 3)) s/epoch"
    let rest = record.epoch < epochs ? "  \(durationText(left)) left" : ""
    let forms = [head + scores + speed + rest, head + speed + rest, head + rest, head]
    return forms.first { $0.count <= columns } ?? String(head.prefix(columns))
  }

  private func isRound(_ epoch: Int) -> Bool {
    var rest = epoch
    while rest % 10 == 0 { rest /= 10 }
    return rest == 1 || rest == 2 || rest == 5
  }
}
