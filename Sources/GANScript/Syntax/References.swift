/// Which names a statement gives values and which it reads, for running single cells.
extension Statement {
  /// The names it gives values, in blocks too.
  var definedNames: [Identifier] {
    switch form {
    case .assignment(let name, _), .binding(let name, _): [name]
    case .network(let network): [network.name]
    case .parameter(let parameter): [parameter.name]
    case .broken(let name): name.map { [$0] } ?? []
    case .loop(_, _, let body): body.flatMap(\.definedNames)
    case .branch(let branches, let otherwise):
      (branches.flatMap(\.body) + otherwise).flatMap(\.definedNames)
    default: []
    }
  }

  /// Adds every name it reads.
  func collectReferences(_ names: inout Set<String>) {
    switch form {
    case .assignment(_, let command), .command(let command):
      names.insert(command.verb.name)
      for argument in command.arguments { argument.value.collectReferences(&names) }
    case .binding(_, let value), .expression(let value), .include(let value):
      value.collectReferences(&names)
    case .network(let network):
      for layer in network.layers {
        var words = layer.modifiers
        switch layer.head {
        case .size(let units, let size):
          units.collectReferences(&names)
          size?.collectReferences(&names)
        case .word(let word): words.append(word)
        }
        for argument in words.flatMap(\.arguments) { argument.value.collectReferences(&names) }
      }
      for option in network.options { option.value.collectReferences(&names) }
    case .parameter(let parameter): parameter.value.collectReferences(&names)
    case .loop(_, let list, let body):
      list.collectReferences(&names)
      for statement in body { statement.collectReferences(&names) }
    case .branch(let branches, let otherwise):
      for branch in branches {
        branch.condition.collectReferences(&names)
        branch.reason?.collectReferences(&names)
        for statement in branch.body { statement.collectReferences(&names) }
      }
      for statement in otherwise { statement.collectReferences(&names) }
    case .expectation(let expectation):
      expectation.subject.collectReferences(&names)
      expectation.closeness?.tolerance.collectReferences(&names)
      expectation.closeness?.target.collectReferences(&names)
      expectation.words?.collectReferences(&names)
      expectation.article?.collectReferences(&names)
      expectation.result?.collectReferences(&names)
    case .print(let values):
      for value in values { value.collectReferences(&names) }
    case .language, .help, .broken: break
    }
  }

  /// Adds every verb it calls.
  func collectVerbs(_ names: inout [String]) {
    switch form {
    case .assignment(_, let command), .command(let command): names.append(command.verb.name)
    case .binding(_, let value):
      if case .name(let name) = value.form { names.append(name) }
    case .loop(_, _, let body):
      for statement in body { statement.collectVerbs(&names) }
    case .branch(let branches, let otherwise):
      for statement in branches.flatMap(\.body) + otherwise { statement.collectVerbs(&names) }
    default: break
    }
  }
}

extension Statement {
  /// Whether it is a claim of an article or has one in it.
  var hasClaims: Bool {
    switch form {
    case .expectation(let expectation): expectation.article != nil
    case .loop(_, _, let body): body.contains(where: \.hasClaims)
    case .branch(let branches, let otherwise):
      (branches.flatMap(\.body) + otherwise).contains(where: \.hasClaims)
    default: false
    }
  }
}

extension Cell {
  /// Adds every name that its statements or its prose read.
  func collectReferences(_ names: inout Set<String>) {
    for statement in statements { statement.collectReferences(&names) }
    for case .value(let value, _) in proseParts { value.collectReferences(&names) }
  }
}

extension Expression {
  /// Adds every name it reads.
  func collectReferences(_ names: inout Set<String>) {
    switch form {
    case .name(let name): names.insert(name)
    case .field(let base, _): base.collectReferences(&names)
    case .function(_, let values), .list(let values), .chain(let values, _):
      for value in values { value.collectReferences(&names) }
    case .negation(let value), .not(let value): value.collectReferences(&names)
    case .text(let parts):
      for case .value(let value, _) in parts { value.collectReferences(&names) }
    case .number, .whole, .size, .toggle, .broken: break
    }
  }
}
