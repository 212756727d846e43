/// When a training is to write a checkpoint: every so many epochs, or else after ten seconds and then
/// about every half minute, and so rarely that writing takes at most a fiftieth of the time. When checkpoints are written
/// changes no byte of the result.
///
/// A checkpoint holds the whole history: where one is asked for so often that writing would take more
/// than half of the time, some are left out.
struct CheckpointClock {
  private let every: Int?
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  private var pause = Duration.seconds(10)
  /// When pictures may be drawn again.
  private var nextPictures: ContinuousClock.Instant
  /// Time that went into writing.
  private var spent = Duration.zero
  /// Whether some that were asked for were left out.
  private(set) var leavesOut = false

  init(every: Int?) {
    self.every = every
    last = clock.now
    start = last
    nextPictures = last
  }

  /// Whether the end of an epoch is the time.
  mutating func isDue(epoch: Int) -> Bool {
    guard let every else { return clock.now - last >= pause }
    guard epoch % every == 0 else { return false }
    // What takes a moment in all need not be spared.
    let isAffordable = spent < .seconds(2) || spent * 2 < clock.now - start
    if !isAffordable { leavesOut = true }
    return isAffordable
  }

  /// Writes, and notes how long that took.
  mutating func write(_ body: () throws -> Void) rethrows {
    let start = clock.now
    defer {
      last = clock.now
      spent += last - start
      pause = max(.seconds(30), (last - start) * 50)
    }
    try body()
  }

  /// Draws what is to be looked at while the training runs, after a checkpoint: the first time, and
  /// then so that it takes at most a twentieth of the time, however often checkpoints are asked for.
  mutating func draw(_ body: () -> Void) {
    let start = clock.now
    guard start >= nextPictures else { return }
    body()
    last = clock.now
    nextPictures = last + (last - start) * 20
  }
}
