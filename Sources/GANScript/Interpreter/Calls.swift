import Vocabulary

/// Verbs: their arguments are matched, checked and given to the host.
extension Interpreter {
  /// Carries out a verb; on failure the session stays as it was.
  mutating func perform(_ command: Command) throws(Diagnostic) -> Value {
    guard let verb = language.verbs[command.verb.name] else { throw unknownVerb(command) }
    let call: Call
    do throws(Diagnostic) { call = try self.call(verb, command) } catch {
      if phase == .check { verb.forget(nil, &session) }
      throw error
    }
    let before = session
    do {
      return try verb.perform(call, &session, phase)
    } catch {
      session = before
      var problem = diagnostic(error, in: command.span, arguments: call.locations)
      if phase == .check {
        verb.forget(call, &session)
        // A verb goes by something else where it does not know what it was given.
        if call.hasForgotten { problem.isConsequence = true }
      }
      throw problem
    }
  }

  private func unknownVerb(_ command: Command) -> Diagnostic {
    let name = command.verb.name
    let help: String?
    if Functions.catalog[name] != nil {
      help = "a function takes its values in brackets: \(name)(...)"
    } else if language.isLayerWord(name) {
      help = "`\(name)` belongs in a `net` line, after an arrow or a layer"
    } else if ForeignWords.leaving.contains(name.lowercased()) {
      help = "a notebook ends with its last line; at the prompt Ctrl-D leaves"
    } else if bindings[name] != nil {
      help = "`\(name)` is a value; a verb comes first in a statement"
    } else {
      let shown = command.arguments.isEmpty ? bindings.keys.sorted() : []
      help = suggestion(
        nearest(to: name, among: language.verbs.names + syntaxTerms.names + shown))
    }
    let what = command.arguments.isEmpty ? "unknown name" : "unknown verb"
    return problem(
      .unknownName, "\(what) `\(name)`", help: help ?? "type `help` for a list",
      at: command.verb.span)
  }

  /// What a verb threw, as a problem of its statement.
  func diagnostic(
    _ error: any Error, in span: Span, arguments: [String: ScriptLocation] = [:]
  ) -> Diagnostic {
    switch error {
    case let error as Diagnostic: return error
    case let error as ScriptError:
      let argument = error.argument.flatMap { arguments[$0] }
      var problem = Diagnostic(
        error.code, error.message, help: error.help.map { $0 + parameterHint(argument) },
        at: error.location ?? argument ?? location(span), note: error.note, exitCode: error.exitCode
      )
      problem.isConsequence = error.isConsequence
      return problem
    case let error as UnknownName:
      return problem(
        .unknownName, "unknown \(error.noun) `\(error.name)`", help: suggestion(error.suggestion),
        at: span)
    default:
      return Diagnostic(
        .internalError, "unexpected error: \(error)", at: location(span), exitCode: .internalError)
    }
  }

  /// That the value of an argument is one of the script's parameters, and how it is given another.
  private func parameterHint(_ argument: ScriptLocation?) -> String {
    let text = argument.map { $0.source.text($0.span) } ?? ""
    let name = trimmed(text.split(separator: "=").last.map(String.init) ?? "")
    guard parameterNames.contains(name), !isPrompt else { return "" }
    return "; `\(name)` is a parameter: -p \(name)=..."
  }

  private mutating func call(
    _ verb: Verb<Session>, _ command: Command
  ) throws(Diagnostic) -> Call {
    var arguments = Arguments()
    try matchPositional(verb, command, &arguments)
    for argument in command.arguments {
      guard let label = argument.label else { continue }
      let parameter = try parameter(label, of: verb.term)
      guard arguments.locations[label.name] == nil else {
        throw problem(.arguments, "`\(label.name)` is given twice", at: argument.span)
      }
      arguments.values[label.name] = try resolve(
        argument.value, for: parameter, acceptsLists: verb.acceptsLists)
      arguments.locations[label.name] = location(argument.span)
    }
    for parameter in verb.term.parameters
    where parameter.isRequired && arguments.values[parameter.name] == nil {
      let name = parameter.position == .named ? parameter.name + "=" : parameter.name
      throw problem(
        .arguments, "`\(verb.name)` needs `\(name)`: \(parameter.summary)",
        help: verb.term.example.isEmpty ? nil : "for example: \(firstLine(verb.term.example))",
        at: command.span)
    }
    return Call(
      verb: verb.term, location: location(command.span), emit: environment.emit,
      isInterrupted: environment.isInterrupted, isAtPrompt: isPrompt,
      isTyped: isTyped,
      defaults: verb.defaults, given: arguments.values,
      locations: arguments.locations)
  }

