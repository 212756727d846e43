import GANScript
import Notebooks
import Testing

struct ClaimTests {
  private static let location = Program.parse("# %% A\nx = 1", name: "a.gan").cells[0].location

  private static func claim(
    _ section: String, _ words: String, article: String = "",
    _ verdict: GANScript.Expectation.Verdict
  ) -> Claim {
    Claim(
      Expectation(
        condition: "run.coverage.late < 0.8 * run.coverage.max", words: words, article: article,
        verdict: verdict, numbers: "0.5 < 0.6", location: location), section: section)
  }

  private let list = ClaimList([
    claim(
      "3.1", "in the end fewer real pictures have a generated one nearby than at the best epoch",
      article: "late pictures are nearly all alike", .holds),
    claim("3.2", "", .fails),
    claim("Remedies and more", "all is well", .unmeasured("the data are missing")),
  ])

  @Test func countsWhatHolds() {
    #expect(list.summary == "1 of 3 hold, 1 was not measured")
    #expect(ClaimList([list[0]]).summary == "1 of 1 hold")
  }

  @Test func aTerminalHasALineForEachThing() {
    #expect(
      list.lines(width: 60).joined(separator: "\n") == """
        3.1       holds: in the end fewer real pictures have a
                  generated one nearby than at the best epoch
                  article   late pictures are nearly all alike
                  measure   run.coverage.late < 0.8 *
                            run.coverage.max
                  measured  0.5 < 0.6
        3.2       does not hold: run.coverage.late < 0.8 *
                  run.coverage.max
                  measured  0.5 < 0.6
        Remedies and more not measured: all is well
                  measure   run.coverage.late < 0.8 *
                            run.coverage.max
                  measured  the data are missing
        """)
    for width in [60, 80, 100] {
      #expect(list.lines(width: width).allSatisfy { $0.count <= width }, "\(width)")
    }
  }

  @Test(arguments: ["html", "md", "ipynb"]) func reportsHaveTheWholeTable(format: String) throws {
    let recorder = ReportRecorder(name: "claims")
    for claim in list { recorder.record(.expectation(claim.expectation)) }
    let files = try ReportFormat.catalog.find(format).files(recorder.report, path: "r")
    let text = String(decoding: try #require(files.last).bytes, as: UTF8.self)
    for part in ["late pictures are nearly all alike", "the data are missing", "not measured"] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(text.contains("1 of 3 hold, 1 was not measured"))
  }

  @Test func markdownHasARowAClaim() throws {
    let recorder = ReportRecorder(name: "claims")
    for claim in list { recorder.record(.expectation(claim.expectation)) }
    let files = try ReportFormat.catalog.find("md").files(recorder.report, path: "r.md")
    let text = String(decoding: try #require(files.last).bytes, as: UTF8.self)
    let measure = #"run.coverage.late \< 0.8 \* run.coverage.max"#
    #expect(
      text.contains(
        "| all is well | \(measure) |  | the data are missing | not measured |"), "\(text)")
    #expect(text.contains("| \(measure) | \(measure) |  | 0.5 \\< 0.6 | does not hold |"))
  }
}
