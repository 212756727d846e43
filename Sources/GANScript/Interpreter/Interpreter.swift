import Vocabulary

/// Runs scripts, cells and lines on a session, which it owns.
///
/// An interpreter is a value: a copy goes its own way. Every simple statement either succeeds or
/// leaves session and variables as they were; of a block, the statements before the failed one
/// stay done.
public struct Interpreter<Session: Sendable> {
  /// The words it knows.
  public let language: Language<Session>
  /// What the verbs work on.
  public var session: Session
  /// What it needs of the world.
  public var environment: Environment

  var bindings: [String: Binding] = [:]
  var phase = ExecutionPhase.run
  /// The text that is being run.
  var source = SourceText(name: "", text: "")
  var report = Report()
  /// Code and location of what is reported already, so that a loop says it once.
  var reported: Set<Reported> = []
  /// The `-p` values, by name, that no `param` has taken yet.
  var overrides: [String: String] = [:]
  /// The `param`s met, for near misses of `-p`.
  var parameterNames: [String] = []
  /// The files around the current one, outermost first.
  var inclusions: [String] = []
  /// Files included so far, each as often as it was.
  var inclusionCount = 0
  /// The files read so far.
  var included: [String: Program] = [:]
  /// Whether statements that only show something are passed over.
  var isQuiet = false
  /// Whether a check has passed a wrong statement.
  var hasStumbled = false
  /// Whether names may be given new values without a warning.
  var isPrompt = false
  /// Blocks and included files around the current statement, and the script itself.
  var nesting = 0
  /// The outermost statement that a run has come to.
  var stop: Span?
  /// In a check, why claims are not measured where the branch around the current statement does not run.
  var openReason: String?
  /// Whether a check looks for claims in what will not run.
  var isPassedOver = false
  /// What came of the claims of an article, of all that was run.
  var findings: [Expectation] = []
  /// Values that fields have instead of their own, by where they stand: what-ifs of a condition.
  var substitutes: [Span: Double] = [:]
  /// Loops around the current statement.
  var loopDepth = 0
  /// Statements and evaluations in loops so far.
  var loopWork = 0

  struct Binding {
    var value: Value
    var location: ScriptLocation
  }

  struct Reported: Hashable {
    var code: DiagnosticCode
    var span: Span
    var file: String
  }

  /// An interpreter without variables.
  public init(
    _ language: Language<Session>, session: Session, environment: Environment = Environment()
  ) {
    self.language = language
    self.session = session
    self.environment = environment
  }

  /// Whether the current statement was typed at a prompt, and is not of an included file.
  var isTyped: Bool { isPrompt && inclusions.count == 1 }

  /// The variables, for completion and listing.
  public var variables: [String: Value] { bindings.mapValues(\.value) }

  /// Finds every error that can be found without running, on a copy of the session.
  ///
  /// - Parameters:
  ///   - program: What to check.
  ///   - parameters: Values for its `param`s, each `NAME=VALUE`.
  public func check(_ program: Program, parameters: [String] = []) -> Report {
    checked(program, parameters: parameters).report
  }

  /// The session as a check leaves it: the plan. What a check finds wrong is in the report.
  ///
  /// - Parameter selection: The cells that will be run; the report is of all of them in any case.
  public func plan(
    _ program: Program, parameters: [String] = [], selection: Selection = .all
  ) -> (session: Session, report: Report) {
    let probe = checked(program, parameters: parameters)
    guard selection != .all, !probe.report.hasErrors,
      let steps = try? plan(selection, of: program)
    else { return (probe.session, probe.report) }
    return (checked(program, parameters: parameters, steps: steps).session, probe.report)
  }

  /// The names of the `param`s that a script and the files it includes declare.
  public func parameterNames(of program: Program) -> [String] {
    checked(program, parameters: []).parameterNames
  }

  /// Checks a script and, if there is no error, runs it up to the first failed statement.
  public mutating func run(
    _ program: Program, parameters: [String] = [], selection: Selection = .all
  ) -> Report {
    let probe = checked(program, parameters: parameters)
    report = probe.report
    guard !report.hasErrors else {
      if selection == .all { report.unmeasured = claimsLeft(after: nil) }
      return report
    }
    let steps: [Step]
    do throws(Diagnostic) {
      steps = try plan(selection, of: program)
    } catch {
      report.add(error)
      return report
    }
    begin(program, .run)
    included = probe.included
    takeOverrides(parameters)
    for step in steps {
      isQuiet = step.isQuiet
      if let cell = step.cell, !enter(cell) { break }
      guard execute(step.statements) else { break }
    }
    isQuiet = false
    if selection == .all { report.unmeasured = claimsLeft(after: stop) }
    return report
  }

  /// What comes of a script that is not run at all, for a reason: none of its claims is measured.
  public func skip(
    _ program: Program, parameters: [String] = [], because problem: Diagnostic
  ) -> Report {
    var probe = self
    probe.environment.isInterrupted = { false }
    probe = probe.checked(program, parameters: parameters)
    var report = Report(problem)
    report.unmeasured = probe.report.planned.map { $0.unmeasured(problem.message) }
    return report
  }

  /// Checks and runs what was typed at a prompt; names may be given new values.
  public mutating func execute(_ program: Program) -> Report {
    isPrompt = true
    defer { isPrompt = false }
    return run(program)
  }

  /// Checks and runs a line that was typed at a prompt.
  public mutating func execute(_ line: String) -> Report {
    execute(Program.parse(line, name: "prompt"))
  }

  private func checked(
    _ program: Program, parameters: [String], steps: [Step]? = nil
  ) -> Interpreter {
    var probe = self
    probe.report = Report()
    probe.reported = []
    for diagnostic in program.diagnostics { probe.report.add(diagnostic) }
    probe.environment.emit = { _ in }
    probe.included = [:]
    probe.begin(program, .check)
    probe.takeOverrides(parameters)
    let steps =
      steps ?? program.cells.map { Step(cell: $0, statements: $0.statements, isQuiet: false) }
    for step in steps {
      guard step.cell.map({ probe.enter($0) }) ?? true, probe.execute(step.statements) else {
        break
      }
    }
    if program.diagnostics.isEmpty, !isPrompt { probe.reportUnusedParameters(of: program) }
    probe.reportUnknownOverrides()
    probe.report.sort(by: program.source)
    return probe
  }

  private mutating func begin(_ program: Program, _ phase: ExecutionPhase) {
    self.phase = phase
    source = program.source
    inclusions = [program.source.name]
    inclusionCount = 0
    overrides = [:]
    parameterNames = []
    loopWork = 0
    loopDepth = 0
    nesting = 0
    stop = nil
    openReason = nil
    isPassedOver = false
    hasStumbled = false
  }
}
