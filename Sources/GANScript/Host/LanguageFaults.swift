import Vocabulary

extension Language {
  /// What is wrong with the catalogs themselves: defaults that their kinds do not take, examples
  /// that are no statements, verbs called like words of the grammar. Empty in a sound program.
  public var faults: [String] {
    var faults: [String] = []
    let owners =
      verbs.terms + layers.terms + modifiers.terms + [
        Term("net", "options", parameters: networkOptions)
      ]
    for term in owners {
      let inWords = term.parameters.flatMap(\.kind.words).flatMap(\.parameters)
      for parameter in term.parameters + inWords {
        if let text = parameter.defaultText, parameter.defaultValue == nil {
          faults.append("\(term.name): \(parameter.name) does not take its default \(text)")
        }
      }
      if term.summary.isEmpty { faults.append("\(term.name) has no summary") }
    }
    for term in topics where !term.example.isEmpty {
      for diagnostic in Program.parse(term.example, name: term.name).diagnostics {
        faults.append("example of \(render(diagnostic))")
      }
    }
    for name in verbs.names where syntaxTerms[name] != nil || syntaxWords.contains(name) {
      faults.append("the verb \(name) is a word of the grammar")
    }
    return faults
  }
}
