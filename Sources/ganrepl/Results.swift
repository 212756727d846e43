import GANScript

/// Results as lines of text.
enum Results {
  /// Writes one result to standard output. Texts of plots and pictures may hold colours, which the
  /// verbs put there only for a terminal; everything else is escaped.
  static func show(_ output: Output, on console: Console) {
    switch output {
    case .text(let text), .help(let text): console.result(text)
    case .value(let value): console.result(escaped(value.source))
    case .table(let columns, let rows):
      for line in table(columns, rows) { console.result(line) }
    case .expectation(let expectation):
      let claim = expectation.words.isEmpty ? expectation.condition : expectation.words
      console.result(
        "\(expectation.isMet ? "holds" : "FAILS"): \(escaped(claim)) (\(escaped(expectation.numbers)))"
      )
    case .exhibit(let exhibit): console.result(exhibit.terminalText)
    case .saved(let file): console.result(escaped(file.message))
    case .cell(let cell):
      if !cell.isProse, !cell.title.isEmpty { console.result("\n--- \(escaped(cell.title))") }
    }
  }

  private static func table(_ columns: [String], _ rows: [[Value]]) -> [String] {
    let cells = [columns] + rows.map { $0.map { escaped($0.description) } }
    let widths = columns.indices.map { place in
      cells.map { place < $0.count ? $0[place].count : 0 }.max() ?? 0
    }
    return cells.map { row in
      zip(row, widths).map { text, width in
        text + String(repeating: " ", count: width - text.count)
      }.joined(separator: "  ")
    }
  }
}
