import Files
import Foundation

/// Shows a text a screen at a time.
struct Pager {
  /// The command, which a shell reads: it may hold options.
  private let command: String
  private let environment: [String: String]

  /// The pager that `PAGER` names, else `less`, or `more` where that is not there; `nil` where the
  /// variable is empty: then texts are shown as they are.
  init?(_ environment: [String: String]) {
    let wish = environment["PAGER"]?.trimmingCharacters(in: .whitespaces)
    guard wish != "" else { return nil }
    command = wish ?? "if command -v less >/dev/null; then less; else more; fi"
    // A text that fits is only shown; what was shown stays on the screen.
    self.environment = environment.merging(["LESS": "-FRX"]) { own, _ in own }
  }

  /// Shows a text; `false` if there is no such pager.
  func show(_ text: String) -> Bool {
    let status = try? ForegroundProcess.run(
      command, environment: environment, input: Array((text + "\n").utf8))
    return status.map { $0 != 126 && $0 != 127 } ?? false
  }
}
