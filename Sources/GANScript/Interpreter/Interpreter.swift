import Vocabulary

/// Carries scripts out on a session; a value, so that a copy is a whole state.
public struct Interpreter<Session: Sendable> {
  /// What statements have made of the session.
  public private(set) var session: Session
  /// Variables by name.
  public private(set) var variables: [String: Value] = [:]

  private let language: Language<Session>
  /// Where `param`s get other values than their defaults.
  private var overrides: [String: Value] = [:]
  private var steps = 0

  /// What carrying out a script led to.
  public struct Outcome: Sendable {
    /// What went wrong or is to be said, in order.
    public var diagnostics: [Diagnostic] = []
    /// How many `expect`s did not come true.
    public var failedExpectations = 0
    /// What the process is to answer.
    public var exitCode: ExitCode = .done
  }

  /// A session at its beginning, and the language it is spoken to in.
  public init(_ language: Language<Session>, session: Session) {
    self.language = language
    self.session = session
  }

  /// Finds every error that can be found without work, on a copy of the state. `parameters` are
  /// values for `param`s, as text. Warnings are among the diagnostics and leave exit code 0.
  public func check(
    _ program: Program, parameters: [(name: String, text: String)] = [],
    environment: Environment
  ) -> Outcome {
    var copy = self
    var quiet = environment
    quiet.emit = { _ in }
    return copy.carryOut(program, parameters, .check, quiet)
  }

  /// Checks a script, and if it is in order runs it; stops at the first error. A statement that
  /// fails leaves no trace.
  public mutating func run(
    _ program: Program, parameters: [(name: String, text: String)] = [],
    environment: Environment
  ) -> Outcome {
    let checked = check(program, parameters: parameters, environment: environment)
    guard checked.exitCode == .done else { return checked }
    var outcome = carryOut(program, parameters, .run, environment)
    outcome.diagnostics = checked.diagnostics + outcome.diagnostics
    return outcome
  }

  private mutating func carryOut(
    _ program: Program, _ parameters: [(name: String, text: String)], _ phase: Phase,
    _ environment: Environment
  ) -> Outcome {
    var walk = Walk(phase: phase, environment: environment, source: program.source)
    walk.outcome.diagnostics = program.diagnostics
    if let first = program.diagnostics.first(where: { $0.severity == .error }) {
      walk.outcome.exitCode = first.exitCode
      return walk.outcome
    }
    overrides = [:]
    for (name, text) in parameters { overrides[name] = Value.reading(text) ?? .text(text) }
    for (name, _) in parameters where !program.parameters.contains(where: { $0.name == name }) {
      let known = program.parameters.map(\.name)
      walk.note(
        Diagnostic(
          .commandLine, "\(program.source.name) has no parameter `\(name)`",
          help: suggestion(nearest(to: name, among: known))
            ?? (known.isEmpty ? nil : "it has \(known.joined(separator: ", "))"), at: nil,
          exitCode: .commandLine))
      return walk.outcome
    }
    steps = 0
    for cell in program.cells where !walk.isOver {
      if phase == .run { environment.emit(.cell(cell)) }
      carryOut(cell.statements, &walk)
    }
    return walk.outcome
  }

  /// One pass over a script.
  private struct Walk {
    let phase: Phase
    let environment: Environment
    var source: SourceText
    var outcome = Outcome()
    var isOver = false
    var included: [String] = []

    mutating func note(_ diagnostic: Diagnostic) {
      outcome.diagnostics.append(diagnostic)
      guard diagnostic.severity == .error else { return }
      if outcome.exitCode == .done { outcome.exitCode = diagnostic.exitCode }
      isOver = phase == .run || outcome.diagnostics.count >= Limits.problems
    }
  }

  private mutating func carryOut(_ statements: [Statement], _ walk: inout Walk) {
    for statement in statements where !walk.isOver {
      let place = Place(source: walk.source, span: statement.span)
      if walk.environment.isInterrupted() {
        return walk.note(
          Diagnostic(.interrupted, "interrupted", at: place, exitCode: .interrupted))
      }
      steps += 1
      if walk.phase == .check, steps > Limits.checkedSteps { return walk.isOver = true }
      let before = self
      do {
        try carryOut(statement, place, &walk)
      } catch {
        let kept = steps
        // In a check what a failed assignment would have given is unknown, not unheard of.
        self = before
        steps = kept
        if walk.phase == .check { rememberName(of: statement) }
        let mayFollow = (error as? ScriptError)?.mayFollow ?? false
        if !mayFollow || walk.outcome.exitCode == .done { walk.note(located(error, place)) }
      }
    }
  }

  private mutating func rememberName(of statement: Statement) {
    switch statement.form {
    case .assignment(let name, _), .binding(let name, _):
      variables[name.name] = .unknown("a value")
    case .parameter(let syntax): variables[syntax.name.name] = .unknown("a value")
    case .network(let syntax): variables[syntax.name.name] = .unknown("a network")
    default: break
    }
  }

  private func located(_ error: any Error, _ place: Place) -> Diagnostic {
    switch error {
    case let diagnostic as Diagnostic: diagnostic
    case let error as ScriptError:
      Diagnostic(
        error.code, error.message, help: error.help, at: error.place ?? place, note: error.note,
        exitCode: error.exitCode)
    default:
      Diagnostic(.internalError, "\(error)", at: place, exitCode: .internalError)
    }
  }

  private func evaluator(_ walk: Walk) -> Evaluator {
    Evaluator(
      variables: variables, words: language.words, source: walk.source,
      environment: walk.environment)
  }

