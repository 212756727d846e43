import GANScript
import Notebooks
import Testing

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
    #expect(findings.checksSummary == "1 of 2 checks passed")
    #expect(Findings([Self.claims[0]]).summary == "1 sentence: 1 holds")
    #expect(Findings([]).isEmpty && Findings([]).summary.isEmpty)
  }

  @Test(
    arguments: [
      ([.holds, .holds], .holds), ([.holds, .fails], .holdsInPart),
      ([.holds, .undecided], .holdsInPart), ([.fails, .fails], .fails),
      ([.fails, .undecided], .undecided), ([.undecided], .undecided),
      ([.unmeasured("why"), .holds], .holds), ([.unmeasured("why")], .unmeasured),
    ] as [([GANScript.Expectation.Verdict], Sentence.Verdict)])
  func aSentenceTakesAllItsClaims(
    verdicts: [GANScript.Expectation.Verdict], together: Sentence.Verdict
  ) throws {
    let claims = verdicts.map { Self.claim("1", "", article: "said", $0) }
    #expect(try #require(Findings(claims).sentences.first).verdict == together)
  }

  @Test func aTerminalHasALineForEachThing() {
    #expect(
      findings.lines(width: 60).joined(separator: "\n") == """
        3.1       holds in part: late pictures are nearly all alike
                    0.5 → 0.4
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
      text.contains("|  | late pictures are nearly all alike | holds in part | 0.5 → 0.4 |"),
      "\(text)")
    #expect(text.contains("|  | it works | not measured | no data |"))
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
