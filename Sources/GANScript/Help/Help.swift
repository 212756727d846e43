import Vocabulary

/// Help made of the terms themselves: plain text, as wide as the window, 100 columns at most.
extension Language {
  /// What to ask for: a few lines on the language, its verbs, and the pages that there are.
  public func help(columns: Int = 80) -> String {
    let width = helpWidth(columns)
    var text = guide.introduction.map { wrapped($0, indent: 2, width: width) }.joined()
    text += wrapped("Verbs: " + verbs.names.joined(separator: ", ") + ".", indent: 2, width: width)
    return text + "\n" + table(pages.map { ("help " + $0.name, $0.summary) }, width: width)
  }

  /// The pages of help that are about no single word.
  public var pages: [Term] {
    guide.pages.terms + [
      Term("net", "networks: layers, shapes, options"),
      Term("values", "numbers, ranges, sizes, texts, lists"),
      Term("fields", "what can be asked of a run, a curve, a data set: run.loss"),
      Term("signs", "what ->, .., % and others mean"),
      Term("codes", "what the numbers of errors mean, E109"),
      Term("all", "every word of the language, by sort"),
    ]
  }

  /// What is known of a name: a page, a verb, a statement, a function, a word of `net`, an argument, a
  /// word that an argument takes, a sign, a field, the number of an error; `nil` if nothing.
  public func help(_ name: String, columns: Int = 80) -> String? {
    let width = helpWidth(columns)
    var parts: [String] = []
    if let page = page(named: name, width: width) { parts.append(page) }
    for term in topics where term.name == name { parts.append(page(term, width: width)) }
    if name == "net" {
      if !networkOptions.isEmpty {
        parts.append("Options:\n" + table(networkOptions.map(row), width: width))
      }
      parts.append(
        section("Layers, after ->", layers.terms, width)
          + section("Words after a layer", modifiers.terms, width))
    }
    let parameters = uses(ofParameter: name, width: width)
    if !parameters.isEmpty { parts.append(parameters) }
    let isWord = parts.isEmpty
    if let object = guide.objects[name] { parts.append(fields(of: object, width: width)) }
    parts += guide.glossary.filter { $0.name == name }.map { page($0, width: width) }
    if isWord { parts += words(named: name, width: width) }
    if parts.isEmpty { parts += fields(named: name, width: width) }
    if parts.isEmpty { parts += others(named: name, width: width) }
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  /// Everything that has a page of its own, once each.
  public var topics: [Term] {
    verbs.terms + syntaxTerms.terms + layers.terms + modifiers.terms + Functions.catalog.terms
  }

  /// Arguments that take one of some words, or a list of them, each with what its words do; an argument that
  /// takes the same words in several verbs is there once. Switches are left out: on and off say themselves.
  var choices: [(title: String, words: [Term])] {
    var choices: [(argument: String, words: [Term], terms: [String])] = []
    for term in verbs.terms + [Term("net", "", parameters: networkOptions)] {
      for parameter in term.parameters where parameter.kind != .toggle {
        let words = parameter.kind.words
        guard words.contains(where: { !$0.summary.isEmpty }) else { continue }
        let argument = row(parameter).0
        if let index = choices.firstIndex(where: { $0.argument == argument && $0.words == words }) {
          choices[index].terms.append(term.name)
        } else {
          choices.append((argument, words, [term.name]))
        }
      }
    }
    return choices.map { ("\($0.argument) of \($0.terms.joined(separator: ", "))", $0.words) }
  }

  /// The statements that are no verbs: `param`, `for`, `expect` and their like.
  public var statements: [Term] { syntaxTerms.terms }

  /// The functions.
  public var functions: [Term] { Functions.catalog.terms }

  /// The numbers of problems, the language's and the host's.
  public var codes: [Term] {
    (DiagnosticCode.terms + guide.codes).sorted { $0.name < $1.name }
  }

  /// The name nearest to one that help does not know.
  public func suggestion(forHelp name: String) -> String? {
    let parameters = verbs.terms.flatMap(\.parameters) + networkOptions
    return nearest(
      to: name,
      among: topics.map(\.name) + pages.map(\.name) + parameters.map(\.name) + words.sorted()
        + guide.glossary.map(\.name) + codes.map(\.name))
  }

  private func helpWidth(_ columns: Int) -> Int { min(max(columns, 40), 100) }

  /// A page that is about no single word.
  private func page(named name: String, width: Int) -> String? {
    switch name {
    case "values":
      return section("Values", valueCatalog.terms, width)
    case "signs": return section("Signs", symbolCatalog.terms, width)
    case "codes":
      return section("Numbers of errors and warnings", codes, width)
    case "fields":
      return guide.objects.elements.map { fields(of: $0, width: width) }.joined(separator: "\n")
    case "all":
      return section("Verbs", verbs.terms, width) + section("Statements", syntaxTerms.terms, width)
        + section("Layers of a network, after ->", layers.terms, width)
        + section("Words after a layer of a network", modifiers.terms, width)
        + choices.map { section($0.title, $0.words, width) }.joined()
        + section("Functions", Functions.catalog.terms, width)
        + wrapped("help NAME or ?NAME explains one of them.", indent: 0, width: width)
    default:
      return guide.pages[name].map { page in
        wrapped(page.discussion, indent: 0, width: width)
          + page.example.split(separator: "\n", omittingEmptySubsequences: false)
          .map { "  \($0)\n" }.joined()
      }
    }
  }

  private func section(_ title: String, _ terms: [Term], _ width: Int) -> String {
    terms.isEmpty
      ? "" : title + ":\n" + table(terms.map { ($0.name, $0.summary) }, width: width) + "\n"
  }

  private func page(_ term: Term, width: Int) -> String {
    var text = wrapped("\(usage(term)): \(term.summary).", indent: 0, width: width)
    if !term.discussion.isEmpty { text += "\n" + wrapped(term.discussion, indent: 0, width: width) }
    if !term.parameters.isEmpty {
      text += "\nArguments:\n" + table(term.parameters.map(row), width: width)
    }
    if !term.example.isEmpty {
      let lines = term.example.split(separator: "\n", omittingEmptySubsequences: false)
      text += "\nExample:\n" + lines.map { "  \($0)\n" }.joined()
    }
    return text
  }

  /// What can be asked of a sort of value.
  private func fields(of object: ObjectDescription, width: Int) -> String {
    wrapped("\(object.name), \(object.term.summary):", indent: 2, width: width)
      + table(object.fields.map { ($0.name, $0.summary) }, width: width)
  }

  /// The fields that a path ends in: `loss` and `run.loss` of runs, `last` and `x.loss.last` of curves.
  private func fields(named path: String, width: Int) -> [String] {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let last = parts.last, !last.isEmpty else { return [] }
    let all = guide.objects.elements.filter { object in
      object.fields.contains { $0.name == last }
    }
    let named = all.filter { parts.count == 2 && $0.name == parts[0] }
    return (named.isEmpty ? all : named).flatMap { object in
      object.fields.filter { $0.name == last }.map { field in
        wrapped(
          "\(last) of a \(object.name): \(field.summary)."
            + (field.example.isEmpty ? "" : " Example: \(field.example)"), indent: 2, width: width)
      }
    }
  }

  /// A sign, the number of an error, a term of results.
  private func others(named name: String, width: Int) -> [String] {
    let signs = symbolCatalog.terms.filter { term in
      term.name == name || term.name.split(separator: " ").contains { $0 == name }
    }
    let terms = signs + codes.filter { $0.name == name }
    return terms.map { page($0, width: width) }
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

  /// An argument as a row: how it is written, and what it is for.
  func row(_ parameter: Parameter) -> (String, String) {
    let name =
      parameter.position == .named ? parameter.name + "=" : parameter.name.uppercased()
    var text = parameter.summary + "; " + parameter.kind.summary
    if let standard = parameter.defaultText { text += " (default \(standard))" }
    if parameter.isRequired { text += " (required)" }
    return (name, text)
  }

  /// Where an argument is taken; equal descriptions are said once.
  private func uses(ofParameter name: String, width: Int) -> String {
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
        "\(label) of \(group.terms.joined(separator: ", ")): \(text).", indent: 0, width: width)
      let words = group.parameter.kind.words.filter { !$0.summary.isEmpty }
      if !words.isEmpty { result += table(words.map { ($0.name, $0.summary) }, width: width) }
      return result
    }.joined(separator: "\n")
  }

  private func words(named name: String, width: Int) -> [String] {
    var pages: [String] = []
    for term in verbs.terms + [Term("net", "", parameters: networkOptions)] {
      for parameter in term.parameters {
        for word in parameter.kind.words where word.name == name {
          let label = parameter.position == .named ? "\(parameter.name)=\(name)" : name
          var text = wrapped("\(term.name) \(label): \(word.summary).", indent: 0, width: width)
          // What has options of its own is explained where it is named.
          if parameter.position == .positional, !word.parameters.isEmpty {
            if !word.discussion.isEmpty {
              text += "\n" + wrapped(word.discussion, indent: 0, width: width)
            }
            text += "\nArguments:\n" + table(word.parameters.map(row), width: width)
          }
          pages.append(text)
        }
      }
    }
    return pages
  }
}
