import Adversarial
import Foundation
import Vocabulary

/// Says how a training goes: one line rewritten on a terminal, a line now and then elsewhere.
struct Progress {
  private let epochs: Int
  private let studio: Studio
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant?
  private var isLineOpen = false

  init(epochs: Int, _ studio: Studio) {
    self.epochs = epochs
    self.studio = studio
    start = clock.now
  }

  /// Seconds since the training began.
  var elapsed: Double { seconds(from: start) }

  /// An epoch is done. At most ten lines a second are rewritten; elsewhere epochs 1, 2, 5, 10, 20,
  /// 50 … and the last are told.
  mutating func report(_ record: EpochRecord) {
    if studio.terminal.rewritesProgress {
      let isLast = record.epoch == epochs
      if let lastShown, !isLast, seconds(from: lastShown) < 0.1 { return }
      lastShown = clock.now
      isLineOpen = true
      studio.progress("\r\u{1b}[2K" + String(line(record).prefix(studio.terminal.columns - 1)))
    } else if isRound(record.epoch) || record.epoch == epochs {
      studio.message(line(record))
    }
  }

  /// The training is over.
  mutating func finish(epochs done: Int, isComplete: Bool) {
    if isLineOpen { studio.progress("\n") }
    let rate = done > 0 ? ", \(fixed(elapsed / Double(done), 3)) s/epoch" : ""
    studio.message(
      isComplete
        ? "trained \(counted(done, "epoch")) in \(durationText(elapsed))\(rate)"
        : "stopped after \(done) of \(epochs) epochs, \(durationText(elapsed)); the run is kept")
  }

  private func line(_ record: EpochRecord) -> String {
    let left = elapsed / Double(record.epoch) * Double(epochs - record.epoch)
    return "epoch \(record.epoch)/\(epochs)  D \(fixed(record.discriminator, 3))"
      + "  G \(fixed(record.generator, 3))  D(x) \(fixed(record.realVerdict, 2))"
      + "  D(G(z)) \(fixed(record.fakeVerdict, 2))"
      + "  \(fixed(elapsed / Double(record.epoch), 3)) s/epoch"
      + (record.epoch < epochs ? "  \(durationText(left)) left" : "")
  }

  private func isRound(_ epoch: Int) -> Bool {
    var rest = epoch
    while rest % 10 == 0 { rest /= 10 }
    return rest == 1 || rest == 2 || rest == 5
  }

  private func seconds(from instant: ContinuousClock.Instant) -> Double {
    let time = clock.now - instant
    return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
  }
}
