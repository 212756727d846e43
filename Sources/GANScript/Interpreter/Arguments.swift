import Vocabulary

/// Single arguments: a bare name is the variable of that name, else a word the argument takes.
extension Interpreter {
  /// An argument's value in the form of its parameter's kind.
  mutating func resolve(
    _ expression: Expression, for parameter: Parameter, acceptsLists: Bool
  ) throws(Diagnostic) -> Value {
    do throws(Diagnostic) {
      let value = try resolve(expression, as: parameter.kind, acceptsLists, parameter.name)
      return try limited(value, at: expression.span)
    } catch {
      throw quoted(error, expression, parameter.kind)
    }
  }

  private mutating func resolve(
    _ expression: Expression, as kind: Kind, _ acceptsLists: Bool, _ name: String
  ) throws(Diagnostic) -> Value {
    switch expression.form {
    case .name(let word): return try resolve(word, expression.span, kind, acceptsLists, name)
    case .list(let elements):
      // What takes a list has a grid's axis only in a list of lists.
      let isAxis =
        acceptsLists && (kind.ofElements == nil || elements.contains { $0.form.isList })
      guard let elementKind = isAxis ? kind : kind.ofElements else { break }
      if elements.isEmpty, isAxis {
        throw problem(.badValue, "`\(name)` is an empty list", at: expression.span)
      }
      var values: [Value] = []
      for element in elements {
        values.append(try resolve(element, as: elementKind, false, name))
      }
      return .list(values)
    case .chain(let operands, let operators)
    where kind == .name && operators.allSatisfy { $0 == .minus }
      && operands.allSatisfy({ isFreeName($0) }):
      // `close-up` is one name.
      return .text(source.text(expression.span))
    default: break
    }
    let value = try evaluate(expression)
    if let fitted = fit(value, kind, acceptsLists) { return fitted }
    throw badValue(value, kind, name, at: expression.span)
  }

  /// Whether an expression is a name that stands for nothing else.
  private func isFreeName(_ expression: Expression) -> Bool {
    if case .name(let name) = expression.form { bindings[name] == nil } else { false }
  }

  private func resolve(
    _ word: String, _ span: Span, _ kind: Kind, _ acceptsLists: Bool, _ name: String
  ) throws(Diagnostic) -> Value {
    if let value = bindings[word]?.value, let fitted = fit(value, kind, acceptsLists) {
      return fitted
    }
    if let fitted = kind.fit(.word(word)) { return fitted }
    if let value = bindings[word]?.value { throw badValue(value, kind, name, at: span) }
    let words = kind.words.map(\.name)
    if words.isEmpty { throw unknownName(word, at: span) }
    let near = nearest(to: word, among: words) ?? nearest(to: word, among: bindings.keys.sorted())
    let missing = kind.isNetwork && !kind.takesText ? "net \(word): ... comes first" : nil
    throw problem(
      .unknownName, "`\(name)` must be \(kind.summary); got `\(word)`",
      help: ForeignWords.values[word] ?? suggestion(near) ?? missing, at: span)
  }

  private func fit(_ value: Value, _ kind: Kind, _ acceptsLists: Bool) -> Value? {
    if let fitted = kind.fit(value) { return fitted }
    guard acceptsLists, case .list = value else { return nil }
    return kind.fitAll(value)
  }

  private func badValue(_ value: Value, _ kind: Kind, _ name: String, at span: Span) -> Diagnostic {
    let shown: String
    switch value {
    case .object, .nothing: shown = value.typeName
    case .list(let values) where values.count > 8: shown = "a list of \(values.count)"
    default: shown = String(value.source.prefix(60))
    }
    var help: String?
    if case .text(let text) = value {
      help = suggestion(nearest(to: text, among: kind.words.map(\.name)))
      if Value.reading(text).flatMap({ kind.fit($0) }) != nil {
        help = "write \(text) without quotes"
      }
    }
    if case .number = value, kind.fit(.text("")) != nil { help = "write \(name)=\"\(shown)\"" }
    if case .list(let values) = value, values.count == 2, let a = values[0].number,
      let b = values[1].number
    {
      let pair: Value? =
        if a <= b, kind.fit(.range(a, b)) != nil {
          .range(a, b)
        } else if let rows = Int(exactly: a), let columns = Int(exactly: b) {
          kind.fit(.size(rows, columns))
        } else {
          nil
        }
      help = pair.map { "write \($0)" }
    }
    return problem(
      .badValue, "`\(name)` must be \(kind.summary); got \(shown)", help: help, at: span)
  }

  /// A hint to quote what looks like a path or a text.
  private func quoted(
    _ error: Diagnostic, _ expression: Expression, _ kind: Kind
  ) -> Diagnostic {
    guard error.code == .unknownName || error.code == .badOperation, kind.takesText else {
      return error
    }
    let text = source.text(expression.span)
    if case .text = expression.form { return error }
    let isPath = text.utf8.contains { $0 == UInt8(ascii: "/") || $0 == .dot }
    guard isPath || error.help == nil, text.utf8.count < 200 else { return error }
    var error = error
    error.help = "paths go in quotes: \"\(text)\""
    if kind.isNetwork, !isPath { error.help? += "; for a network, net \(text): ... comes first" }
    return error
  }
}

extension Expression.Form {
  fileprivate var isList: Bool { if case .list = self { true } else { false } }
}

extension Kind {
  /// Whether a network is one of the things it takes.
  fileprivate var isNetwork: Bool {
    switch self {
    case .object(let type): type == "network"
    case .either(let kinds): kinds.contains(where: \.isNetwork)
    default: false
    }
  }

  /// The kind of a list's elements, if the kind takes lists.
  fileprivate var ofElements: Kind? {
    switch self {
    case .list(let kind): kind
    case .any: .any
    case .either(let kinds): kinds.lazy.compactMap(\.ofElements).first
    default: nil
    }
  }
}
