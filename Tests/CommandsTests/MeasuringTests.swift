import Commands
import Files
import Foundation
import GANScript
import Testing

/// Measures through the language: on the way of a training, and of its end.
struct MeasuringTests {
  private static let networks = """
    load sunflowers size=8 limit=64
    net generator: 4 -> 16 batchnorm relu -> 64 tanh
    net discriminator: 64 -> 16 leakyrelu(0.2) -> 1 sigmoid

    """

  @Test func measuresOnTheWayAreColumns() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.networks + """
        r = train epochs=7 batch=16 measures=3
        print r.coverage.count r.kinds.close_up.count
        print r.kinds.close_up.last + r.kinds.slim.last + r.kinds.other.last
        plot coverage r "coverage.png"
        plot kinds r
        m = measure r "m.csv"
        print m.coverage == r.coverage.last and m.kinds.slim == r.kinds.slim.last
        print m.accuracy > 0.3 and m.floor.coverage > m.coverage - 1
        table r "table.csv"
        """)
    #expect(outcome.report.diagnostics.isEmpty)
    // After epochs 1, 3, 6 and 7.
    #expect(outcome.texts.contains("4 4"))
    #expect(outcome.texts.contains("1"))
    #expect(outcome.texts.filter { $0 == "on" }.count == 2)
    let files = try laboratory.files
    let losses = try #require(
      try laboratory.runFiles.first { $0.key.hasSuffix("loss.csv") }
    ).value
    let lines = String(decoding: losses, as: UTF8.self).split(separator: "\n")
    #expect(lines[0].contains(",coverage,") && lines[0].contains(",share_close_up"))
    #expect(lines.count == 8)
    let measures = String(decoding: try #require(files["m.csv"]), as: UTF8.self)
    #expect(measures.hasPrefix("measure,value,floor\nkid,"))
    #expect(measures.contains("\nshare_other,"))
    #expect(files["coverage.png"] != nil)
    let table = String(decoding: try #require(files["table.csv"]), as: UTF8.self)
    #expect(table.contains(",coverage,"))
  }

  @Test func aLongerRunMeasuresAsIfTrainedAtOnce() throws {
    let script = { (epochs: String) in
      Self.networks + epochs + "\nprint r.coverage.count r.kid.mean r.kid.last\nsave loss \"l.csv\""
    }
    let stepwise = try Laboratory()
    let first = try stepwise.run(
      script("a = train epochs=4 batch=16 measures=3\nr = train epochs=8 batch=16 measures=3"))
    let atOnce = try Laboratory()
    let second = try atOnce.run(script("r = train epochs=8 batch=16 measures=3"))
    #expect(first.texts.suffix(2).first == second.texts.suffix(2).first)
    #expect(try stepwise.files["l.csv"] == atOnce.files["l.csv"])
  }

  @Test func sweepsGiveMeansOfMeasures() throws {
    let outcome = try Laboratory().run(
      Self.networks + """
        grid = sweep seed=[1, 2] epochs=2 batch=16 measures=2
        print grid.coverage.count grid.kinds.slim.count grid.loss.generator.deviation > 0
        plot kid grid
        table grid
        """)
    #expect(outcome.report.diagnostics.isEmpty)
    #expect(outcome.texts.contains("2 2 on"))
  }

  @Test(arguments: [
    ("r = train epochs=1 batch=16\nplot coverage r", "was not measured"),
    ("r = train epochs=1 batch=16\nplot kinds r", "no shares of kinds"),
    ("r = train epochs=1 batch=16\nprint r.coverage.last", "coverage"),
    ("r = train epochs=1 batch=16\nm = measure r\nprint m.coverag", "did you mean"),
    ("measure", "no run to measure"),
    ("r = train epochs=1 batch=16\nmeasure r \"m.txt\"", "csv"),
  ])
  func saysWhatIsMissing(script: String, words: String) throws {
    let report = try Laboratory().run(Self.networks + script).report
    #expect(report.hasErrors)
    #expect(render(report.diagnostics).contains(words), "\(render(report.diagnostics))")
  }

  @Test func fewSamplesAreTold() throws {
    let report = try Laboratory().run(
      Self.networks.replacingOccurrences(of: "limit=64", with: "limit=6")
        + "r = train epochs=1 batch=3\nmeasure r"
    ).report
    #expect(report.exitCode == .data)
  }
}
