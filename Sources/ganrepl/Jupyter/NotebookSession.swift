import Commands
import Foundation
import GANScript
import Jupyter
import Notebooks
import Synchronization

/// A session whose cells come from Jupyter: the prompt's words, with results as Jupyter shows them.
final class NotebookSession: KernelHost {
  private var interpreter: Interpreter<Session>
  private var history: PromptHistory
  /// Where messages go: the cell that runs.
  private let current: CurrentCell

  /// What may be called from any thread.
  private final class CurrentCell: Sendable {
    private let display = Mutex<KernelDisplay?>(nil)

    func set(_ display: KernelDisplay?) { self.display.withLock { $0 = display } }

    func message(_ text: String) {
      display.withLock { $0 }?.write(escaped(text) + "\n", to: .stderr)
    }

    func progress(_ text: String) { display.withLock { $0 }?.progress(text) }
  }

  init(_ invocation: Invocation, _ console: Console) {
    let variables = ProcessInfo.processInfo.environment
    let cell = CurrentCell()
    current = cell
    history = PromptHistory(variables)
    earlierInputs = history.entries
    // Jupyter's server tells which notebook it is for.
    let notebook = variables["JPY_SESSION_NAME"].map { CommandLineProgram.stem(of: $0) }
    var context = CommandLineProgram.sessionContext(
      invocation, console, output: "out/" + (notebook ?? "session"), scriptFolder: "",
      terminal: Terminal(style: .unicode, graphics: .off, rewritesProgress: true))
    context.message = { cell.message($0) }
    context.progress = { cell.progress($0) }
    interpreter = Interpreter(
      language, session: Session(context: context),
      environment: CommandLineProgram.environment(console, readable: context.readable))
  }

  let information = KernelInformation(
    version: CommandLineProgram.version,
    banner: "ganrepl \(CommandLineProgram.version), a laboratory notebook for GANs",
    language: JupyterLanguage.information.merging([
      "version": CommandLineProgram.version, "mimetype": "text/x-gan",
      // Comments, texts and numbers look alike.
      "codemirror_mode": "python", "pygments_lexer": "text",
    ]) { $1 })

  // MARK: Cells

  func execute(_ code: String, _ display: KernelDisplay) -> CellResult {
    // An interrupt that came when nothing ran was for nothing.
    if Interrupts.signalReceived == SIGINT { Interrupts.forget() }
    current.set(display)
    defer { current.set(nil) }
    var pages: [String] = []
    let recorder = ReportRecorder(name: "") { block in
      // Files are told with their paths.
      if case .file = block { return }
      for output in JupyterOutput.outputs(of: block) {
        switch output {
        case .stream(let name, let text):
          display.write(text, to: KernelDisplay.Stream(rawValue: name) ?? .stdout)
        case .display(let forms): display.show(forms)
        }
      }
    }
    interpreter.environment.emit = { output in
      switch output {
      case .value(let value): display.showResult(["text/plain": escaped(value.source)])
      case .help(let page): pages.append(page)
      case .cell, .definition: break
      default: recorder.record(output)
      }
      if case .saved(let file) = output { display.write(escaped(file.message) + "\n") }
    }
    let report = interpreter.execute(Program.parse(code, name: "cell"))
    return result(report, pages, display)
  }

  private func result(
    _ report: Report, _ pages: [String], _ display: KernelDisplay
  ) -> CellResult {
    for diagnostic in report.diagnostics where diagnostic.severity == .warning {
      display.write(render(diagnostic), to: .stderr)
    }
    let errors = report.diagnostics.filter { $0.severity == .error }
    guard let first = errors.first else {
      guard Interrupts.signalReceived != nil else { return .done(pages: pages) }
      let message = "stopped; what was trained is kept"
      return .failed(name: "interrupted", message: message, lines: ["interrupted: " + message])
    }
    let lines = errors.flatMap {
      render($0, isColored: true).split(separator: "\n").map(String.init)
    }
    let wantsOption = errors.contains { ($0.help ?? "").contains(/(^|\s)-(o\b|-[a-z])/) }
    return .failed(
      name: first.code.rawValue, message: first.message,
      lines: lines + (wantsOption ? [NotebookSession.optionsInJupyter] : [])
        + (report.isCut ? ["there are more problems than these"] : []))
  }

  /// What advice to give an option comes to in a cell.
  private static let optionsInJupyter =
    "In Jupyter a kernel has its options from: ganrepl kernel --install -o DIR (or --overwrite, "
    + "--allow-read DIR). Install it so, and restart the kernel."

  // MARK: While a cell is written

  func complete(_ code: String, cursor: Int) -> (range: Range<Int>, matches: [String]) {
    let found = language.complete(
      code, cursor: cursor, variables: interpreter.variables, files: filesLike)
    return (found.range, found.candidates.map(\.text))
  }

  /// The nearest word at the cursor or before it in its line that something is known of.
  func inspect(_ code: String, cursor: Int) -> String? {
    let bytes = Array(code.utf8)
    func isInName(_ index: Int) -> Bool {
      let scalar = Unicode.Scalar(bytes[index])
      return scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }
    var end = min(cursor, bytes.count)
    while end < bytes.count, isInName(end) { end += 1 }
    while end > 0, bytes[end - 1] != UInt8(ascii: "\n") {
      guard isInName(end - 1) else {
        end -= 1
        continue
      }
      var start = end
      while start > 0, isInName(start - 1) { start -= 1 }
      let word = String(decoding: bytes[start..<end], as: UTF8.self)
      if let page = page(on: word) { return page }
      end = start
    }
    return nil
  }

  private func page(on word: String) -> String? {
    guard let value = interpreter.variables[word] else { return language.help(word) }
    var lines = ["\(word) = \(value.source)"]
    if case .object(let object) = value {
      lines += object.fieldNames.map { "  .\($0) = \((object.field($0) ?? .nothing).source)" }
    }
    return escapedLines(lines.joined(separator: "\n"))
  }

  func completeness(of code: String) -> Completeness {
    switch Program.parse(code, name: "cell").completeness {
    case .complete: .complete
    case .incomplete: .incomplete
    case .wrong: .invalid
    }
  }

  // MARK: History

  let earlierInputs: [String]

  func remember(_ code: String) { _ = history.add(code) }
}
