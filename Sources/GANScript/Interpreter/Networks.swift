import Vocabulary

/// `net`: the words are checked here, their meaning is the host's.
extension Interpreter {
  mutating func define(_ network: NetworkSyntax, in span: Span) throws(Diagnostic) {
    try checkNetworkName(network.name)
    var layers: [NetworkDescription.LayerDescription] = []
    var isToldKinds = false
    for (index, layer) in network.layers.enumerated() {
      var layer = layer
      if let head = layer.head.withoutKinds {
        if index == 0 {
          (layer.head, isToldKinds) = (head, true)
        } else if bindings[kindsWord] == nil {
          throw problem(
            .syntax,
            "kinds are added to what goes into a network, not to what comes out of a layer",
            help: "write net \(network.name.name): 100+kinds -> ...", at: layer.head.span)
        }
      }
      layers.append(try self.layer(layer, index: index))
    }
    let description = NetworkDescription(
      name: network.name.name, input: layers.removeFirst(), isToldKinds: isToldKinds,
      layers: layers,
      options: try options(network.options), location: location(span))
    let before = session
    do {
      set(network.name, try language.define(description, &session, phase))
    } catch {
      session = before
      throw diagnostic(error, in: span)
    }
  }

  /// A network may be called like a word that some verb takes (`save generator`), but not like a
  /// verb or a word of the grammar.
  private func checkNetworkName(_ name: Identifier) throws(Diagnostic) {
    let isTaken =
      language.verbs[name.name] != nil || syntaxTerms[name.name] != nil
      || syntaxWords.contains(name.name) || language.isLayerWord(name.name)
    if isTaken { try checkName(name) }
  }

  private mutating func layer(
    _ layer: NetworkSyntax.Layer, index: Int
  ) throws(Diagnostic) -> NetworkDescription.LayerDescription {
    let head = try head(layer.head, isInput: index == 0)
    var modifiers: [NetworkDescription.LayerWord] = []
    for modifier in layer.modifiers {
      modifiers.append(try word(modifier, among: language.modifiers))
    }
    return NetworkDescription.LayerDescription(
      head: head, modifiers: modifiers, headLocation: location(layer.head.span),
      location: location(layer.span))
  }

  private mutating func head(
    _ head: NetworkSyntax.Head, isInput: Bool
  ) throws(Diagnostic) -> NetworkDescription.Head {
    switch head {
    case .size(let expression, nil):
      return try units(expression, isInput: isInput).map { .units($0) } ?? .unknown
    case .size(let expression, let size?):
      let channels = try units(expression, isInput: isInput)
      let value = try evaluate(size)
      if case .unknown = value { return .unknown }
      guard case .size(let height, let width)? = Kind.size.fit(value) else {
        throw problem(
          .badValue, "height and width of a shape must be a size like 4x4; got \(value.source)",
          at: size.span)
      }
      return channels.map { .shape(channels: $0, height: height, width: width) } ?? .unknown
    case .word(let syntax):
      if isInput, language.layers[syntax.name.name] != nil {
        throw problem(
          .syntax, "a network begins with what goes in, not with a layer",
          help: "write 1@64x64 -> \(syntax.name.name)(...)", at: syntax.span)
      }
      if Functions.catalog[syntax.name.name] != nil,
        syntax.arguments.allSatisfy({ $0.label == nil })
      {
        let call = Expression(
          form: .function(syntax.name, syntax.arguments.map(\.value)), span: syntax.span)
        return try units(call, isInput: isInput).map { .units($0) } ?? .unknown
      }
      return .word(try word(syntax, among: language.layers))
    }
  }

  private mutating func units(
    _ expression: Expression, isInput: Bool
  ) throws(Diagnostic) -> Int? {
    let value: Value
    do throws(Diagnostic) {
      value = try evaluate(expression)
    } catch {
      guard case .name(let name) = expression.form, bindings[name] == nil else { throw error }
      let syntax = LayerSyntax(
        name: Identifier(name: name, span: expression.span), arguments: [], span: expression.span)
      _ = try word(syntax, among: language.layers)
      throw error
    }
    if case .unknown = value { return nil }
    let kind = Kind.whole(1...Int(Int32.max))
    guard case .number(let number)? = kind.fit(value), let units = Int(exactly: number) else {
      throw problem(
        .badValue,
        "the number of \(isInput ? "inputs" : "units") must be \(kind.summary); got \(value.source)",
        at: expression.span)
    }
    return units
  }

  private mutating func word(
    _ syntax: LayerSyntax, among words: Catalog<Term>
  ) throws(Diagnostic) -> NetworkDescription.LayerWord {
    guard let term = words[syntax.name.name] else { throw unknownWord(syntax, among: words) }
    var given = [Value?](repeating: nil, count: term.parameters.count)
    var isNamed = false
    let positional = term.parameters.indices.filter { term.parameters[$0].position == .positional }
    for (number, argument) in syntax.arguments.enumerated() {
      let index: Int
      if let label = argument.label {
        isNamed = true
        guard let found = term.parameters.firstIndex(where: { $0.name == label.name }) else {
          throw unknownArgument(label, of: term)
        }
        index = found
      } else {
        guard number < positional.count, !isNamed else {
          throw problem(
            .arguments, tooMany(term, isNamed: isNamed), help: usage(term), at: syntax.span)
        }
        index = positional[number]
      }
      guard given[index] == nil else {
        throw problem(
          .arguments, "`\(term.parameters[index].name)` is given twice", at: argument.span)
      }
      given[index] = try resolve(
        argument.value, for: term.parameters[index], acceptsLists: false)
    }
    var arguments: [Value] = []
    for (parameter, value) in zip(term.parameters, given) {
      if value == nil, parameter.isRequired {
        throw problem(
          .arguments, "`\(term.name)` needs `\(parameter.name)` in brackets", help: usage(term),
          at: syntax.span)
      }
      arguments.append(value ?? parameter.defaultValue ?? .nothing)
    }
    return NetworkDescription.LayerWord(
      name: term.name, arguments: arguments, location: location(syntax.span))
  }

