import Foundation
import GANScript
import Notebooks
import Testing
import Vocabulary

/// A report of everything a notebook can show, with text that would do harm if it were believed.
enum Sample {
  static let hostile =
    "<script>alert(1)</script> \" onload=\"x' \u{1b}[2J \u{202e} `a` | [b](javascript:1)"

  static let notebook = """
    # %% [markdown]
    # # A *title*
    # Words, [a link](https://example.org/a), ![a picture](http://example.org/b.png).
    # <img src=x onerror=alert(1)> [bad](javascript:alert(1))

    # %% 1.1 <b>Code</b>
    # a comment
    x = 1
    print x
    expect x == 1 "one is one"
    expect x == 2
    """

  static func report() throws -> NotebookReport {
    let recorder = ReportRecorder(name: "sample")
    let program = Program.parse(notebook, name: "sample.gan")
    for cell in program.cells where cell.number > 0 {
      recorder.record(.cell(cell))
      guard !cell.isProse else { continue }
      recorder.record(.text(hostile))
      recorder.record(
        .table(
          columns: ["name", "value|"],
          rows: [[.text(hostile), .number(0.5)], [.text("b"), .nothing]]
        ))
      recorder.record(
        .exhibit(
          Exhibit(terminalText: "plot", alternative: hostile) {
            Medium(ending: "svg", bytes: Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8))
          }))
      recorder.record(
        .saved(
          SavedFile(
            name: "a.png", path: "/secret/out/a.png", remark: "3 B",
            medium: Medium(ending: "png", bytes: [1, 2, 3]))))
      recorder.record(
        .exhibit(
          Exhibit(terminalText: "", alternative: "") { throw ScriptError("cannot be drawn") }))
      let location = cell.location
      for (condition, words, isMet) in [("x == 1", "one is one", true), ("x == 2", "", false)] {
        recorder.record(
          .expectation(
            Expectation(
              condition: condition, words: words, article: words.isEmpty ? "" : "it is | said",
              verdict: isMet ? .holds : .fails, numbers: "1", location: location)))
      }
    }
    recorder.fail("sample.gan:9:1: error: stopped " + hostile)
    return recorder.report
  }
}

struct ReportTests {
  private let report: NotebookReport

  init() throws { report = try Sample.report() }

  private func text(_ format: String) throws -> String {
    let files = try ReportFormat.catalog.find(format).files(report, path: "report." + format)
    return String(decoding: try #require(files.last).bytes, as: UTF8.self)
  }

  @Test func gathersWhatWasShown() {
    #expect(report.title == "A *title*")
    #expect(report.sections.map(\.title) == ["", "1.1 <b>Code</b>"])
    let claims = report.sections.flatMap(\.claims)
    #expect(claims.map(\.words) == ["one is one", "x == 2"])
    #expect(claims.map(\.section) == ["1.1", "1.1"])
    let kinds = report.sections[1].blocks.map { block in
      switch block {
      case .prose: "prose"
      case .code: "code"
      case .text: "text"
      case .remark: "remark"
      case .table: "table"
      case .figure(let figure): "figure of \(figure.panels.count)"
      case .file: "file"
      case .claim: "claim"
      case .failure: "failure"
      }
    }
    #expect(
      kinds == [
        "code", "text", "table", "figure of 2", "file", "failure", "claim", "claim", "failure",
      ])
  }

