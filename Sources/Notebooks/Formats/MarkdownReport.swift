import GANScript

/// A report in Markdown, with figures and pictures as files in a folder next to it.
struct MarkdownReport {
  /// The report itself and its pictures.
  let files: [ReportFormat.File]

  init(_ report: NotebookReport, path: String) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let stem = name.hasSuffix(".md") ? String(name.dropLast(3)) : name
    let folder = path.dropLast(name.count) + stem + "_files"
    var files: [ReportFormat.File] = []
    var lines: [String] = []
    lines += ["# " + (report.headingIndex == nil ? plain(report.title) : report.title), ""]
    if !report.notice.isEmpty { lines += ["**\(plain(report.notice))**", ""] }
    let summary = MarkdownReport.summary(of: report)
    for (index, section) in report.bodies.enumerated() {
      if index == report.openingCount, index > 0 { lines += summary + [""] }
      if !section.title.isEmpty { lines += ["## " + plain(section.title), ""] }
      for block in section.blocks {
        if case .figure(let figure) = block {
          for panel in figure.panels {
            let file = "\(files.count + 1).\(panel.medium.ending)"
            files.append(ReportFormat.File(path: "\(folder)/\(file)", bytes: panel.medium.bytes))
            lines.append(
              "![\(plain(panel.alternative))](<\(MarkdownReport.address(stem))_files/\(file)>)")
          }
          lines += ["", "*\(plain(figure.title))*", ""]
        } else {
          lines += MarkdownReport.lines(block) + [""]
        }
      }
    }
    if report.openingCount == 0 || report.openingCount >= report.sections.count { lines += summary }
    lines += ["", "<!-- \(ReportMark.text) -->"]
    let text = lines.joined(separator: "\n") + "\n"
    self.files = files + [ReportFormat.File(path: path, bytes: Array(text.utf8))]
  }

  /// A file's name as an address: signs that mean something in one are written as numbers.
  private static func address(_ name: String) -> String {
    name.unicodeScalars.map { scalar in
      guard scalar.value < 0x20 || "%#?<>\\\"".unicodeScalars.contains(scalar) else {
        return String(scalar)
      }
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }

  private static func lines(_ block: NotebookReport.Block) -> [String] {
    switch block {
    case .prose(let text): [text]
    case .code(let text): fenced(text, "gan")
    case .text(let text), .remark(let text): fenced(text, "")
    case .failure(let text): fenced(text, "")
    case .table(let columns, let rows): table(columns, rows.map { $0.map(\.text) })
    case .figure: []
    case .file(let name, let remark): ["saved " + span(name) + " (" + plain(remark) + ")"]
    case .claim(let claim):
      ["> **\(claim.verdict)**: \(plain(claim.words)) (\(plain(claim.measured)))"]
    }
  }

  /// How the report came about, what is missing, and what came of claims and checks; empty if there is
  /// nothing to say.
  static func summary(of report: NotebookReport) -> [String] {
    let missing = report.incompleteChapters
    let findings = report.findings
    var lines: [String] = []
    if !report.colophon.isEmpty { lines += [plain(report.colophon), ""] }
    if !missing.isEmpty {
      lines += ["**incomplete**: " + missing.map(plain).joined(separator: "; "), ""]
    }
    if !findings.sentences.isEmpty {
      lines += ["## What the article says", "", plain(findings.summary), ""]
      lines += table(Findings.columns, findings.rows) + [""]
    }
    if !findings.checks.isEmpty { lines += [plain(findings.checksSummary)] }
    return lines
  }

  private static func table(_ columns: [String], _ rows: [[String]]) -> [String] {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { plain($0).replacingLineEnds }.joined(separator: " | ") + " |"
    }
    return [line(columns), "|" + columns.map { _ in " --- |" }.joined()] + rows.map(line)
  }

  /// A fence longer than any inside.
  private static func fenced(_ text: String, _ language: String) -> [String] {
    var fence = "```"
    while text.contains(fence) { fence += "`" }
    let visible = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { escaped(String($0)) }
    return [fence + language] + visible + [fence]
  }

  private static func span(_ text: String) -> String {
    text.contains("`") ? plain(text) : "`\(escaped(text))`"
  }
}

/// Text that Markdown takes as it is: every sign that could be markup is written out.
func plain(_ text: String) -> String {
  var result = ""
  for character in escaped(text) {
    if "\\`*_{}[]<>#|!~&".contains(character) { result += "\\" }
    result.append(character)
  }
  return result
}

extension String {
  fileprivate var replacingLineEnds: String { split(separator: "\n").joined(separator: " ") }
}
