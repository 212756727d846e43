import Commands
import Files
import Foundation
import GANScript
import Notebooks
import Vocabulary

/// `ganrepl replay`: the article, all of it or sections. Sections share an output folder, and so
/// their runs; one that fails does not stop the others.
struct Replay {
  private let invocation: Invocation
  private let console: Console
  private let page: ReportFile?
  private let folder: String
  private var session: Session
  /// The answer of the process: that of the first section that failed.
  private var code = ExitCode.done
  private var claims: [Claim] = []
  private var incomplete: [String] = []

  /// Replays what the command line asks for.
  static func perform(_ invocation: Invocation, _ console: Console) -> ExitCode {
    guard let folder = NotebookFolder.find() else {
      console.message("error: the article's notebooks are not found")
      console.message("help: \(NotebookFolder.variable)=FOLDER says where \(Article.file) is")
      return .files
    }
    do {
      let article = try Article { try Replay.read($0, in: folder) }
      let sections =
        invocation.files.isEmpty
        ? article.sections : try article.sections(named: invocation.files)
      let title = sections.count == 1 ? sections[0].title : article.title
      let page = try ReportFile(
        invocation.report, title: title, overwrites: invocation.overwrites)
      // The article says itself what it is called; of some of its sections none speaks for all.
      if !invocation.files.isEmpty, sections.count > 1 { page?.recorder.begin(chapter: title) }
      var replay = Replay(invocation, console, page, folder)
      let plan = try replay.parameters(for: sections)
      let parts = invocation.files.isEmpty ? article.parts : sections.map { .section($0) }
      let shared = SharedTrainings(invocation, console).train(for: replay.session) {
        replay.plans(of: sections, plan, in: $0)
      }
      switch shared {
      case .runs(let session): replay.session = session
      case .ends(let code): return code
      }
      return replay.run(parts, plan)
    } catch let error as UnknownName {
      return refuse(error, folder, console)
    } catch let error as Diagnostic {
      console.problems(Report(error))
      return error.exitCode
    } catch {
      return CommandLineProgram.refuse(error as? ScriptError ?? ScriptError("\(error)"), console)
    }
  }

  private init(
    _ invocation: Invocation, _ console: Console, _ page: ReportFile?, _ folder: String
  ) {
    self.invocation = invocation
    self.console = console
    self.page = page
    self.folder = folder
    session = Session(
      context: CommandLineProgram.sessionContext(
        invocation, console, output: "out/article", scriptFolder: folder))
    if invocation.isQuick { page?.recorder.notice = Replay.quickNotice }
  }

  /// What a report of a small version says before everything else.
  private static let quickNotice = """
    A small version (--quick): 2 epochs for each 100. It shows that everything runs, not what the article \
    found: its pictures and numbers are those of networks that have hardly begun, and sentences are not \
    measured. Without --quick this page has the whole.
    """

  // MARK: Before anything runs

  private static func refuse(
    _ unknown: UnknownName, _ folder: String, _ console: Console
  ) -> ExitCode {
    console.message("error: the article has no section \(escaped(unknown.name))")
    if let near = unknown.suggestion { console.message("help: did you mean \(escaped(near))?") }
    if let article = try? Article(read: { try read($0, in: folder) }) {
      console.message("its sections are")
      for section in article.sections {
        console.message("  \(escaped(section.stem)): \(escaped(section.title))")
      }
    }
    return .commandLine
  }

  /// The values for each section: those of `-p` that it declares. Throws with exit code 2 if one is
  /// for no section.
  private func parameters(for sections: [Article.Section]) throws(ScriptError) -> [String: [String]]
  {
    let given = invocation.parameters + (invocation.isQuick ? ["quick=on"] : [])
    guard !given.isEmpty else { return [:] }
    var declared: [String: [String]] = [:]
    for section in sections {
      declared[section.file] = interpreter().parameterNames(of: section.program)
    }
    let all = declared.values.flatMap { $0 }
    for value in given where !all.contains(Replay.name(value)) {
      let name = Replay.name(value)
      throw ScriptError(
        "-p \(name): no section has a `param` of that name",
        help: nearest(to: name, among: Set(all).sorted()).map { "did you mean `\($0)`?" }
          ?? "there is \(Set(all).sorted().joined(separator: ", "))", exitCode: .commandLine)
    }
    return declared.mapValues { names in given.filter { names.contains(Replay.name($0)) } }
  }

