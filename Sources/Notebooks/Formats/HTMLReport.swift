import Foundation
import GANScript

/// A report as one page: no script, nothing from elsewhere, and a policy that forbids both.
///
/// First the opening, how the report came about and what came of the article's sentences, then the
/// chapters. Of a cell, prose and results are seen; statements, files and expressions are folded, and
/// in the opening left out.
struct HTMLReport {
  private let report: NotebookReport
  private let findings: Findings

  init(_ report: NotebookReport) {
    self.report = report
    findings = report.findings
  }

  /// The whole page.
  var text: String {
    let sections = report.sections.enumerated().map { section($0.element, number: $0.offset) }
    let opening = report.openingCount
    return htmlPage(
      title: report.title,
      main: """
        <main>
        \(proseHTML("# " + report.title))\(sections[..<opening].joined())\(colophon)\(incomplete)\(summary)\(contents)
        \(sections[opening...].joined())
        </main>
        """)
  }

  /// Whether there are headings after the first one.
  private var hasChapters: Bool { report.sections.count { $0.heading != nil } > 1 }

  /// A list of the chapters, or else of the sections that have a title.
  private var contents: String {
    let titles = report.sections.map { hasChapters ? $0.heading ?? "" : $0.title }
    let entries = titles.enumerated().filter { !$0.element.isEmpty }
      .dropFirst(hasChapters && report.sections.first?.heading != nil ? 1 : 0)
    guard entries.count > 2 else { return "" }
    let items = entries.map { number, title in
      "<li><a href=\"#s\(number)\">\(html(title))</a></li>"
    }
    return "<nav><details><summary>Contents</summary><ul>\n\(items.joined(separator: "\n"))\n"
      + "</ul></details></nav>\n"
  }

  private var colophon: String {
    report.colophon.isEmpty ? "" : "<p class=\"colophon\">\(html(report.colophon))</p>\n"
  }

  /// What is missing.
  private var incomplete: String {
    let names = report.incompleteChapters
    guard !names.isEmpty else { return "" }
    return "<p class=\"missing\"><strong>incomplete</strong> "
      + names.map(html).joined(separator: "; ") + "</p>\n"
  }

  /// What came of every sentence of the article, a line each, and of the checks, all in one line.
  private var summary: String {
    var text = ""
    if !findings.sentences.isEmpty {
      let rows = findings.sentences.enumerated().map { number, sentence in
        "<tr><td>\(html(sentence.text))</td>"
          + "<td class=\"\(sentence.verdict.style)\">\(sentence.verdict.rawValue)</td>"
          + "<td>\(html(sentence.result))</td>"
          + "<td><a href=\"#f\(number)\">\(html(sentence.section))</a></td></tr>"
      }
      text += """
        <h2>What the article says</h2>
        <p>\(html(findings.summary)).</p>
        <table class="findings">
        <thead><tr><th>sentence</th><th>verdict</th><th>measured</th><th>section</th></tr></thead>
        <tbody>
        \(rows.joined(separator: "\n"))
        </tbody></table>

        """
    }
    if !findings.checks.isEmpty {
      let isWhole = findings.checks.allSatisfy(\.holds)
      text += "<p class=\"checks\(isWhole ? "" : " not")\">\(html(findings.checksSummary)).</p>\n"
    }
    return text
  }

  private func section(_ section: NotebookReport.Section, number: Int) -> String {
    let level = hasChapters ? 3 : 2
    var blocks = section.blocks
    // The page's own heading stands above everything else.
    if number == 0, section.heading != nil, case .prose(let text)? = blocks.first {
      blocks[0] = .prose(String(text.drop { $0 == "\n" }.drop { $0 != "\n" }))
    }
    let shown = results(blocks)
    let isTitled = !section.title.isEmpty && !shown.isEmpty && !section.isOpening
    let heading = isTitled ? "<h\(level)>\(html(section.title))</h\(level)>\n" : ""
    return "<section id=\"s\(number)\">\n" + heading + shown
      + (section.isOpening ? "" : folded(blocks, title: isTitled ? "" : section.title))
      + "</section>\n"
  }

  /// What is seen of a cell; claims of one sentence that follow each other are told together.
  private func results(_ blocks: [NotebookReport.Block]) -> String {
    var text = ""
    var claims: [Claim] = []
    func tell() {
      if let first = claims.first {
        text += finding(Sentence(text: first.expectation.article, claims: claims))
      }
      claims = []
    }
    for block in blocks {
      if case .claim(let claim) = block, claim.expectation.isClaim {
        if claim.expectation.article != claims.first?.expectation.article { tell() }
        claims.append(claim)
        continue
      }
      if !claims.isEmpty { tell() }
      text += result(block)
    }
    tell()
    return text
  }

  /// What some claims in a row say of a sentence; the expressions are folded.
  private func finding(_ sentence: Sentence) -> String {
    let all = findings.sentences.firstIndex { $0.text == sentence.text }
    // The table leads to where a sentence is tested first.
    let isFirst =
      all.map {
        findings.sentences[$0].claims.first?.expectation.location
          == sentence.claims.first?.expectation.location
      } ?? false
    let name = isFirst ? all.map { " id=\"f\($0)\"" } ?? "" : ""
    let items = sentence.claims.map { claim in
      "<li><strong class=\"\(Sentence(text: "", claims: [claim]).verdict.style)\">"
        + "\(claim.verdict)</strong> \(html(claim.words))<br><code>"
        + "\(html(claim.expectation.condition))</code> <span>\(html(claim.measured))</span></li>"
    }
    return "<details class=\"claim\"\(name)><summary>"
      + "<strong class=\"\(sentence.verdict.style)\">\(sentence.verdict.rawValue)</strong> "
      + "“\(html(sentence.text))” <span>\(html(sentence.result))</span></summary>"
      + "<ul>\(items.joined())</ul></details>\n"
  }

