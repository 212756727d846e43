import Foundation
import GANScript

/// A report as one page: no script, nothing from elsewhere, and a policy that forbids both.
struct HTMLReport {
  private let report: NotebookReport

  init(_ report: NotebookReport) { self.report = report }

  /// The whole page.
  var text: String {
    let sections = report.sections.enumerated().map { section($0.element, number: $0.offset) }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="ganrepl">
      <title>\(html(report.title))</title>
      <style>
      \(reportStyle)
      </style>
      </head>
      <body>
      <main>
      \(proseHTML("# " + report.title))\(sections[..<opening].joined())\(contents)\(incomplete)\(claims)
      \(sections[opening...].joined())
      </main>
      </body>
      </html>
      <!-- \(ReportMark.text) -->

      """
  }

  /// How many sections stand before contents and claims: the prose under the page's own heading.
  private var opening: Int {
    guard hasChapters, let first = report.sections.first, first.heading != nil else { return 0 }
    return first.blocks.allSatisfy { if case .prose = $0 { true } else { false } } ? 1 : 0
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
    return "<nav><details open><summary>Contents</summary><ul>\n\(items.joined(separator: "\n"))\n"
      + "</ul></details></nav>\n"
  }

  /// What is missing.
  private var incomplete: String {
    let names = report.incompleteChapters
    guard !names.isEmpty else { return "" }
    return "<p class=\"claim not\"><strong>incomplete</strong> "
      + names.map(html).joined(separator: "; ") + "</p>\n"
  }

  /// What every claim came to, before everything else.
  private var claims: String {
    let claims = report.claims
    guard !claims.isEmpty else { return "" }
    let rows = report.sections.enumerated().flatMap { number, section in
      section.claims.map { row($0, in: number) }
    }
    return """
      <details class="claims" open><summary>Claims: \(claims.summary)</summary>
      <div class="wide"><table>
      <thead><tr><th>section</th><th>claim, measure</th><th>article</th><th>measured</th><th></th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div></details>

      """
  }

  private func row(_ claim: Claim, in number: Int) -> String {
    let measure = "<code>\(html(claim.expectation.condition))</code>"
    let words = claim.measure == nil ? measure : html(claim.words) + "<br>" + measure
    return "<tr><td><a href=\"#s\(number)\">\(html(claim.section))</a></td>"
      + "<td>\(words)</td><td data-name=\"article\">\(html(claim.article ?? ""))</td>"
      + "<td data-name=\"measured\">\(html(claim.measured))</td>"
      + "<td class=\"\(claim.holds ? "met" : "not")\">\(claim.verdict)</td></tr>"
  }

  private func section(_ section: NotebookReport.Section, number: Int) -> String {
    let level = hasChapters ? 3 : 2
    let heading = section.title.isEmpty ? "" : "<h\(level)>\(html(section.title))</h\(level)>\n"
    var blocks = section.blocks
    // The page's own heading stands above everything else.
    if number == 0, section.heading != nil, case .prose(let text)? = blocks.first {
      blocks[0] = .prose(String(text.drop { $0 == "\n" }.drop { $0 != "\n" }))
    }
    return "<section id=\"s\(number)\">\n" + heading + blocks.map(block).joined()
      + "</section>\n"
  }

  private func block(_ block: NotebookReport.Block) -> String {
    switch block {
    case .prose(let text):
      "<div class=\"prose\">\n\(proseHTML(text, headingsDeeper: hasChapters ? 1 : 0))</div>\n"
    case .code(let text): "<pre class=\"code\"><code>\(code(text))</code></pre>\n"
    case .text(let text): "<pre class=\"out\">\(html(text))</pre>\n"
    case .table(let columns, let rows): HTMLReport.table(columns, rows)
    case .medium(let medium, let alternative):
      "<figure class=\"\(medium.ending == "svg" ? "plot" : "picture")\">"
        + "<img alt=\"\(html(alternative))\"\(size(medium)) src=\"\(dataAddress(medium))\"></figure>\n"
    case .file(let name, let remark):
      "<p class=\"file\">saved <code>\(html(name))</code> (\(html(remark)))</p>\n"
    case .claim(let claim):
      "<p class=\"claim \(claim.holds ? "met" : "not")\"><strong>"
        + "\(claim.verdict)</strong> \(html(claim.words)) "
        + "<span>\(html(claim.measured))</span></p>\n"
    case .failure(let text): "<pre class=\"failure\">\(html(text))</pre>\n"
    }
  }

  /// How large a picture is shown: whole screen pixels for each of its own, up to the page's width.
  private func size(_ medium: Medium) -> String {
    guard let (width, height) = medium.pixels, width > 0 else { return "" }
    let scale = max(1, min(8, 720 / width))
    return " width=\"\(width * scale)\" height=\"\(height * scale)\""
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
  /// Width and height, where the format says them at once: PNG and GIF.
  fileprivate var pixels: (Int, Int)? {
    func number(_ offsets: [Int]) -> Int { offsets.reduce(0) { $0 << 8 | Int(bytes[$1]) } }
    if ending == "png", bytes.count >= 24 {
      return (number(Array(16..<20)), number(Array(20..<24)))
    }
    if ending == "gif", bytes.count >= 10 { return (number([7, 6]), number([9, 8])) }
    return nil
  }
}

/// The bytes of a medium as an address.
func dataAddress(_ medium: Medium) -> String {
  "data:\(mediaType(medium.ending));base64," + Data(medium.bytes).base64EncodedString()
}

/// The media type of a file's ending.
func mediaType(_ ending: String) -> String { ending == "svg" ? "image/svg+xml" : "image/\(ending)" }
