import Commands
import Foundation
import GANScript
import Vocabulary

/// The prompt: reads statements with GNU readline, until Ctrl-D.
struct Prompt {
  let invocation: Invocation
  let console: Console
  /// The session as it stands.
  var interpreter: Interpreter<Session>
  /// The sessions before the last inputs, for `:undo`.
  var earlier: [State] = []
  /// What was carried out.
  var transcript = Transcript()
  var history: PromptHistory
  /// The notebooks that this session wrote, as it wrote them.
  var notebooks: [String: [UInt8]] = [:]
  /// How long the last input took.
  var lastDuration: Duration?
  var tellsTime = false
  var isOver = false
  /// What succeeded, for a session after one that ends early.
  let journal: SessionJournal
  private let written = WrittenFiles()

  /// What `:undo` goes back to.
  struct State {
    var interpreter: Interpreter<Session>
    var transcript: Transcript
    var input: String
  }

  /// The files written since it was last asked.
  private final class WrittenFiles {
    private var paths: Set<String> = []

    func note(_ output: Output) {
      if case .saved(let file) = output { paths.insert(file.path) }
    }

    func take() -> Set<String> {
      defer { paths = [] }
      return paths
    }
  }

  init(_ invocation: Invocation, _ console: Console) {
    self.invocation = invocation
    self.console = console
    history = PromptHistory(ProcessInfo.processInfo.environment)
    journal = SessionJournal(history: history.location)
    let context = CommandLineProgram.sessionContext(
      invocation, console, output: "out/session", scriptFolder: "", isPrompt: true)
    var environment = CommandLineProgram.environment(console, readable: context.readable)
    let show = environment.emit
    environment.emit = { [written] output in
      written.note(output)
      show(output)
    }
    interpreter = Interpreter(
      language, session: Session(context: context), environment: environment)
  }

  /// Reads and runs until the end of input; a statement that fails leaves the session as it was.
  mutating func run() -> ExitCode {
    console.words(
      "ganrepl \(CommandLineProgram.version), a laboratory notebook for GANs. Begin with: help start\n"
        + "Tab completes, Ctrl-C stops a training and keeps it, Ctrl-D leaves.")
    if let note = history.note { console.message(escaped(note)) }
    if let left = journal.left {
      console.message(
        "a session ended early after \(counted(left.inputs.count, "input")); "
          + ":recover brings them back")
    }
    Interrupts.keepSession()
    console.beginPaging()
    let live = SessionNames()
    LineEditor.prepare(history: history.entries) { line, cursor in
      live.complete(line, cursor)
    }
    while !isOver {
      live.variables = interpreter.variables
      guard let text = readStatement(live) else { break }
      if text.isEmpty { continue }
      if history.add(text) { LineEditor.remember(text) }
      obey(text)
      journal.keep(transcript.entries.map(\.text))
      if let number = Interrupts.signalReceived, number != SIGINT { Interrupts.leave(by: number) }
      Interrupts.forget()
    }
    journal.remove()
    return .done
  }

