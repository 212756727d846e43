import Commands
import Foundation
import GANScript
import Testing

/// Seeds have 64 bits, all of which count.
struct WholeNumberTests {
  private static let seeds = ["9007199254740992", "9007199254740993", "18446744073709551615"]

  @Test func seedsNextToEachOtherAreTwoRuns() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Laboratory.preamble + """
        grid = sweep seed=[\(Self.seeds.joined(separator: ", "))] epochs=1 batch=4
        for r in grid
          print r.seed "{r.seed} {r.seed:d}"
        end
        table grid "t.csv" seeds=each sort="-seed"
        table grid "t.json" seeds=each
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(try laboratory.runFolders.count == 3)
    for seed in Self.seeds { #expect(outcome.texts.contains("\(seed) \(seed) \(seed)")) }
    let files = try laboratory.files
    let table = String(decoding: try #require(files["t.csv"]), as: UTF8.self)
    #expect(
      table.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[0] }
        == Self.seeds.reversed().map { $0[...] }, "\(table)")
    let objects = String(decoding: try #require(files["t.json"]), as: UTF8.self)
    for seed in Self.seeds { #expect(objects.contains("\"seed\": \(seed)"), "\(objects)") }
    let weights = try laboratory.runFiles.filter { $0.key.hasSuffix("loss.csv") }.values
    #expect(Set(weights).count == 3)
  }

  /// The seed is whole in config.json, and in the run that is taken up from it.
  @Test func aKeptRunHasItsSeed() throws {
    let laboratory = try Laboratory()
    let script = Laboratory.preamble + "r = train epochs=1 batch=4 seed=18446744073709551615\n"
    let first = try laboratory.run(script)
    #expect(first.report.exitCode == .done, "\(first.problems)")
    let folder = try #require(try laboratory.runFolders.first)
    let config = try #require(try laboratory.runFiles["\(folder)/config.json"])
    #expect(String(decoding: config, as: UTF8.self).contains(": 18446744073709551615,"))
    let other = try Laboratory()
    let outcome = try other.run(
      """
      old = load run "\(laboratory.output)/runs/\(folder)"
      print old.seed
      expect old.seed == 18446744073709551615
      load "data.npy"
      more = continue old epochs=2
      print more.seed
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.filter { $0 == "18446744073709551615" }.count == 2)
  }

  /// Everything that draws from a seed takes 64 bits of it.
  @Test func allVerbsTakeSeedsWhole() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Laboratory.preamble + "load sunflowers size=4 limit=20\ntrain epochs=1 batch=4\n"
        + Self.seeds.enumerated().map { index, seed in
          """
          sample "s\(index).npy" seed=\(seed)
          interpolate "i\(index).png" seed=\(seed)
          save pictures "p\(index)" count=2 seed=\(seed)
          save nearest "n\(index).png" count=4 seed=\(seed)

          """
        }.joined())
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    for stem in ["s#.npy", "i#.png", "p#/00001.png", "n#.png"] {
      let made = Set((0..<3).compactMap { files[stem.replacing("#", with: "\($0)")] })
      #expect(made.count == 3, "\(stem)")
    }
  }

  @Test(arguments: ["-1", "0.5", "18446744073709551616", "1e20", "on"])
  func whatIsNoSeedIsRefused(seed: String) throws {
    let report = try Laboratory().check(Laboratory.preamble + "train batch=4 seed=\(seed)")
    #expect(report.exitCode == .script)
    #expect(render(report.diagnostics).contains("from 0 to 18446744073709551615"))
  }
}
