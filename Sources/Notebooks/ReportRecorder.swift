import GANScript

/// Gathers what a running notebook shows.
public final class ReportRecorder {
  private var sections = [NotebookReport.Section(title: "", id: nil)]
  private let name: String

  /// A recorder for the notebook of that name.
  public init(name: String) { self.name = name }

  /// The report so far.
  public var report: NotebookReport {
    NotebookReport(title: heading ?? name, sections: sections.filter { !$0.blocks.isEmpty })
  }

  /// Takes a result. A figure that cannot be drawn is reported in its place.
  public func record(_ output: Output) {
    switch output {
    case .cell(let cell): begin(cell)
    case .definition: break
    case .text(let text), .help(let text): add(.text(text))
    case .value(let value): add(.text(value.source))
    case .table(let columns, let rows):
      add(.table(columns: columns, rows: rows.map { $0.map(ReportRecorder.cell) }))
    case .exhibit(let exhibit):
      do {
        add(.medium(try exhibit.medium(), alternative: exhibit.alternative))
      } catch {
        fail((error as? ScriptError)?.message ?? "\(error)")
      }
    case .saved(let file):
      if let medium = file.medium { add(.medium(medium, alternative: file.name)) }
      add(.file(name: file.name, remark: file.remark))
    case .expectation(let expectation):
      let section = sections[sections.count - 1]
      add(
        .claim(
          NotebookReport.Claim(
            section: section.id ?? section.title,
            words: expectation.words.isEmpty ? expectation.condition : expectation.words,
            condition: expectation.condition, numbers: expectation.numbers,
            isMet: expectation.isMet)))
    }
  }

  /// Takes what went wrong, at the place that the notebook had reached.
  public func fail(_ message: String) { add(.failure(message)) }

  private func begin(_ cell: GANScript.Cell) {
    if cell.isProse {
      sections.append(NotebookReport.Section(title: "", id: nil, blocks: [.prose(cell.prose)]))
      return
    }
    var section = NotebookReport.Section(title: cell.title, id: cell.id)
    let code = cell.text.drop { $0 == "\n" }
    let end = code.lastIndex { !$0.isWhitespace }
    if let end { section.blocks.append(.code(String(code[...end]))) }
    sections.append(section)
  }

  private func add(_ block: NotebookReport.Block) {
    sections[sections.count - 1].blocks.append(block)
  }

  /// The first Markdown heading of level one.
  private var heading: String? {
    for section in sections {
      for case .prose(let text) in section.blocks {
        for line in text.split(separator: "\n") where line.hasPrefix("# ") {
          return String(line.dropFirst(2))
        }
      }
    }
    return nil
  }

  private static func cell(_ value: Value) -> NotebookReport.Cell {
    if case .number = value { return NotebookReport.Cell(text: value.description, isNumber: true) }
    return NotebookReport.Cell(text: value.description, isNumber: Double(value.description) != nil)
  }
}