  private struct Arguments {
    var values: [String: Value] = [:]
    var locations: [String: ScriptLocation] = [:]
  }

  /// Positional arguments in order; one that an optional parameter does not take goes to the next
  /// parameter that takes it.
  private mutating func matchPositional(
    _ verb: Verb<Session>, _ command: Command, _ arguments: inout Arguments
  ) throws(Diagnostic) {
    let parameters = verb.term.parameters.filter { $0.position == .positional }
    var index = 0
    for argument in command.arguments where argument.label == nil {
      guard index < parameters.count else {
        throw tooMany(verb.term, parameters, argument)
      }
      var (found, value) = try match(argument.value, among: parameters, from: index, arguments)
      let parameter = parameters[found]
      if parameter.isRepeated {
        if case .list(let earlier)? = arguments.values[parameter.name] {
          value = .list(earlier + [value])
        } else {
          value = .list([value])
        }
      }
      let location = location(argument.span)
      let earlier = arguments.locations[parameter.name]
      arguments.values[parameter.name] = value
      arguments.locations[parameter.name] =
        earlier.map { ScriptLocation(source: source, span: $0.span.joined(with: location.span)) }
        ?? location
      index = parameter.isRepeated ? found : found + 1
    }
  }

  /// The parameter, from an index on, that takes an argument, and the argument's value for it.
  private mutating func match(
    _ expression: Expression, among parameters: [Parameter], from index: Int,
    _ arguments: Arguments
  ) throws(Diagnostic) -> (Int, Value) {
    var problem: Diagnostic?
    for candidate in index..<parameters.count {
      let parameter = parameters[candidate]
      do throws(Diagnostic) {
        return (candidate, try resolve(expression, for: parameter, acceptsLists: false))
      } catch {
        problem = problem ?? error
      }
      if parameter.isRequired, arguments.values[parameter.name] == nil { break }
    }
    throw problem ?? self.problem(.arguments, "too many arguments", at: expression.span)
  }

  private func tooMany(
    _ term: Term, _ parameters: [Parameter], _ argument: Argument
  ) -> Diagnostic {
    let named = term.parameters.filter { $0.position == .named }.map(\.name)
    if case .name(let name) = argument.value.form, let near = nearest(to: name, among: named) {
      return problem(
        .arguments, "`\(name)` is more than `\(term.name)` takes", help: "write \(near)=value",
        at: argument.span)
    }
    let count = parameters.count
    let takes =
      switch count {
      case 0: "takes no positional argument"
      case 1: "takes 1 positional argument"
      default: "takes \(count) positional arguments"
      }
    return problem(
      .arguments, "`\(term.name)` \(takes)", help: "named arguments are written name=value",
      at: argument.span)
  }

  private func parameter(_ label: Identifier, of term: Term) throws(Diagnostic) -> Parameter {
    if let parameter = term.parameter(named: label.name) {
      if parameter.position == .named { return parameter }
      throw problem(
        .arguments, "`\(label.name)` is given by its position", help: "write it without `=`",
        at: label.span)
    }
    let names = term.parameters.filter { $0.position == .named }.map(\.name)
    let near = nearest(to: label.name, among: names)
    throw problem(
      .unknownName, "`\(term.name)` has no argument `\(label.name)`",
      help: ForeignWords.arguments[label.name].flatMap { names.contains($0) ? "write \($0)=" : nil }
        ?? suggestion(near)
        ?? (names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"),
      at: label.span)
  }
}

/// A text's first line.
func firstLine(_ text: String) -> String {
  text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
}
