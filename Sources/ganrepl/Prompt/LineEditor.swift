import CReadline
import Foundation
import GANScript
import Vocabulary

/// GNU readline: one line at a time, with history and completion.
///
/// Keys are waited for here and not inside readline, so that signals find no code of others.
enum LineEditor {
  /// What came of editing a line.
  enum Line {
    /// A line, or several that were pasted.
    case text(String)
    /// Ctrl-C.
    case interrupted
    /// Ctrl-D, or the terminal is gone.
    case end
    /// Another signal that asks for a stop.
    case stopped(Int32)
  }

  /// What may stand at a cursor, given the line and the cursor in UTF-8 bytes.
  typealias Completer = (_ line: String, _ cursor: Int) -> Completion

  // readline's callbacks have no context; they run on the one thread that edits.
  private nonisolated(unsafe) static var completer: Completer?
  private nonisolated(unsafe) static var completion: Completion?
  private nonisolated(unsafe) static var result: Line?
  /// Whether Esc is to be read next.
  private nonisolated(unsafe) static var holdsEscape = false

  // What bounds a word, as readline wants it: it does not free what it is given. Inside quotes only
  // the quote bounds a path; names are bounded by everything else.
  private nonisolated(unsafe) static let pathBreaks = strdup("\"")
  private nonisolated(unsafe) static let nameBreaks = strdup(" \t\n\"=:()[]{},;.<>+-*/^?!#")

  /// Sets readline up; the entries are the history, oldest first.
  static func prepare(history: [String], completer: @escaping Completer) {
    self.completer = completer
    prepareReadline(
      { text, _, _ in LineEditor.matches(text) },
      { LineEditor.wordBreaks() },
      { matches, count, _ in LineEditor.list(matches, count) },
      { LineEditor.key($0) })
    stifle_history(10_000)
    for entry in history { add_history(entry) }
  }

  /// Adds an entry to the history.
  static func remember(_ entry: String) { add_history(entry) }

  /// Lets the user edit a line.
  static func read(_ prompt: String) -> Line {
    result = nil
    return Interrupts.whileEditing {
      rl_callback_handler_install(prompt) { line in LineEditor.received(line) }
      while result == nil {
        let events = Interrupts.nextEvents()
        if let number = Interrupts.signalReceived {
          if number == SIGINT {
            dropLine()
            Interrupts.forget()
          }
          rl_callback_handler_remove()
          return number == SIGINT ? .interrupted : .stopped(number)
        }
        if events.isToBeSuspended {
          releaseTerminal()
          Interrupts.suspend()
          regainTerminal()
        } else if events.isBack {
          regainTerminal()
        }
        if events.hasWindowChanged { rl_resize_terminal() }
        if events.isKeyPressed {
          repeat {
            endLostSearches()
            rl_callback_read_char()
          } while holdsEscape && result == nil
        }
      }
      return result ?? .end
    }
  }

  /// The next key. Esc ends a search; what comes with it, as with an arrow, is for the line. Readline
  /// 8.2 takes both in one step, loses the search's context and follows a null pointer: here the search
  /// is ended first, by the other key that ends one, and Esc comes after it.
  private static func key(_ file: UnsafeMutablePointer<FILE>?) -> Int32 {
    let escape: Int32 = 0x1B
    if holdsEscape {
      holdsEscape = false
      return escape
    }
    let key = rl_getc(file)
    guard key == escape, isSearching() != 0 else { return key }
    holdsEscape = true
    return 0x0A
  }

  private static func received(_ line: UnsafeMutablePointer<CChar>?) {
    rl_callback_handler_remove()
    guard let line else {
      result = .end
      return
    }
    result = .text(String(cString: line))
    free(line)
  }

  // MARK: Completion

  /// Called first: finds what may stand at the cursor, and answers what bounds a word there.
  private static func wordBreaks() -> UnsafeMutablePointer<CChar>? {
    let line = currentLine().map { String(cString: $0) } ?? ""
    let found = completer?(line, Int(currentPoint()))
    completion = found
    guard let found else { return nil }
    let bytes = Array(line.utf8)
    let start = found.range.lowerBound
    let isPath = start > 0 && bytes[start - 1] == UInt8(ascii: "\"")
    return isPath ? pathBreaks : nameBreaks
  }

  private static func matches(
    _ typed: UnsafePointer<CChar>?
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    // At the beginning of a line readline asks for no bounds, and what was found is of another line.
    if currentPoint() == 0 { _ = wordBreaks() }
    let candidates = completion?.candidates ?? []
    setCompletionEnding(
      candidates.count == 1 ? Int32(candidates[0].ending.utf8.first ?? 0) : 0)
    guard !candidates.isEmpty else { return nil }
    let texts = candidates.map(\.text)
    let common =
      texts.count == 1 ? [] : [commonBeginning(texts) ?? typed.map { String(cString: $0) } ?? ""]
    let all = common + texts
    let size = (all.count + 1) * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
    guard let memory = malloc(size) else { return nil }
    let list = memory.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: all.count + 1)
    for (index, text) in all.enumerated() { list[index] = strdup(text) }
    list[all.count] = nil
    return list
  }

  /// The longest beginning that all share; `nil` if they share none.
  private static func commonBeginning(_ texts: [String]) -> String? {
    guard var common = texts.first else { return nil }
    for text in texts.dropFirst() { common = common.commonPrefix(with: text) }
    return common.isEmpty ? nil : common
  }

  /// Shows what fits, each with what it is.
  private static func list(
    _ matches: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int32
  ) {
    let candidates = completion?.candidates ?? []
    let (rows, columns) = Console.window() ?? (24, 80)
    let widest = min(candidates.map { displayWidth($0.text) }.max() ?? 0, 30)
    var text = "\n"
    for candidate in candidates.prefix(max(rows - 4, 8)) {
      let gap = String(repeating: " ", count: max(widest - displayWidth(candidate.text), 0) + 2)
      let line = "  " + escaped(candidate.text) + gap + escaped(candidate.summary)
      text += shortened(line, to: columns - 1) + "\n"
    }
    let hidden = candidates.count - max(rows - 4, 8)
    if hidden > 0 { text += "  and \(hidden) more; type more letters\n" }
    Console().result(text, ending: "")
    rl_on_new_line()
    redrawLine()
  }
}
