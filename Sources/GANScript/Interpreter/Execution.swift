import Vocabulary

/// Statements.
extension Interpreter {
  /// Runs statements one after the other; answers whether to go on behind them.
  ///
  /// A check goes on behind a wrong statement, a run does not.
  mutating func execute(_ statements: [Statement]) -> Bool {
    for statement in statements {
      if environment.isInterrupted() {
        report.add(
          Diagnostic(
            .interrupted, "interrupted before this statement", at: place(statement.span),
            exitCode: .interrupted))
        return false
      }
      if loopDepth > 0 { loopWork += Work.statement }
      do throws(Diagnostic) {
        guard try execute(statement) else { return false }
      } catch {
        note(error)
        if phase == .run { return false }
        forget(statement)
      }
    }
    return true
  }

  /// Runs one statement; throws if it failed, answers whether to go on behind it.
  private mutating func execute(_ statement: Statement) throws(Diagnostic) -> Bool {
    switch statement.form {
    case .assignment(let name, let command):
      try bind(name, to: try perform(command))
    case .binding(let name, let expression):
      try bind(name, to: try valueOrCall(expression))
    case .command(let command): try executeBare(command)
    case .expression(let expression):
      let value = try evaluate(expression)
      if !isQuiet { show(value) }
    case .network(let network): try define(network, in: statement.span)
    case .parameter(let parameter): try declare(parameter)
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

  /// What stands behind `name =`: an expression, or a verb without arguments.
  private mutating func valueOrCall(_ expression: Expression) throws(Diagnostic) -> Value {
    if case .name(let name) = expression.form, bindings[name] == nil,
      language.verbs[name] != nil
    {
      let verb = Identifier(name: name, span: expression.span)
      return try perform(Command(verb: verb, arguments: [], span: expression.span))
    }
    return try evaluate(expression)
  }

  private mutating func show(_ value: Value) {
    report.lastValue = value
    if phase == .run { environment.emit(.value(value)) }
  }

  /// A word alone is printed as it is; everything else as its value.
  private mutating func printable(_ expression: Expression) throws(Diagnostic) -> String {
    try evaluate(expression).description
  }

  // MARK: Blocks

  private mutating func loop(
    _ name: Identifier, _ list: Expression, _ body: [Statement]
  ) throws(Diagnostic) -> Bool {
    try checkName(name)
    let turns = try turns(list)
    if turns.isEmpty {
      note(
        Diagnostic(
          .emptyLoop, "a loop over an empty list does nothing", at: place(list.span),
          severity: .warning))
    }
    let outer = bindings[name.name]
    if let outer, !isPrompt, outer.place != place(name.span) { warnTwice(name, outer) }
    loopDepth += 1
    defer {
      loopDepth -= 1
      bindings[name.name] = outer
    }
    for value in turns {
      bindings[name.name] = Binding(value: value, place: place(name.span))
      guard execute(body) else { return false }
      if phase == .check, loopWork > Limits.checkedSteps * Work.statement { break }
    }
    return true
  }

  /// The values that a loop goes through.
  private mutating func turns(_ expression: Expression) throws(Diagnostic) -> Turns {
    let value = try evaluate(expression)
    switch value {
    case .list(let elements): return .values(elements)
    case .unknown: return .values([.unknown("a value")])
    case .range(let low, let high):
      if let first = Int(exactly: low), let last = Int(exactly: high), last < .max {
        return .whole(first...last)
      }
    case .object(let object):
      if let elements = object.elements { return .values(elements) }
    default: break
    }
    throw problem(
      .badOperation, "`for` goes through a list, not \(value.typeName)",
      help: "write for x in [a, b] or for n in 1..5", at: expression.span)
  }

  /// Runs the first branch that holds. Where a check cannot know which, it looks at all of them,
  /// each on its own copy of the session, and goes on with the first one's session and with the
  /// names of all.
  private mutating func branch(
    _ branches: [(condition: Expression, body: [Statement])], _ otherwise: [Statement]
  ) throws(Diagnostic) -> Bool {
    let before = session
    var after: Session?
    for branch in branches {
      switch try condition(branch.condition) {
      case false: continue
      case true:
        let goesOn = execute(branch.body)
        if let after { session = after }
        return goesOn
      case nil:
        guard execute(branch.body) else { return false }
        if after == nil { after = session }
        session = before
      }
    }
    let goesOn = execute(otherwise)
    if let after { session = after }
    return goesOn
  }

  /// A condition's value; `nil` if it is not known yet.
  mutating func condition(_ expression: Expression) throws(Diagnostic) -> Bool? {
    switch try evaluate(expression) {
    case .toggle(let holds): return holds
    case .unknown where phase == .check: return nil
    case let value:
      throw problem(
        .badOperation, "a condition is on or off, not \(value.typeName)",
        help: "compare with == != < <= > >=", at: expression.span)
    }
  }
}

/// What a loop goes through, without making a list of a range.
enum Turns: Sequence, IteratorProtocol {
  case values([Value], next: Int = 0)
  case whole(ClosedRange<Int>?)

  var isEmpty: Bool {
    if case .values(let values, let next) = self { next >= values.count } else { false }
  }

  mutating func next() -> Value? {
    switch self {
    case .values(let values, let next):
      guard next < values.count else { return nil }
      self = .values(values, next: next + 1)
      return values[next]
    case .whole(let range):
      guard let range else { return nil }
      let first = range.lowerBound
      self = .whole(first < range.upperBound ? (first + 1)...range.upperBound : nil)
      return .number(Double(first))
    }
  }
}

/// What statements and evaluations weigh against the limit of unrolled loops.
enum Work {
  static let statement = 20
  static let evaluation = 1
  static let bytes = 64
}