  private mutating func carryOut(
    _ statement: Statement, _ place: Place, _ walk: inout Walk
  ) throws {
    let evaluator = evaluator(walk)
    switch statement.form {
    case .assignment(let name, let command):
      try checkFree(name, walk)
      variables[name.name] = try perform(command, place, walk)
    case .binding(let name, let expression):
      try checkFree(name, walk)
      variables[name.name] = try evaluator.value(expression)
    case .command(let command): _ = try perform(command, place, walk)
    case .expression(let expression): walk.environment.emit(.value(try evaluator.value(expression)))
    case .network(let syntax):
      try checkFree(syntax.name, walk)
      variables[syntax.name.name] = try define(syntax, place, walk)
    case .parameter(let syntax):
      try checkFree(syntax.name, walk)
      let standard = try evaluator.value(syntax.value)
      variables[syntax.name.name] = overrides[syntax.name.name] ?? standard
    case .loop(let name, let list, let body): try loop(name, list, body, &walk)
    case .branch(let branches, let otherwise): try branch(branches, otherwise, &walk)
    case .expectation(let syntax): try expect(syntax, place, &walk)
    case .print(let expressions):
      let values = try expressions.map { try evaluator.value($0).description }
      walk.environment.emit(.text(values.joined(separator: " ")))
    case .include(let path): try include(path, &walk)
    case .language: break
    case .help(let topic): walk.environment.emit(.help(try help(topic, walk)))
    }
  }

  private func checkFree(_ name: Identifier, _ walk: Walk) throws {
    guard let reason = language.reserved[name.name] else { return }
    throw evaluator(walk).diagnostic(
      .reservedName, "`\(name.name)` is \(reason) and cannot be a name", name.span)
  }

  private mutating func perform(
    _ command: Command, _ place: Place, _ walk: Walk
  ) throws -> Value {
    let evaluator = evaluator(walk)
    guard let verb = language.verbs[command.verb.name] else {
      let known = language.verbs.names + syntaxTerms.names
      throw evaluator.diagnostic(
        .unknownName, "there is no verb called `\(command.verb.name)`",
        help: suggestion(nearest(to: command.verb.name, among: known))
          ?? "`help` lists them all", command.verb.span)
    }
    let (given, places) = try evaluator.bind(
      command, to: verb.term, acceptsLists: verb.acceptsLists)
    let call = Call(
      verb: verb.term, location: place, emit: walk.environment.emit,
      isInterrupted: walk.environment.isInterrupted, given: given, places: places)
    do {
      return try verb.perform(call, &session, walk.phase)
    } catch var error as ScriptError {
      if error.place == nil, let argument = error.argument { error.place = places[argument] }
      throw error
    }
  }

  private mutating func define(
    _ syntax: NetworkSyntax, _ place: Place, _ walk: Walk
  ) throws -> Value {
    let description = try evaluator(walk).describe(
      syntax, place, modifiers: language.modifiers, options: language.networkOptions)
    return try language.define(description, &session, walk.phase)
  }

  private mutating func loop(
    _ name: Identifier, _ list: Expression, _ body: [Statement], _ walk: inout Walk
  ) throws {
    try checkFree(name, walk)
    let before = variables[name.name]
    for value in try evaluator(walk).loopValues(list) where !walk.isOver {
      variables[name.name] = value
      carryOut(body, &walk)
    }
    variables[name.name] = before
  }

  private mutating func branch(
    _ branches: [(condition: Expression, body: [Statement])], _ otherwise: [Statement],
    _ walk: inout Walk
  ) throws {
    for (condition, body) in branches {
      switch try evaluator(walk).condition(condition) {
      case true?: return carryOut(body, &walk)
      case false?: continue
      // Known in the run only: every branch that may be taken is checked.
      case nil: carryOut(body, &walk)
      }
    }
    carryOut(otherwise, &walk)
  }

  private mutating func expect(
    _ syntax: ExpectationSyntax, _ place: Place, _ walk: inout Walk
  ) throws {
    let evaluator = evaluator(walk)
    guard let expectation = try evaluator.judge(syntax, place), walk.phase == .run else { return }
    walk.environment.emit(.expectation(expectation))
    if !expectation.isMet {
      walk.outcome.failedExpectations += 1
      if walk.outcome.exitCode == .done { walk.outcome.exitCode = .script }
    }
  }

  private mutating func include(_ path: Expression, _ walk: inout Walk) throws {
    let evaluator = evaluator(walk)
    guard case .text(let name) = try evaluator.value(path) else {
      throw evaluator.diagnostic(.include, "`include` takes a path in quotes", path.span)
    }
    let chain = walk.included + [name]
    guard !walk.included.contains(name), walk.included.count < 32 else {
      throw evaluator.diagnostic(
        .include, "a file includes itself: \(chain.joined(separator: " -> "))", path.span)
    }
    let bytes: [UInt8]
    do { bytes = try walk.environment.read(name) } catch let error as ScriptError {
      throw evaluator.diagnostic(.include, error.message, help: error.help, path.span)
    }
    let program = Program.parse(bytes, name: name)
    for diagnostic in program.diagnostics { walk.note(diagnostic) }
    guard !walk.isOver, program.diagnostics.allSatisfy({ $0.severity != .error }) else { return }
    let outer = (walk.source, walk.included)
    (walk.source, walk.included) = (program.source, chain)
    for cell in program.cells { carryOut(cell.statements, &walk) }
    (walk.source, walk.included) = outer
  }

  private func help(_ topic: Identifier?, _ walk: Walk) throws -> String {
    guard let topic else { return helpOverview(language) }
    if let text = helpText(topic.name, language) { return text }
    let names = language.verbs.names + syntaxTerms.names + language.modifiers.names
    throw evaluator(walk).diagnostic(
      .unknownName, "there is no help on `\(topic.name)`",
      help: suggestion(nearest(to: topic.name, among: names)), topic.span)
  }
}