  private func result(_ block: NotebookReport.Block) -> String {
    switch block {
    case .prose(let text):
      "<div class=\"prose\">\n\(proseHTML(text, headingsDeeper: hasChapters ? 1 : 0))</div>\n"
    case .text(let text): "<pre class=\"out\">\(html(text))</pre>\n"
    case .table(let columns, let rows): HTMLReport.table(columns, rows)
    case .figure(let figure): self.figure(figure)
    case .claim(let claim) where !claim.holds:
      "<p class=\"missing\"><strong>\(claim.verdict)</strong> \(html(claim.words)) "
        + "<span>\(html(claim.measured))</span></p>\n"
    case .failure(let text): "<pre class=\"failure\">\(html(text))</pre>\n"
    case .code, .remark, .file, .claim: ""
    }
  }

  private func figure(_ figure: NotebookReport.Figure) -> String {
    let panels = figure.panels.map { panel in
      let size = panel.medium.pixels ?? (3, 2)
      let ratio = fixedRatio(Double(size.0) / Double(max(size.1, 1)))
      return "<img class=\"\(panel.medium.ending == "svg" ? "plot" : "picture")\" "
        + "alt=\"\(html(panel.alternative))\" width=\"\(size.0)\" height=\"\(size.1)\" "
        + "style=\"--r:\(ratio)\" src=\"\(dataAddress(panel.medium))\">"
    }
    return "<figure><div class=\"panels\">\(panels.joined())</div>"
      + "<figcaption>\(html(figure.title))</figcaption></figure>\n"
  }

  /// Statements, what they said, what was written to files, and checks that passed.
  private func folded(_ blocks: [NotebookReport.Block], title: String) -> String {
    var text = ""
    for block in blocks {
      switch block {
      case .code(let statements):
        text += "<pre class=\"code\"><code>\(code(statements))</code></pre>\n"
      case .remark(let words): text += "<p class=\"file\">\(html(words))</p>\n"
      case .file(let name, let remark):
        text += "<p class=\"file\">saved <code>\(html(name))</code> (\(html(remark)))</p>\n"
      case .claim(let claim) where claim.holds && !claim.expectation.isClaim:
        text += "<p class=\"file\">checked: \(html(claim.words)) (\(html(claim.measured)))</p>\n"
      default: break
      }
    }
    guard !text.isEmpty else { return "" }
    let words = title.isEmpty ? "code" : "code: \(html(title))"
    return "<details class=\"fold\"><summary>\(words)</summary>\n\(text)</details>\n"
  }

  /// A table.
  static func table(_ columns: [String], _ rows: [[NotebookReport.TableCell]]) -> String {
    let heading = columns.enumerated().map { index, name in
      let isNumber = rows.first.map { index < $0.count && $0[index].isNumber } ?? false
      return "<th\(isNumber ? " class=\"n\"" : "")>\(html(name))</th>"
    }
    let lines = rows.map { row in
      "<tr>"
        + row.map { "<td\($0.isNumber ? " class=\"n\"" : "")>\(html($0.text))</td>" }.joined()
        + "</tr>"
    }
    return "<div class=\"wide\"><table><thead><tr>\(heading.joined())</tr></thead>\n<tbody>\n"
      + lines.joined(separator: "\n") + "\n</tbody></table></div>\n"
  }

  /// Statements, with their comments set apart.
  private func code(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.drop { $0 == " " || $0 == "\t" }.hasPrefix("#")
        ? "<i>\(html(String(line)))</i>" : html(String(line))
    }.joined(separator: "\n")
  }
}

/// Text as HTML shows it: markup and quotes written out, invisible characters made visible.
func html(_ text: String) -> String {
  var result = ""
  for character in text.split(separator: "\n", omittingEmptySubsequences: false)
    .map({ $0.split(separator: "\t", omittingEmptySubsequences: false).map { escaped(String($0)) } }
    )
    .map({ $0.joined(separator: "\t") }).joined(separator: "\n")
  {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.append(character)
    }
  }
  return result
}

extension Medium {
  /// Width and height as the file says them: of a PNG, a GIF, or an SVG that says them in pixels.
  fileprivate var pixels: (Int, Int)? {
    func number(_ offsets: [Int]) -> Int { offsets.reduce(0) { $0 << 8 | Int(bytes[$1]) } }
    switch ending {
    case "png" where bytes.count >= 24: return (number(Array(16..<20)), number(Array(20..<24)))
    case "gif" where bytes.count >= 10: return (number([7, 6]), number([9, 8]))
    case "svg":
      let head = String(decoding: bytes.prefix(400), as: UTF8.self)
      guard let size = head.firstMatch(of: /width="(\d+)" height="(\d+)"/),
        let width = Int(size.output.1), let height = Int(size.output.2)
      else { return nil }
      return (width, height)
    default: return nil
    }
  }
}

/// A ratio with two decimals.
private func fixedRatio(_ ratio: Double) -> String {
  String(format: "%.2f", locale: nil, ratio.isFinite && ratio > 0 ? ratio : 1)
}

/// The bytes of a medium as an address.
func dataAddress(_ medium: Medium) -> String {
  "data:\(mediaType(medium.ending));base64," + Data(medium.bytes).base64EncodedString()
}

/// The media type of a file's ending.
func mediaType(_ ending: String) -> String { ending == "svg" ? "image/svg+xml" : "image/\(ending)" }
