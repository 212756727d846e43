import Vocabulary

/// The reference of the language, made of the catalogs.
extension Language {
  /// A page of Markdown: values, signs, statements, networks, verbs with their arguments, the words that
  /// these take, functions, fields, numbers of errors.
  public var reference: String {
    var text = """
      # The language

      Made from the program's catalogs (`ganrepl __shared reference`); `help WORD` says the same at the
      prompt.

      """
    text += chapter("Values", valueCatalog.terms)
    text += chapter("Signs", symbolCatalog.terms)
    text += "\n## Statements\n" + syntaxTerms.terms.map { article($0) }.joined()
    text += "\n## Networks\n" + rows("option", networkOptions.map(row))
    text += "\n### Layers, after `->`\n" + layers.terms.map { article($0, level: 4) }.joined()
    text += "\n### Words after a layer\n"
    text += modifiers.terms.map { article($0, level: 4) }.joined()
    text += "\n## Verbs\n" + verbs.terms.map { article($0) }.joined()
    text += "\n## Words that arguments take\n"
    for choice in choices {
      text += "\n### \(cell(choice.title))\n"
      text += rows("word", choice.words.map { ($0.name, $0.summary) })
    }
    text += chapter("Functions", Functions.catalog.terms)
    text += "\n## Fields\n"
    for object in guide.objects.elements {
      text += "\n### \(object.name)\n\n\(cell(object.term.summary)).\n"
      text += rows("field", object.fields.map { ($0.name, $0.summary) })
    }
    text += chapter("Numbers of errors and warnings", codes)
    return text
  }

  private func chapter(_ title: String, _ terms: [Term]) -> String {
    "\n## \(title)\n" + rows("", terms.map { ($0.name, $0.summary) })
  }

  private func article(_ term: Term, level: Int = 3) -> String {
    let heading = String(repeating: "#", count: level)
    var text = "\n\(heading) `\(usage(term))`\n\n\(cell(term.summary)).\n"
    if !term.discussion.isEmpty {
      let paragraphs = term.discussion.split(separator: "\n").map { cell(String($0)) }
      text += "\n" + paragraphs.joined(separator: "\n\n") + "\n"
    }
    text += rows("argument", term.parameters.map(row))
    if !term.example.isEmpty { text += "\n```\n\(term.example)\n```\n" }
    return text
  }

  private func rows(_ heading: String, _ rows: [(String, String)]) -> String {
    guard !rows.isEmpty else { return "" }
    return "\n| \(heading) | |\n| --- | --- |\n"
      + rows.map { "| `\($0.0.replacing("|", with: "\\|"))` | \(cell($0.1)) |\n" }.joined()
  }

  /// A text as Markdown shows it as it is.
  private func cell(_ text: String) -> String {
    var shown = text
    for sign in ["|", "*", "_", "<", "["] { shown = shown.replacing(sign, with: "\\" + sign) }
    return shown
  }
}
