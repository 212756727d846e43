import Foundation
import GANScript

/// A report as one page: no script, nothing from elsewhere, and a policy that forbids both.
struct HTMLReport {
  private let report: NotebookReport

  init(_ report: NotebookReport) { self.report = report }

  /// The whole page.
  var text: String {
    """
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
    \(hasOwnHeading ? "" : "<h1>\(html(report.title))</h1>\n")\(contents)\(claims)
    \(report.sections.enumerated().map { section($0.element, number: $0.offset) }.joined())
    </main>
    </body>
    </html>

    """
  }

  private var hasOwnHeading: Bool {
    guard case .prose(let text)? = report.sections.first?.blocks.first else { return false }
    return text.drop { $0.isWhitespace }.hasPrefix("# ")
  }

  /// A list of the sections that have a title.
  private var contents: String {
    let titled = report.sections.enumerated().filter { !$0.element.title.isEmpty }
    guard titled.count > 3 else { return "" }
    let items = titled.map { number, section in
      "<li><a href=\"#s\(number)\">\(html(section.title))</a></li>"
    }
    return "<nav><details><summary>Contents</summary><ul>\n\(items.joined(separator: "\n"))\n"
      + "</ul></details></nav>\n"
  }

  /// What every claim came to, before everything else.
  private var claims: String {
    let claims = report.claims
    guard !claims.isEmpty else { return "" }
    let held = claims.count(where: \.isMet)
    let rows = claims.map { claim in
      "<tr><td>\(html(claim.section))</td><td>\(html(claim.words))</td>"
        + "<td><code>\(html(claim.condition))</code></td><td class=\"n\">\(html(claim.numbers))</td>"
        + "<td class=\"\(claim.isMet ? "met" : "not")\">\(claim.isMet ? "holds" : "does not hold")</td></tr>"
    }
    return """
      <details class="claims" open><summary>Claims: \(held) of \(claims.count) hold</summary>
      <div class="wide"><table>
      <thead><tr><th>section</th><th>claim</th><th>measure</th><th>measured</th><th></th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div></details>

      """
  }

  private func section(_ section: NotebookReport.Section, number: Int) -> String {
    let heading = section.title.isEmpty ? "" : "<h2>\(html(section.title))</h2>\n"
    return "<section id=\"s\(number)\">\n" + heading + section.blocks.map(block).joined()
      + "</section>\n"
  }

  private func block(_ block: NotebookReport.Block) -> String {
    switch block {
    case .prose(let text): "<div class=\"prose\">\n\(proseHTML(text))</div>\n"
    case .code(let text): "<pre class=\"code\"><code>\(code(text))</code></pre>\n"
    case .text(let text): "<pre class=\"out\">\(html(text))</pre>\n"
    case .table(let columns, let rows): HTMLReport.table(columns, rows)
    case .medium(let medium, let alternative):
      "<figure class=\"\(medium.ending == "svg" ? "plot" : "picture")\">"
        + "<img alt=\"\(html(alternative))\" src=\"\(dataAddress(medium))\"></figure>\n"
    case .file(let name, let remark):
      "<p class=\"file\">saved <code>\(html(name))</code> (\(html(remark)))</p>\n"
    case .claim(let claim):
      "<p class=\"claim \(claim.isMet ? "met" : "not")\"><strong>"
        + "\(claim.isMet ? "holds" : "does not hold")</strong> \(html(claim.words)) "
        + "<span>\(html(claim.numbers))</span></p>\n"
    case .failure(let text): "<pre class=\"failure\">\(html(text))</pre>\n"
    }
  }

  /// A table.
  static func table(_ columns: [String], _ rows: [[NotebookReport.Cell]]) -> String {
    let heading = columns.enumerated().map { place, name in
      let isNumber = rows.first.map { place < $0.count && $0[place].isNumber } ?? false
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

/// The bytes of a medium as an address.
private func dataAddress(_ medium: Medium) -> String {
  "data:\(mediaType(medium.ending));base64," + Data(medium.bytes).base64EncodedString()
}

/// The media type of a file's ending.
func mediaType(_ ending: String) -> String { ending == "svg" ? "image/svg+xml" : "image/\(ending)" }
