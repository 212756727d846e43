import Foundation
import Testing

@testable import Commands

/// How much of a training's time its checkpoints may take.
struct CheckpointClockTests {
  private func sleeping(_ seconds: Double) { Thread.sleep(forTimeInterval: seconds) }

  /// A history that is written whole each time would take the square of the epochs.
  @Test func writingTakesHalfOfTheTimeAtMost() {
    var clock = CheckpointClock(every: 1)
    var due = [clock.isDue(epoch: 1)]
    clock.write { sleeping(1) }
    // A moment in all is not spared.
    due.append(clock.isDue(epoch: 2))
    clock.write { sleeping(1.01) }
    due.append(clock.isDue(epoch: 3))
    #expect(clock.leavesOut)
    sleeping(2.2)
    due.append(clock.isDue(epoch: 4))
    #expect(due == [true, true, false, true])
  }

  @Test func onlyWholeMultiplesAreDue() {
    var clock = CheckpointClock(every: 3)
    let due = (1...9).filter { clock.isDue(epoch: $0) }
    #expect(due == [3, 6, 9])
    #expect(!clock.leavesOut)
    var unasked = CheckpointClock(every: nil)
    let isDueAtOnce = unasked.isDue(epoch: 1)
    #expect(!isDueAtOnce, "the first one is after ten seconds")
  }
}
