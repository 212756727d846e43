import Vocabulary

/// All words of the language, a line each.
func helpOverview<Session>(_ language: Language<Session>) -> String {
  let width = 10
  func lines(_ title: String, _ terms: [Term]) -> [String] {
    [title]
      + terms.map { term in
        "  " + term.name + String(repeating: " ", count: max(1, width - term.name.count))
          + term.summary
      } + [""]
  }
  return
    (lines("Verbs", language.verbs.terms) + lines("Statements", syntaxTerms.terms)
    + lines("Layers", language.modifiers.terms) + ["help NAME says more: help train"])
    .joined(separator: "\n")
}

/// The help on a word; `nil` if there is none of that name.
func helpText<Session>(_ name: String, _ language: Language<Session>) -> String? {
  let all = language.verbs.terms + syntaxTerms.terms + language.modifiers.terms
    + Functions.catalog.terms
  guard let term = all.first(where: { $0.name == name }) else { return nil }
  var lines = ["\(term.name): \(term.summary)"]
  if !term.discussion.isEmpty { lines += ["", wrapped(term.discussion, indent: "")] }
  if !term.parameters.isEmpty {
    lines.append("")
    for parameter in term.parameters {
      let head = parameter.position == .named ? "\(parameter.name)=" : parameter.name.uppercased()
      let standard = parameter.defaultText.map { "; default \($0)" } ?? ""
      lines.append("  \(head)  \(parameter.summary)")
      lines.append(wrapped(parameter.kind.summary + standard, indent: "      "))
    }
  }
  if !term.example.isEmpty {
    lines += ["", "Example:"]
    lines += term.example.split(separator: "\n").map { "  " + $0 }
  }
  return lines.joined(separator: "\n")
}

/// Text in lines of at most 80 columns.
private func wrapped(_ text: String, indent: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    var lines: [String] = []
    var current = indent
    for word in line.split(separator: " ") {
      if current.count + word.count + 1 > 80, current.count > indent.count {
        lines.append(current)
        current = indent
      }
      current += (current.count > indent.count ? " " : "") + word
    }
    return (lines + [current]).joined(separator: "\n")
  }.joined(separator: "\n")
}
