import Foundation
import GANScript

/// Runs side by side as one page: a table with thumbnails, then every run with its pictures and curves.
/// No script, nothing from elsewhere.
public struct RunsPage: Sendable {
  /// What the page says of a run.
  public struct Run: Sendable {
    /// Its path.
    public var path: String
    /// A cell for each column.
    public var cells: [String]
    /// What came out, in words.
    public var outcomes: String
    /// Its figures, with captions.
    public var figures: [(caption: String, medium: Medium)]
    /// What is wrong, if something is.
    public var problem: String?

    /// A run.
    public init(
      path: String, cells: [String], outcomes: String,
      figures: [(caption: String, medium: Medium)], problem: String?
    ) {
      self.path = path
      self.cells = cells
      self.outcomes = outcomes
      self.figures = figures
      self.problem = problem
    }
  }

  private let title: String
  private let columns: [String]
  private let runs: [Run]

  /// A page of runs; the columns are those of their cells.
  public init(title: String, columns: [String], runs: [Run]) {
    self.title = title
    self.columns = columns
    self.runs = runs
  }

  /// The whole page, with the mark of a report.
  public var text: String {
    let heading = ([""] + columns).map { "<th>\(html($0))</th>" }.joined()
    return htmlPage(
      title: title, style: RunsPage.style,
      main: """
        <main class="runs">
        <h1>\(html(title))</h1>
        <div class="wide"><table><thead><tr>\(heading)</tr></thead>
        <tbody>
        \(runs.enumerated().map { row($0.element, number: $0.offset) }.joined(separator: "\n"))
        </tbody></table></div>
        \(runs.enumerated().map { section($0.element, number: $0.offset) }.joined(separator: "\n"))
        </main>
        """)
  }

  private func row(_ run: Run, number: Int) -> String {
    let thumbnail = run.figures.first.map {
      "<img class=\"thumbnail\" alt=\"\(html($0.caption))\" src=\"\(dataAddress($0.medium))\">"
    }
    return "<tr><td><a href=\"#r\(number)\">\(thumbnail ?? "no picture")</a></td>"
      + run.cells.map { "<td\(Double($0) == nil ? "" : " class=\"n\"")>\(html($0))</td>" }.joined()
      + "</tr>"
  }

  private func section(_ run: Run, number: Int) -> String {
    let figures = run.figures.map { caption, medium in
      "<figure><img alt=\"\(html(caption))\" src=\"\(dataAddress(medium))\">"
        + "<figcaption>\(html(caption))</figcaption></figure>"
    }
    let problem = run.problem.map { "<p class=\"missing\">\(html($0))</p>\n" } ?? ""
    return "<section id=\"r\(number)\"><h3>\(html(run.path))</h3>\n"
      + "<p class=\"file\">\(html(run.outcomes))</p>\n" + problem
      + "<div class=\"row\">\(figures.joined())</div></section>"
  }

  private static let style = """
    main.runs { max-width: 76rem; }
    .thumbnail { width: 6rem; display: block; image-rendering: pixelated; }
    .row { display: flex; flex-wrap: wrap; gap: 1rem; }
    .row figure { margin: 0; flex: 1 1 18rem; max-width: 30rem; }
    .row figure img { width: 100%; }
    td { white-space: nowrap; }
    h3 { overflow-wrap: anywhere; }
    figcaption { color: var(--dim); font-size: .85rem; }
    """
}
