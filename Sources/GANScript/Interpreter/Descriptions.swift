import Vocabulary

extension Evaluator {
  /// What a `net` statement says, held against the words of the language.
  func describe(
    _ syntax: NetworkSyntax, _ place: Place, modifiers: Catalog<Term>, options: [Parameter]
  ) throws -> NetworkDescription {
    var layers = try syntax.layers.map { layer in
      NetworkDescription.Layer(
        units: try units(layer.units), modifiers: try layer.modifiers.map { modifier in
          try describe(modifier, modifiers)
        }, place: Place(source: source, span: layer.span))
    }
    guard layers.count > 1 else {
      throw diagnostic(
        .syntax, "a network needs at least one layer", help: "100 -> 128 relu", place.span)
    }
    let input = layers.removeFirst()
    return NetworkDescription(
      name: syntax.name.name, input: input, layers: layers,
      options: try syntax.options.map { try describe($0, options) }, place: place)
  }

  private func units(_ expression: Expression) throws -> Int? {
    switch try value(expression) {
    case .unknown: return nil
    case .number(let number):
      if let whole = Int(exactly: number), whole > 0 { return whole }
      throw diagnostic(
        .badValue, "a layer has a whole number of units from 1, not \(shortest(number))",
        expression.span)
    case let other:
      throw diagnostic(
        .badValue, "a layer begins with its number of units, not \(other.typeName)",
        expression.span)
    }
  }

  private func describe(
    _ modifier: ModifierSyntax, _ catalog: Catalog<Term>
  ) throws -> NetworkDescription.Modifier {
    guard let term = catalog[modifier.name.name] else {
      throw diagnostic(
        .unknownName, "there is no layer called `\(modifier.name.name)`",
        help: suggestion(nearest(to: modifier.name.name, among: catalog.names))
          ?? "there are \(catalog.names.joined(separator: ", "))", modifier.name.span)
    }
    guard let arguments = term.fill(try modifier.arguments.map(value)) else {
      let wanted = term.parameters.map { "\($0.name), \($0.kind.summary)" }
      throw diagnostic(
        .badValue, "`\(term.name)` takes \(wanted.isEmpty ? "no argument" : wanted.joined(separator: "; "))",
        modifier.span)
    }
    return NetworkDescription.Modifier(
      name: term.name, arguments: arguments, place: Place(source: source, span: modifier.span))
  }

  private func describe(
    _ option: Argument, _ options: [Parameter]
  ) throws -> NetworkDescription.Option {
    let label = option.label?.name ?? ""
    guard let parameter = options.first(where: { $0.name == label }) else {
      throw diagnostic(
        .unknownName, "`net` has no option `\(label)`",
        help: suggestion(nearest(to: label, among: options.map(\.name))), option.span)
    }
    let value = try value(option.value)
    guard let fitted = parameter.kind.fit(value) else {
      throw diagnostic(
        .badValue, "`\(label)` must be \(parameter.kind.summary), got \(value.source)",
        option.value.span)
    }
    return NetworkDescription.Option(
      name: label, value: fitted, place: Place(source: source, span: option.span))
  }

  /// What a `for` goes through.
  func loopValues(_ expression: Expression) throws -> [Value] {
    switch try value(expression) {
    case .list(let values): return values
    case .unknown: return []
    case .range(let low, let high):
      guard let first = Int(exactly: low), let last = Int(exactly: high),
        last - first < Limits.listValues
      else { break }
      return (first...max(first, last)).map { .number(Double($0)) }
    case .object(let object):
      if let values = object.elements { return values }
    default: break
    }
    throw diagnostic(
      .badOperation, "`for` goes through a list or a range of whole numbers",
      help: "for lr in [0.05, 0.1]", expression.span)
  }

  /// Whether a claim holds, with its numbers; `nil` if that is known only in the run.
  func judge(_ syntax: ExpectationSyntax, _ place: Place) throws -> Expectation? {
    let words = try syntax.words.map { try value($0).description } ?? ""
    let holds: Bool?
    let numbers: String
    var end = syntax.subject.span
    if let (tolerance, target) = syntax.closeness {
      end = end.joined(with: target.span)
      let values = try [syntax.subject, tolerance, target].map { expression -> Double? in
        switch try value(expression) {
        case .number(let number): return number
        case .unknown: return nil
        case let other:
          throw diagnostic(
            .badOperation, "`within … of` compares numbers, not \(other.typeName)",
            expression.span)
        }
      }
      guard let x = values[0], let within = values[1], let center = values[2] else { return nil }
      holds = abs(x - center) <= within
      numbers = "\(shortest(x)) is \(shortest(abs(x - center))) from \(shortest(center))"
    } else {
      holds = try condition(syntax.subject)
      numbers = try self.numbers(in: syntax.subject)
    }
    guard let holds else { return nil }
    return Expectation(
      condition: source.text(end), words: words, isMet: holds, numbers: numbers, place: place)
  }

  /// A comparison with its operands' values in place of their names.
  private func numbers(in expression: Expression) throws -> String {
    guard case .chain(let operands, let operators) = expression.form,
      operators.allSatisfy({ $0 != .and && $0 != .or })
    else { return "" }
    var text = try value(operands[0]).source
    for (operation, operand) in zip(operators, operands.dropFirst()) {
      text += " \(operation.rawValue) " + (try value(operand).source)
    }
    return text
  }
}
