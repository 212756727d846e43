import Commands
import Files
import Foundation
import GANScript
import Kernels
import Notebooks
import Vocabulary

/// The program: what is done for each form of the command line.
enum CommandLineProgram {
  static let version = Release.version

  /// Does what the arguments ask for; never returns by a trap, whatever they are.
  static func main(_ arguments: [String]) -> ExitCode {
    switch arguments.first {
    case ShellCompletion.command:
      return ShellCompletion.answer(Array(arguments.dropFirst()), Console())
    case SharedFile.command:
      return SharedFile.show(Array(arguments.dropFirst()), Console())
    default: break
    }
    var invocation: Invocation
    do { invocation = try Invocation(arguments) } catch {
      return refuse(
        error.message, help: error.help ?? "ganrepl --help lists all options", Console())
    }
    let console = Console(color: invocation.color, isLive: invocation.isLive)
    if invocation.wantsHelp {
      let command = invocation.command.flatMap { Subcommand.catalog[$0] }
      console.result(command.map { Invocation.usage(of: $0) } ?? Invocation.usage)
      return .done
    }
    if invocation.wantsVersion {
      console.result("ganrepl \(version)")
      return .done
    }
    Interrupts.listen()
    return SharedTrainings.together(&invocation, console) { perform($0, console) }
  }

  /// Does what the arguments ask for, alone or as one of several processes.
  private static func perform(_ invocation: Invocation, _ console: Console) -> ExitCode {
    if !invocation.code.isEmpty {
      guard invocation.files.isEmpty, invocation.command == nil else {
        return refuse(
          "-e takes the place of a notebook",
          help: "leave out \(invocation.command ?? invocation.files[0])", console)
      }
      return run(
        Array(invocation.code.joined(separator: "\n").utf8), name: "-e", invocation, console)
    }
    if let command = invocation.command.flatMap({ Subcommand.catalog[$0] }) {
      return command.perform(invocation, console)
    }
    if !invocation.files.isEmpty { return open(invocation, console) }
    if Console.isTerminal(STDIN_FILENO), Console.isTerminal(STDOUT_FILENO) {
      if let option = invocation.firstGiven(of: ["report", "cell", "from", "strict"]) {
        return refuse(
          "--\(option) needs a notebook", help: "ganrepl run FILE.gan --\(option) ...", console)
      }
      var prompt = Prompt(invocation, console)
      return prompt.run()
    }
    return runStandardInput(invocation, console)
  }

  /// A command line that cannot be followed.
  static func refuse(_ message: String, help: String, _ console: Console) -> ExitCode {
    console.message("error: " + escaped(message))
    console.message("help: " + escaped(help))
    return .commandLine
  }

  /// A command line that asks for what cannot be.
  static func refuse(_ error: ScriptError, _ console: Console) -> ExitCode {
    console.message("error: " + escaped(error.message))
    if let help = error.help { console.message("help: " + escaped(help)) }
    return error.exitCode
  }

  /// Runs or checks the notebook that the command line names.
  static func open(_ invocation: Invocation, _ console: Console) -> ExitCode {
    guard let file = invocation.files.first else {
      return refuse(
        "\(invocation.command ?? "") needs a file",
        help: "ganrepl \(invocation.command ?? "") notebooks/3.0-baseline.gan", console)
    }
    if let help = invocation.misspelledCommand {
      return refuse("there is no command \(file)", help: "did you mean `ganrepl \(help)`?", console)
    }
    guard invocation.files.count == 1 else {
      return refuse(
        "one notebook at a time; \(invocation.files[1]) is too much",
        help: "values for a notebook are given with -p NAME=VALUE", console)
    }
    if file == "-" { return runStandardInput(invocation, console) }
    do throws(FileError) {
      return run(try readFile(file, limit: Limits.readBytes), name: file, invocation, console)
    } catch {
      console.message("error: \(escaped(error.path)): cannot \(error.action): \(error.reason)")
      return .files
    }
  }

  /// Shows what the language has, or what is known of one of its words.
  static func help(_ invocation: Invocation, _ console: Console) -> ExitCode {
    guard let word = invocation.files.first else {
      console.result(language.help())
      return .done
    }
    guard invocation.files.count == 1 else {
      return refuse(
        "one word at a time; \(invocation.files[1]) is too much", help: "ganrepl help \(word)",
        console)
    }
    let command = Subcommand.catalog[word].map { Invocation.usage(of: $0) + "\n" }
    let ofThePrompt = word.hasPrefix(":") ? try? PromptCommand.help(word) + "\n" : nil
    let pages = [command, language.help(word), ofThePrompt].compactMap(\.self)
    guard !pages.isEmpty else {
      let near =
        language.suggestion(forHelp: word) ?? nearest(to: word, among: Subcommand.catalog.names)
      return refuse(
        "no help on \(word)",
        help: near.map { "did you mean `ganrepl help \($0)`?" }
          ?? "ganrepl help is a map of the help", console)
    }
    console.result(pages.joined(separator: "\n"))
    return .done
  }

  private static func runStandardInput(_ invocation: Invocation, _ console: Console) -> ExitCode {
    do throws(FileError) {
      let bytes = try readStream(STDIN_FILENO, limit: Limits.readBytes, path: "standard input")
      return run(bytes, name: "-", invocation, console)
    } catch {
      console.message("error: \(error.path): cannot \(error.action): \(error.reason)")
      return .files
    }
  }

