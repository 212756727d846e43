import Vocabulary

/// Help made of the terms themselves: plain text, 80 columns wide.
extension Language {
  /// All words of the language, by sort.
  public func help() -> String {
    var text = ""
    text += section("Verbs", verbs.terms)
    text += section("Statements", syntaxTerms.terms)
    text += section("Layers of a network, after ->", layers.terms)
    text += section("Words after a layer of a network", modifiers.terms)
    text += section("Functions", Functions.catalog.terms)
    return text + "help NAME or ?NAME explains one of them, an argument or a word.\n"
  }

  /// What is known of a name: a verb, a statement, a function, a word of `net`, an argument or a
  /// word that an argument takes; `nil` if nothing.
  public func help(_ name: String) -> String? {
    var parts: [String] = []
    for term in topics where term.name == name { parts.append(page(term)) }
    if name == "net", !networkOptions.isEmpty {
      parts.append("Options:\n" + table(networkOptions.map(row)))
    }
    let parameters = uses(ofParameter: name)
    if !parameters.isEmpty { parts.append(parameters) }
    if parts.isEmpty { parts += words(named: name) }
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  /// Everything that has a page of its own, once each.
  public var topics: [Term] {
    verbs.terms + syntaxTerms.terms + layers.terms + modifiers.terms + Functions.catalog.terms
  }

  /// The statements that are no verbs: `param`, `for`, `expect` and their like.
  public var statements: [Term] { syntaxTerms.terms }

  /// The functions.
  public var functions: [Term] { Functions.catalog.terms }

  /// The name nearest to one that help does not know.
  public func suggestion(forHelp name: String) -> String? {
    let parameters = verbs.terms.flatMap(\.parameters) + networkOptions
    return nearest(to: name, among: topics.map(\.name) + parameters.map(\.name) + words.sorted())
  }

  private func section(_ title: String, _ terms: [Term]) -> String {
    terms.isEmpty ? "" : title + ":\n" + table(terms.map { ($0.name, $0.summary) }) + "\n"
  }

  private func page(_ term: Term) -> String {
    var text = wrapped("\(usage(term)): \(term.summary).", indent: 0)
    if !term.discussion.isEmpty { text += "\n" + wrapped(term.discussion, indent: 0) }
    if !term.parameters.isEmpty { text += "\nArguments:\n" + table(term.parameters.map(row)) }
    if !term.example.isEmpty {
      let lines = term.example.split(separator: "\n", omittingEmptySubsequences: false)
      text += "\nExample:\n" + lines.map { "  \($0)\n" }.joined()
    }
    return text
  }

  /// The name with its positional arguments, optional ones in brackets.
  func usage(_ term: Term) -> String {
    let isInBrackets = isLayerWord(term.name) || Functions.catalog[term.name] != nil
    let positional = term.parameters.filter { isInBrackets || $0.position == .positional }.map {
      let name = $0.name.uppercased() + ($0.isRepeated ? "..." : "")
      if isInBrackets, $0.position == .named { return "[\($0.name)=]" }
      return $0.isRequired ? name : "[\(name)]"
    }
    guard !positional.isEmpty else { return term.name }
    return isInBrackets
      ? "\(term.name)(\(positional.joined(separator: ", ")))"
      : ([term.name] + positional).joined(separator: " ")
  }

  private func row(_ parameter: Parameter) -> (String, String) {
    let name =
      parameter.position == .named ? parameter.name + "=" : parameter.name.uppercased()
    var text = parameter.summary + "; " + parameter.kind.summary
    if let standard = parameter.defaultText { text += " (default \(standard))" }
    if parameter.isRequired { text += " (required)" }
    return (name, text)
  }

  /// Where an argument is taken; equal descriptions are said once.
  private func uses(ofParameter name: String) -> String {
    var groups: [(parameter: Parameter, terms: [String])] = []
    for term in verbs.terms + [Term("net", "", parameters: networkOptions)] {
      guard let parameter = term.parameter(named: name), parameter.position == .named else {
        continue
      }
      if let index = groups.firstIndex(where: { $0.parameter == parameter }) {
        groups[index].terms.append(term.name)
      } else {
        groups.append((parameter, [term.name]))
      }
    }
    return groups.map { group in
      let (label, text) = row(group.parameter)
      var result = wrapped(
        "\(label) of \(group.terms.joined(separator: ", ")): \(text).", indent: 0)
      let words = group.parameter.kind.words.filter { !$0.summary.isEmpty }
      if !words.isEmpty { result += table(words.map { ($0.name, $0.summary) }) }
      return result
    }.joined(separator: "\n")
  }

  private func words(named name: String) -> [String] {
    var pages: [String] = []
    for term in verbs.terms + [Term("net", "", parameters: networkOptions)] {
      for parameter in term.parameters {
        for word in parameter.kind.words where word.name == name {
          let label = parameter.position == .named ? "\(parameter.name)=\(name)" : name
          pages.append(wrapped("\(term.name) \(label): \(word.summary).", indent: 0))
        }
      }
    }
    return pages
  }
}
