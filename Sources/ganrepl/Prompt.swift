import CReadline
import Commands
import Foundation
import GANScript

/// The prompt: reads statements with GNU readline, until Ctrl-D.
struct Prompt {
  private let invocation: Invocation
  private let console: Console

  init(_ invocation: Invocation, _ console: Console) {
    self.invocation = invocation
    self.console = console
  }

  /// Reads and runs until the end of input; a statement that fails leaves the session as it was.
  func run() -> ExitCode {
    console.result("ganrepl \(Program.version). `help` lists what can be typed; Ctrl-D leaves.")
    var interpreter = Interpreter(
      language,
      session: Session(
        studio: Program.studio(
          invocation, console, output: invocation.output ?? "out/session", scriptFolder: "")),
      environment: Program.environment(console, folder: ""))
    while let text = readStatement() {
      let report = interpreter.execute(text)
      if !report.diagnostics.isEmpty { console.message(render(report.diagnostics)) }
      Interrupts.forget()
    }
    console.result("")
    return .done
  }

  /// Lines until they make a whole statement; `nil` at the end of input.
  private func readStatement() -> String? {
    var text = ""
    while let line = readLine(text.isEmpty ? "gan> " : "...> ") {
      text += text.isEmpty ? line : "\n" + line
      if case .incomplete = GANScript.Program.parse(text, name: "prompt").completeness { continue }
      if !text.isEmpty { add_history(text) }
      return text
    }
    return text.isEmpty ? nil : text
  }

  private func readLine(_ prompt: String) -> String? {
    guard let line = readline(prompt) else { return nil }
    defer { free(line) }
    return String(cString: line)
  }
}
