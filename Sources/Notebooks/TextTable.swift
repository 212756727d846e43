import GANScript
import Vocabulary

/// A table as lines of text: columns of numbers stand to the right, all others to the left.
public struct TextTable {
  private let columns: [String]
  private let rows: [[Value]]

  /// A table; rows may be shorter than the heading.
  public init(_ columns: [String], _ rows: [[Value]]) {
    self.columns = columns
    self.rows = rows
  }

  /// All of it, with every digit.
  public var lines: [String] { Layout(columns, rows) { $0.description }.lines }

  /// As many columns as a window has room for, from the first. Where not all fit, numbers are rounded
  /// as people read them, and the columns that are left out named below the table.
  public func lines(fitting width: Int) -> [String] {
    let whole = Layout(columns, rows) { $0.description }
    if whole.width <= width { return whole.lines }
    let rounded = Layout(columns, rows) { $0.shown }
    var count = columns.count
    while count > 1, rounded.width(ofFirst: count) > width { count -= 1 }
    let lines = rounded.lines(ofFirst: count).map { shortened($0, to: width) }
    guard count < columns.count else { return lines }
    return lines + TextTable.broken("left out for lack of room:", columns[count...], width)
  }

  /// Names after some words, in lines of a width.
  private static func broken(
    _ words: String, _ names: some Sequence<String>, _ width: Int
  ) -> [String] {
    var lines = [words]
    for name in names.map(escaped) {
      let last = lines[lines.count - 1]
      let separator = last == words ? " " : ", "
      if displayWidth(last + separator + name) < width {
        lines[lines.count - 1] += separator + name
      } else {
        lines[lines.count - 1] += last == words ? "" : ","
        lines.append("  " + name)
      }
    }
    return lines.map { shortened($0, to: width) }
  }
}

/// The cells of a table as texts, and how wide its columns are.
private struct Layout {
  private let cells: [[String]]
  private let widths: [Int]
  private let isNumeric: [Bool]

  init(_ columns: [String], _ rows: [[Value]], _ text: (Value) -> String) {
    let texts = rows.map { $0.map { escaped(text($0)) } }
    let cells = [columns.map(escaped)] + texts
    widths = columns.indices.map { index in
      cells.map { index < $0.count ? displayWidth($0[index]) : 0 }.max() ?? 0
    }
    isNumeric = columns.indices.map { index in
      texts.allSatisfy { row in
        index >= row.count || row[index].allSatisfy { "0123456789.,-+e%".contains($0) }
      }
    }
    self.cells = cells
  }

  var width: Int { width(ofFirst: widths.count) }

  var lines: [String] { lines(ofFirst: widths.count) }

  func width(ofFirst count: Int) -> Int {
    widths.prefix(count).reduce(0, +) + 2 * max(count - 1, 0)
  }

  func lines(ofFirst count: Int) -> [String] {
    cells.map { row in
      let line = row.indices.filter { $0 < count }.map { index in
        let gap = String(repeating: " ", count: widths[index] - displayWidth(row[index]))
        return isNumeric[index] ? gap + row[index] : row[index] + gap
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
