import Commands
import CountedMemory
import Files
import Foundation
import GANScript
import Testing

/// A script that cannot work is refused in words, and nothing is written.
struct ErrorTests {
  /// A script behind the preamble, and what it is answered.
  struct Mistake: CustomTestStringConvertible {
    var script: String
    var exitCode: ExitCode
    var words: [String]
    var testDescription: String { script }

    init(_ script: String, _ exitCode: ExitCode, _ words: String...) {
      self.script = script
      self.exitCode = exitCode
      self.words = words
    }
  }

  private static let train = "train epochs=2 batch=4\n"

  @Test func aMagicWordOfJupyters() throws {
    let report = try Laboratory().check("%%time\nprint 1")
    #expect(report.diagnostics.first?.help?.contains("Jupyter") == true)
  }

  /// What a wrong `net` line would have been is not taken for something else that can be saved.
  @Test func saveOfAWrongNetworkIsSilent() throws {
    let report = try Laboratory().check(
      """
      load "data.npy"
      net generator: 3 -> 16 tanh
      net discriminator: 16 -> bogus
      train epochs=1
      save discriminator "d.onnx"
      """)
    #expect(report.diagnostics.map(\.code.rawValue) == ["E110"], "\(render(report.diagnostics))")
  }

  @Test(arguments: [
    Mistake("load \"nothing\"", .files, "nothing", "no such file"),
    Mistake("load sunflower", .script, "sunflower", "did you mean `sunflowers`?"),
    Mistake("load sunflowers range=-1..1 standardize=on", .script, "range=", "standardize"),
    Mistake("load sunflowers range=1..-1", .script, "range", "lower to the higher"),
    Mistake("load sunflowers size=0", .script, "size"),
    Mistake("load \"data.npy\" size=8", .script, "size=", "array"),
    Mistake("load \"data.npy\" color=rgb", .script, "color=", "array"),
    Mistake("train batch=13", .script, "batch", "13", "12 samples", "batch=12"),
    Mistake(
      "train batch=1", .script, "batchnorm after dense", "generator", "batch is 1", "batch=2"),
    Mistake("train batch=11 last_batch=keep", .script, "batchnorm after dense", "last batch has 1"),
    Mistake(
      "param size = 13\ntrain batch=size", .script, "batch=12", "`size` is a parameter: -p size=..."
    ),
    Mistake("load sunflowers size=4 limit=1\ntrain batch=1", .script, "load two samples or more"),
    Mistake("net n: 100 -> 128@4x4 -> conv(4) components", .script, "write -> 64 components tanh"),
    Mistake("sample kind=3", .script, "write kind=\"3\""),
    Mistake("load \"other.safetensors\"", .data, "not an image", "nor an array (.npy and IDX are)"),
    Mistake(
      "net discriminator: 16 -> 8 leakyrelu -> 1\ntrain epochs=60 batch=4 lr=10 loss=wasserstein r1=100000",
      .diverged, "use a smaller lr, or a smaller r1"),
    Mistake("train batch=0", .script, "batch"),
    Mistake("train epochs=0", .script, "epochs"),
    Mistake("train lr=-1", .script, "lr"),
    Mistake("train batch=4 beta1=0.5", .script, "optimizer=sgd has no beta1", "adam"),
    Mistake("train batch=4 optimizer=adam momentum=0.5", .script, "adam has no momentum", "sgd"),
    Mistake("train batch=4 loss=bce_logits", .script, "bce_logits", "sigmoid"),
    Mistake("train batch=4 epoch=3", .script, "epoch", "epochs"),
    Mistake("train batch=4 latents=\"none.npy\"", .files, "none.npy"),
    Mistake("train batch=4 latents=\"data.npy\"", .data, "data.npy", "16", "takes 3"),
    Mistake(
      "net discriminator: 16 -> 8 leakyrelu(0.2) -> 1\n"
        + "train batch=4 loss=bce_logits lr=1e30\nsave loss \"a.csv\"",
      .diverged, "diverged", "epoch 1", "smaller lr"),
    Mistake(
      "net generator: 3 -> 15 tanh\ntrain batch=4", .script, "generator makes 15", "has 16"),
    Mistake(
      "net discriminator: 15 -> 1 sigmoid\ntrain batch=4", .script, "discriminator takes 15"),
    Mistake("net discriminator: 16 -> 2 sigmoid\ntrain batch=4", .script, "1 unit", "not 2"),
    Mistake("net discriminator: 16 -> 1\ntrain batch=4", .script, "bce", "sigmoid"),
    Mistake("net generator: 3 -> 16 tan", .script, "tan", "tanh"),
    Mistake("net generator: 3 -> 16 tanh init=xavie", .script, "xavie"),
    Mistake("net generator: 3 -> 0 tanh", .script, "0"),
    Mistake("net generator: 16000000 -> 16000000 tanh", .limit, "parameters"),
    Mistake("plot loss", .script, "no run to plot", "train"),
    Mistake("save picture \"a.png\"", .script, "no run to save", "train"),
    Mistake("show picture", .script, "no run to show", "train"),
    Mistake(
      train + "save loss \"a.csv\"\nsave loss \"a.csv\"", .script, "a.csv", "written twice",
      "already"),
    Mistake(
      train + "save loss \"a.csv\"\nsave loss \"./a.csv\"", .denied, "a.csv"),
    Mistake(train + "save loss \"../a.csv\"", .denied, "../a.csv", "outside the output folder"),
    Mistake(train + "save loss \"x/../../a.csv\"", .denied, "outside the output folder"),
    Mistake(train + "save loss \"/tmp/a.csv\"", .denied, "/tmp/a.csv", "outside"),
    Mistake(train + "save loss \"~/a.csv\"", .denied, "~/a.csv"),
    Mistake(train + "save loss \".a.csv\"", .denied, ".a.csv", "hidden"),
    Mistake(train + "save loss \".git/a.csv\"", .denied, ".git/a.csv", "hidden"),
    Mistake(train + "save loss \"\"", .script, "file name"),
    Mistake(train + "save loss \"a/\"", .script, "file name"),
    Mistake(train + "save loss \"a.png\"", .script, "a.png", ".csv"),
    Mistake(train + "save loss \"csv\"", .script, ".csv"),
    Mistake(train + "save picture \"a.gif\"", .script, "a.gif", ".png"),
    Mistake(train + "plot loss \"a.jpg\"", .script, "a.jpg", ".png"),
    Mistake(train + "save generator \"a.npy\"", .script, "a.npy", ".safetensors"),
    Mistake(train + "save picture \"a.png\" grid=0x4", .script, "grid", "0x4"),
    Mistake(train + "save picture \"a.png\" every=2", .script, "save picture has no every="),
    Mistake(train + "save gif \"a.gif\" grid=6x5", .script, "25", "6x5"),
    Mistake(
      "train epochs=2 batch=4 snapshots=0\nsave gif \"a.gif\"", .script, "keeps no pictures",
      "snapshots=1"),
    Mistake(
      train + "net other: 3 -> 16 tanh\nsave other \"a.safetensors\"", .script,
      "did not train other"),
    Mistake("load generator \"none.safetensors\"", .files, "none.safetensors"),
    Mistake("load generator \"broken.safetensors\"", .data, "broken.safetensors"),
    Mistake("load generator \"empty.safetensors\"", .data, "empty.safetensors"),
    Mistake("load generator \"other.safetensors\"", .data, "other.safetensors", "another network"),
  ])
  func aMistakeIsRefused(mistake: Mistake) throws {
    let laboratory = try Laboratory()
    try laboratory.write(Array("not at all".utf8), "broken.safetensors")
    try laboratory.write([], "empty.safetensors")
    let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    try laboratory.write(
      [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0, 0, 0, 0],
      "other.safetensors")
    let outcome = try laboratory.run(Laboratory.preamble + mistake.script)
    #expect(outcome.report.exitCode == mistake.exitCode, "\(outcome.problems)")
    for words in mistake.words { #expect(outcome.problems.contains(words), "\(outcome.problems)") }
    #expect(try laboratory.files.isEmpty)
  }

  @Test(arguments: ["train", "save data \"a.npy\"", "show data"])
  func dataComeFirst(script: String) throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(script)
    #expect(outcome.report.exitCode == .script)
    #expect(outcome.problems.contains("there is no data"), "\(outcome.problems)")
    #expect(outcome.problems.contains("load sunflowers"))
  }

