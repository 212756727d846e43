import Foundation

/// Time that a training takes, without what it spent writing files, or stopped: by Ctrl-Z, a closed laptop,
/// a frozen container.
///
/// Between two steps a training does nothing but compute. Where much time went by and hardly any of a
/// processor's, the process did not run.
struct TrainingTimer {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  private var work = TrainingTimer.workSoFar
  private var stopped = Duration.zero

  init() {
    start = clock.now
    last = start
  }

  /// Seconds since the beginning.
  var elapsed: Double { (clock.now - start - stopped) / .seconds(1) }

  /// What was done since the last call was no training: files were written, which may wait for long.
  mutating func skip() {
    stopped += clock.now - last
    last = clock.now
    work = TrainingTimer.workSoFar
  }

  /// A step is done.
  mutating func step() {
    let (now, done) = (clock.now, TrainingTimer.workSoFar)
    note(passed: now - last, worked: .seconds(done - work))
    (last, work) = (now, done)
  }

  /// So much time went by, in which the process's threads worked so long.
  mutating func note(passed: Duration, worked: Duration) {
    if passed > .milliseconds(500), worked < passed / 10 { stopped += passed - worked }
  }

  /// Seconds of processors' time of this process.
  private static var workSoFar: Double { Double(Foundation.clock()) / 1e6 }
}
