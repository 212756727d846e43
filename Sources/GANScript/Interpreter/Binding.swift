import Vocabulary

extension Evaluator {
  /// A verb's arguments held against its parameters; throws a `Diagnostic` at the first at fault.
  func bind(
    _ command: Command, to term: Term, acceptsLists: Bool
  ) throws -> (given: [String: Value], places: [String: Place]) {
    var given: [String: Value] = [:]
    var places: [String: Place] = [:]
    var positional = term.parameters.filter { $0.position == .positional }[...]
    for argument in command.arguments {
      let parameter: Parameter
      if let label = argument.label {
        parameter = try named(label, term)
        if given[parameter.name] != nil {
          throw diagnostic(.arguments, "`\(label.name)` is given twice", label.span)
        }
      } else {
        guard let next = positional.first else { throw superfluous(argument, term) }
        parameter = next
        if !next.isRepeated { positional.removeFirst() }
      }
      let value = try value(argument.value)
      guard let fitted = fit(value, parameter, acceptsLists) else {
        throw unfitting(value, parameter, argument)
      }
      if parameter.isRepeated, case .list(let earlier)? = given[parameter.name] {
        given[parameter.name] = .list(earlier + [fitted])
      } else {
        given[parameter.name] = parameter.isRepeated ? .list([fitted]) : fitted
      }
      places[parameter.name] = Place(source: source, span: argument.span)
    }
    for parameter in term.parameters where parameter.isRequired && given[parameter.name] == nil {
      throw diagnostic(
        .arguments, "`\(term.name)` needs \(parameter.summary)",
        help: term.example.isEmpty ? nil : String(term.example.prefix { $0 != "\n" }),
        command.verb.span)
    }
    return (given, places)
  }

  private func fit(_ value: Value, _ parameter: Parameter, _ acceptsLists: Bool) -> Value? {
    if let fitted = parameter.kind.fit(value) { return fitted }
    return acceptsLists ? parameter.kind.fitAll(value) : nil
  }

  private func named(_ label: Identifier, _ term: Term) throws -> Parameter {
    if let parameter = term.parameter(named: label.name) {
      if parameter.position == .named { return parameter }
      throw diagnostic(
        .arguments, "`\(label.name)` of `\(term.name)` is given without its name", label.span)
    }
    let names = term.parameters.filter { $0.position == .named }.map(\.name)
    throw diagnostic(
      .unknownName, "`\(term.name)` has no argument `\(label.name)`",
      help: suggestion(nearest(to: label.name, among: names))
        ?? (names.isEmpty ? nil : "it takes \(names.joined(separator: ", "))"), label.span)
  }

  private func superfluous(_ argument: Argument, _ term: Term) -> Diagnostic {
    let count = term.parameters.count { $0.position == .positional }
    let help =
      count == 0
      ? "its arguments have names: \(term.name) name=value"
      : "further arguments have names: name=value"
    return diagnostic(
      .arguments,
      "`\(term.name)` takes \(count == 0 ? "no" : "at most \(count)") "
        + "argument\(count == 1 ? "" : "s") without a name", help: help, argument.span)
  }

  private func unfitting(
    _ value: Value, _ parameter: Parameter, _ argument: Argument
  ) -> Diagnostic {
    var help: String?
    switch value {
    case .word(let word), .text(let word), .applied(let word, _):
      help = suggestion(nearest(to: word, among: parameter.kind.words.map(\.name)))
    default: break
    }
    return diagnostic(
      .badValue, "`\(parameter.name)` must be \(parameter.kind.summary), got \(value.source)",
      help: help, argument.value.span)
  }
}
