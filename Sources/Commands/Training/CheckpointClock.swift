/// When a training is to write a checkpoint: every so many epochs, or else about every half minute,
/// and so rarely that writing takes at most a fiftieth of the time. When checkpoints are written
/// changes no byte of the result.
struct CheckpointClock {
  private let every: Int?
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private var pause = Duration.seconds(30)

  init(every: Int?) {
    self.every = every
    last = clock.now
  }

  /// Whether the end of an epoch is the time.
  func isDue(epoch: Int) -> Bool {
    if let every { return epoch % every == 0 }
    return clock.now - last >= pause
  }

  /// Writes, and notes how long that took.
  mutating func write(_ body: () throws -> Void) rethrows {
    let start = clock.now
    defer {
      last = clock.now
      pause = max(.seconds(30), (last - start) * 50)
    }
    try body()
  }
}
