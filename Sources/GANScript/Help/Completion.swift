import Vocabulary

/// What may stand at the cursor.
public struct Completion: Sendable {
  /// One possibility.
  public struct Candidate: Sendable, Equatable {
    /// What replaces the typed part: a name, `epochs=`, a path.
    public let text: String
    /// One line about it; may be empty.
    public let summary: String
    /// What is typed after it where it is the only one: a blank, a closing quote, or nothing
    /// where more of the same word may follow.
    public let ending: String

    /// Something that may stand at the cursor.
    public init(text: String, summary: String = "", ending: String = " ") {
      self.text = text
      self.summary = summary
      self.ending = ending
    }
  }

  /// The typed part, in UTF-8 bytes of the text.
  public var range: Range<Int>
  /// All that fit, in the order of the catalogs.
  public let candidates: [Candidate]

  /// What may replace a part of a text.
  public init(range: Range<Int>, candidates: [Candidate]) {
    self.range = range
    self.candidates = candidates
  }
}

extension Language {
  /// Lists the files that a path begun by the user may mean, limited to some endings (all if
  /// there are none); folders end in `/`.
  public typealias FileLister = (_ path: String, _ endings: [String]) -> [String]

  /// What may stand at a cursor: verbs, arguments, their values, variables and fields, words of
  /// networks, files inside quotes. Nothing in comments.
  ///
  /// - Parameters:
  ///   - text: Everything typed so far, several lines perhaps.
  ///   - cursor: Where the cursor is, in UTF-8 bytes; what is after it does not count.
  ///   - variables: The session's variables.
  ///   - files: Lists files.
  public func complete(
    _ text: String, cursor: Int, variables: [String: Value], files: FileLister = { _, _ in [] }
  ) -> Completion {
    let cursor = min(max(cursor, 0), text.utf8.count)
    let source = SourceText(name: "", bytes: Array(text.utf8.prefix(cursor)))
    let position = CompletionPosition(source, cursor)
    let nothing = Completion(range: cursor..<cursor, candidates: [])
    if position.isInComment { return nothing }
    if position.textStart != nil {
      return complete(insideText: position, variables, files)
    }
    let candidates = candidates(at: position, variables).filter {
      $0.text.hasPrefix(position.prefix)
    }
    return Completion(range: position.range, candidates: unique(candidates))
  }

  private func unique(_ candidates: [Completion.Candidate]) -> [Completion.Candidate] {
    var seen: Set<String> = []
    return candidates.filter { seen.insert($0.text).inserted }
  }

  // MARK: By position

  private func candidates(
    at position: CompletionPosition, _ variables: [String: Value]
  ) -> [Completion.Candidate] {
    if position.isAfterDot { return fields(position.path, variables) }
    let values = names(of: variables) + functionNames
    guard let first = position.words.first else {
      return named(verbs.terms) + named(syntaxTerms.terms) + names(of: variables)
        + [Completion.Candidate(text: "end", summary: "ends a block", ending: "")]
    }
    if position.isAfterAssignment { return named(verbs.terms) + values }
    switch first {
    case "help", "?":
      let parameters = verbs.terms.flatMap(\.parameters).filter { $0.position == .named }
      return named(topics)
        + parameters.map { .init(text: $0.name, summary: $0.summary, ending: "") }
    case "net": return candidates(inNetwork: position, values)
    case "for" where position.words.count == 2: return [.init(text: "in")]
    case "language": return []
    default: break
    }
    if let verb = verbs[first] {
      return position.isAfterOperator ? values : candidates(of: verb.term, position, variables)
    }
    return values + words.sorted().map { .init(text: $0) }
  }

  private func candidates(
    of term: Term, _ position: CompletionPosition, _ variables: [String: Value]
  ) -> [Completion.Candidate] {
    if let label = position.label {
      guard let parameter = term.parameter(named: label) else { return names(of: variables) }
      return values(of: parameter, variables)
    }
    var result: [Completion.Candidate] = []
    let positional = term.parameters.filter { $0.position == .positional }
    if position.labels.isEmpty, let last = positional.indices.last {
      let from = min(position.positionalCount, last)
      if position.positionalCount <= last || positional[last].isRepeated {
        for parameter in positional[from...] {
          result += values(of: parameter, variables)
          if parameter.isRequired { break }
        }
      }
    }
    let open = term.parameters.filter {
      $0.position == .named && !position.labels.contains($0.name)
    }
    return result + open.map(argument)
  }