  private func unknownWord(_ syntax: LayerSyntax, among words: Catalog<Term>) -> Diagnostic {
    let name = syntax.name.name
    let isAfterArrow = words.names == language.layers.names
    if isAfterArrow, language.modifiers[name] != nil {
      return problem(
        .syntax, "a layer begins with its number of units, not with `\(name)`",
        help: "write -> 128 \(name)", at: syntax.name.span)
    }
    if !isAfterArrow, language.layers[name] != nil {
      return problem(
        .syntax, "`\(name)` is a layer of its own and comes after an arrow",
        help: "write -> "
          + (syntax.arguments.isEmpty ? "\(name)(...)" : source.text(syntax.span)),
        at: syntax.name.span)
    }
    let all = language.layers.names + language.modifiers.names
    let here = words.names
    let help =
      language.foreignLayers[name.lowercased()]
      ?? suggestion(nearest(to: name, among: here) ?? nearest(to: name, among: all))
      ?? "there is " + here.joined(separator: ", ")
    return problem(
      .unknownName,
      isAfterArrow ? "unknown layer `\(name)`" : "unknown word `\(name)` after a layer",
      help: help, at: syntax.name.span)
  }

  private func unknownArgument(_ label: Identifier, of term: Term) -> Diagnostic {
    let names = term.parameters.map(\.name)
    let near =
      nearest(to: label.name, among: names)
      ?? names.first { label.name.lowercased().hasPrefix($0) || label.name.hasSuffix("_" + $0) }
    return problem(
      .unknownName, "`\(term.name)` has no argument `\(label.name)`",
      help: suggestion(near)
        ?? (names.isEmpty ? nil : "there is " + names.joined(separator: ", ")), at: label.span)
  }

  private func tooMany(_ term: Term, isNamed: Bool) -> String {
    let count = term.parameters.count { $0.position == .positional }
    if isNamed { return "an argument without a name after one with a name" }
    if term.parameters.isEmpty { return "`\(term.name)` takes nothing in brackets" }
    return count == 0
      ? "`\(term.name)` takes only named arguments in brackets"
      : "`\(term.name)` takes \(count) in brackets"
        + (count < term.parameters.count ? " without a name" : "")
  }

  private func usage(_ term: Term) -> String? {
    term.parameters.count > 1 ? "write " + language.usage(term) : nil
  }

  private mutating func options(
    _ arguments: [Argument]
  ) throws(Diagnostic) -> [NetworkDescription.OptionValue] {
    var options: [NetworkDescription.OptionValue] = []
    for argument in arguments {
      guard let label = argument.label else { continue }
      let names = language.networkOptions.map(\.name)
      guard let parameter = language.networkOptions.first(where: { $0.name == label.name }) else {
        throw problem(
          .unknownName, "`net` has no option `\(label.name)`",
          help: suggestion(nearest(to: label.name, among: names))
            ?? "there is " + names.joined(separator: ", "),
          at: label.span)
      }
      guard !options.contains(where: { $0.name == label.name }) else {
        throw problem(.arguments, "`\(label.name)` is given twice", at: argument.span)
      }
      let value = try resolve(argument.value, for: parameter, acceptsLists: false)
      options.append(
        NetworkDescription.OptionValue(
          name: label.name, value: value, location: location(argument.span))
      )
    }
    return options
  }
}

/// What stands after what goes into a conditional network: `100+kinds`.
private let kindsWord = "kinds"

extension NetworkSyntax.Head {
  /// The same without `+kinds` at its end; `nil` if it does not end so.
  fileprivate var withoutKinds: NetworkSyntax.Head? {
    switch self {
    case .size(let units, nil): units.without(last: kindsWord).map { .size($0, nil) }
    case .size(let units, let size?): size.without(last: kindsWord).map { .size(units, $0) }
    case .word: nil
    }
  }

  fileprivate var span: Span {
    switch self {
    case .size(let units, let size): size.map { units.span.joined(with: $0.span) } ?? units.span
    case .word(let word): word.span
    }
  }
}

extension Expression {
  /// The expression before `+ name` at its end; `nil` if it does not end so.
  fileprivate func without(last name: String) -> Expression? {
    guard case .chain(var operands, var operators) = form, operators.popLast() == .plus,
      case .name(name)? = operands.popLast()?.form, let first = operands.first,
      let last = operands.last
    else { return nil }
    return operators.isEmpty
      ? first
      : Expression(form: .chain(operands, operators), span: first.span.joined(with: last.span))
  }
}
