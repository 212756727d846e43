import Vocabulary

/// Loops and branches.
extension Interpreter {
  mutating func loop(
    _ name: Identifier, _ list: Expression, _ body: [Statement]
  ) throws(Diagnostic) -> Bool {
    try checkName(name)
    let turns = try turns(list)
    if turns.isEmpty {
      note(
        Diagnostic(
          .emptyLoop, "a loop over an empty list does nothing", at: location(list.span),
          severity: .warning))
    }
    let outer = bindings[name.name]
    if let outer, !isPrompt, outer.location != location(name.span) { warnTwice(name, outer) }
    loopDepth += 1
    defer {
      loopDepth -= 1
      bindings[name.name] = outer
    }
    for value in turns {
      if isInterrupted(at: list.span) { return false }
      loopWork += Work.statement
      bindings[name.name] = Binding(value: value, location: location(name.span))
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
  /// each on its own copy of session and names, and continues with the first one's session; the
  /// values that the branches give to names are unknown then. Claims in them, and in what it knows to be
  /// passed over, are noted with the reason: the words after the condition, or else the condition.
  mutating func branch(
    _ branches: [Branch], _ otherwise: [Statement]
  ) throws(Diagnostic) -> Bool {
    var undecided: [(reason: String, body: [Statement])] = []
    var last: [Statement]?
    for branch in branches {
      let reason = try reason(of: branch)
      if last != nil {
        noteClaims(in: branch.body, reason)
        continue
      }
      let holds = try condition(branch.condition)
      if holds == true { last = branch.body }
      if holds == false { noteClaims(in: branch.body, reason) }
      if holds == nil { undecided.append((reason, branch.body)) }
    }
    let opposite = "only where not (\(source.text(branches[0].condition.span)))"
    if last != nil { noteClaims(in: otherwise, opposite) }
    let rest = last ?? otherwise
    if undecided.isEmpty { return execute(rest) }
    let before = session
    var after: Session?
    var found: [String: Binding] = [:]
    for (reason, body) in undecided + [(opposite, rest)] {
      let outer = openReason
      if !isPassedOver { openReason = reason }
      defer { openReason = outer }
      guard possible(body, &found) else { return false }
      if after == nil { after = session }
      session = before
    }
    session = after ?? before
    bindings.merge(found) { $1 }
    return true
  }

  /// Why claims in a branch are not measured where it does not run.
  private mutating func reason(of branch: Branch) throws(Diagnostic) -> String {
    let words = try branch.reason.map { (words) throws(Diagnostic) in try claimText(words) } ?? ""
    return words.isEmpty ? "only where \(source.text(branch.condition.span))" : words
  }

  /// In a check, notes the claims of an article in statements that will not run. Nothing else comes of
  /// these, problems neither: they may be meant for other values than there are.
  private mutating func noteClaims(in body: [Statement], _ reason: String) {
    guard phase == .check, body.contains(where: \.hasClaims) else { return }
    var probe = self
    probe.report = Report()
    // The outermost condition decides.
    if !isPassedOver { probe.openReason = openReason ?? reason }
    probe.isPassedOver = true
    _ = probe.execute(body)
    report.planned += probe.report.planned.filter(\.isClaim)
    loopWork = probe.loopWork
  }

  /// Looks at a branch that may or may not run; adds what it gives names and forgets it again.
  private mutating func possible(
    _ body: [Statement], _ found: inout [String: Binding]
  ) -> Bool {
    let names = body.flatMap(\.definedNames).map(\.name)
    var outer: [String: Binding] = [:]
    for name in names { outer[name] = bindings[name] }
    guard execute(body) else { return false }
    for name in names {
      if var binding = bindings[name], binding.location != outer[name]?.location {
        if case .object = binding.value {} else { binding.value = .unknown(binding.value.typeName) }
        found[name] = found[name] ?? binding
      }
      bindings[name] = outer[name]
    }
    return true
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
