import Commands
import Files
import Foundation
import GANScript
import Testing

/// A run is taken up by its folder, and is a run like any other.
struct SavedRunTests {
  private static let train =
    Laboratory.preamble
      + """
      first = train epochs=4 lr=0.1 batch=4 optimizer=adam beta1=0.5 r1=0.1 augment=[flip] ema=0.9 seed=7

      """

  /// A laboratory with one run, and the run's folder.
  private func trained(_ script: String = train) throws -> (Laboratory, folder: String) {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(script)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    return (laboratory, "\(laboratory.output)/runs/\(try #require(laboratory.runFolders.last))")
  }

  @Test func itIsARunLikeAnyOther() throws {
    let (here, folder) = try trained(
      Self.train + "sample first \"a.npy\"\nsave loss \"l.csv\"\nsave picture \"p.png\"\n"
        + "save gif \"g.gif\"\nsave generator \"g.safetensors\"\nplot loss first \"f.svg\"\n"
        + "plot answers first \"d.svg\"\nsave run \"r.csv\"")
    let there = try Laboratory()
    let outcome = try there.run(
      """
      old = load run "\(folder)"
      net generator: 3 -> 8 batchnorm relu -> 16 tanh
      sample old "a.npy"
      save loss "l.csv"
      save picture "p.png"
      save gif "g.gif" run=old
      save generator "g.safetensors" run=old
      plot loss old "f.svg"
      plot answers old "d.svg"
      save old "r.csv"
      diagnose old
      show picture run=old
      print old.epochs old.seed old.status old.name
      expect old.loss.generator.last < 100
      table old
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.contains { $0.hasPrefix("4 7 done ") })
    let (ours, theirs) = try (there.files, here.files)
    #expect(Set(ours.keys) == Set(theirs.keys))
    for (name, bytes) in theirs { #expect(ours[name] == bytes, "\(name)") }
    // Nothing is written into the folder, and nothing copied.
    #expect(try there.runFolders.isEmpty)
  }

  /// A path may break off within the run's name.
  @Test func aPartOfItsPathIsEnough() throws {
    let (here, folder) = try trained(Self.train)
    let there = try Laboratory()
    let part = try #require(folder.split(separator: "/").last).prefix(12)
    let outcome = try there.run("old = load run \"\(here.output)/runs/\(part)\"\nprint old.name")
    #expect(folder.hasSuffix("/" + (outcome.texts.last ?? "nothing")), "\(outcome.problems)")
    let wrong = try there.run("load run \"\(here.output)/runs/none\"")
    #expect(wrong.problems.contains("there is no folder"), "\(wrong.problems)")
  }

  /// A run knows its networks, whatever the session describes.
  @Test func itsNetworksNeedNoDescription() throws {
    let (here, folder) = try trained(
      Self.train + "save generator \"g.safetensors\"\nsave discriminator \"d.safetensors\"\n"
        + "save generator \"g.onnx\"\nshow discriminator")
    let there = try Laboratory()
    let outcome = try there.run(
      """
      old = load run "\(folder)"
      save generator "g.safetensors" run=old
      save discriminator "d.safetensors"
      save generator "g.onnx" run=old
      show discriminator run=old
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(try there.files == here.files)
    #expect(outcome.tables.last?.first?.first == "discriminator")
    // Nor one of another name.
    let named = Self.train.replacing("net generator:", with: "net maker:")
      .replacing("train ", with: "train generator=maker ")
    let other = try here.run(
      named + "save generator \"m.safetensors\"\nsave maker \"n.safetensors\"")
    #expect(other.report.exitCode == .done, "\(other.problems)")
    #expect(try here.files["m.safetensors"] == here.files["n.safetensors"])
    let none = try here.check("save generator \"g.safetensors\"")
    #expect(render(none.diagnostics).contains("no run that has one"))
  }

  /// A part of the name will do for one of the same output folder.
  @Test func aPartOfTheNameIsEnough() throws {
    let (laboratory, _) = try trained(Self.train + "train epochs=2 lr=0.05 batch=4")
    for part in ["lr0.05", "adam"] {
      let outcome = try laboratory.run("old = load run \"\(part)\"\nprint old.name")
      #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
      #expect(outcome.texts.last?.contains(part) == true)
    }
    let both = try laboratory.run("load run \"batch4\"")
    #expect(both.report.exitCode == .script)
    #expect(both.problems.contains("2 runs have \"batch4\" in their name"), "\(both.problems)")
    // What a name ends with comes before what stands elsewhere in others.
    _ = try laboratory.run(Self.train.replacing("epochs=4", with: "epochs=40"))
    let names = try laboratory.runFolders
    let short = try #require(names.first { $0.hasSuffix("-e4") })
    #expect(names.contains { $0.contains("-e40") } && names.count == 3)
    let ended = try laboratory.run("old = load run \"\(short.suffix(8))\"\nprint old.name")
    #expect(ended.texts.last == short, "\(ended.problems)")
    let begun = try laboratory.run("old = load run \"\(short)0\"\nprint old.epochs")
    #expect(begun.texts.last == "40", "\(begun.problems)")
    #expect(both.problems.contains("-e2") && both.problems.contains("-e4"), "\(both.problems)")
    let none = try laboratory.run("load run \"lr0.5\"")
    #expect(none.report.exitCode == .files)
    #expect(none.problems.contains("no run in"), "\(none.problems)")
  }

  /// A run that is taken up elsewhere ends as the one that was trained at once: learning rates that
  /// change, measures and kinds included.
  @Test func continuingItIsTheLongerTraining() throws {
    let head = """
      load sunflowers size=8 limit=32
      net generator: 4 -> 16 batchnorm relu -> 64 tanh
      net discriminator: 64 -> 16 leakyrelu(0.2) -> 1 sigmoid

      """
    let recipe = "lr=0.05 batch=8 optimizer=adam beta1=0.5 measures=2"
    let (whole, _) = try trained(
      head + "a = train epochs=4 \(recipe)\nb = continue a epochs=6 lr=0.01\n"
        + "c = continue b epochs=9")
    let (before, folder) = try trained(
      head + "a = train epochs=4 \(recipe)\nb = continue a epochs=6 lr=0.01")
    defer { withExtendedLifetime(before) {} }
    #expect(folder.hasSuffix("-e6"))
    let there = try Laboratory()
    let outcome = try there.run(
      """
      old = load run "\(folder)"
      print old.kinds.close_up.count
      longer = continue old epochs=9
      m = measure old
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.contains("4"), "\(outcome.texts)")
    #expect(outcome.messages.contains { $0.contains("going on from epoch 6") })
    let expected = try whole.runFiles.filter { $0.key.contains("-e9/") }
    #expect(expected.count == 6)
    #expect(try there.runFiles == expected)
    // Again it is found, --fresh goes on from the folder all the same.
    let fresh = try there.run(
      "old = load run \"\(folder)\"\ncontinue old epochs=9", fresh: true)
    #expect(fresh.messages.contains { $0.contains("going on from epoch 6") }, "\(fresh.messages)")
  }

  @Test func anArrayIsLoadedAgainAsItWas() throws {
    for options in ["", " range=0..2", " standardize=on", " limit=8", " unit", " wide", " pixels"] {
      let laboratory = try Laboratory()
      // Without a range= that of the numbers is found.
      for (name, values) in [
        ("unit", { Float($0) / 191 }), ("wide", { Float($0) - 20 }), ("pixels", { Float($0) }),
      ] as [(String, (Int) -> Float)] {
        try laboratory.write(npy(shape: "12, 4, 4", (0..<192).map(values)), name + ".npy")
      }
      let isFile = options.contains { $0.isLetter } && !options.contains("=")
      let data = isFile ? "\"\(options.dropFirst()).npy\"" : "\"data.npy\"" + options
      let trained = try laboratory.run(Self.train.replacing("\"data.npy\"", with: data))
      #expect(trained.report.exitCode == .done, "\(trained.problems)")
      let folder = "\(laboratory.output)/runs/\(try #require(laboratory.runFolders.last))"
      let outcome = try laboratory.run(
        "old = load run \"\(folder)\"\nnext = continue old epochs=5\nplot answers old")
      #expect(outcome.report.exitCode == .done, "\(options): \(outcome.problems)")
    }
  }

  @Test func dataThatAreGoneAreAskedFor() throws {
    let (laboratory, folder) = try trained()
    try FileManager.default.moveItem(
      atPath: laboratory.path + "/data.npy", toPath: laboratory.path + "/moved.npy")
    let there = try Laboratory()
    try there.write(npy(shape: "12, 4, 4", (0..<192).map { Float($0 % 7) }), "data.npy")
    let old = "old = load run \"\(folder)\"\n"
    let sampled = try there.run(old + "sample old \"a.npy\"\nsave pictures \"new\" count=3")
    #expect(sampled.report.exitCode == .done, "\(sampled.problems)")
    #expect(sampled.messages.contains { $0.contains("kinds are not told") })
    let changed = try there.run(old + "continue old epochs=9")
    #expect(changed.report.exitCode == .data)
    #expect(changed.problems.contains("is not what run"), "\(changed.problems)")
    #expect(
      changed.problems.contains("load run \"\(try pathWithoutLinks(folder))\" data=..."),
      "\(changed.problems)")
    try laboratory.write(npy(shape: "12, 4, 4", (0..<192).map { Float($0 % 7) }), "data.npy")
    let here = try laboratory.run(
      "old = load run \"\(folder)\"\ncontinue old epochs=9")
    let name = try #require(folder.split(separator: "/").last)
    #expect(here.problems.contains("load run \"\(name)\" data=..."), "\(here.problems)")
    let wrong = try there.run(
      "d = load \"data.npy\"\n" + "old = load run \"\(folder)\" data=d\ncontinue old epochs=9")
    #expect(wrong.report.exitCode == .data)
    #expect(wrong.problems.contains("other data than run"), "\(wrong.problems)")
    let given = try there.run(
      "d = load \"\(laboratory.path)/moved.npy\"\n"
        + "old = load run \"\(folder)\" data=d\nnext = continue old epochs=9\nprint next.epochs")
    #expect(given.report.exitCode == .done, "\(given.problems)")
  }

  /// Advice names what there is.
  @Test func whatIsNoRunLeadsToOne() throws {
    let (laboratory, folder) = try trained()
    let name = String(try #require(folder.split(separator: "/").last))
    try laboratory.write([1], "a.gan")
    for (line, words) in [
      ("load run \"a.gan\"", "such as \"\(name)\""),
      ("load run \"\(folder)/loss.csv\"", "load run \"\(folder)\""),
      ("load run", "such as \"\(name)\""),
    ] {
      let outcome = try laboratory.run(line)
      #expect(outcome.problems.contains(words), "\(outcome.problems)")
    }
    let empty = try Laboratory().run("load run \"nosuch\"")
    #expect(empty.problems.contains("/out yet: name the folder"), "\(empty.problems)")
    unlink("\(folder)/last.safetensors")
    let gone = try laboratory.run("load run \"\(name)\"")
    #expect(gone.report.exitCode == .data)
    #expect(gone.problems.contains("is gone, and the run's weights"), "\(gone.problems)")
  }

  /// A run that another process trains is taken up as it is, and goes on under one's hands.
  @Test func aRunThatGoesOnIsLoadedAgain() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.train, isInterrupted: laboratory.stop { $0 >= 7 })
    let outcome = try laboratory.run(
      "old = load run \"adam\"\nprint old.epochs\nsave pictures \"p\" count=3",
      onText: { text in
        if text == "2" { _ = try? laboratory.run(Self.train) }
      })
    #expect(outcome.report.exitCode == .data, "\(outcome.problems)")
    #expect(outcome.problems.contains("wait for its end, and load it again"))
  }

  /// What the folder does not hold is said, and the weights can be given.
  @Test func aRunOfGivenWeightsIsGoneOnWithByThem() throws {
    let (laboratory, _) = try trained(Self.train + "save generator \"g.safetensors\"")
    let head =
      Laboratory.preamble
      + "load generator \"\(laboratory.output)/g.safetensors\"\n"
    let (there, folder) = try trained(head + "train epochs=2 lr=0.05 batch=4")
    let without = try there.run("old = load run \"\(folder)\"\ncontinue old epochs=3")
    #expect(without.report.exitCode == .data)
    #expect(without.problems.contains("began with weights from a file"), "\(without.problems)")
    let with = try there.run(head + "old = load run \"\(folder)\"\ncontinue old epochs=3")
    #expect(with.report.exitCode == .done, "\(with.problems)")
  }

  @Test func aStoppedRunIsTakenUpWhereItWasStopped() throws {
    let laboratory = try Laboratory()
    var script = Self.train
    _ = try laboratory.run(script, isInterrupted: laboratory.stop { $0 >= 7 })
    script = "old = load run \"adam\"\nprint old.status old.epochs\nnext = continue old epochs=4"
    let outcome = try laboratory.run(script)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.contains("interrupted 2"), "\(outcome.texts)")
    let (whole, _) = try trained()
    #expect(try laboratory.runFiles == whole.runFiles)
  }

  @Test(arguments: [
    ("config.json", "config.json: is not as it was written"), ("loss.csv", "loss.csv"),
    ("last.safetensors", "last.safetensors"), ("status", "no status"),
  ])
  func aDamagedFolderIsRefused(file: String, words: String) throws {
    let (laboratory, folder) = try trained()
    var bytes = try readFile("\(folder)/\(file)")
    let middle = file == "status" ? 0 : bytes.count / 2
    bytes[middle] ^= 1
    try writeDurably(bytes, to: "\(folder)/\(file)")
    let outcome = try laboratory.run("old = load run \"\(folder)\"\nsample old \"a.npy\"")
    #expect(outcome.report.exitCode == .data, "\(outcome.problems)")
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
    unlink("\(folder)/\(file)")
    let missing = try laboratory.run("old = load run \"\(folder)\"\nsample old \"a.npy\"")
    #expect(missing.report.exitCode == .data, "\(missing.problems)")
    #expect(try laboratory.files["a.npy"] == nil)
  }

  /// What can be drawn again does not stop a run from being taken up.
  @Test func whatCanBeDrawnAgainMayBeGone() throws {
    let (laboratory, folder) = try trained()
    for file in ["loss.png", "last.png", "training.gif"] { unlink("\(folder)/\(file)") }
    let outcome = try laboratory.run(
      "old = load run \"\(folder)\"\nsample old \"a.npy\"\nsave gif \"g.gif\" run=old")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(
      outcome.messages.contains { $0.contains("loss.png, last.png, training.gif missing") },
      "\(outcome.messages)")
  }

  /// Nor does it cost a training, whatever the run kept of its weights.
  @Test(arguments: ["everything", "sampling", "history"])
  func aTrainingDrawsAgainWhatIsGone(kept: String) throws {
    let script =
      Laboratory.preamble + "train epochs=4 lr=0.1 batch=4 ema=0.9 seed=7 keep=\(kept)"
    let (laboratory, folder) = try trained(script)
    let before = try laboratory.runFiles
    for file in ["loss.png", "last.png", "training.gif"] { unlink("\(folder)/\(file)") }
    let again = try laboratory.run(script)
    #expect(again.messages.contains { $0.contains("training.gif are missing or damaged") })
    #expect(again.messages.contains { $0.contains("found run") } == (kept != "everything"))
    #expect(!again.messages.contains { $0.contains("trained again") }, "\(again.messages)")
    #expect(try laboratory.runFiles == before)
    let third = try laboratory.run(script)
    #expect(third.messages.contains { $0.contains("found run") }, "\(third.messages)")
    #expect(!third.messages.contains { $0.contains("missing") }, "\(third.messages)")
  }

  @Test func aConfigurationOfAnotherShapeIsRefused() throws {
    let (laboratory, folder) = try trained()
    let config = String(decoding: try readFile("\(folder)/config.json"), as: UTF8.self)
    let status = String(decoding: try readFile("\(folder)/status"), as: UTF8.self)
    for (old, new) in [
      (
        "\"loss\": {\n      \"value\": \"bce\",\n      \"default\": true",
        "\"loss\": {\n      \"value\": \"foo\",\n      \"default\": false"
      ),
      ("16 tanh", "17 tanh"), ("-> 16 tanh", "-> 16 tanh\\nsave loss"), ("\"arguments\"", "\"x\""),
      ("4 x 4 gray", "4 x 5 gray"), ("\"scaling\": \"-1..1\"", "\"scaling\": \"odd\""), ("{", "["),
      ("\"count\": 12", "\"count\": 0"),
    ] {
      let changed = Array(config.replacing(old, with: new).utf8)
      #expect(changed != Array(config.utf8), "\(old)")
      try writeDurably(changed, to: "\(folder)/config.json")
      // As if it had been written so: the digests say nothing.
      let lines = status.split(separator: "\n").filter { !$0.contains("config.json") }
      try writeDurably(
        Array((lines.joined(separator: "\n") + "\nsha256 \(sha256(changed)) config.json\n").utf8),
        to: "\(folder)/status")
      let outcome = try laboratory.run("old = load run \"\(folder)\"\nsample old \"a.npy\"")
      #expect(outcome.report.exitCode == .data, "\(new): \(outcome.problems)")
      #expect(outcome.problems.contains("config.json"), "\(new): \(outcome.problems)")
    }
  }

  @Test(arguments: [
    ("load run", "needs the run's folder"), ("load run \"nowhere\"", "no folder \"nowhere\""),
    ("load run \"data.npy\"", "is a file"), ("load run \".\"", "is no run's folder"),
    ("load run \"OUT\"", "name one of its runs"),
    ("load run \"FOLDER\" size=8", "size= is for data"),
    ("load sunflowers data=d", "data= is for runs"), ("load run \"\"", "empty text"),
  ])
  func whatIsNoRunIsRefused(script: String, words: String) throws {
    let (laboratory, folder) = try trained()
    let outcome = try laboratory.run(
      "d = load \"data.npy\"\n"
        + script.replacing("FOLDER", with: folder).replacing("OUT", with: laboratory.output))
    #expect(outcome.report.hasErrors)
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
  }

  /// A network takes its weights from a checkpoint: of a generator with an average, that.
  @Test func aCheckpointGivesWeights() throws {
    let (laboratory, folder) = try trained(
      Self.train + "save generator \"g.safetensors\"\nsave discriminator \"d.safetensors\"\n"
        + "sample first \"a.npy\"")
    let outcome = try laboratory.run(
      Laboratory.preamble + """
        load generator "\(folder)/last.safetensors"
        load discriminator "\(folder)/last.safetensors"
        sample generator "b.npy"
        zero = train epochs=1 lr=0 batch=4
        save discriminator "e.safetensors"
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    #expect(files["a.npy"] == files["b.npy"])
    #expect(files["d.safetensors"] == files["e.safetensors"])
    let other = try laboratory.run(
      "net generator: 3 -> 8 batchnorm relu\nload generator \"\(folder)/last.safetensors\"")
    #expect(other.report.exitCode == .data)
    #expect(other.problems.contains("average.3.weight"), "\(other.problems)")
  }
}
