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
  /// The claims of a sentence that stand in one box, with the box's name, in the order of the page.
  private let boxes: [Box]

  private struct Box {
    var name: String
    var claims: [Claim]
  }

  init(_ report: NotebookReport) {
    self.report = report
    findings = report.findings
    boxes = HTMLReport.boxes(of: report, findings)
  }

  /// Claims of one sentence that follow each other in a section share a box. The first box of a sentence
  /// is called by the sentence's number, another one has a number behind that.
  private static func boxes(of report: NotebookReport, _ findings: Findings) -> [Box] {
    var boxes: [Box] = []
    var counts: [Int: Int] = [:]
    for section in report.sections {
      var last: String?
      for block in section.blocks {
        guard case .claim(let claim) = block, claim.expectation.isClaim else {
          last = nil
          continue
        }
        let text = claim.expectation.article
        if text == last {
          boxes[boxes.count - 1].claims.append(claim)
          continue
        }
        last = text
        let sentence = findings.sentences.firstIndex { $0.text == text } ?? 0
        let count = counts[sentence, default: 0]
        counts[sentence] = count + 1
        boxes.append(
          Box(name: "f\(sentence)" + (count == 0 ? "" : "-\(count)"), claims: [claim]))
      }
    }
    return boxes
  }

  /// The whole page.
  var text: String {
    var next = 0
    let sections = report.bodies.enumerated().map {
      section($0.element, number: $0.offset, box: &next)
    }
    let opening = report.openingCount
    return htmlPage(
      title: report.title,
      main: """
        <main>
        \(proseHTML("# " + report.title))\(notice)\(sections[..<opening].joined())\(colophon)\(incomplete)\(summary)\(contents)
        \(sections[opening...].joined())
        </main>
        """)
  }

  /// Whether there are headings after the first one.
  private var hasChapters: Bool { report.sections.count { $0.heading != nil } > 1 }

  /// A list of the chapters, or else of the sections that have a title.
  private var contents: String {
    let titles = report.sections.map { hasChapters ? $0.heading ?? "" : $0.title }
    let entries = titles.enumerated().filter { number, title in
      !title.isEmpty && number != report.headingIndex && !report.sections[number].isOpening
    }
    guard entries.count > 2 else { return "" }
    let items = entries.map { number, title in
      "<li><a href=\"#s\(number)\">\(html(title))</a></li>"
    }
    return "<nav><details><summary>Contents</summary><ul>\n\(items.joined(separator: "\n"))\n"
      + "</ul></details></nav>\n"
  }

  private var notice: String {
    report.notice.isEmpty ? "" : "<p class=\"notice\">\(html(report.notice))</p>\n"
  }

  /// An option of the command is not broken after its hyphens.
  private var colophon: String {
    guard !report.colophon.isEmpty else { return "" }
    let words = html(report.colophon).split(separator: " ", omittingEmptySubsequences: false).map {
      $0.hasPrefix("-") ? "<span class=\"whole\">\($0)</span>" : String($0)
    }
    return "<p class=\"colophon\">\(words.joined(separator: " "))</p>\n"
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
          + "<td>\(measured(sentence, number))</td></tr>"
      }
      text += """
        <h2 class="findings">What the article says</h2>
        <p>\(html(findings.summary)).</p>
        <table class="findings">
        <thead><tr><th>sentence</th><th>verdict</th><th>measured, and in which section</th></tr></thead>
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

  /// What the claims of a sentence have found, box by box, each with a link to its box.
  private func measured(_ sentence: Sentence, _ number: Int) -> String {
    var parts: [(texts: [String], box: Box)] = []
    let own = boxes.filter { $0.name == "f\(number)" || $0.name.hasPrefix("f\(number)-") }
    for result in sentence.results {
      let location = result.claim.expectation.location
      guard
        let box = own.first(where: { box in
          box.claims.contains { $0.expectation.location == location }
        })
      else { continue }
      if parts.last?.box.name == box.name {
        parts[parts.count - 1].texts.append(result.text)
      } else {
        parts.append(([result.text], box))
      }
    }
    for box in own where !parts.contains(where: { $0.box.name == box.name }) {
      parts.append(([], box))
    }
    return parts.enumerated().map { index, part in
      let words = part.texts.map(html).joined(separator: "; ")
      let section = part.box.claims.first?.section ?? ""
      return (index == 0 || words.isEmpty ? "" : "<br>") + words + (words.isEmpty ? "" : " ")
        + "<a href=\"#\(part.box.name)\">\(html(section.isEmpty ? "there" : section))</a>"
    }.joined(separator: " ")
  }

  private func section(
    _ section: NotebookReport.Section, number: Int, box: inout Int
  ) -> String {
    let level = hasChapters ? 3 : 2
    let blocks = section.blocks
    let shown = results(blocks, box: &box)
    let isTitled = !section.title.isEmpty && !shown.isEmpty && !section.isOpening
    let heading = isTitled ? "<h\(level)>\(html(section.title))</h\(level)>\n" : ""
    return "<section id=\"s\(number)\">\n" + heading + shown
      + (section.isOpening ? "" : folded(blocks, title: isTitled ? "" : section.title))
      + "</section>\n"
  }

  /// What is seen of a cell; claims of one sentence that follow each other are told together.
  private func results(_ blocks: [NotebookReport.Block], box: inout Int) -> String {
    var text = ""
    var open = 0
    for block in blocks {
      guard case .claim(let claim) = block, claim.expectation.isClaim else {
        text += result(block)
        continue
      }
      if open == 0, box < boxes.count {
        text += finding(boxes[box])
        open = boxes[box].claims.count
        box += 1
      }
      open -= 1
    }
    return text
  }

  /// What some claims in a row say of a sentence; the expressions are folded.
  private func finding(_ box: Box) -> String {
    let sentence = Sentence(
      text: box.claims.first?.expectation.article ?? "", claims: box.claims)
    let joint = findings.sentences.first { $0.text == sentence.text }?.verdict ?? sentence.verdict
    // Why nothing was measured stands in the table, and below each claim.
    let result = sentence.verdict == .unmeasured ? "" : sentence.result
    let whole = joint == sentence.verdict ? "" : "; in all: \(joint.rawValue)"
    let items = sentence.claims.map { claim in
      "<li><strong class=\"\(JointVerdict(of: [claim.expectation.verdict]).style)\">"
        + "\(claim.verdict)</strong> \(html(claim.words))<br><code>"
        + "\(html(claim.expectation.condition))</code> <span>\(html(claim.measured))</span></li>"
    }
    return "<details class=\"claim\" id=\"\(box.name)\"><summary>"
      + "<strong class=\"\(sentence.verdict.style)\">\(sentence.verdict.rawValue)</strong> "
      + "“\(html(sentence.text))” <span>\(html(result + whole))</span></summary>"
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
        + "style=\"--r:\(ratio);--w:\(size.0);--h:\(size.1)\" src=\"\(dataAddress(panel.medium))\">"
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
