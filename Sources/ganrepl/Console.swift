import Commands
import Files
import Foundation
import GANScript

/// Standard output and error, written through descriptors so that no failure goes unseen.
final class Console: Sendable {
  /// Writes a result and its line end to standard output.
  ///
  /// A closed pipe ends the process as SIGPIPE would; a full disk ends it with exit code 4.
  func result(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// Writes a message and its line end to standard error.
  func message(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Writes to standard error as it is.
  func progress(_ text: String) { write(text, to: STDERR_FILENO) }

  private func write(_ text: String, to file: Int32) {
    do {
      try writeAll(Array(text.utf8), to: file, path: "standard output")
    } catch {
      guard file == STDOUT_FILENO else { return }
      if error.code == EPIPE { exit(128 + SIGPIPE) }
      try? writeAll(
        Array("error: standard output: cannot write: \(error.reason)\n".utf8), to: STDERR_FILENO,
        path: "")
      exit(ExitCode.files.rawValue)
    }
  }

  /// What can be drawn where results go.
  static func terminal() -> Studio.Terminal {
    let environment = ProcessInfo.processInfo.environment
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let locale = names.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let isUTF8 = locale.uppercased().contains("UTF-8") || locale.uppercased().contains("UTF8")
    let isDumb = environment["TERM"] == nil || environment["TERM"] == "dumb"
    let wantsColor = (environment["NO_COLOR"] ?? "").isEmpty && !isDumb
    var window = winsize()
    let knowsSize = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0 && window.ws_col > 0
    return Studio.Terminal(
      columns: knowsSize ? Int(window.ws_col) : Int(environment["COLUMNS"] ?? "") ?? 80,
      rows: knowsSize ? Int(window.ws_row) : 24,
      style: isTerminal && isUTF8 ? .unicode : .ascii, color: isTerminal && wantsColor,
      rewritesProgress: isatty(STDERR_FILENO) == 1 && !isDumb)
  }
}
