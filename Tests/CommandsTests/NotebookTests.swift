import Adversarial
import Commands
import Files
import Foundation
import GANScript
import Imaging
import Kernels
import Networks
import Testing

/// Small notebooks from data to files.
struct NotebookTests {
  private static let saves = """

    plot loss "loss.png"
    save loss "loss.csv"
    save picture "last.png" grid=2x3
    save gif "training.gif"
    save generator "generator.safetensors"
    save discriminator "deep/er/discriminator.safetensors"
    """

  private func notebook(_ options: String = "") -> String {
    Laboratory.preamble + "run = train epochs=4 lr=0.1 batch=4 \(options)" + Self.saves
  }

  @Test func aWholeNotebookWritesItsFiles() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(notebook())
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    #expect(
      files.keys.sorted() == [
        "deep/er/discriminator.safetensors", "generator.safetensors", "last.png", "loss.csv",
        "loss.png", "training.gif",
      ])
    #expect(outcome.texts.filter { $0.hasPrefix("saved ") }.count == 6)

    let csv = String(decoding: try #require(files["loss.csv"]), as: UTF8.self)
    let rows = csv.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(
      rows[0] == [
        "epoch", "generator", "discriminator", "generator_mean", "discriminator_mean", "d_real",
        "d_fake",
      ])
    #expect(rows.dropFirst().map { $0[0] } == ["1", "2", "3", "4"])
    #expect(rows.dropFirst().allSatisfy { $0.count == 7 && $0.allSatisfy { Double($0) != nil } })

    let picture = try decodeImage(#require(files["last.png"]))
    #expect(picture.width == 20)
    #expect(picture.height == 14)
    let figure = try decodeImage(#require(files["loss.png"]))
    #expect(figure.width == 1200)
    #expect(figure.height == 800)
    #expect(try #require(files["training.gif"]).starts(with: Array("GIF89a".utf8)))
  }

  @Test func theSameSeedGivesTheSameBytesOnAnyNumberOfThreads() throws {
    let first = try files(of: notebook("seed=7"), threads: 1)
    for threads in 1...3 {
      #expect(try files(of: notebook("seed=7"), threads: threads) == first)
    }
  }

  @Test func anotherSeedGivesOtherBytes() throws {
    let one = try files(of: notebook("seed=1"))
    let other = try files(of: notebook("seed=2"))
    for (name, bytes) in one { #expect(other[name] != bytes, "\(name)") }
  }

  @Test(arguments: optimizerCatalog.names, objectiveCatalog.names)
  func everyOptimizerRunsWithEveryLoss(optimizer: String, loss: String) throws {
    let objective = try objectiveCatalog.find(loss).objective
    let preamble =
      objective.unit == .probability
      ? Laboratory.preamble : Laboratory.preamble.replacing(" sigmoid", with: "")
    let outcome = try Laboratory().run(
      preamble + """
        run = train epochs=2 lr=0.01 batch=4 optimizer=\(optimizer) loss=\(loss)
        expect finite(run.loss.generator.last) and finite(run.loss.discriminator.last)
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
  }

  @Test(arguments: optimizerCatalog.elements.map(\.term.name))
  func everyOptionOfAnOptimizerChangesTheRun(optimizer: String) throws {
    for option in try optimizerCatalog.find(optimizer).term.parameters {
      let value = option.kind == .toggle ? "on" : "0.25"
      // These two speak of momentum, so there must be some.
      let isAboutMomentum = ["dampening", "nesterov"].contains(option.name)
      let common = "optimizer=\(optimizer)" + (isAboutMomentum ? " momentum=0.5" : "")
      let plain = try files(of: notebook(common))
      let other = try files(of: notebook("\(common) \(option.name)=\(value)"))
      let name = "generator.safetensors"
      #expect(other[name] != plain[name], "\(option.name)")
    }
  }

  @Test(arguments: [
    "steps_d=2", "last_batch=keep batch=5", "shuffle=off", "lr_g=0.2", "lr_d=0.2", "batch=12",
    "snapshots=3", "latents=\"z.npy\"",
  ])
  func everyOptionOfTrainRuns(options: String) throws {
    let laboratory = try Laboratory()
    let latents = (0..<48 * 3).map { Float(cos(Double($0))) }
    try laboratory.write(npy(shape: "48, 3", latents), "z.npy")
    let batch = options.contains("batch=") ? "" : " batch=4"
    let script = Laboratory.preamble + "run = train epochs=4 lr=0.1\(batch) \(options)"
    let outcome = try laboratory.run(script + Self.saves)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(try laboratory.files.count == 6)
  }

  @Test func weightsGoOnWhereTheyWereSaved() throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run(
      Laboratory.preamble + """
        train epochs=3 lr=0.1 batch=4
        save generator "g.safetensors"
        """)
    #expect(first.report.exitCode == .done, "\(first.problems)")
    let weights = try #require(try laboratory.files["g.safetensors"])
    try laboratory.write(weights, "g.safetensors")
    let second = try laboratory.run(
      Laboratory.preamble + """
        load generator "g.safetensors"
        train epochs=1 lr=0 batch=4 snapshots=0
        save generator "still.safetensors"
        train epochs=1 lr=0.1 batch=4
        save generator "moved.safetensors"
        """)
    #expect(second.report.exitCode == .done, "\(second.problems)")
    let files = try laboratory.files
    let network = try Network(
      name: "generator", input: 3,
      elements: [
        .dense(8), "batchnorm", "relu",
        .dense(16), "tanh",
      ])
    let trained = { (bytes: [UInt8]?) -> [[Float]] in
      try Parameters(for: network, safetensors: #require(bytes)).trained.map(\.values)
    }
    let start = try trained(weights)
    #expect(try trained(files["still.safetensors"]) == start)
    #expect(try trained(files["moved.safetensors"]) != start)
  }

  @Test(arguments: ["color=rgb", "standardize=on", "color=rgb standardize=on", "range=0..1"])
  func dataComeBackAsPictures(options: String) throws {
    let laboratory = try Laboratory()
    let isColored = options.contains("rgb")
    let features = isColored ? 192 : 64
    let outcome = try laboratory.run(
      """
      load sunflowers size=8 limit=8 \(options)
      net generator: 3 -> 8 batchnorm relu -> \(features) tanh
      net discriminator: \(features) -> 8 leakyrelu(0.2) -> 1 sigmoid
      train epochs=2 lr=0.05 batch=4
      save picture "last.png" contrast=fixed
      save gif "training.gif"
      save data "data.png" grid=2x2
      load sunflowers size=8 limit=8 color=\(isColored ? "rgb" : "gray")
      save data "ordinary.png" grid=2x2
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    #expect(files.count == 4)
    let picture = try decodeImage(#require(files["last.png"]))
    #expect(picture.mode.bytesPerPixel == (isColored ? 3 : 1))
    #expect(picture.width == 5 * 10 + 2)
    #expect(Set(picture.pixels).count > 2)
    // Whatever the numbers are, the way back leads to the same pixels, give or take a level.
    let data = try decodeImage(#require(files["data.png"]))
    let ordinary = try decodeImage(#require(files["ordinary.png"]))
    #expect(data.pixels.count == ordinary.pixels.count)
    #expect(zip(data.pixels, ordinary.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
  }

  @Test func aStoppedTrainingIsKept() throws {
    let laboratory = try Laboratory()
    var asked = 0
    let outcome = try laboratory.run(
      Laboratory.preamble + "run = train epochs=100 lr=0.1 batch=4\nsave loss \"loss.csv\""
    ) {
      asked += 1
      return asked > 20
    }
    #expect(outcome.report.exitCode == .interrupted, "\(outcome.problems)")
    #expect(try laboratory.files.isEmpty)
    guard case .object(let run)? = outcome.variables["run"] else {
      Issue.record("the run is gone")
      return
    }
    guard case .text("interrupted")? = run.field("status"),
      case .number(let epochs)? = run.field("epochs")
    else {
      Issue.record("\(run.summary)")
      return
    }
    #expect((1..<10).contains(epochs))
  }

  @Test func showDrawsInPlainCharacters() throws {
    let outcome = try Laboratory().run(
      Laboratory.preamble + "train epochs=1 batch=4\nplot loss\nshow picture\nshow data")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.count >= 4)
    #expect(outcome.texts.allSatisfy { $0.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) } })
  }

  /// All files that a script writes.
  private func files(of script: String, threads: Int = 1) throws -> [String: [UInt8]] {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(script, threads: threads)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    return try laboratory.files
  }
}

/// The notebooks of the repository.
struct RepositoryNotebookTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "notebooks").path

  private static let names =
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?
    .filter { $0.hasSuffix(".gan") }.sorted() ?? []

  @Test func areThere() { #expect(Self.names.contains("3.0-baseline.gan")) }

  @Test(arguments: names) func passTheirCheck(name: String) throws {
    let path = Self.folder + "/" + name
    let laboratory = try Laboratory()
    let interpreter = Interpreter(
      language,
      session: Session(
        context: SessionContext(
          outputFolder: laboratory.output, scriptFolder: Self.folder,
          workers: WorkerPool(threads: 1))),
      environment: Environment(
        read: { try readFile($0) }, exists: { kindOfFile(at: $0) != nil }))
    let report = interpreter.check(Program.parse(try readFile(path), name: path))
    // The parameters of the common part are used by those that include it.
    let problems = report.diagnostics.filter { $0.severity == .error || name != "common.gan" }
    #expect(problems.isEmpty, "\(render(problems))")
  }
}

/// The same pictures through the epochs, and what is known of data.
struct StripTests {
  @Test func aColumnAnEpochAndARowAPicture() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Laboratory.preamble + """
        r = train epochs=7 batch=4
        save strip "strip.png" every=3 rows=2
        d = load "data.npy"
        print d.min <= d.mean and d.mean <= d.max and d.deviation > 0
        """)
    #expect(outcome.report.diagnostics.isEmpty)
    #expect(outcome.texts.contains { $0.contains("epochs 1, 3, 6, 7") })
    #expect(outcome.texts.contains("on"))
    let image = try decodeImage(try #require(laboratory.files["strip.png"]))
    // Pictures of 4 x 4, two pixels between them and around; above them numbers of 11 pixels.
    #expect(image.width == 4 * 4 + 5 * 2 && image.height == 15 + 2 * 4 + 3 * 2)
    let head = image.pixels.prefix(15 * image.width)
    #expect(head.contains { $0 < 100 })
    // The first and the last number have room, those between have not.
    let inked = (0..<image.width).map { column in
      (0..<15).contains { head[$0 * image.width + column] < 250 }
    }
    #expect(inked[0..<9].contains(true) && inked[17...].contains(true), "\(inked)")
    #expect(!inked[9..<17].contains(true), "\(inked)")
  }

  /// Under its numbers a strip has the pictures that the animation has, pixel by pixel.
  @Test func numbersLeavePicturesAsTheyAre() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Laboratory.preamble + """
        r = train epochs=3 batch=4
        save strip "strip.png" epochs=[2] rows=5
        save picture "two.png" epoch=2 grid=5x1
        """)
    #expect(outcome.report.diagnostics.isEmpty, "\(outcome.problems)")
    let strip = try decodeImage(try #require(laboratory.files["strip.png"]))
    let two = try decodeImage(try #require(laboratory.files["two.png"]))
    #expect(strip.width == two.width && strip.height == two.height + 15)
    #expect(Array(strip.pixels.suffix(two.pixels.count)) == two.pixels)
  }

  @Test func aRunWithoutPicturesHasNone() throws {
    let report = try Laboratory().run(
      Laboratory.preamble + "r = train epochs=1 batch=4 snapshots=0\nsave strip \"s.png\""
    ).report
    #expect(render(report.diagnostics).contains("keeps no pictures"))
  }
}