  private static func run(
    _ bytes: [UInt8], name: String, _ invocation: Invocation, _ console: Console
  ) -> ExitCode {
    let program = Program.parse(bytes, name: name)
    if invocation.command == "check" { return check(program, invocation, console) }
    let page: ReportFile?
    do throws(ScriptError) {
      page = try ReportFile(
        invocation.report, title: program.heading ?? stem(of: name),
        overwrites: invocation.overwrites)
    } catch { return refuse(error, console) }
    var interpreter = interpreter(
      invocation, console, file: name, notebook: Provenance.Notebook(name, bytes))
    interpreter.environment.failsClaims = invocation.isStrict
    let shared = SharedTrainings(invocation, console).train(for: interpreter.session) {
      var planner = interpreter
      planner.session = Session(context: $0)
      return [
        planner.plan(program, parameters: invocation.parameters, selection: invocation.selection)
      ]
    }
    switch shared {
    case .runs(let session): interpreter.session = session
    case .ends(let code): return code
    }
    if let page {
      interpreter.environment.emit = { output in
        Results.show(output, on: console)
        page.recorder.record(output)
      }
    }
    let report = interpreter.run(
      program, parameters: invocation.parameters, selection: invocation.selection)
    console.problems(report)
    page?.recorder.record(report)
    page?.recorder.colophon = Colophon.text(of: interpreter.session, invocation)
    return finish(report.exitCode, page, console)
  }

  /// Writes the report that was asked for; the process then ends, by the signal that stopped it or
  /// with a code.
  static func finish(_ code: ExitCode, _ page: ReportFile?, _ console: Console) -> ExitCode {
    let isWritten = page?.write(console) ?? true
    // The user who asked for a stop is told that it was heard, even if nothing was left to do.
    if let number = Interrupts.signalReceived { Interrupts.leave(by: number) }
    return code == .done && !isWritten ? .files : code
  }

  private static func check(
    _ program: Program, _ invocation: Invocation, _ console: Console
  ) -> ExitCode {
    let name = program.source.name
    let (session, report) = interpreter(invocation, console, file: name)
      .plan(program, parameters: invocation.parameters)
    console.problems(report)
    if !report.hasErrors {
      console.words("\(escaped(name)): no errors found")
      for line in session.plan { console.words(escaped(line)) }
    }
    return finish(report.exitCode, nil, console)
  }

  /// What a notebook is called: its file's name without folder and ending.
  static func stem(of name: String) -> String {
    let title = isFile(name) ? (name as NSString).lastPathComponent : "session"
    let stem = (title as NSString).deletingPathExtension
    return ["", ".", ".."].contains(stem) ? "session" : stem
  }

  /// Whether a notebook is a file, not standard input or `-e`.
  private static func isFile(_ name: String) -> Bool { name != "-" && name != "-e" }

  /// An interpreter for a notebook: a file, `-` or `-e`.
  static func interpreter(
    _ invocation: Invocation, _ console: Console, file name: String,
    notebook: Provenance.Notebook? = nil
  ) -> Interpreter<Session> {
    let folder = isFile(name) ? (name as NSString).deletingLastPathComponent : ""
    var context = sessionContext(
      invocation, console, output: "out/" + stem(of: name), scriptFolder: folder)
    context.provenance.notebook = notebook
    // What stands on the command line itself is the user's own.
    if name == "-e" { context.readable = nil }
    return Interpreter(
      language, session: Session(context: context),
      environment: environment(console, readable: context.readable))
  }

  /// What a session works with; the output folder is the one given where the user chose none, the
  /// terminal the console's where none is given.
  static func sessionContext(
    _ invocation: Invocation, _ console: Console, output: String, scriptFolder: String,
    terminal: Terminal? = nil, isPrompt: Bool = false
  ) -> SessionContext {
    var context = SessionContext(
      outputFolder: invocation.output ?? output, isOutputChosen: invocation.output != nil,
      scriptFolder: scriptFolder, terminal: terminal ?? console.terminal(),
      workers: WorkerPool(threads: invocation.threads),
      message: { console.message(escaped($0)) }, progress: { console.progress($0) })
    context.provenance.commandLine = CommandLine.arguments
    context.trainsAnew = invocation.trainsAnew
    context.overwrites = invocation.overwrites
    context.collective = invocation.ranks.count > 1 ? invocation.ranks : nil
    context.processesHere = invocation.ranks.countHere
    if let processes = invocation.processes { context.processes = processes }
    context.isPrompt = isPrompt
    context.readable = ReadableFolders(
      [".", scriptFolder] + invocation.namedPaths, isPrompt: isPrompt)
    return context
  }

  /// The bytes of a notebook.
  static func read(_ path: String) throws(ScriptError) -> [UInt8] {
    do throws(FileError) { return try readFile(path, limit: Limits.readBytes) } catch {
      throw ScriptError("cannot \(error.action): \(error.reason)", exitCode: .files)
    }
  }

  /// What the interpreter needs of the world. Paths of included files come resolved: as seen from
  /// the file that includes them. What the user types is not held to the folders that may be read, and
  /// a notebook that the user includes may read in its own.
  static func environment(_ console: Console, readable: ReadableFolders?) -> Environment {
    Environment(
      emit: { Results.show($0, on: console) },
      checkReading: { path, isTyped in
        if isTyped {
          readable?.allow((path as NSString).deletingLastPathComponent)
        } else {
          try readable?.check(path)
        }
      },
      read: { try read($0) },
      exists: { kindOfFile(at: $0) != nil }, columns: { console.terminal().columns },
      isInterrupted: { Interrupts.signalReceived != nil })
  }
}
