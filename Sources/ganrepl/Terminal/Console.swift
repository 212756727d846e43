import Commands
import Files
import Foundation
import GANScript
import Ranks
import Synchronization
import Vocabulary

/// Standard output and error, written through descriptors so that no failure goes unseen.
final class Console: Sendable {
  private let choice: ColorChoice
  private let wantsLive: Atomic<Bool>
  private let isPaging = Atomic(false)

  /// The two streams; colours as the user wants them, trainings drawn live or not.
  init(color: ColorChoice = .auto, isLive: Bool = false) {
    choice = color
    wantsLive = Atomic(isLive)
  }

  /// Whether trainings are drawn as they run, if the terminal can do that.
  var isLive: Bool {
    get { wantsLive.load(ordering: .relaxed) }
    set { wantsLive.store(newValue, ordering: .relaxed) }
  }

  /// Whether messages go to a terminal where lines can be drawn over.
  var canBeLive: Bool {
    Console.isTerminal(STDERR_FILENO) && !variables.isDumb && messageColors != .none
  }

  /// Writes a result and its line end to standard output.
  ///
  /// A closed pipe ends the process as SIGPIPE would; a full disk ends it with exit code 4.
  func result(_ text: String, ending: String = "\n") {
    do { try writeAll(Array((text + ending).utf8), to: STDOUT_FILENO, path: "") } catch {
      if error.code == EPIPE { Interrupts.leave(by: SIGPIPE) }
      message("error: standard output: cannot write: \(error.reason)")
      exit(ExitCode.files.rawValue)
    }
  }

  /// Writes words as a result: on a terminal, lines are broken at blanks where the window ends.
  ///
  /// - Parameter parts: What stays whole, such as a path.
  func words(_ text: String, keeping parts: [String] = []) {
    result(resultWidth.map { broken(text, columns: $0, keeping: parts) } ?? text)
  }

  /// From now on texts that are longer than the window are shown a screen at a time: there is somebody
  /// to turn the pages.
  func beginPaging() { isPaging.store(true, ordering: .relaxed) }

  /// Writes a text to be read, a screen at a time if it is longer than the window of a prompt.
  func page(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
    if isPaging.load(ordering: .relaxed), isatty(STDIN_FILENO) == 1, let window = Console.window(),
      resultWidth != nil, !variables.isDumb, lines >= window.rows,
      let pager = Pager(ProcessInfo.processInfo.environment), pager.show(text)
    {
      return
    }
    result(text)
  }

  /// Writes a message and its line end to standard error; on a terminal, lines are broken at blanks where
  /// the window ends.
  func message(_ text: String) {
    progress((messageWidth.map { broken(text, columns: $0) } ?? text) + "\n")
  }

  /// Writes to standard error as it is; a failure cannot be reported anywhere.
  func progress(_ text: String) {
    try? writeAll(Array(text.utf8), to: STDERR_FILENO, path: "")
  }

  /// Asks on the terminal, and says what a no means. No is every answer but yes, and the end of input; a
  /// signal that asks for a stop is no, too, and ends the process.
  func confirms(_ question: String, otherwise consequence: String) -> Bool {
    progress("\(question) [y/N] ")
    let answer = Interrupts.typedLine()
    if let answer, ["y", "yes"].contains(answer.lowercased()) { return true }
    message((answer == nil ? "\n" : "") + consequence)
    if let number = Interrupts.signalReceived { Interrupts.leave(by: number) }
    return false
  }

  /// Writes problems to standard error, with colours where it has them.
  func problems(_ report: Report) {
    if !report.diagnostics.isEmpty {
      let isColored = messageColors != .none
      let columns = messageWidth
      progress(
        report.diagnostics.map { render($0, isColored: isColored, columns: columns) }.joined())
    }
    if report.isCut { message("there are more problems than these") }
  }

  /// Whether a stream is the user's terminal. What a launcher of processes reads may be one too, but not the
  /// user's: mpirun makes one for each process and passes on what is written, wherever that goes.
  static func isTerminal(_ stream: Int32) -> Bool {
    isatty(stream) == 1 && !Ranks.isLaunched(ProcessInfo.processInfo.environment)
  }

  private var variables: TerminalVariables {
    TerminalVariables(ProcessInfo.processInfo.environment)
  }

  private var messageColors: ColorDepth {
    variables.colors(choice, isTerminal: Console.isTerminal(STDERR_FILENO))
  }

  /// What can be drawn where results go, as things stand now.
  func terminal() -> Terminal {
    let variables = variables
    let isTerminal = Console.isTerminal(STDOUT_FILENO)
    let colors = variables.colors(choice, isTerminal: isTerminal)
    let window = Console.window()
    return Terminal(
      columns: window?.columns ?? variables.columns ?? 80, rows: window?.rows ?? 24,
      style: isTerminal && variables.isUTF8 ? .unicode : .ascii, colors: colors,
      graphics: variables.graphics(colors, isTerminal: isTerminal),
      rewritesProgress: Console.isTerminal(STDERR_FILENO) && !variables.isDumb,
      isLive: isLive && canBeLive)
  }

  /// The width that results have to fit; `nil` where they do not go to a terminal.
  var resultWidth: Int? {
    Console.isTerminal(STDOUT_FILENO) ? terminal().columns : nil
  }

  /// The width that messages have to fit; `nil` where they do not go to a terminal.
  private var messageWidth: Int? {
    Console.isTerminal(STDERR_FILENO) ? terminal().columns : nil
  }

  /// The size of the terminal's window, if there is one that knows.
  static func window() -> (rows: Int, columns: Int)? {
    for file in [STDOUT_FILENO, STDERR_FILENO] {
      var window = winsize()
      if ioctl(file, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 {
        return (Int(window.ws_row), Int(window.ws_col))
      }
    }
    return nil
  }
}
