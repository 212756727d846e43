import GANScript

/// Gathers what a running notebook shows.
public final class ReportRecorder {
  private var sections = [NotebookReport.Section(title: "", id: nil)]
  private let name: String
  /// The cells that were shown, by title and text, with the location that was first: one that comes
  /// a second time, because several files include or repeat it, shows its results only.
  private var cells: [[String]: ScriptLocation] = [:]
  /// What cells said in words; a cell that comes again does not say the same again.
  private var said: [[String]: Set<String>] = [:]
  /// The title and text of the cell that runs, and whether it has come before.
  private var current: (key: [String], isRepeated: Bool) = ([], false)
  /// The pictures of the section: nothing is shown twice in a row.
  private var media: Set<[UInt8]> = []

  /// A recorder for the notebook of that name.
  public init(name: String) { self.name = name }

  /// The report so far.
  public var report: NotebookReport {
    NotebookReport(
      title: sections.lazy.compactMap(\.heading).first ?? name,
      sections: sections.filter { !$0.blocks.isEmpty })
  }

  /// Takes a result. A figure that cannot be drawn is reported instead of it.
  public func record(_ output: Output) {
    switch output {
    case .cell(let cell): begin(cell)
    case .definition: break
    case .text(let text), .help(let text): add(.text(text))
    case .value(let value): add(.text(value.source))
    case .table(let columns, let rows):
      // How long something took differs each time; the same run is to give the same report.
      let kept = columns.indices.filter { columns[$0] != "seconds" }
      add(
        .table(
          columns: kept.map { columns[$0] },
          rows: rows.map { row in
            kept.filter { $0 < row.count }.map { ReportRecorder.cell(row[$0]) }
          }))
    case .exhibit(let exhibit):
      do {
        show(try exhibit.medium(), exhibit.alternative)
      } catch {
        fail((error as? ScriptError)?.message ?? "\(error)")
      }
    case .saved(let file):
      if let medium = file.medium { show(medium, file.name) }
      add(.file(name: file.name, remark: file.remark))
    case .expectation(let expectation): add(.claim(Claim(expectation, section: reached)))
    }
  }

  /// Takes what came of a run: its errors, where the notebook had got to, and the claims
  /// that were not measured. Those that failed stand where they were checked already.
  public func record(_ report: Report) {
    for diagnostic in report.diagnostics
    where diagnostic.severity == .error && diagnostic.code != .expectation {
      fail(render(diagnostic))
    }
    if report.isCut { fail("there are more problems than these") }
    for claim in report.unmeasured { add(.claim(Claim(claim, section: chapter))) }
  }

  /// Begins a chapter of which nothing may come.
  public func begin(chapter title: String) {
    sections.append(
      NotebookReport.Section(
        title: "", id: nil, heading: title, blocks: [.prose("# " + title)]))
    media = []
  }

  /// Takes what went wrong, where the notebook had got to.
  public func fail(_ message: String) {
    add(.failure(withoutFolders(message.hasSuffix("\n") ? String(message.dropLast()) : message)))
  }

  private func begin(_ cell: Cell) {
    let isNew = isNew(cell)
    current = ([cell.title, cell.text], !isNew)
    if cell.isProse {
      guard isNew else { return }
      let prose = reportable(String(cell.prose.reversed().drop { $0.isNewline }.reversed()))
      sections.append(
        NotebookReport.Section(
          title: "", id: nil, heading: chapterHeading(prose), blocks: [.prose(prose)]))
    } else {
      var section = NotebookReport.Section(title: cell.title, id: cell.id)
      let code = cell.text.drop { $0 == "\n" }
      let end = code.lastIndex { !$0.isWhitespace }
      if isNew, let end { section.blocks.append(.code(String(code[...end]))) }
      sections.append(section)
    }
    media = []
  }

  /// Whether a cell is to be shown. Alike ones of one file are: there they have been written twice.
  private func isNew(_ cell: Cell) -> Bool {
    let key = [cell.title, cell.text]
    guard let first = cells[key] else {
      cells[key] = cell.location
      return true
    }
    return first.file == cell.location.file && first != cell.location
  }

  /// The section's number, or else the chapter's, or else what they are called.
  private var reached: String {
    let section = sections[sections.count - 1]
    return section.id ?? chapter
  }

  /// The chapter's number, or else what it or the section is called.
  private var chapter: String {
    let heading = sections.last { $0.heading != nil }?.heading
    return heading.flatMap { leadingNumber($0, until: " ") }
      ?? heading ?? sections[sections.count - 1].title
  }

  private func show(_ medium: Medium, _ alternative: String) {
    guard media.insert(medium.bytes).inserted else { return }
    add(.medium(medium, alternative: alternative))
  }

  private func add(_ block: NotebookReport.Block) {
    if case .text(let text) = block {
      let isFirst = said[current.key, default: []].insert(text).inserted
      if current.isRepeated, !isFirst { return }
    }
    let section = sections.count - 1
    // Lines that follow each other are one block.
    if case .text(let text) = block, case .text(let before)? = sections[section].blocks.last {
      sections[section].blocks[sections[section].blocks.count - 1] = .text(before + "\n" + text)
    } else {
      sections[section].blocks.append(block)
    }
  }

  private static func cell(_ value: Value) -> NotebookReport.TableCell {
    if case .number = value {
      return NotebookReport.TableCell(text: value.description, isNumber: true)
    }
    // Thousands may stand apart: 4,904,832.
    let isNumber = Double(value.description.replacing(",", with: "")) != nil
    return NotebookReport.TableCell(text: value.description, isNumber: isNumber)
  }
}

/// A message without the folders of absolute paths, `…/photos`: a report tells nothing of the machine
/// it was made on. Lines of the notebook, which are set in, stay as they are.
func withoutFolders(_ message: String) -> String {
  message.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    guard !line.hasPrefix("  ") else { return String(line) }
    var result = ""
    var rest = line
    while let character = rest.first {
      let isFree =
        result.last.map { !$0.isLetter && !$0.isNumber && !"/.…~:_-".contains($0) } ?? true
      let path = rest.prefix { !$0.isWhitespace && !":\"'`,;)".contains($0) }
      if character == "/", isFree, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
        result += "…"
        rest = rest[slash...]
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return result
  }.joined(separator: "\n")
}
