import Commands
import Datasets
import Files
import Foundation
import GANScript
import Imaging
import Testing

/// Samples of given latent vectors, of truncated ones, and on the way between two.
struct SamplingTests {
  private static let networks = [
    "dense": "5 -> 12 batchnorm relu -> 36 batchnorm tanh",
    "pictures":
      "5 -> 6@2x2 batchnorm relu up -> conv(4) batchnorm leakyrelu(0.2) -> convtranspose(3) tanh",
  ]

  private func laboratory() throws -> Laboratory {
    let laboratory = try Laboratory()
    let fixtures = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    for name in try FileManager.default.contentsOfDirectory(atPath: fixtures.path)
    where name.hasPrefix("samples-") {
      try laboratory.write(readFile(fixtures.path + "/" + name), name)
    }
    return laboratory
  }

  @Test(arguments: ["dense", "pictures"], ["running", "together"])
  func samplesOfPyTorchsWeightsArePyTorchs(name: String, mode: String) throws {
    let laboratory = try laboratory()
    let outcome = try laboratory.run(
      """
      net generator: \(try #require(Self.networks[name]))
      load generator "samples-\(name).safetensors"
      sample generator "out.npy" latents="samples-latents.npy" mode=\(mode)
      sample generator "out.png" latents="samples-latents.npy" mode=\(mode)
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let ours = try loadArray(laboratory.output + "/out.npy")
    let theirs = try loadArray("\(laboratory.path)/samples-\(name)-\(mode).npy")
    #expect(ours.count == 9)
    // Without data the numbers are the picture that the network makes, or a square.
    let side = name == "dense" ? 6 : 8
    #expect(
      ours.geometry == Geometry(height: side, width: side, channels: name == "dense" ? 1 : 3))
    for (value, expected) in zip(ours.values, theirs.values) {
      #expect(abs(value - expected) < 1e-5)
    }
    let other = mode == "running" ? "together" : "running"
    let unlike = try loadArray("\(laboratory.path)/samples-\(name)-\(other).npy")
    #expect(zip(ours.values, unlike.values).contains { abs($0 - $1) > 0.05 })
    #expect(
      try decodeImage(#require(laboratory.files["out.png"])).mode == (side == 6 ? .gray : .rgb))
  }

  @Test(arguments: [
    ("sample generator", "no weights"), ("sample generator \"a.npy\"", "load generator"),
    ("interpolate generator", "no weights to interpolate"),
    ("load generator \"samples-dense.safetensors\"\nsample generator latents=\"none.npy\"", "none"),
    (
      "load generator \"samples-dense.safetensors\"\nsample generator latents=\"data.npy\"",
      "16 numbers, but the generator takes 5"
    ),
    (
      "load generator \"samples-dense.safetensors\"\n"
        + "sample generator latents=\"samples-latents.npy\" count=3", "exclude each other"
    ),
    ("load generator \"samples-dense.safetensors\"\nsample generator truncate=0", "truncate"),
    ("load generator \"samples-dense.safetensors\"\ninterpolate generator points=1", "points"),
    (
      "load generator \"samples-dense.safetensors\"\ninterpolate generator \"a.svg\"",
      ".png or .gif"
    ),
    (
      "load generator \"samples-dense.safetensors\"\ninterpolate generator points=100 steps=500",
      "50,000 pictures"
    ),
  ])
  func whatCannotBeDrawnIsRefused(script: String, words: String) throws {
    let laboratory = try laboratory()
    let outcome = try laboratory.run(
      "net generator: \(try #require(Self.networks["dense"]))\n" + script)
    #expect(outcome.report.hasErrors)
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
    #expect(laboratory.isUntouched)
  }

  @Test func aPictureAloneIsSaidToBeDrawnOtherwise() throws {
    let outcome = try Laboratory().run(
      Laboratory.preamble + """
        train epochs=1 batch=4
        sample count=1
        save pictures "p" count=1 mode=together
        save pictures "q" count=1 mode=running
        sample count=2
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let said = outcome.messages.filter { $0.contains("drawn with mode=running") }
    #expect(said.count == 2, "\(outcome.messages)")
  }

  @Test func aTruncatedSampleIsAnother() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Laboratory.preamble + """
        train epochs=1 batch=4
        sample "a.npy" count=50 seed=3
        sample "b.npy" count=50 seed=3 truncate=10
        sample "c.npy" count=50 seed=3 truncate=0.5
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    // Nothing lies beyond ten standard deviations.
    #expect(files["a.npy"] == files["b.npy"])
    #expect(files["a.npy"] != files["c.npy"])
  }

  @Test func aWayIsAStripOrAnAnimationThatCloses() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Laboratory.preamble + """
        r = train epochs=1 batch=4
        interpolate r "strip.png" points=3 steps=4 seed=5 mode=running
        interpolate r "walk.gif" points=3 steps=4 seed=5 mode=running
        interpolate r "tile.png" points=3 steps=4 seed=5 mode=running contrast=tile
        sample r "corners.npy" count=3 seed=5 mode=running
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    let strip = try decodeImage(#require(files["strip.png"]))
    // Two ways of five pictures of 4 x 4, with a gap of 2.
    #expect(strip.width == 5 * 6 + 2 && strip.height == 2 * 6 + 2)
    #expect(files["tile.png"] != files["strip.png"])
    let corners = try loadArray(laboratory.output + "/corners.npy")
    let form = SampleForm(
      featureCount: 16, geometry: Geometry(height: 4, width: 4, channels: 1),
      scaling: corners.scaling)
    func tile(_ row: Int, _ column: Int) -> [UInt8] {
      (0..<4).flatMap { y in
        (0..<4).map { x in
          strip.pixels[(2 + row * 6 + y) * strip.width + 2 + column * 6 + x]
        }
      }
    }
    // Every way begins and ends at a sample; one ends where the next begins.
    for (row, column, corner) in [(0, 0, 0), (0, 4, 1), (1, 0, 1), (1, 4, 2)] {
      #expect(
        zip(tile(row, column), form.image(of: corners.sample(corner)).pixels)
          .allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(row) \(column)")
    }
    // Three ways of four frames: the last leads back to the first.
    let gif = try #require(files["walk.gif"])
    let blocks = gif.indices.dropLast(3).count {
      gif[$0] == 0x21 && gif[$0 + 1] == 0xf9 && gif[$0 + 2] == 4
    }
    #expect(blocks == 12)
  }
}
