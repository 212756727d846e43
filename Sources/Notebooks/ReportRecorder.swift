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
  /// What was shown, the opening may show it again.
  private var media: Set<[UInt8]> = []
  /// Which cell is which section.
  private var places: [(section: Int, location: ScriptLocation)] = []
  /// What went wrong, and the chapter in which it was told.
  private var failures: [String: String] = [:]
  /// What must be known before anything is believed.
  public var notice = ""
  /// How the report came about.
  public var colophon = ""
  /// Is told of each block as it comes.
  private let follow: (NotebookReport.Block) -> Void

  /// A recorder for the notebook of that name; `follow` is told of each block as it comes, lines of text
  /// that the report joins one by one.
  public init(name: String, follow: @escaping (NotebookReport.Block) -> Void = { _ in }) {
    self.name = name
    self.follow = follow
  }

  /// The report so far.
  public var report: NotebookReport {
    let filled = sections.filter { !$0.blocks.isEmpty }
    let opening = filled.filter(\.isOpening)
    var rest = filled.filter { !$0.isOpening }
    // The prose under the report's own heading stands before the opening.
    let title =
      rest.first?.heading != nil
        && rest.first?.blocks.allSatisfy { if case .prose = $0 { true } else { false } } == true
      ? 1 : 0
    rest.insert(contentsOf: opening, at: title)
    var report = NotebookReport(
      title: sections.lazy.compactMap(\.heading).first ?? name, sections: rest)
    if !opening.isEmpty || rest.count(where: { $0.heading != nil }) > 1 {
      report.openingCount = title + opening.count
    }
    report.colophon = colophon
    report.notice = notice
    var number = 0
    for section in report.sections.indices {
      for block in report.sections[section].blocks.indices {
        guard case .figure(var figure) = report.sections[section].blocks[block] else { continue }
        number += 1
        figure.number = number
        report.sections[section].blocks[block] = .figure(figure)
      }
    }
    return report
  }

  /// Takes a result. A figure that cannot be drawn is reported instead of it.
  public func record(_ output: Output) {
    switch output {
    case .cell(let cell): begin(cell)
    case .definition: break
    case .text(let text), .help(let text): add(.text(text))
    case .remark(let text): add(.remark(text))
    case .value(let value): add(.text(value.source))
    case .table(let columns, let rows):
      // How long something took differs each time; the same run is to give the same report.
      let kept = columns.indices.filter { columns[$0] != "seconds" }
      add(
        .table(
          columns: kept.map { columns[$0] },
          // Of a table with a column for each run, the row.
          rows: rows.filter { $0.first?.description != "seconds" }.map { row in
            kept.filter { $0 < row.count }.map { ReportRecorder.cell(row[$0]) }
          }))
    case .exhibit(let exhibit):
      do {
        show(try exhibit.medium(), exhibit.alternative, caption: exhibit.caption)
      } catch {
        fail((error as? ScriptError)?.message ?? "\(error)")
      }
    case .saved(let file):
      if let medium = file.medium {
        show(medium, file.alternative ?? file.name, caption: file.caption)
      }
      add(.file(name: file.name, remark: file.remark))
    case .expectation(let expectation): add(.claim(Claim(expectation, section: reached)))
    }
  }

  /// Takes what came of a run: its errors, where the notebook had got to, and the claims
  /// that were not measured. Those that failed stand where they were checked already.
  public func record(_ report: Report) {
    for diagnostic in report.diagnostics
    where diagnostic.severity == .error && diagnostic.code != .expectation {
      let place = diagnostic.location.map { "\($0): " } ?? ""
      fail(
        diagnostic.message, at: place, help: diagnostic.help.map { "\nhelp: " + $0 } ?? "")
    }
    if report.isCut { fail("there are more problems than these") }
    for claim in report.unmeasured {
      let index =
        places.last { $0.location.contains(claim.location) }?.section ?? sections.count - 1
      let claim = Claim(claim, section: name(ofSection: index))
      follow(.claim(claim))
      sections[index].blocks.append(.claim(claim))
    }
  }

  /// Begins a chapter of which nothing may come.
  public func begin(chapter title: String) {
    sections.append(
      NotebookReport.Section(
        title: "", id: nil, heading: title, blocks: [.prose("# " + title)]))
  }

  /// Takes what went wrong, where the notebook had got to. What was told before is not told again: a
  /// chapter refers to the one that has it.
  public func fail(_ message: String) { fail(message, at: "", help: "") }

  private func fail(_ message: String, at place: String, help: String) {
    sections[sections.count - 1].isIncomplete = true
    let message = message.hasSuffix("\n") ? String(message.dropLast()) : message
    let here = chapter
    guard let first = failures[message] else {
      failures[message] = here
      return add(.failure(withoutFolders(place + message + help)))
    }
    guard first != here, failures[message + here] == nil else { return }
    failures[message + here] = here
    add(.failure("not run, for the same reason as \(first)"))
  }

  private func begin(_ cell: Cell) {
    let isNew = isNew(cell)
    current = ([cell.title, cell.text], !isNew)
    defer { places.append((sections.count - 1, cell.location)) }
    let isOpening = cell.tags.contains("opening")
    if cell.isProse {
      guard isNew else { return }
      let prose = reportable(String(cell.prose.reversed().drop { $0.isNewline }.reversed()))
      sections.append(
        NotebookReport.Section(
          title: "", id: nil, heading: chapterHeading(prose), isOpening: isOpening,
          blocks: [.prose(prose)] + code(cell.textAfterProse ?? "")))
    } else {
      sections.append(
        NotebookReport.Section(
          title: cell.title, id: cell.id, isOpening: isOpening,
          blocks: isNew ? code(cell.text) : []))
    }
  }

  /// Statements without empty lines around them; nothing where there are none.
  private func code(_ text: String) -> [NotebookReport.Block] {
    let code = text.drop { $0 == "\n" }
    return code.lastIndex { !$0.isWhitespace }.map { [.code(String(code[...$0]))] } ?? []
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

  /// The name of the section that the notebook has got to.
  private var reached: String { name(ofSection: sections.count - 1) }

  /// A section's number, or else its chapter's, or else what they are called.
  private func name(ofSection index: Int) -> String {
    sections[index].id ?? chapter(ofSection: index)
  }

  private var chapter: String { chapter(ofSection: sections.count - 1) }

  /// The number of a section's chapter, or else what it or the section is called.
  private func chapter(ofSection index: Int) -> String {
    let heading = sections[...index].last { $0.heading != nil }?.heading
    return heading.flatMap { leadingNumber($0, until: " ") } ?? heading ?? sections[index].title
  }

  /// Adds something to look at, unless it was shown before. What has a caption begins a figure; what
  /// follows without one stands beside it, three in all, shown before or not: the caption counts on it.
  private func show(_ medium: Medium, _ alternative: String, caption: String?) {
    let index = sections.count - 1
    let isNew = media.insert(medium.bytes).inserted
    let panel = NotebookReport.Figure.Panel(medium: medium, alternative: alternative)
    let last = sections[index].blocks.lastIndex {
      if case .file = $0 { false } else { true }
    }
    var open: NotebookReport.Figure?
    if caption == nil, let last, case .figure(let figure) = sections[index].blocks[last],
      figure.panels.count < 3
    {
      open = figure
    }
    guard isNew || sections[index].isOpening || open?.caption.isEmpty == false else { return }
    if let last, var figure = open {
      figure.panels.append(panel)
      sections[index].blocks[last] = .figure(figure)
      follow(.figure(NotebookReport.Figure(caption: "", panels: [panel])))
    } else {
      add(.figure(NotebookReport.Figure(caption: caption ?? "", panels: [panel])))
    }
  }

  private func add(_ block: NotebookReport.Block) {
    if let text = block.words {
      let isFirst = said[current.key, default: []].insert(text).inserted
      if current.isRepeated, !isFirst { return }
    }
    follow(block)
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
