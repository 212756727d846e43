import Vocabulary

/// Statements.
extension Interpreter {
  /// Runs statements one after the other; returns whether to continue after them.
  ///
  /// A check continues after a wrong statement, a run does not.
  mutating func execute(_ statements: [Statement]) -> Bool {
    nesting += 1
    defer { nesting -= 1 }
    for statement in statements {
      if nesting == 1, phase == .run { stop = statement.span }
      if isInterrupted(at: statement.span) { return false }
      if nesting > Limits.depth + 1 {
        note(
          problem(
            .tooDeep, "blocks and included files deeper than \(Limits.depth) levels",
            at: statement.span))
        return phase == .check
      }
      if report.isFull, phase == .check { return false }
      if loopDepth > 0 { loopWork += Work.statement }
      let errorsBefore = report.errorCount
      do throws(Diagnostic) {
        guard try execute(statement) else { return false }
        if nesting == 1, phase == .run, report.errorCount == errorsBefore {
          report.completed.append(location(statement.span))
        }
      } catch {
        note(error)
        if phase == .run { return false }
        hasStumbled = true
        forget(statement)
      }
    }
    return true
  }

  /// Begins a cell: its prose gets its values, and a run shows it. Returns whether to continue.
  mutating func enter(_ cell: Cell) -> Bool {
    var prose = ""
    for problem in cell.proseNotes { note(problem) }
    for part in cell.proseParts {
      do throws(Diagnostic) {
        switch part {
        case .literal(let text): prose += text
        case .value(let expression, _) where hasUnknownNames(expression):
          prose += try asWritten(expression, in: cell)
        case .value(let expression, let format):
          let value = try evaluate(expression)
          prose += value.isUnknown ? unknownText : try formatted(value, format, at: expression.span)
        }
      } catch {
        note(error)
        if phase == .run { return false }
      }
    }
    if phase == .run, cell.number > 0 {
      environment.emit(.cell(cell.isProse ? cell.filled(with: prose) : cell))
    }
    return true
  }

  /// Whether an expression reads a name that nothing has.
  private func hasUnknownNames(_ expression: Expression) -> Bool {
    var names: Set<String> = []
    expression.collectReferences(&names)
    return names.contains {
      bindings[$0] == nil && (language.verbs[$0] != nil || !language.words.contains($0))
    }
  }

  /// Braces in prose with their expression, which nothing stands for; a check tells why.
  private mutating func asWritten(
    _ expression: Expression, in cell: Cell
  ) throws(Diagnostic) -> String {
    let text = cell.location.source
    var (start, end) = (expression.span.start, expression.span.end)
    while start > 0, text.bytes[start] != .openBrace { start -= 1 }
    while end < text.bytes.count, text.bytes[end - 1] != .closeBrace { end += 1 }
    let span = Span(start: start, end: end)
    var probe = self
    do throws(Diagnostic) { _ = try probe.evaluate(expression) } catch {
      note(bracesAreText(ScriptLocation(source: text, span: span), because: error))
    }
    return text.text(start..<end)
  }

  mutating func isInterrupted(at span: Span) -> Bool {
    guard environment.isInterrupted() else { return false }
    report.add(
      Diagnostic(
        .interrupted, "interrupted before this statement", at: location(span),
        exitCode: .interrupted))
    return true
  }

  /// Runs one statement; throws if it failed, returns whether to continue after it.
  private mutating func execute(_ statement: Statement) throws(Diagnostic) -> Bool {
    switch statement.form {
    case .assignment(let name, let command):
      try bind(name, to: try perform(command))
      tell(name)
    case .binding(let name, let expression):
      try bind(name, to: try valueOrCall(expression))
      tell(name)
    case .command(let command): try executeBare(command)
    case .expression(let expression):
      let value = try evaluate(expression)
      if !isQuiet { show(value) }
    case .network(let network):
      try define(network, in: statement.span)
      tell(network.name)
    case .parameter(let parameter):
      try declare(parameter)
      tell(parameter.name)
    case .loop(let name, let list, let body): return try loop(name, list, body)
    case .branch(let branches, let otherwise): return try branch(branches, otherwise)
    case .expectation(let expectation):
      if !isQuiet { try expect(expectation, in: statement.span) }
    case .print(let values):
      guard !isQuiet else { break }
      var texts: [String] = []
      for value in values { texts.append(try printable(value)) }
      if phase == .run { environment.emit(.text(texts.joined(separator: " "))) }
    case .include(let path): return try include(path)
    case .language: break
    case .broken:
      hasStumbled = true
      forget(statement)
    case .help(let name):
      let text = try help(name)
      if phase == .run, !isQuiet { environment.emit(.help(text)) }
    }
    return true
  }

  /// A verb without `=`; a variable's name alone shows its value.
  private mutating func executeBare(_ command: Command) throws(Diagnostic) {
    if command.arguments.isEmpty, let binding = bindings[command.verb.name],
      language.verbs[command.verb.name] == nil
    {
      if !isQuiet { show(binding.value) }
      return
    }
    if isQuiet, language.verbs[command.verb.name]?.role == .output { return }
    report.lastValue = try perform(command)
  }

  /// What follows `name =`: an expression, or a verb without arguments.
  private mutating func valueOrCall(_ expression: Expression) throws(Diagnostic) -> Value {
    if case .name(let name) = expression.form, bindings[name] == nil,
      language.verbs[name] != nil
    {
      let verb = Identifier(name: name, span: expression.span)
      return try perform(Command(verb: verb, arguments: [], span: expression.span))
    }
    return try evaluate(expression)
  }

  /// A name was given a value; a prompt says which.
  private mutating func tell(_ name: Identifier) {
    guard let value = bindings[name.name]?.value else { return }
    report.lastValue = value
    if isPrompt, phase == .run, nesting == 1 {
      environment.emit(.definition(name: name.name, value: value))
    }
  }

  private mutating func show(_ value: Value) {
    report.lastValue = value
    if phase == .run { environment.emit(.value(value)) }
  }

  /// A word alone is printed as it is; everything else as its value.
  private mutating func printable(_ expression: Expression) throws(Diagnostic) -> String {
    try evaluate(expression).description
  }
}
