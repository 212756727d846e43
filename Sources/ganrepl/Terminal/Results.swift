import GANScript
import Vocabulary

/// Results as lines of text.
enum Results {
  /// Writes one result to standard output. Texts of plots and pictures may hold control sequences,
  /// which the verbs put there only for a terminal; everything else is escaped.
  static func show(_ output: Output, on console: Console) {
    switch output {
    case .text(let text), .remark(let text), .help(let text): console.result(escapedLines(text))
    case .value(let value): console.result(escaped(value.source))
    case .definition(let name, let value):
      // A network may take a second line, a long list no more than a third.
      console.result(shortened(definition(name, value), to: 3 * console.terminal().columns - 1))
    case .table(let columns, let rows):
      for line in table(columns, rows) { console.result(line) }
    case .expectation(let expectation):
      console.result(
        "\(expectation.verdict.words): \(escaped(expectation.claim)) (\(escaped(expectation.measured)))"
      )
    case .exhibit(let exhibit): console.result(exhibit.terminalText)
    case .saved(let file): console.result(escaped(file.message))
    case .cell(let cell):
      if !cell.isProse, !cell.title.isEmpty { console.result("\n--- \(escaped(cell.title))") }
    }
  }

  /// `name = value`; an object whose summary begins with its name speaks for itself.
  private static func definition(_ name: String, _ value: Value) -> String {
    let text = escaped(value.source)
    return text.hasPrefix(name + ":") ? text : "\(name) = \(text)"
  }

  /// Columns of numbers stand to the right, all others to the left.
  private static func table(_ columns: [String], _ rows: [[Value]]) -> [String] {
    let texts = rows.map { $0.map { escaped($0.description) } }
    let cells = [columns.map(escaped)] + texts
    let widths = columns.indices.map { index in
      cells.map { index < $0.count ? displayWidth($0[index]) : 0 }.max() ?? 0
    }
    let isNumeric = columns.indices.map { index in
      texts.allSatisfy { row in
        index >= row.count || row[index].allSatisfy { "0123456789.,-+e%".contains($0) }
      }
    }
    return cells.map { row in
      let line = row.indices.filter { $0 < widths.count }.map { index in
        let gap = String(repeating: " ", count: widths[index] - displayWidth(row[index]))
        return isNumeric[index] ? gap + row[index] : row[index] + gap
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
