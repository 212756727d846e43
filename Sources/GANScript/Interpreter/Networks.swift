import Vocabulary

/// `net`: the words are checked here, their meaning is the host's.
extension Interpreter {
  mutating func define(_ network: NetworkSyntax, in span: Span) throws(Diagnostic) {
    try checkNetworkName(network.name)
    var layers: [NetworkDescription.LayerDescription] = []
    for (index, layer) in network.layers.enumerated() {
      layers.append(try self.layer(layer, index: index))
    }
    let description = NetworkDescription(
      name: network.name.name, input: layers.removeFirst(), layers: layers,
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
      || syntaxWords.contains(name.name) || language.modifiers[name.name] != nil
    if isTaken { try checkName(name) }
  }

  private mutating func layer(
    _ layer: NetworkSyntax.Layer, index: Int
  ) throws(Diagnostic) -> NetworkDescription.LayerDescription {
    let units = try units(layer.units, isInput: index == 0)
    var modifiers: [NetworkDescription.ModifierDescription] = []
    for modifier in layer.modifiers { modifiers.append(try self.modifier(modifier)) }
    return NetworkDescription.LayerDescription(
      units: units, modifiers: modifiers, location: location(layer.span))
  }

  private mutating func units(
    _ expression: Expression, isInput: Bool
  ) throws(Diagnostic) -> Int? {
    let value: Value
    do throws(Diagnostic) {
      value = try evaluate(expression)
    } catch {
      guard case .name(let name) = expression.form, language.modifiers[name] != nil else {
        throw error
      }
      throw problem(
        .syntax, "a layer begins with its number of units, not with `\(name)`",
        help: "write -> 128 \(name)", at: expression.span)
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

  private mutating func modifier(
    _ modifier: ModifierSyntax
  ) throws(Diagnostic) -> NetworkDescription.ModifierDescription {
    guard let term = language.modifiers[modifier.name.name] else {
      let names = language.modifiers.names
      let near = nearest(to: modifier.name.name, among: names)
      throw problem(
        .unknownName, "unknown word `\(modifier.name.name)` after a layer",
        help: suggestion(near) ?? "there is " + names.joined(separator: ", "),
        at: modifier.name.span)
    }
    guard modifier.arguments.count <= term.parameters.count else {
      throw problem(
        .arguments,
        term.parameters.isEmpty
          ? "`\(term.name)` takes nothing in brackets"
          : "`\(term.name)` takes \(term.parameters.count) in brackets",
        at: modifier.span)
    }
    var given: [Value] = []
    for (index, argument) in modifier.arguments.enumerated() {
      given.append(try resolve(argument, for: term.parameters[index], acceptsLists: false))
    }
    guard let arguments = term.fill(given) else {
      let missing = term.parameters.dropFirst(given.count).first { $0.isRequired }
      throw problem(
        .arguments, "`\(term.name)` needs `\(missing?.name ?? "a value")` in brackets",
        at: modifier.span)
    }
    return NetworkDescription.ModifierDescription(
      name: term.name, arguments: arguments, location: location(modifier.span))
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