  @Test(arguments: ReportFormat.catalog.names) func keepsToItself(name: String) throws {
    let format = try ReportFormat.catalog.find(name)
    let files = format.files(report, path: "lab/report." + name)
    let main = String(decoding: try #require(files.last).bytes, as: UTF8.self)
    #expect(files.last?.path == "lab/report." + name)
    #expect(main.contains("one is one") && main.contains("cannot be drawn"))
    #expect(!main.contains("/secret"))
    #expect(!main.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x202e })
    // The same report, the same bytes.
    #expect(format.files(report, path: "lab/report." + name).map(\.bytes) == files.map(\.bytes))
  }

  @Test func thePageRunsNothingAndAsksForNothing() throws {
    let page = try text("html")
    for part in ["<script", "javascript:", " onload=\"", " onerror=", "src=\"http", "href=\"http"] {
      // What was written by the user may be read, as text.
      let shown = page.replacingOccurrences(of: "(javascript:alert(1))", with: "")
        .replacingOccurrences(of: "(javascript:1)", with: "")
      #expect(!shown.contains(part), "\(part)")
    }
    #expect(page.contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'"))
    #expect(
      page.contains("data:image/svg+xml;base64,") && page.contains("data:image/png;base64,AQID"))
    #expect(page.contains("a link (https://example.org/a)"))
    #expect(page.contains("<h2>1.1 &lt;b&gt;Code&lt;/b&gt;</h2>"))
    #expect(page.contains("1 sentence: 1 holds") && page.contains("0 of 1 checks passed"))
    let document = try XMLParsing.tags(of: page)
    #expect(Set(document).isSubset(of: XMLParsing.allowed), "\(Set(document))")
  }

