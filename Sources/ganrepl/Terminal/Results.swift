import GANScript
import Notebooks
import Vocabulary

/// Results as lines of text.
enum Results {
  /// Writes one result to standard output. Texts of plots and pictures may hold control sequences,
  /// which the verbs put there only for a terminal; everything else is escaped.
  static func show(_ output: Output, on console: Console) {
    switch output {
    case .text(let text), .remark(let text): console.words(escapedLines(text))
    case .help(let text): console.page(escapedLines(text))
    case .value(let value): console.words(escaped(value.source))
    case .definition(let name, let value):
      // A network may take a second line, a long list no more than a third.
      console.words(shortened(definition(name, value), to: 3 * console.terminal().columns - 1))
    case .table(let columns, let rows):
      let table = TextTable(columns, rows)
      for line in console.resultWidth.map(table.lines(fitting:)) ?? table.lines {
        console.result(line)
      }
    case .expectation(let expectation):
      console.words(
        "\(expectation.verdict.words): \(escaped(expectation.claim)) (\(escaped(expectation.measured)))"
      )
    case .exhibit(let exhibit): console.result(exhibit.terminalText)
    case .saved(let file): console.words(escaped(file.message), keeping: [escaped(file.path)])
    case .cell(let cell):
      if !cell.isProse, !cell.title.isEmpty, !cell.isSilent {
        console.words("\n--- \(escaped(cell.title))")
      }
    }
  }

  /// `name = value`; an object whose summary begins with its name speaks for itself.
  private static func definition(_ name: String, _ value: Value) -> String {
    let text = escaped(value.source)
    return text.hasPrefix(name + ":") ? text : "\(name) = \(text)"
  }
}
