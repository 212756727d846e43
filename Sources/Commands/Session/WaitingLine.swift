import GANScript
import Synchronization

/// Says how far something is that takes longer than a second: one line rewritten on a terminal, a line
/// every ten seconds elsewhere.
final class WaitingLine: Sendable {
  private struct State {
    var lastShown: ContinuousClock.Instant?
    var width = 0
  }

  private let what: String
  private let context: SessionContext
  private let start = ContinuousClock().now
  private let state = Mutex(State())

  /// - Parameter what: What is counted: "pictures prepared".
  init(_ what: String, _ context: SessionContext) {
    self.what = what
    self.context = context
  }

  /// So many are done.
  func report(_ done: Int, of total: Int) {
    let now = ContinuousClock().now
    guard now - start > .seconds(1) else { return }
    let terminal = context.terminal
    state.withLock { state in
      let pause: Duration = terminal.rewritesProgress ? .milliseconds(200) : .seconds(10)
      if let last = state.lastShown, now - last <= pause { return }
      state.lastShown = now
      let line = "\(done) of \(total) \(what)"
      if terminal.rewritesProgress {
        let rest = String(repeating: " ", count: max(state.width - line.count, 0))
        context.progress("\r" + line + rest)
        state.width = line.count
      } else {
        context.message(line)
      }
    }
  }

  /// All is done, or stopped.
  func finish() {
    state.withLock { state in
      guard state.width > 0 else { return }
      context.progress("\r" + String(repeating: " ", count: state.width) + "\r")
      state.width = 0
    }
  }
}