  private func candidates(
    inNetwork position: CompletionPosition, _ values: [Completion.Candidate]
  ) -> [Completion.Candidate] {
    if let label = position.label, let option = networkOptions.first(where: { $0.name == label }) {
      return named(option.kind.words)
    }
    if position.isAfterArrow { return named(layers.terms) + values }
    guard position.hasColon else { return [] }
    return named(modifiers.terms)
      + networkOptions.map(argument)
  }

  private func values(
    of parameter: Parameter, _ variables: [String: Value]
  ) -> [Completion.Candidate] {
    named(parameter.kind.words)
      + names(of: variables.filter { parameter.kind.fit($0.value) != nil })
  }

  private func fields(
    _ path: [String], _ variables: [String: Value]
  ) -> [Completion.Candidate] {
    guard let name = path.first, var value = variables[name] else { return [] }
    for field in path.dropFirst() {
      guard case .object(let object) = value, let next = object.field(field) else { return [] }
      value = next
    }
    guard case .object(let object) = value else { return [] }
    return object.fieldNames.map { candidate($0, object.field($0) ?? .nothing) }
  }

  private func named(_ terms: [Term]) -> [Completion.Candidate] {
    terms.map { .init(text: $0.name, summary: $0.summary) }
  }

  private var functionNames: [Completion.Candidate] {
    Functions.catalog.terms.map { .init(text: $0.name + "(", summary: $0.summary, ending: "") }
  }

  private func argument(_ parameter: Parameter) -> Completion.Candidate {
    .init(text: parameter.name + "=", summary: parameter.summary, ending: "")
  }

  private func names(of variables: [String: Value]) -> [Completion.Candidate] {
    variables.keys.sorted().map { candidate($0, variables[$0] ?? .nothing) }
  }

  /// A name or field with its value; an object's fields may follow.
  private func candidate(_ name: String, _ value: Value) -> Completion.Candidate {
    if case .object(let object) = value, !object.fieldNames.isEmpty {
      return .init(text: name, summary: value.typeName, ending: "")
    }
    return .init(text: name, summary: value.typeName)
  }

  // MARK: Texts

  private func complete(
    insideText position: CompletionPosition, _ variables: [String: Value], _ files: FileLister
  ) -> Completion {
    if let brace = position.openBrace {
      let candidates = names(of: variables).filter { $0.text.hasPrefix(brace.prefix) }
      return Completion(
        range: brace.range,
        candidates: candidates.map {
          .init(text: $0.text, summary: $0.summary, ending: $0.ending.isEmpty ? "" : "}")
        })
    }
    let endings = endings(at: position)
    let paths = endings.map { files(position.typedText, $0) } ?? []
    return Completion(
      range: position.textRange,
      candidates: paths.map { .init(text: $0, ending: $0.hasSuffix("/") ? "" : "\"") })
  }

  /// The endings of the file that is expected here; `nil` where none is.
  private func endings(at position: CompletionPosition) -> [String]? {
    guard let first = position.words.first else { return nil }
    if first == "include" { return ["gan"] }
    if position.words.last == "exists" { return [] }
    guard let term = verbs[first]?.term else { return nil }
    if let label = position.label { return term.parameter(named: label)?.kind.endings }
    let positional = term.parameters.filter { $0.position == .positional }
    let remaining = positional.dropFirst(
      min(position.positionalCount, max(positional.count - 1, 0)))
    return remaining.lazy.compactMap(\.kind.endings).first
  }
}

extension Kind {
  /// The endings of the files it takes; `nil` if it takes none.
  fileprivate var endings: [String]? {
    switch self {
    case .inputFile(let endings), .outputFile(let endings): endings
    case .either(let kinds): kinds.lazy.compactMap(\.endings).first
    case .list(let kind): kind.endings
    default: nil
    }
  }
}
