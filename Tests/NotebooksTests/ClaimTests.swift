import GANScript
import Notebooks
import Testing
import Vocabulary

struct ClaimTests {
  private static let location = Program.parse("# %% A\nx = 1", name: "a.gan").cells[0].location

  private static func claim(
    _ section: String, _ words: String, article: String = "", result: String = "",
    _ verdict: GANScript.Expectation.Verdict
  ) -> Claim {
    Claim(
      Expectation(
        condition: "run.coverage.late < 0.8 * run.coverage.max", words: words, article: article,
        result: result, verdict: verdict, numbers: "0.5 < 0.6", location: location),
      section: section)
  }

  private static let claims = [
    claim(
      "3.1", "in the end fewer real pictures have a generated one nearby than at the best epoch",
      article: "late pictures are nearly all alike", .holds),
    claim("3.2", "", article: "late pictures are nearly all alike", result: "0.5 → 0.4", .fails),
    claim("Remedies and more", "all is well", article: "it works", .unmeasured("no data")),
    claim("4", "sizes", .holds), claim("4", "", .fails),
  ]
  private let findings = Findings(claims)

  @Test func countsSentencesAndChecks() {
    #expect(findings.summary == "2 sentences: 1 holds in part, 1 was not measured")
    #expect(findings.strictSummary == "1 of 2 sentences does not hold, or not in full")
    #expect(Findings([Self.claims[0]]).strictSummary.isEmpty)
    #expect(findings.checksSummary == "1 of 2 checks passed")
    #expect(Findings([Self.claims[0]]).summary == "1 sentence: 1 holds")
    #expect(Findings([]).isEmpty && Findings([]).summary.isEmpty)
  }

  /// Every claim's number is told, with its verdict where they differ; what several say, once.
  @Test(
    arguments: [
      ([("a", .holds), ("b", .fails)], "a (holds); b (does not hold)"),
      ([("a", .holds), ("a", .holds), ("b", .holds)], "a; b"),
      ([("a", .fails), ("b", .undecided), ("", .fails)], "a; b; 0.5 < 0.6"),
      ([("", .unmeasured("why")), ("", .unmeasured("why"))], "why"),
      ([("a", .holds), ("", .unmeasured("why"))], "a; not measured: why"),
    ] as [([(String, GANScript.Expectation.Verdict)], String)])
  func aSentenceTellsEachNumber(
    results: [(String, GANScript.Expectation.Verdict)], words: String
  ) throws {
    let claims = results.map { Self.claim("1", "", article: "said", result: $0, $1) }
    #expect(try #require(Findings(claims).sentences.first).result == words)
  }

  @Test func aTerminalHasALineForEachThing() {
    #expect(
      findings.lines(width: 60).joined(separator: "\n") == """
        3.1       holds in part: late pictures are nearly all alike
                    0.5 < 0.6 (holds); 0.5 → 0.4 (does not hold)
        Remedies and more not measured: it works
                    no data
        4         does not hold: run.coverage.late < 0.8 *
                  run.coverage.max
                    0.5 < 0.6
        """)
    for width in [60, 80, 100] {
      #expect(findings.lines(width: width).allSatisfy { $0.count <= width }, "\(width)")
    }
  }

  @Test(arguments: ["html", "md", "ipynb"]) func reportsHaveTheWholeTable(format: String) throws {
    let recorder = ReportRecorder(name: "claims")
    for claim in Self.claims { recorder.record(.expectation(claim.expectation)) }
    let files = try ReportFormat.catalog.find(format).files(recorder.report, path: "r")
    let text = String(decoding: try #require(files.last).bytes, as: UTF8.self)
    for part in [
      "late pictures are nearly all alike", "no data", "not measured", "holds in part",
      "2 sentences: 1 holds in part, 1 was not measured", "1 of 2 checks passed",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func markdownHasARowASentence() throws {
    let recorder = ReportRecorder(name: "claims")
    for claim in Self.claims { recorder.record(.expectation(claim.expectation)) }
    let files = try ReportFormat.catalog.find("md").files(recorder.report, path: "r.md")
    let text = String(decoding: try #require(files.last).bytes, as: UTF8.self)
    #expect(
      text.contains("| holds in part | 0.5 \\< 0.6 (holds); 0.5 → 0.4 (does not hold) |"),
      "\(text)")
    #expect(text.contains("|  | it works | not measured | no data |"))
  }

  /// A sentence that is tested in two sections has both numbers in its row, each with a link to its box;
  /// a box that says something else than all of them says so.
  @Test func aRowLeadsToEveryBox() throws {
    let recorder = ReportRecorder(name: "boxes")
    let text = "# %% 1.1 One\nx = 1\ny = 1\n# %% 2.1 Two\nz = 1\n"
    let cells = Program.parse(text, name: "a.gan").cells
    let claims: [GANScript.Expectation.Verdict] = [.holds, .fails]
    for (index, (cell, verdict)) in zip(cells, claims).enumerated() {
      recorder.record(.cell(cell))
      recorder.record(
        .expectation(
          Expectation(
            condition: "x > 0", words: "", article: "said", result: "number \(index)",
            verdict: verdict, numbers: "1 > 0", location: cell.statementLocations[0])))
    }
    let page = String(
      decoding: try #require(
        try ReportFormat.catalog.find("html").files(recorder.report, path: "r.html").last
      ).bytes, as: UTF8.self)
    #expect(
      page.contains(
        "number 0 (holds) <a href=\"#f0\">1.1</a> <br>"
          + "number 1 (does not hold) <a href=\"#f0-1\">2.1</a>"), "\(page)")
    #expect(page.contains("id=\"f0\"") && page.contains("id=\"f0-1\""))
    #expect(page.contains("number 0; in all: holds in part"))
  }

  /// Claims that were not measured stand where they are written.
  @Test func unmeasuredClaimsStandInTheirCell() throws {
    let text = """
      # %% 1.1 One
      if 1 > 2 "too small"
        expect 1 < 2 "words" "said"
      end
      # %% 1.2 Two
      x = 1
      """
    let program = Program.parse(text, name: "a.gan")
    let recorder = ReportRecorder(name: "cells")
    var interpreter = Interpreter(
      Language<Int>(
        verbs: Catalog("verb", []), layers: Catalog("layer", []),
        modifiers: Catalog("modifier", []), networkOptions: [], define: { _, _, _ in .nothing }),
      session: 0, environment: Environment(emit: { recorder.record($0) }))
    recorder.record(interpreter.run(program))
    #expect(recorder.report.sections.map { $0.claims.map(\.section) } == [["1.1"], []])
    #expect(recorder.report.findings.sentences.map(\.result) == ["too small"])
  }

  /// Expressions are folded, and the table leads to where a sentence is tested first.
  @Test func thePageHasALineASentence() throws {
    let recorder = ReportRecorder(name: "claims")
    for claim in Self.claims { recorder.record(.expectation(claim.expectation)) }
    let files = try ReportFormat.catalog.find("html").files(recorder.report, path: "r.html")
    let page = String(decoding: try #require(files.last).bytes, as: UTF8.self)
    let table = try #require(page.firstMatch(of: /<table class="findings">[\s\S]*?<\/table>/))
      .output
    #expect(!table.contains("run.coverage.late"))
    #expect(table.matches(of: /<tr><td>/).count == 2)
    for number in 0...1 {
      #expect(table.contains("href=\"#f\(number)\""))
      #expect(page.matches(of: try Regex(" id=\"f\(number)\"")).count == 1)
    }
    #expect(page.contains("<details class=\"claim\""))
  }
}