  @Test func networksComeFirst() throws {
    let outcome = try Laboratory().run("load \"data.npy\"\ntrain batch=4")
    #expect(outcome.report.exitCode == .script)
    #expect(outcome.problems.contains("there is no network called generator"))
  }

  /// Who takes each hint by its letter comes to the recommended training.
  @Test(arguments: [32, 5])
  func hintsLeadToATrainingThatLearns(pictures: Int) throws {
    var script = "load sunflowers size=16 limit=\(pictures)\n"
    for start in ["net generator: ", "net discriminator: ", "run = train epochs="] {
      let problems = try Laboratory().check(script + "train").diagnostics
        .compactMap(\.help).joined(separator: "\n")
      let line = try #require(
        problems.range(of: start).map { problems[$0.lowerBound...].prefix { $0 != "\n" } })
      script += line + "\n"
    }
    #expect(try !Laboratory().check(script).hasErrors, "\(script)")
    #expect(script.contains("loss=bce_logits"))
  }

  /// What `:recipe` cannot be typed for is told with what helps.
  @Test(arguments: [
    ("load sunflowers size=16 limit=1", "one picture"),
    ("load \"data.npy\"", "by hand: net generator"),
    ("load sunflowers size=6", "size=64"),
  ])
  func theRecipeSaysWhatItNeeds(load: String, words: String) throws {
    let laboratory = try Laboratory()
    let session = try laboratory.planned(load)
    let error = try #require(throws: ScriptError.self) { try RecommendedTraining(session) }
    withExtendedLifetime(laboratory) {
      #expect((error.message + (error.help ?? "")).contains(words), "\(error)")
    }
  }

  /// Why a longer run is trained from its first epoch.
  @Test func aDetourIsExplained() throws {
    let outcome = try Laboratory().run(
      Laboratory.preamble + "r = train epochs=2 batch=4 schedule=linear\ncontinue r epochs=4\n")
    #expect(
      outcome.messages.contains {
        $0.hasSuffix("with schedule=linear a run of 4 epochs has other rates than one of 2")
      }, "\(outcome.messages)")
  }

  /// What a `load` has no use for is refused, or said where it changes nothing.
  @Test(arguments: [
    ("load sunflowers size=8 labels=\"x.idx\"", "labels= is for IDX files"),
    ("net g: 4 -> 4\nload g \"g.safetensors\" size=8", "size= is for data"),
    ("net g: 4 -> 4\nload g \"g.safetensors\" limit=3", "limit= is for data"),
  ])
  func loadIgnoresNothing(script: String, words: String) throws {
    #expect(try render(Laboratory().check(script).diagnostics).contains(words))
  }

  @Test func whatChangesNothingIsSaid() throws {
    for (options, isSaid) in [
      ("", false), ("filter=bicubic pillow=12", false), ("filter=box", true), ("pillow=13", true),
    ] {
      let outcome = try Laboratory().run("load sunflowers size=8 \(options)")
      #expect(outcome.report.exitCode == .done)
      #expect(
        outcome.messages.contains { $0.contains("change nothing") } == isSaid,
        "\(options): \(outcome.messages)")
    }
  }

  @Test func anEmptyFolderIsNoDataSet() throws {
    let laboratory = try Laboratory()
    try makeFolder(laboratory.path + "/photos")
    let outcome = try laboratory.run("load \"photos\"")
    #expect(outcome.report.exitCode == .data, "\(outcome.problems)")
    #expect(outcome.problems.contains("photos"))
  }

  @Test func aFileInPlaceOfTheOutputFolderIsFoundBeforeTheTraining() throws {
    let laboratory = try Laboratory()
    try laboratory.write(Array("mine".utf8), "out")
    let outcome = try laboratory.run(
      Laboratory.preamble + "train epochs=1000000 batch=4\nsave loss \"loss.csv\"")
    #expect(outcome.report.exitCode == .files, "\(outcome.problems)")
    #expect(try readFile(laboratory.output) == Array("mine".utf8))
  }

  @Test func weightsOfANetworkThatIsNoMoreAreNotTaken() throws {
    let laboratory = try Laboratory()
    #expect(
      try laboratory.run(
        Laboratory.preamble + "train epochs=1 batch=4\nsave generator \"g.safetensors\""
      ).report.exitCode == .done)
    try laboratory.write(#require(try laboratory.files["g.safetensors"]), "g.safetensors")
    let outcome = try laboratory.run(
      Laboratory.preamble + """
        load generator "g.safetensors"
        net generator: 3 -> 9 batchnorm relu -> 16 tanh
        train epochs=1 batch=4
        """)
    #expect(outcome.report.exitCode == .data, "\(outcome.problems)")
    #expect(outcome.problems.contains("g.safetensors"))
  }

  /// Four times the statements ask for about four times the memory, whatever they add to the session:
  /// a session that is copied with every statement would ask for sixteen times as much.
  @Test(
    .enabled(if: allocatedBytesOfThisThread() >= 0),
    arguments: [
      "net n#: 3 -> 4 relu", "r# = train epochs=# batch=4 snapshots=0", "save picture \"a#.png\"",
    ])
  func aCheckTakesMemoryInProportion(line: String) throws {
    func bytes(_ count: Int) throws -> Int {
      let lines = (1...count).map { line.replacing("#", with: "\($0)") }.joined(separator: "\n")
      let script = Laboratory.preamble + "train epochs=1 batch=4 snapshots=0\n" + lines
      let laboratory = try Laboratory()
      let before = allocatedBytesOfThisThread()
      let report = try laboratory.check(script)
      #expect(report.exitCode == .done, "\(render(report.diagnostics))")
      return allocatedBytesOfThisThread() - before
    }
    let (few, many) = (try bytes(1_000), try bytes(4_000))
    #expect(many < 6 * few, "\(line): \(Double(many) / Double(few))")
  }

  /// What follows from a wrong statement is not judged by what came before it.
  @Test(arguments: [
    "old = load run \"nosuch\"\nsample old kind=slim\nsave maker \"g.safetensors\" run=old",
    "load run \"nosuch\"\nsample kind=slim\nsave generator \"g.safetensors\"",
    "old = train batch=400\nsave pictures \"p\" kind=slim run=old\ncontinue epochs=1",
    "first = train batch=400\nsave pictures \"p\" kind=slim run=first\ncontinue first epochs=1",
    "train batch=400\nsave pictures \"p\" kind=slim\ncontinue epochs=1",
    "train btch=4\nsave pictures \"p\" kind=slim",
    "other = load \"th.npy\"\nmeasure data=flowers of=other",
    "load \"th.npy\"\nnet generator: 3+kinds -> 16\ntrain batch=4",
    "net generator: 3 -> 15 tan\ntrain batch=4", "net generator: 3 ->\ntrain batch=4",
  ])
  func consequencesAreSilent(script: String) throws {
    let report = try Laboratory().check(
      "flowers = load \"data.npy\"\n" + Laboratory.preamble + """
        net maker: 3 -> 15 tanh
        first = train epochs=1 batch=4

        """ + script)
    let errors = report.diagnostics.filter { $0.severity == .error }
    #expect(errors.count == 1, "\(render(errors))")
  }

  /// What does not follow is reported, too.
  @Test func mistakesOfTheirOwnAreReported() throws {
    let report = try Laboratory().check(
      Laboratory.preamble + """
        first = train epochs=1 batch=4
        old = load run "nosuch"
        save picture "p.txt" run=first
        sample first kind=slim
        """)
    #expect(report.diagnostics.count == 3, "\(render(report.diagnostics))")
  }
}