  @Test func markdownKeepsPicturesBeside() throws {
    let files = try ReportFormat.catalog.find("md").files(report, path: "lab/report.md")
    #expect(
      files.map(\.path) == ["lab/report_files/1.svg", "lab/report_files/2.png", "lab/report.md"])
    #expect(files[1].bytes == [1, 2, 3])
    let text = String(decoding: files[2].bytes, as: UTF8.self)
    #expect(text.contains("](<report_files/2.png>)"))
    #expect(text.contains("| name | value\\| |"))
    #expect(text.contains("```gan\n# a comment\nx = 1"))
  }

  @Test func theJupyterNotebookIsOne() throws {
    let bytes = Array(try text("ipynb").utf8)
    let notebook = try #require(
      JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    #expect(notebook["nbformat"] as? Int == 4 && notebook["nbformat_minor"] as? Int == 5)
    let cells = try #require(notebook["cells"] as? [[String: Any]])
    #expect(
      cells.map { $0["cell_type"] as? String } == ["markdown", "markdown", "code", "markdown"])
    #expect(Set(cells.compactMap { $0["id"] as? String }).count == 4)
    #expect((cells[3]["source"] as? String)?.contains("1 sentence: 1 holds") == true)
    let outputs = try #require(cells[2]["outputs"] as? [[String: Any]])
    #expect(outputs.count == 10)
    #expect(
      outputs.compactMap { $0["data"] as? [String: String] }.count { $0["image/png"] == "AQID" }
        == 1)
  }

  private func report(prose: String) throws -> NotebookReport {
    let recorder = ReportRecorder(name: "prose")
    let lines = prose.split(separator: "\n", omittingEmptySubsequences: false).map { "# " + $0 }
    let text = "# %% [markdown]\n" + lines.joined(separator: "\n") + "\n# %% <b>After</b>\nx = 1\n"
    for cell in Program.parse(text, name: "a.gan").cells { recorder.record(.cell(cell)) }
    return recorder.report
  }

  /// A table of Jupyter's is one as text, too: as a terminal shows it.
  @Test func tableAsText() {
    let recorder = ReportRecorder(name: "x")
    recorder.record(.cell(Program.parse("# %% A\nprint 1", name: "x.gan").cells[0]))
    recorder.record(
      .table(columns: ["name\t", "value"], rows: [[.text("run"), .number(0.5)]]))
    guard let block = recorder.report.sections.first?.blocks.last,
      case .display(let forms)? = JupyterOutput.outputs(of: block).first
    else {
      Issue.record("no table")
      return
    }
    let gap = String(repeating: " ", count: 9)
    #expect(forms["text/plain"] == "name\\x09  value\nrun\(gap)0.5")
  }

  /// Statements after the prose of a cell are shown as such.
  @Test func proseThatGoesOnWithStatements() throws {
    let recorder = ReportRecorder(name: "x")
    let text = "# %% [markdown]\n# # Title\n# words\n\nprint 1\n# a comment\n"
    for cell in Program.parse(text, name: "x.gan").cells { recorder.record(.cell(cell)) }
    let blocks = recorder.report.sections.flatMap(\.blocks)
    guard case .prose("# Title\nwords") = blocks.first,
      case .code("print 1\n# a comment") = blocks.last, blocks.count == 2
    else {
      Issue.record("\(blocks)")
      return
    }
  }

  @Test(arguments: ["html", "md", "ipynb"])
  func proseHasNoHiddenCommands(name: String) throws {
    let report = try report(prose: "\u{1b}[31mred \u{202e}back\u{7} \u{9b}1m 👩‍🌾 a\tb")
    let files = try ReportFormat.catalog.find(name).files(report, path: "r." + name)
    let text = String(decoding: try #require(files.last).bytes, as: UTF8.self)
    for scalar: Unicode.Scalar in ["\u{1b}", "\u{202e}", "\u{7}", "\u{9b}"] {
      #expect(!text.unicodeScalars.contains(scalar), "\(scalar.value)")
    }
    #expect(text.contains("👩‍🌾"))
    #expect(name == "html" || !text.contains("## <b>"))
  }

  @Test func proseHasTables() throws {
    let report = try report(
      prose: "| rate | [what](http://a) |\n|-----:|---|\n| 0.1 | *some* <b>x</b> |")
    let files = try ReportFormat.catalog.find("html").files(report, path: "r.html")
    let page = String(decoding: try #require(files.last).bytes, as: UTF8.self)
    #expect(page.contains("<th align=\"right\">rate</th>"))
    #expect(page.contains("<th>what (http://a)</th>"))
    #expect(page.contains("<td><em>some</em> <!-- raw HTML omitted -->x"))
  }

  /// Rows of one cell below a heading of thousands would be filled up to millions of cells.
  @Test func tablesAreNotFilledUpWithoutEnd() throws {
    let report = try report(
      prose: String(repeating: "|a", count: 1000) + "\n" + String(repeating: "|-", count: 1000)
        + String(repeating: "\n|x", count: 20_000))
    let files = try ReportFormat.catalog.find("html").files(report, path: "r.html")
    #expect(try #require(files.last).bytes.count < 1_000_000)
  }

  @Test(arguments: ["```\ncode", "~~~~\n```", "```gan\na\n````\n```x", "   ```\ncode"])
  func anOpenFenceSwallowsNothing(prose: String) throws {
    let report = try report(prose: prose)
    let files = try ReportFormat.catalog.find("md").files(report, path: "r.md")
    let text = String(decoding: try #require(files.last).bytes, as: UTF8.self)
    let lines = text.split(separator: "\n")
    let heading = try #require(lines.firstIndex { $0.hasPrefix("## ") })
    let sign = try #require(prose.first { $0 != " " })
    #expect(
      lines[heading - 1].count >= 3 && lines[heading - 1].allSatisfy { $0 == sign }, "\(text)")
  }

  @Test(arguments: ["a#b", "a?b", "a<b>c", "a%20b", "a b", "ä", "a\"b"])
  func picturesBesideAreFoundUnderAnyName(stem: String) throws {
    let files = try ReportFormat.catalog.find("md").files(report, path: stem + ".md")
    let text = String(decoding: try #require(files.last).bytes, as: UTF8.self)
    let found = try #require(text.firstMatch(of: /\]\(<(.+?)_files\/2\.png>\)/)).output.1
    #expect(String(found).removingPercentEncoding == stem)
    #expect(files[1].path == stem + "_files/2.png")
  }

  @Test func endingsChooseTheFormat() throws {
    #expect(try ReportFormat.of(path: "a/b.ipynb").name == "ipynb")
    for path in ["report", "a.html/b", "x.pdf", ""] {
      let error = #expect(throws: ScriptError.self) { try ReportFormat.of(path: path) }
      #expect(error?.exitCode == .commandLine)
    }
  }

  /// A cell that several files include is shown once, and so is a picture.
  @Test func nothingIsShownTwice() throws {
    let recorder = ReportRecorder(name: "twice")
    let program = Program.parse("# %% Common\nx = 1", name: "common.gan")
    let medium = Medium(ending: "png", bytes: [1])
    for _ in 1...2 {
      recorder.record(.cell(try #require(program.cells.first)))
      for _ in 1...2 {
        recorder.record(.saved(SavedFile(name: "a.png", path: "", remark: "", medium: medium)))
      }
    }
    let codes = recorder.report.sections.map { section in
      section.blocks.count { if case .code = $0 { true } else { false } }
    }
    let media = recorder.report.sections.map { section in
      section.blocks.count { if case .figure = $0 { true } else { false } }
    }
    #expect(codes == [1, 0])
    #expect(media == [1, 0])
  }

  private static func picture(_ byte: UInt8, caption: String? = nil) -> Output {
    var file = SavedFile(
      name: "\(byte).png", path: "", remark: "", medium: Medium(ending: "png", bytes: [byte]))
    file.caption = caption
    return .saved(file)
  }

  /// How long something took is in no table of a report, whichever way it runs.
  @Test func timesAreLeftOut() {
    let recorder = ReportRecorder(name: "times")
    recorder.record(
      .table(
        columns: ["seed", "seconds"],
        rows: [[.number(1), .number(1.5)], [.number(2), .number(1.4)]]))
    recorder.record(
      .table(
        columns: ["seed", "1", "2"],
        rows: [
          [.text("generator"), .number(0.5), .number(0.6)],
          [.text("seconds"), .number(1.5), .number(1.4)],
        ]))
    let tables = recorder.report.sections[0].blocks.compactMap { block -> [[String]]? in
      guard case .table(let columns, let rows) = block else { return nil }
      return [columns] + rows.map { $0.map(\.text) }
    }
    #expect(
      tables == [[["seed"], ["1"], ["2"]], [["seed", "1", "2"], ["generator", "0.5", "0.6"]]])
  }

  /// A caption begins a figure; what follows without one stands beside it, three in all.
  @Test func figuresAreNumberedRows() {
    let recorder = ReportRecorder(name: "figures")
    recorder.record(Self.picture(1, caption: "one"))
    for byte in 2...4 as ClosedRange<UInt8> { recorder.record(Self.picture(byte)) }
    recorder.record(Self.picture(5, caption: "five"))
    recorder.record(.text("between"))
    recorder.record(Self.picture(6))
    let figures = recorder.report.sections[0].blocks.compactMap { block in
      if case .figure(let figure) = block { figure } else { nil }
    }
    #expect(figures.map(\.number) == [1, 2, 3, 4])
    #expect(figures.map(\.caption) == ["one", "", "five", ""])
    #expect(figures.map(\.panels.count) == [3, 1, 1, 1])
  }

  /// What is tagged stands first, after the prose under the report's heading, and may show again what
  /// was shown.
  @Test func theOpeningStandsFirst() throws {
    let recorder = ReportRecorder(name: "opening")
    let text = """
      # %% [markdown]
      # # Whole
      # %% Part
      x = 1
      # %% [markdown]
      # # Second
      # %% Seen at once [opening]
      y = 1
      """
    for cell in Program.parse(text, name: "a.gan").cells {
      recorder.record(.cell(cell))
      if !cell.isProse { recorder.record(Self.picture(7)) }
    }
    let report = recorder.report
    #expect(report.sections.map(\.title) == ["", "Seen at once", "Part", ""])
    #expect(report.openingCount == 2)
    let page = String(
      decoding: try #require(
        try ReportFormat.catalog.find("html").files(report, path: "a.html").last
      ).bytes, as: UTF8.self)
    #expect(page.matches(of: /<figure>/).count == 2)
    #expect(!page.contains("y = 1") && page.contains("x = 1"))
  }

  /// A caption counts on what stands beside it, shown before or not.
  @Test func aRowIsWhole() {
    let recorder = ReportRecorder(name: "rows")
    recorder.record(Self.picture(1, caption: "best, last, training"))
    recorder.record(Self.picture(1))
    recorder.record(Self.picture(2))
    let figures = recorder.report.sections[0].blocks.compactMap { block in
      if case .figure(let figure) = block { figure.panels.count } else { nil }
    }
    #expect(figures == [3])
  }

  /// An opening is in no contents, and the report's heading is there once, wherever it was written.
  @Test(arguments: ["html", "md"]) func aHeadingIsToldOnce(format: String) throws {
    let recorder = ReportRecorder(name: "opening")
    let text = """
      # %% After [opening]
      y = 1
      # %% One
      x = 1
      # %% [markdown]
      # # A report
      # Words.
      # %% Two
      z = 1
      """
    for cell in Program.parse(text, name: "a.gan").cells {
      recorder.record(.cell(cell))
      recorder.record(.text("seen"))
    }
    let files = try ReportFormat.catalog.find(format).files(recorder.report, path: "a." + format)
    let page = String(decoding: try #require(files.last).bytes, as: UTF8.self)
    let headings = page.split(separator: "\n").count { $0.hasPrefix("<h1>") || $0.hasPrefix("# ") }
    #expect(headings == 1, "\(page)")
    #expect(page.contains("Words.") && !page.contains("\">After</a>"))
  }

  /// What several chapters fail of is told once, with its help; the others refer to it.
  @Test func aReasonIsToldOnce() throws {
    let recorder = ReportRecorder(name: "reasons")
    for chapter in ["1 One", "2 Two"] {
      recorder.begin(chapter: chapter)
      for _ in 1...3 {
        recorder.record(
          Report(Diagnostic(.failed, "too few pictures", help: "give more", at: nil)))
      }
    }
    let report = recorder.report
    let failures = report.sections.flatMap(\.blocks).compactMap { block in
      if case .failure(let text) = block { text } else { nil }
    }
    #expect(failures == ["too few pictures\nhelp: give more", "not run, for the same reason as 1"])
    #expect(report.incompleteChapters == ["1 One", "2 Two"])
  }

  @Test func aNoticeStandsFirst() throws {
    let recorder = ReportRecorder(name: "small")
    recorder.notice = "A small version"
    for name in ReportFormat.catalog.names {
      let files = try ReportFormat.catalog.find(name).files(recorder.report, path: "r." + name)
      let text = String(decoding: try #require(files.last).bytes, as: UTF8.self)
      #expect(text.contains("A small version"), "\(name)")
    }
  }

  /// The cell with which every section begins is shown in the first one only; what a file itself
  /// repeats is shown each time.
  @Test func cellsThatSeveralFilesRepeatAreShownOnce() throws {
    let recorder = ReportRecorder(name: "sections")
    let text = """
      # %% Parameters
      include "common.gan"
      # %% Again
      x = 1
      # %% Again
      x = 1
      # %% [markdown]
      # Words
      """
    for name in ["a.gan", "b.gan"] {
      for cell in Program.parse(text, name: name).cells where cell.number > 0 {
        recorder.record(.cell(cell))
        if cell.number == 1 { recorder.record(.text("256 samples")) }
        if cell.number == 2 { recorder.record(.text("of \(name)")) }
      }
    }
    let sections = recorder.report.sections
    #expect(sections.map(\.title) == ["Parameters", "Again", "Again", "", "Again"])
    #expect(sections.map(\.blocks.count) == [2, 2, 1, 1, 1])
  }

  @Test func chaptersAreHeadings() throws {
    let recorder = ReportRecorder(name: "article")
    let text =
      "# %% [markdown]\n# # Whole\n# Opening.\n# %% [markdown]\n# # 3.1 Part\n# %% Claims\nx = 1"
    let program = Program.parse(text, name: "a.gan")
    for cell in program.cells { recorder.record(.cell(cell)) }
    recorder.record(
      .expectation(
        Expectation(
          condition: "x < 2", words: "", verdict: .holds, numbers: "0.1235 < 2",
          location: program.cells[2].location)))
    recorder.begin(chapter: "3.2 Missing")
    recorder.record(
      Report(
        Diagnostic(.include, "/home/me/my/b.gan: cannot read", at: nil, exitCode: .files)))
    let report = recorder.report
    #expect(report.title == "Whole")
    #expect(report.findings.checks.map(\.section) == ["3.1"])
    #expect(report.findings.checks.map(\.measured) == ["0.1235 < 2"])
    #expect(report.incompleteChapters == ["3.2 Missing"])
    let page = String(
      decoding: try #require(
        try ReportFormat.catalog.find("html").files(report, path: "a.html").last
      ).bytes, as: UTF8.self)
    #expect(page.contains("<h1>Whole</h1>"))
    let opening = try #require(page.range(of: "Opening."))
    let claims = try #require(page.range(of: "1 of 1 checks passed"))
    #expect(opening.upperBound < claims.lowerBound)
    #expect(page.contains("<h2>3.1 Part</h2>") && page.contains("code: Claims"))
    #expect(page.contains("…/b.gan: cannot read") && !page.contains("/home"))
  }

  @Test(arguments: [
    ("3.1 Part", "3.1"), ("3.1, a part", "3.1"), ("3.1: a part", "3.1"), ("3.1. A part", "3.1"),
    ("Part", "Part"), ("3.1-a part", "3.1-a part"),
  ]) func aClaimNamesItsChapter(heading: String, section: String) {
    let recorder = ReportRecorder(name: "article")
    let program = Program.parse("# %% [markdown]\n# # \(heading)\nx = 1", name: "a.gan")
    for cell in program.cells { recorder.record(.cell(cell)) }
    recorder.record(
      .expectation(
        Expectation(
          condition: "x < 2", words: "", verdict: .holds, numbers: "1 < 2",
          location: program.cells[0].location)))
    #expect(recorder.report.findings.checks.map(\.section) == [section])
  }

  @Test func linesInARowAreOneBlock() throws {
    let recorder = ReportRecorder(name: "lines")
    for text in ["one", "two"] { recorder.record(.text(text)) }
    recorder.record(
      .table(
        columns: ["layer", "parameters"],
        rows: [[.text("dense"), .text("4,904,832")], [.text("relu"), .text("")]]))
    recorder.record(.text("three"))
    let blocks = recorder.report.sections[0].blocks
    guard case .text("one\ntwo") = blocks[0], case .table(_, let rows) = blocks[1],
      case .text("three") = blocks[2]
    else {
      Issue.record("\(blocks)")
      return
    }
    #expect(rows.map { $0.map(\.isNumber) } == [[false, true], [false, false]])
  }

  /// How long something took is no part of a report: the same run gives the same bytes.
  @Test func secondsAreLeftOut() {
    let recorder = ReportRecorder(name: "table")
    recorder.record(
      .table(columns: ["lr", "seconds"], rows: [[.number(0.1), .number(7)]]))
    guard case .table(let columns, let rows)? = recorder.report.sections.first?.blocks.first else {
      Issue.record("no table")
      return
    }
    #expect(columns == ["lr"])
    #expect(rows.map { $0.map(\.text) } == [["0.1"]])
  }

  @Test func anEmptyNotebookIsAReport() {
    let empty = ReportRecorder(name: "nothing").report
    for format in ReportFormat.catalog.elements {
      #expect(format.files(empty, path: "r." + format.name).last?.bytes.isEmpty == false)
    }
  }
}

/// The names of all tags in a page.
enum XMLParsing {
  static let allowed: Set<String> = [
    "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2",
    "h3", "p", "em", "strong", "code", "pre", "i", "div", "table", "thead", "tbody", "tr", "th",
    "br", "td", "figure", "figcaption", "img", "span", "details", "summary", "nav", "ul", "li", "a",
    "!--",
  ]

  static func tags(of page: String) throws -> [String] {
    try page.matches(of: Regex("<(!?[A-Za-z-]+[0-9]?)")).compactMap {
      $0.output[1].substring.map(String.init)
    }
  }
}
