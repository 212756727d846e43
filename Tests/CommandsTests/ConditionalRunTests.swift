import Datasets
import Files
import Foundation
import GANScript
import Imaging
import Testing

@testable import Commands

/// Conditional runs through the language.
struct ConditionalRunTests {
  private static let networks = """
    load sunflowers size=8 limit=96
    net generator: 4+kinds -> 16 batchnorm relu -> 64 tanh
    net discriminator: 64+kinds -> 16 leakyrelu(0.2) -> 1 sigmoid

    """

  @Test func picturesAreLaidOutByKinds() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.networks + """
        r = train epochs=4 batch=16 lr=0.1
        save picture "p.png"
        save picture "wide.png" grid=4x2
        save strip "s.png"
        save gif "g.gif" grid=2x3
        sample r "slim.npy" kind=slim count=7
        sample r "close.npy" kind=close-up count=7
        sample r "all.npy" count=15
        show picture
        show generator
        plot answers
        """)
    #expect(outcome.report.diagnostics.isEmpty, "\(outcome.problems)")
    let files = try laboratory.files
    let runFiles = try laboratory.runFiles
    // Three rows of five, four rows of two, three of four epochs under their numbers; a frame of two pixels.
    #expect(try Self.size(files["p.png"]) == [3 * 10 + 2, 5 * 10 + 2])
    #expect(try Self.size(files["wide.png"]) == [4 * 10 + 2, 2 * 10 + 2])
    #expect(try Self.size(files["s.png"]) == [15 + 3 * 10 + 2, 4 * 10 + 2])
    let last = try #require(runFiles.first { $0.key.hasSuffix("last.png") }?.value)
    #expect(last == files["p.png"])
    let config = try #require(runFiles.first { $0.key.hasSuffix("config.json") }?.value)
    let text = String(decoding: config, as: UTF8.self)
    #expect(text.contains("\"layers\": \"4+kinds -> 16 batchnorm relu -> 64 tanh\""))
    #expect(text.contains("\"kinds\": [\n      \"close-up\",\n      \"other\",\n      \"slim\""))
    // Latent vectors are the same, kinds are not.
    #expect(files["slim.npy"] != files["close.npy"])
    #expect(
      outcome.tables.joined().contains { $0.prefix(2) == ["input, 3 of them kinds", "[batch, 7]"] })
  }

  /// Rows of kinds have their names where there is room for them: a letter is 8 pixels.
  @Test func rowsOfKindsHaveTheirNames() throws {
    let laboratory = try Laboratory()
    let large = Self.networks.replacing("size=8", with: "size=64").replacing(
      "64 tanh", with: "4096 tanh"
    )
    .replacing("64+kinds", with: "4096+kinds")
    let outcome = try laboratory.run(
      large + """
        r = train epochs=2 batch=32 lr=0.1
        save picture "p.png"
        save picture "two.png" grid=2x2
        save strip "s.png"
        sample r "all.png" count=15
        sample r "slim.png" count=15 kind=slim
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    #expect(try Self.size(files["p.png"]) == [3 * 66 + 2, 24 + 5 * 66 + 2])
    #expect(try Self.size(files["two.png"]) == [2 * 66 + 2, 24 + 2 * 66 + 2])
    #expect(try Self.size(files["s.png"]) == [15 + 3 * 66 + 2, 24 + 2 * 66 + 2])
    #expect(try Self.size(files["all.png"]) == [3 * 66 + 2, 24 + 5 * 66 + 2])
    #expect(try Self.size(files["slim.png"]) == [3 * 66 + 2, 5 * 66 + 2])
    // Words in the margin, and the pictures that the run keeps beside them.
    let named = try decodeImage(#require(files["p.png"]))
    let plain = try decodeImage(
      #require(laboratory.runFiles.first { $0.key.hasSuffix("last.png") }?.value))
    for row in 0..<named.height {
      let line = named.pixels[row * named.width..<(row + 1) * named.width]
      #expect(
        Array(line.dropFirst(24))
          == Array(
            plain.pixels[row * plain.width..<(row + 1) * plain.width]))
    }
    let ink = (0..<3).map { row in
      (row * 66 + 2..<row * 66 + 66).reduce(0) { ink, y in
        ink + named.pixels[y * named.width..<y * named.width + 24].count { $0 < 128 }
      }
    }
    #expect(ink.allSatisfy { $0 > 30 } && Set(ink).count == 3, "\(ink)")
  }

  /// A picture of a kind does not depend on what else is drawn with it.
  @Test func aPictureIsItsLatentsAndItsKind() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.networks + """
        r = train epochs=2 batch=16 lr=0.1
        sample r "few.npy" kind="other" count=2
        sample r "many.npy" kind=other count=9
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    let (few, many) = (try #require(files["few.npy"]), try #require(files["many.npy"]))
    #expect(few.suffix(2 * 64 * 4) == many.dropFirst(128).prefix(2 * 64 * 4))
  }

  /// A way from one latent vector to the next keeps its kind: rows and whole ways are of one each.
  @Test func aWayIsOfOneKind() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.networks + """
        r = train epochs=2 batch=16 lr=0.1
        interpolate r "turns.png" points=5 steps=3 seed=5
        interpolate r "walk.gif" points=3 steps=2 seed=5
        interpolate r "slim.gif" points=3 steps=2 seed=5 kind=slim
        interpolate r "slim.png" points=5 steps=3 seed=5 kind=slim
        sample r "close-up.npy" count=5 seed=5 kind=close-up
        sample r "other.npy" count=5 seed=5 kind=other
        sample r "slim.npy" count=5 seed=5 kind=slim
        """)
    #expect(outcome.report.diagnostics.isEmpty, "\(outcome.problems)")
    let files = try laboratory.files
    let strips = [
      "turns": ["close-up", "other", "slim", "close-up"],
      "slim": ["slim", "slim", "slim", "slim"],
    ]
    for (name, kinds) in strips {
      let strip = try decodeImage(#require(files[name + ".png"]))
      for (row, kind) in kinds.enumerated() {
        let corners = try loadArray("\(laboratory.output)/\(kind).npy")
        let form = SampleForm(
          featureCount: 64, geometry: Geometry(height: 8, width: 8, channels: 1),
          scaling: .range(low: -1, high: 1))
        for (column, corner) in [(0, row), (3, row + 1)] {
          let tile = (0..<8).flatMap { y in
            (0..<8).map { strip.pixels[(2 + row * 10 + y) * strip.width + 2 + column * 10 + $0] }
          }
          let expected = form.image(of: corners.sample(corner)).pixels
          #expect(
            zip(tile, expected).allSatisfy { abs(Int($0) - Int($1)) <= 1 },
            "\(name) \(row) \(column)")
        }
      }
    }
    func frames(_ name: String) throws -> Int {
      let gif = try #require(files[name])
      return gif.indices.dropLast(3).count {
        gif[$0] == 0x21 && gif[$0 + 1] == 0xf9 && gif[$0 + 2] == 4
      }
    }
    #expect(try frames("walk.gif") == 3 * 3 * 2)
    #expect(try frames("slim.gif") == 3 * 2)
    #expect(outcome.texts.contains { $0.contains("walk.gif") && $0.contains("all of each kind") })
  }

  @Test func aStoppedRunEndsAsIfItHadNotBeen() throws {
    let script = Self.networks + "r = train epochs=4 batch=16 lr=0.1 balance=on last_batch=keep"
    let whole = try Laboratory()
    #expect(try whole.run(script).report.exitCode == .done)
    let stopped = try Laboratory()
    _ = try stopped.run(script, isInterrupted: stopped.stop { $0 == 8 })
    let outcome = try stopped.run(script, threads: 2)
    #expect(
      outcome.messages.contains { $0.contains("going on from epoch 1") }, "\(outcome.messages)")
    #expect(try stopped.runFiles == whole.runFiles)
  }

  @Test func measuresSayWhatWasAskedFor() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.networks + """
        r = train epochs=3 batch=16 lr=0.1 measures=3
        m = measure r "m.csv"
        print abs(m.kinds.slim + m.kinds.close_up + m.kinds.other - 1) < 1e-9
        print m.asked.slim >= 0 and m.asked.close_up <= 1 and m.told.slim > 0
        """)
    #expect(outcome.report.diagnostics.isEmpty, "\(outcome.problems)")
    #expect(outcome.texts.filter { $0 == "on" }.count == 2)
    #expect(
      outcome.tables.contains {
        $0[0] == ["kind", "generated", "real", "told as asked for", "real ones told right"]
      })
    let rows = String(decoding: try #require(try laboratory.files["m.csv"]), as: UTF8.self)
    #expect(rows.contains("\nasked_slim,"))
  }

  /// A check knows how many kinds data have, where their files name them, and what that passes over.
  @Test(arguments: [("load \"data.npy\"", 0), ("load sunflowers size=8 limit=1", 1)])
  func aCheckKnowsHowManyKindsThereAre(load: String, count: Int) throws {
    func report(_ condition: String) throws -> Report {
      try Laboratory().check("d = \(load)\nif \(condition)\n  net g: 4+kinds -> 16\nend")
    }
    let passedOver = try report("d.kinds > 1")
    #expect(!passedOver.hasErrors, "\(render(passedOver.diagnostics))")
    #expect(try report("d.kinds == \(count)").hasErrors)
  }

  @Test func weightsComeBackForTheSameKinds() throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run(
      Self.networks + "r = train epochs=1 batch=16\nsave generator \"g.safetensors\"")
    #expect(first.report.exitCode == .done)
    try laboratory.write(#require(try laboratory.files["g.safetensors"]), "g.safetensors")
    let again = try laboratory.run(
      Self.networks + "load generator \"g.safetensors\"\nr = train epochs=1 batch=16 seed=2")
    #expect(again.report.exitCode == .done, "\(again.problems)")
    // Sunflowers of two kinds need another number of weights.
    let other = try laboratory.check(
      Self.networks.replacingOccurrences(of: "limit=96", with: "limit=3")
        + "load generator \"g.safetensors\"")
    #expect(other.hasErrors)
  }

  @Test(arguments: [
    ("net g: 4+kinds -> 4", "none is loaded", "load sunflowers"),
    ("load sunflowers size=8 limit=1\nnet g: 4+kinds -> 4", "of one kind", "kinds.csv"),
    ("load \"data.npy\"\nnet g: 4+kinds -> 4", "has no kinds", "kinds.csv"),
    ("load sunflowers size=8\nnet g: 4 -> 4+kinds", "goes into a network", "100+kinds"),
    (networks + "load \"data.npy\"\nnet discriminator: 16 -> 1\ntrain", "swapped|makes 64", ""),
    (networks + "net discriminator: 64 -> 1 sigmoid\ntrain", "discriminator is not", "+kinds"),
    (
      networks + "load sunflowers size=8 limit=2\ntrain batch=2",
      "was made for 3 kinds, but the data has 2", "net lines again"
    ),
    (networks + "r = train epochs=1\nsample kind=slm", "no kind \"slm\"", "did you mean `slim`"),
    (networks + "r = train epochs=1\nsample kind=xyzw", "no kind", "there is close-up, other"),
    (networks + "r = train epochs=1\ninterpolate kind=slm", "no kind \"slm\"", "`slim`"),
    (
      networks + "r = train epochs=1\ninterpolate \"w.gif\" points=100 steps=40",
      "in 3 kinds are 12,000", ""
    ),
    (networks + "r = train epochs=1\nsample mode=together", "normalised together", "mode=running"),
    (
      networks + "r = train epochs=1\nsave pictures \"p\" mode=together", "normalised together",
      "mode=running"
    ),
    (networks + "r = train epochs=1\nsave nearest \"n.png\" mode=together", "normalised", ""),
    (networks + "r = train epochs=1\ninterpolate mode=together", "normalised together", ""),
    (networks + "r = train epochs=1\nsave gif \"g.gif\" grid=5x5", "keeps 3x5", ""),
    (networks + "r = train epochs=1\nsave strip \"s.png\" rows=16", "15 pictures", ""),
    (
      Laboratory.preamble + "r = train epochs=1 batch=4\nsample kind=slim", "was told no kinds",
      "+kinds"
    ),
    (Laboratory.preamble + "train epochs=1 batch=4 balance=on", "at least two kinds", "kinds.csv"),
  ])
  func saysWhatIsWrong(script: String, words: String, help: String) throws {
    let report = try Laboratory().check(script)
    let text = render(report.diagnostics)
    #expect(report.hasErrors)
    #expect(words.split(separator: "|").contains { text.contains($0) }, "\(text)")
    #expect(help.isEmpty || text.contains(help), "\(text)")
  }

  private static func size(_ png: [UInt8]?) throws -> [Int] {
    let image = try decodeImage(try #require(png))
    return [image.height, image.width]
  }
}