  private static func name(_ parameter: String) -> String {
    String(parameter.prefix { $0 != "=" }).trimmingCharacters(in: .whitespaces)
  }

  // MARK: Running

  /// What sections will train, with the data of a context.
  private func plans(
    of sections: [Article.Section], _ parameters: [String: [String]], in context: SessionContext
  ) -> [(session: Session, report: Report)] {
    sections.filter { $0.problem == nil }.map {
      var planner = interpreter()
      planner.session = Session(context: context)
      return planner.plan($0.program, parameters: parameters[$0.file] ?? [])
    }
  }

  private mutating func run(
    _ parts: [Article.Part], _ parameters: [String: [String]]
  ) -> ExitCode {
    for part in parts {
      switch part {
      case .cell(let cell): page?.recorder.record(.cell(cell))
      case .section(let section): run(section, parameters[section.file] ?? [])
      }
    }
    showFindings()
    page?.recorder.colophon = Colophon.text(of: session, invocation)
    return CommandLineProgram.finish(code, page, console)
  }

  private mutating func run(_ section: Article.Section, _ parameters: [String]) {
    console.words("\n=== \(escaped(section.name))")
    session = Session(
      after: session,
      notebook: Provenance.Notebook(section.file, section.program.source.bytes))
    var interpreter = interpreter()
    let console = console
    let recorder = page?.recorder
    var hasBegun = false
    interpreter.environment.failsClaims = invocation.isStrict
    interpreter.environment.earlierClaims = claims.map(\.expectation)
    interpreter.environment.emit = { output in
      Results.show(output, on: console)
      recorder?.record(output)
      if case .cell = output { hasBegun = true }
    }
    let report: Report
    if let problem = section.problem {
      report = Report(problem)
    } else if Interrupts.signalReceived != nil {
      report = interpreter.skip(
        section.program, parameters: parameters,
        because: Diagnostic(
          .interrupted, "interrupted before this section", at: nil, exitCode: .interrupted))
    } else {
      report = interpreter.run(section.program, parameters: parameters)
    }
    console.problems(report)
    if !hasBegun { recorder?.begin(chapter: section.title) }
    recorder?.record(report)
    session = interpreter.session
    claims += (report.expectations + report.unmeasured).map {
      Claim($0, section: section.number ?? section.title)
    }
    if code == .done { code = report.exitCode }
    let isWhole = !report.diagnostics.contains {
      $0.severity == .error && $0.code != .expectation
    }
    if !isWhole { incomplete.append(section.name) }
  }

  /// An interpreter for a section. Files are named as seen from the article's folder, wherever that
  /// is.
  private func interpreter() -> Interpreter<Session> {
    let readable = session.context.readable
    var environment = CommandLineProgram.environment(console, readable: readable)
    let folder = folder
    environment.checkReading = { path, _ in
      try readable?.check(Replay.path(path, in: folder))
    }
    environment.read = { try Replay.read($0, in: folder) }
    return Interpreter(language, session: session, environment: environment)
  }

  private static func read(_ file: String, in folder: String) throws -> [UInt8] {
    try CommandLineProgram.read(path(file, in: folder))
  }

  private static func path(_ file: String, in folder: String) -> String {
    file.hasPrefix("/") ? file : folder + "/" + file
  }

  /// What came of the article's sentences and of checks, and what is missing.
  private func showFindings() {
    let findings = Findings(claims)
    if !findings.isEmpty {
      console.result("\n=== What the article says")
      for line in findings.lines(width: min(max(console.terminal().columns, 60), 100)) {
        console.result(line)
      }
      for line in [findings.summary, findings.checksSummary] where !line.isEmpty {
        console.result(line)
      }
    }
    if invocation.isStrict, !findings.strictSummary.isEmpty {
      console.message("strict: " + findings.strictSummary)
    }
    for section in incomplete { console.message("incomplete: " + escaped(section)) }
  }
}
