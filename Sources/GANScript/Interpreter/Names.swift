import Vocabulary

/// Variables, parameters, problems.
extension Interpreter {
  func location(_ span: Span) -> ScriptLocation { ScriptLocation(source: source, span: span) }

  func problem(
    _ code: DiagnosticCode, _ message: String, help: String? = nil, at span: Span
  ) -> Diagnostic {
    Diagnostic(code, message, help: help, at: location(span))
  }

  /// Reports a problem, unless it has been reported of this location.
  mutating func note(_ diagnostic: Diagnostic) {
    if phase == .run && diagnostic.severity == .warning { return }
    if diagnostic.isConsequence, hasStumbled { return }
    if let location = diagnostic.location {
      let key = Reported(code: diagnostic.code, span: location.span, file: location.file)
      guard phase == .run || reported.insert(key).inserted else { return }
    }
    report.add(diagnostic)
  }

  /// Gives a name a value.
  mutating func bind(_ name: Identifier, to value: Value) throws(Diagnostic) {
    try checkName(name)
    set(name, value)
  }

  mutating func set(_ name: Identifier, _ value: Value) {
    let location = location(name.span)
    if let earlier = bindings[name.name], !isPrompt, earlier.location != location {
      warnTwice(name, earlier)
    }
    bindings[name.name] = Binding(value: value, location: location)
  }

  mutating func warnTwice(_ name: Identifier, _ earlier: Binding) {
    if phase == .run || report.isFullOfWarnings { return }
    note(
      Diagnostic(
        .assignedTwice, "`\(name.name)` is given a value a second time",
        help: "give it another name, so that cells can run in any order", at: location(name.span),
        note: Diagnostic.Note("the first time is here", at: earlier.location), severity: .warning))
  }

  /// Words of the language cannot be variables.
  func checkName(_ name: Identifier) throws(Diagnostic) {
    guard let what = language.reserved[name.name] else { return }
    throw problem(
      .reservedName, "`\(name.name)` is \(what) and cannot be a name",
      help: "choose another name, such as my_\(name.name)", at: name.span)
  }

  /// Gives names that a wrong statement would have defined an unknown value, so that a check
  /// reports the cause and not its consequences.
  mutating func forget(_ statement: Statement) {
    for name in statement.definedNames {
      bindings[name.name] = Binding(
        value: .forgotten, location: bindings[name.name]?.location ?? location(name.span))
      language.forgetNetwork(name.name, &session)
    }
  }

  // MARK: Parameters

  /// `param name = default`, or the value of `-p`. A file that is included a second time does
  /// not declare its parameters again.
  mutating func declare(_ parameter: ParameterSyntax) throws(Diagnostic) {
    if !isPrompt, bindings[parameter.name.name]?.location == location(parameter.name.span) {
      return
    }
    parameterNames.append(parameter.name.name)
    let standard = try evaluate(parameter.value)
    guard let text = overrides.removeValue(forKey: parameter.name.name) else {
      return try bind(parameter.name, to: standard)
    }
    let value = try override(parameter.name.name, text, like: standard)
    try bind(parameter.name, to: value)
  }

  mutating func takeOverrides(_ parameters: [String]) {
    for parameter in parameters {
      guard let equal = parameter.firstIndex(of: "="), equal != parameter.startIndex else {
        report.add(
          Diagnostic(
            .commandLine, "-p \(parameter): a parameter is given as NAME=VALUE", at: nil,
            exitCode: .commandLine))
        continue
      }
      overrides[trimmed(String(parameter[..<equal]))] =
        String(parameter[parameter.index(after: equal)...])
    }
  }

  /// The value of `-p`, in the language's own grammar; where the default is a word or a text,
  /// anything that is not in quotes is a text or a word as it stands.
  private func override(
    _ name: String, _ text: String, like standard: Value
  ) throws(Diagnostic) -> Value {
    let text = trimmed(text)
    let value = Value.reading(text)
    switch (standard, value) {
    case (.text, .text?), (.word, .text?): return value ?? .text(text)
    case (.text, _): return .text(text)
    case (.word, .word(let word)?) where language.words.contains(word): return .word(word)
    case (.word, _): return .text(text)
    case (.size, .number(let side)?):
      if let side = Int(exactly: side), side > 0 { return .size(side, side) }
    case (.number, .number?), (.number, .whole?), (.whole, .number?), (.whole, .whole?),
      (.toggle, .toggle?), (.range, .range?), (.size, .size?), (.list, .list?),
      (.applied, .applied?), (.applied, .word?):
      return value ?? standard
    case (.list, let value?): return .list([value])
    default: break
    }
    throw Diagnostic(
      .commandLine, "-p \(name)=\(text): expected \(standard.typeName), like \(standard.source)",
      at: nil, exitCode: .commandLine)
  }

  mutating func reportUnknownOverrides() {
    for name in overrides.keys.sorted() {
      let known = parameterNames.isEmpty ? "there is no `param`" : nil
      let near = nearest(to: name, among: parameterNames)
      report.add(
        Diagnostic(
          .commandLine, "-p \(name): no `param` of that name",
          help: suggestion(near) ?? known ?? "there is "
            + parameterNames.map { "`\($0)`" }.joined(separator: ", "),
          at: nil, exitCode: .commandLine))
    }
  }

  mutating func reportUnusedParameters(of program: Program) {
    let used = program.statements.reduce(into: Set<String>()) { $1.collectReferences(&$0) }
    // What an included file uses is known from its text; an unread one was reported already.
    let elsewhere = included.values.flatMap(\.statements)
      .reduce(into: Set<String>()) { $1.collectReferences(&$0) }
    for parameter in program.parameters
    where !used.contains(parameter.name) && !elsewhere.contains(parameter.name) {
      report.add(
        Diagnostic(
          .unusedParameter, "nothing uses the parameter `\(parameter.name)`",
          at: parameter.location,
          severity: .warning))
    }
  }
}
