import Foundation
import GANScript
import Vocabulary

/// How a table is written.
enum TableFormat: String, CaseIterable, Described {
  case text
  case csv
  case md
  case json

  static let catalog = Catalog("table format", allCases)

  var term: Term {
    switch self {
    case .text: Term("text", "columns for the terminal")
    case .csv: Term("csv", "comma-separated, as spreadsheets and pandas read it")
    case .md: Term("md", "a table of Markdown")
    case .json: Term("json", "a list of objects")
    }
  }

  /// The table as text; the terminal's columns are laid out where they are shown.
  func encoded(_ table: RunTable) -> String {
    switch self {
    case .text, .csv:
      return ([table.columns] + table.rows.map { $0.map(\.description) })
        .map { $0.map(TableFormat.cell).joined(separator: ",") + "\n" }.joined()
    case .md:
      let lines =
        [table.columns, table.columns.map { _ in "---" }]
        + table.rows.map { $0.map { $0.shown.replacing("|", with: "\\|") } }
      return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    case .json:
      return JSON.list(
        table.rows.map { row in
          .object(
            zip(table.columns, row).map { name, value in
              (name, JSON(number: value) ?? .text(value.description))
            })
        }
      ).encoded() + "\n"
    }
  }

  /// A cell of CSV: quoted where need be, and never a formula.
  private static func cell(_ text: String) -> String {
    let isFormula =
      Double(text) == nil && "=+-@\t\r".contains { text.first == $0 }
    let safe = isFormula ? "'" + text : text
    guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}