  /// Lines until they make a whole statement; empty if the user dropped it, `nil` at the end.
  private func readStatement(_ live: SessionNames) -> String? {
    var text = ""
    while true {
      live.before = text
      switch LineEditor.read(text.isEmpty ? "gan> " : "...> ") {
      case .interrupted: return ""
      case .stopped(let number): Interrupts.leave(by: number)
      case .end:
        console.result("")
        return text.isEmpty ? nil : text
      case .text(let line):
        text += text.isEmpty ? line : "\n" + line
        if !text.hasPrefix(":"),
          case .incomplete = Program.parse(text, name: "prompt").completeness
        {
          continue
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
      }
    }
  }

  private mutating func obey(_ text: String) {
    let plain = text.lowercased().filter { !"();".contains($0) }
    if ["quit", "exit"].contains(plain), interpreter.variables[plain] == nil {
      console.message("Ctrl-D leaves, and so does :quit")
      return
    }
    if let help = helpOnCommand(text) {
      console.page(escapedLines(help))
      return
    }
    guard text.hasPrefix(":") else { return execute(text) }
    do throws(PromptCommand.Refusal) {
      let (command, words) = try PromptCommand.find(text)
      let shown = try command.perform(&self, words)
      if !shown.isEmpty { console.result(escapedLines(shown)) }
    } catch {
      console.message("error: " + escaped(error.message))
      if let help = error.help { console.message("help: " + escaped(help)) }
    }
  }

  /// What `help NAME` or `?:NAME` says of a command of the prompt, where the language has no such word.
  private func helpOnCommand(_ text: String) -> String? {
    let words = text.hasPrefix("?") ? "help " + text.dropFirst() : text
    guard words.hasPrefix("help ") else { return nil }
    let asked = words.dropFirst(5).trimmingCharacters(in: .whitespaces)
    let name = asked.hasPrefix(":") ? String(asked.dropFirst()) : asked
    guard PromptCommand.catalog[name] != nil,
      asked.hasPrefix(":") || language.topics.allSatisfy({ $0.name != name })
    else { return nil }
    return try? PromptCommand.help(name)
  }

  /// Runs statements and keeps what they did.
  mutating func execute(_ text: String) {
    let before = State(interpreter: interpreter, transcript: transcript, input: text)
    let clock = ContinuousClock()
    let start = clock.now
    let program = Program.parse(text, name: "prompt")
    let report = interpreter.execute(program)
    lastDuration = clock.now - start
    console.problems(report)
    let isInterrupted = Interrupts.signalReceived != nil
    transcript.add(program, report, files: written.take(), isInterrupted: isInterrupted)
    if !report.completed.isEmpty {
      earlier.append(before)
      if earlier.count > 20 { earlier.removeFirst() }
    }
    if tellsTime { console.message(durationLine) }
  }

  /// How long the last input took, in words.
  var durationLine: String {
    guard let lastDuration else { return "nothing was run yet" }
    return "took " + durationText(lastDuration / .seconds(1))
  }
}

/// What completion knows of the session, and of the lines above the one that is edited.
final class SessionNames {
  var variables: [String: Value] = [:]
  var before = ""

  /// What may stand at a cursor in the line.
  func complete(_ line: String, _ cursor: Int) -> Completion {
    if before.isEmpty, line.hasPrefix(":"), let found = commands(line, cursor) { return found }
    let above = before.isEmpty ? "" : before + "\n"
    let shift = above.utf8.count
    var found = language.complete(
      above + line, cursor: shift + cursor, variables: variables, files: filesLike)
    found.range = (found.range.lowerBound - shift)..<(found.range.upperBound - shift)
    return found
  }

  /// Names of `:` commands, and files after those that take one.
  private func commands(_ line: String, _ cursor: Int) -> Completion? {
    let typed = String(decoding: Array(line.utf8.prefix(cursor)).dropFirst(), as: UTF8.self)
    guard let blank = typed.lastIndex(of: " ") else {
      let fitting = PromptCommand.catalog.terms.filter { $0.name.hasPrefix(typed) }
      return Completion(
        range: 1..<cursor, candidates: fitting.map { .init(text: $0.name, summary: $0.summary) })
    }
    let path = String(typed[typed.index(after: blank)...])
    let isCommand = typed.hasPrefix("help ")
    let candidates: [Completion.Candidate] =
      isCommand
      ? PromptCommand.catalog.terms.filter { $0.name.hasPrefix(path) }.map {
        .init(text: $0.name, summary: $0.summary)
      }
      : filesLike(path, ["gan"]).map { .init(text: $0, ending: $0.hasSuffix("/") ? "" : " ") }
    return Completion(range: (cursor - path.utf8.count)..<cursor, candidates: candidates)
  }
}
