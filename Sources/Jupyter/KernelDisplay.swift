import Foundation
import Synchronization

/// Where the results of one cell go.
public struct KernelDisplay: Sendable {
  /// A stream of text.
  public enum Stream: String, Sendable {
    /// Results.
    case stdout
    /// Messages.
    case stderr
  }

  /// The same thing in several forms, by media type: texts as they are, bytes in base 64.
  public typealias Forms = [String: String]

  /// Publishes a message of a type with its content.
  private let publish: @Sendable (_ type: String, _ content: [String: any Sendable]) -> Void
  private let count: Int
  private let line: RewrittenLine

  /// Results of the cell of that number.
  init(
    count: Int, publish: @escaping @Sendable (String, [String: any Sendable]) -> Void
  ) {
    self.count = count
    self.publish = publish
    line = RewrittenLine { text, id, isFirst in
      publish(
        isFirst ? "display_data" : "update_display_data",
        [
          "data": ["text/plain": text], "metadata": [String: String](),
          "transient": ["display_id": id],
        ])
    }
  }

  /// Adds text to a stream.
  public func write(_ text: String, to stream: Stream = .stdout) {
    line.finish()
    publish("stream", ["name": stream.rawValue, "text": text])
  }

  /// Shows something.
  public func show(_ forms: Forms) {
    line.finish()
    publish(
      "display_data",
      ["data": forms, "metadata": [String: String](), "transient": [String: String]()])
  }

  /// Shows the value of an expression.
  public func showResult(_ forms: Forms) {
    line.finish()
    publish(
      "execute_result",
      ["execution_count": count, "data": forms, "metadata": [String: String]()])
  }

  /// Takes text meant for a terminal's line that is written over (`\r`): one output that is replaced
  /// once a second at most.
  public func progress(_ text: String) { line.write(text) }

  /// The cell is over.
  func finish() { line.finish() }
}

/// A line of progress that is written over again and again: shown at once, then at most once a second,
/// and as it stands at its end.
final class RewrittenLine: Sendable {
  /// Shows a text under an id, which is new or replaces the one that is there.
  typealias Show = @Sendable (_ text: String, _ id: String, _ isFirst: Bool) -> Void

  private struct State {
    var text = ""
    var shown: String?
    var lastShown: ContinuousClock.Instant?
    var id = UUID().uuidString
  }

  private let state = Mutex(State())
  private let pause: Duration
  private let show: Show

  init(pause: Duration = .seconds(1), show: @escaping Show) {
    self.pause = pause
    self.show = show
  }

  /// Takes text in: `\r` goes back to the start of the line, a line end leaves it for a new one.
  func write(_ text: String) {
    state.withLock { state in
      for character in text.unicodeScalars {
        switch character {
        case "\r": state.text = ""
        case "\n": end(&state)
        default: state.text.unicodeScalars.append(character)
        }
      }
      let now = ContinuousClock().now
      let isDue = state.lastShown.map { now - $0 >= pause } ?? true
      if isDue, display(&state) { state.lastShown = now }
    }
  }

  /// The line stays as it is; what comes next is another one.
  func finish() { state.withLock { end(&$0) } }

  private func end(_ state: inout State) {
    _ = display(&state)
    state = State()
  }

  /// Returns whether there was something new to show.
  private func display(_ state: inout State) -> Bool {
    // Blanks at the end only wipe out what was longer.
    let text = String(state.text.reversed().drop { $0 == " " }.reversed())
    guard text != state.shown ?? "" else { return false }
    show(text, state.id, state.shown == nil)
    state.shown = text
    return true
  }
}
