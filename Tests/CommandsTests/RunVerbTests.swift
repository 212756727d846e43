import Commands
import Files
import Foundation
import GANScript
import Imaging
import Testing

/// Verbs that work on runs.
struct RunVerbTests {
  private static let train = Laboratory.preamble + "first = train epochs=4 lr=0.1 batch=4\n"

  @Test func continueIsTheLongerTraining() throws {
    let whole = try Laboratory()
    _ = try whole.run(Self.train.replacing("epochs=4", with: "epochs=9"))
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.train + """
        second = continue first epochs=9
        expect first.epochs == 4 and second.epochs == 9
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    for (name, bytes) in try whole.runFiles {
      #expect(try laboratory.runFiles[name] == bytes, "\(name)")
    }
  }

  /// What a run does not have is not in its label, and a network is its name.
  @Test func aLegendNamesWhatDiffersAndNoMore() throws {
    let outcome = try Laboratory().run(
      Self.train + """
        net judge: 16 -> 8 leakyrelu(0.2) -> 1
        second = train epochs=4 lr=0.1 batch=4 loss=bce_logits discriminator=judge
        third = train epochs=4 lr=0.1 batch=4 optimizer=adam beta1=0.5
        plot loss first second third
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let legend = outcome.texts.joined()
    for label in [
      "optimizer=sgd loss=bce", "optimizer=sgd loss=bce_logits discriminator=judge",
      "optimizer=adam loss=bce beta1=0.5",
    ] {
      #expect(legend.contains(label), "\(legend)")
    }
    #expect(!legend.contains("beta1= ") && !legend.contains("discriminator= "), "\(legend)")
  }

  @Test func anotherRateHoldsFromThereOn() throws {
    let laboratory = try Laboratory()
    let script =
      Self.train + """
        second = continue first epochs=9 lr=0.02
        third = continue second epochs=12 lr_g=0.03
        expect first.lr == 0.1 and second.lr == 0.02 and third.lr_g == 0.03 and third.lr_d == 0.02

        """
    let outcome = try laboratory.run(script)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.runFiles
    let config = try #require(files.first { $0.key.hasSuffix("-e12/config.json") })
    #expect(String(decoding: config.value, as: UTF8.self).contains("\"until_epoch\": 9"))
    // Without the runs before it, it is trained from the beginning to the same bytes.
    let other = try Laboratory()
    _ = try other.run(script)
    for folder in try other.runFolders where !folder.hasSuffix("-e12") {
      try FileManager.default.removeItem(atPath: "\(other.output)/runs/\(folder)")
    }
    for folder in try other.runFolders {
      unlink("\(other.output)/runs/\(folder)/last.safetensors")
    }
    let again = try other.run(script)
    #expect(again.report.exitCode == .done, "\(again.problems)")
    #expect(try other.runFiles == files)
  }

  @Test(arguments: [
    ("continue first epochs=4", "has 4 epochs already"), ("continue first", "needs `epochs=`"),
    ("continue first epochs=9 batch=2", "batch"),
  ])
  func aContinueThatCannotBeIsRefused(script: String, words: String) throws {
    let outcome = try Laboratory().run(Self.train + script)
    #expect(outcome.report.exitCode == .script)
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
  }

  /// Stopped in the midst of its second epoch, at the end of its first, or at once, in a session that
  /// goes on.
  @Test(arguments: [4, 3, 0]) func continueGoesOnWithAStoppedRun(stop: Int) throws {
    let whole = try Laboratory()
    _ = try whole.run(Self.train.replacing("epochs=4", with: "epochs=9"))
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.train + """
        second = continue first epochs=9
        expect first.epochs == \(stop / 3) and second.epochs == 9
        """, isInterrupted: laboratory.stop { $0 == stop })
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.messages.contains { $0.contains("interrupted, kept in") })
    #expect(outcome.messages.contains { $0.contains("going on from epoch \(stop / 3) of run") })
    for (name, bytes) in try whole.runFiles {
      #expect(try laboratory.runFiles[name] == bytes, "\(name)")
    }
  }

  /// The epoch that was stopped is finished with the rates that it began with, the next has others.
  @Test func anotherRateBeginsBehindTheStoppedEpoch() throws {
    let whole = try Laboratory()
    _ = try whole.run(
      Self.train.replacing("epochs=4", with: "epochs=2") + "continue first epochs=6 lr=0.02")
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.train + "continue first epochs=6 lr=0.02", isInterrupted: laboratory.stop { $0 == 4 })
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.messages.contains { $0.contains("going on from epoch 1 of run") })
    let files = try laboratory.runFiles
    let last = try whole.runFiles.filter { $0.key.contains("-e6/") }
    #expect(last.count >= 6)
    for (name, bytes) in last { #expect(files[name] == bytes, "\(name)") }
  }

  /// Trained from the first epoch on, because what came before it is not to be found any more.
  @Test func twoRatesInOneGoAreThoseOfTwoRuns() throws {
    let script = Self.train + "print \"now\"\nsecond = continue first epochs=9 lr=0.02"
    let stepwise = try Laboratory()
    _ = try stepwise.run(script)
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      script,
      onText: { text in
        guard text == "now", let folder = try? laboratory.runFolders.first else { return }
        unlink("\(laboratory.output)/runs/\(folder)/status")
      })
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.messages.contains { $0.hasPrefix("trained 9 epochs") }, "\(outcome.messages)")
    #expect(!outcome.messages.contains { $0.contains("going on") }, "\(outcome.messages)")
    #expect(try laboratory.runFiles == stepwise.runFiles)
    // The other rate does change the losses of the later epochs, and no others.
    let constant = try Laboratory()
    _ = try constant.run(Self.train.replacing("epochs=4", with: "epochs=9"))
    let changed = try laboratory.losses(ofRunOf: 9)
    let same = try constant.losses(ofRunOf: 9)
    #expect(changed.prefix(5) == same.prefix(5))
    #expect(zip(changed, same).dropFirst(5).allSatisfy { $0 != $1 })
  }

  @Test func aSweepIsAGrid() throws {
    let outcome = try Laboratory().run(
      Laboratory.preamble + """
        grid = sweep epochs=[4, 2] lr=[0.1, 0.2] batch=4 seed=[1, 2]
        expect grid.count == 8 and count(grid) == 8
        seen = 0
        for run in grid
          print run.epochs run.lr run.seed
        end
        expect grid.lowest.generator.loss.generator.last == grid.loss.generator.min
        expect grid.highest.discriminator.loss.discriminator.last == grid.loss.discriminator.max
        expect mean(grid.loss.generator) == grid.loss.generator.mean
        table grid
        table grid "runs.csv" seeds=each sort="-generator"
        table grid columns=["lr", "generator"] format=json
        plot loss grid "grid.png" smooth=0.5
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(
      outcome.texts.dropFirst().prefix(8) == [
        "4 0.1 1", "4 0.1 2", "4 0.2 1", "4 0.2 2", "2 0.1 1", "2 0.1 2", "2 0.2 1", "2 0.2 2",
      ])
    // Shorter ones first, so that longer ones go on with them.
    #expect(outcome.messages.filter { $0.contains("going on from epoch 2") }.count == 4)
    let merged = try #require(outcome.tables.first)
    #expect(
      merged[0] == [
        "epochs", "lr", "seeds", "generator", "generator_sd", "discriminator",
        "discriminator_sd", "status", "seconds",
      ])
    #expect(merged.count == 5)
    #expect(merged[1][..<3] == ["4", "0.1", "2"])
    #expect(outcome.tables[1].count == 9)
    #expect(outcome.tables[1][0][..<3] == ["epochs", "lr", "seed"])
    let losses = outcome.tables[1].dropFirst().compactMap { Double($0[3]) }
    #expect(losses == losses.sorted(by: >))
  }

  @Test func tablesShowDigitsThatCount() throws {
    let outcome = try Laboratory().run(
      Laboratory.preamble + """
        grid = sweep lr=[0.000123456789, 0.123456789, 0.5] epochs=1 batch=4
        table grid "grid.csv" columns=["lr"]
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.tables == [[["lr"], ["0.0001235"], ["0.1235"], ["0.5"]]])
  }

  /// A list is one value where an option takes lists; a list of lists is an axis.
  @Test(arguments: [
    ("[flip, shift]", 1), ("flip", 1), ("[[flip], [flip, cutout]]", 2), ("[[flip], shift]", 2),
  ])
  func optionsThatTakeListsAreNoAxes(augment: String, runs: Int) throws {
    let outcome = try Laboratory().run(
      Laboratory.preamble + """
        grid = sweep seed=[1] augment=\(augment) epochs=1 batch=4
        print grid.count
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.last == "\(runs)")
  }

  @Test func whatDivergesIsARow() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Laboratory.preamble.replacing(" sigmoid", with: "") + """
        grid = sweep lr=[1e30, 0.01] epochs=3 batch=4 loss=bce_logits
        for run in grid
          print run.status
        end
        table grid
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.dropFirst().prefix(2) == ["diverged", "done"])
    #expect(outcome.messages.contains { $0.contains("the sweep continues") })
    #expect(outcome.tables[0].map { $0.count } == [5, 5, 5])
  }

  @Test func axesMustFitTheirArguments() throws {
    for (script, words) in [
      ("sweep lr=[0.1, fast] batch=4", "lr"), ("sweep lr=[] batch=4", "empty"),
      ("sweep batch=[4, 99]", "batch"), ("train lr=[0.1, 0.2] batch=4", "lr"),
    ] {
      let outcome = try Laboratory().run(Laboratory.preamble + script)
      #expect(outcome.report.exitCode == .script, "\(script)")
      #expect(outcome.problems.contains(words), "\(outcome.problems)")
    }
  }

  @Test func samplesAreNewAndRepeatable() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.train + """
        sample "a.npy" count=3
        sample first "b.npy" count=3 seed=1
        sample "c.npy" count=3 seed=2
        sample "d.npy" count=3 mode=running
        sample "e.png" count=7
        save picture "fixed.png"
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    #expect(files["a.npy"] == files["b.npy"])
    #expect(files["a.npy"] != files["c.npy"])
    #expect(files["a.npy"] != files["d.npy"])
    #expect(try #require(files["a.npy"]).count == 128 + 4 * 3 * 16)
    #expect(try decodeImage(#require(files["e.png"])).width == 5 * 6 + 2)
  }

  @Test func scoresAndWeightsAreDrawn() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.train + """
        plot answers "answers.png"
        plot answers "answers.svg"
        plot weights "weights.svg" log=on
        plot loss first first "two.pdf"
        plot loss "one.png" y=0..2 size=300x500
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    #expect(
      Set(files.keys) == ["answers.png", "answers.svg", "weights.svg", "two.pdf", "one.png"])
    for (name, width, height) in [("answers.png", 1200, 800), ("one.png", 500, 300)] {
      let image = try decodeImage(#require(files[name]))
      #expect(image.width == width && image.height == height)
      // More than paper: curves, words and lines in their colours.
      #expect(Set(image.pixels).count > 10, "\(name)")
    }
    let answers = String(decoding: try #require(files["answers.svg"]), as: UTF8.self)
    // Twelve real pictures, and as many generated ones; the numbers are those of the legend.
    for words in ["12 real and 12 generated", "probability of being real"] {
      #expect(answers.contains(words), "\(words)")
    }
    #expect(answers.split(separator: "n=12").count == 3)
    let weights = String(decoding: try #require(files["weights.svg"]), as: UTF8.self)
    // 3 x 8 and 8 x 16 of the generator, 16 x 8 and 8 x 1 of the discriminator.
    for words in ["G 0.weight", "G 3.weight", "D 0.weight", "n=24", "n=128", "n=8"] {
      #expect(weights.contains(words), "\(words)")
    }
    #expect(try #require(files["two.pdf"]).starts(with: Array("%PDF-1.".utf8)))
    let several = try Laboratory().run(Self.train + "plot weights first first")
    #expect(several.problems.contains("draws one run, not 2"), "\(several.problems)")
    let log = try Laboratory().run(Self.train + "plot loss log=on y=0..2")
    #expect(log.problems.contains("begins above 0"), "\(log.problems)")
  }

  @Test(arguments: [
    ("table first columns=[\"lrr\"]", "no column lrr"), ("table first sort=\"x\"", "no column x"),
    ("table first \"a.txt\"", "a.txt"), ("sample \"a.gif\"", "a.gif"),
  ])
  func wrongArgumentsAreNamed(script: String, words: String) throws {
    let outcome = try Laboratory().run(Self.train + script)
    #expect(outcome.report.exitCode == .script)
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
    #expect(outcome.messages.isEmpty, "nothing is trained before")
  }

  @Test(arguments: ["continue epochs=9", "table", "sample", "diagnose", "plot answers"])
  func aRunComesFirst(script: String) throws {
    let outcome = try Laboratory().run(Laboratory.preamble + script)
    #expect(outcome.report.exitCode == .script)
    #expect(outcome.problems.contains("train before it"), "\(outcome.problems)")
  }

  @Test func diagnoseSaysWhatTheCurvesShow() throws {
    // Nothing moves: the losses stay where guessing puts them.
    let still = try Laboratory().run(
      Laboratory.preamble + "train epochs=8 lr=0 batch=4\ndiagnose")
    #expect(still.report.exitCode == .done, "\(still.problems)")
    #expect(still.texts.contains { $0.contains("undecided") }, "\(still.texts)")
    #expect(still.messages.contains { $0.contains("undecided") }, "\(still.messages)")
    // Steps far too large: probabilities end at exactly 0 and 1.
    let saturated = try Laboratory().run(
      Laboratory.preamble + "train epochs=40 lr=50 batch=4\ndiagnose")
    #expect(saturated.report.exitCode == .done, "\(saturated.problems)")
    #expect(saturated.messages.contains { $0.contains("saturated") }, "\(saturated.messages)")
    #expect(saturated.texts.contains { $0.contains("try: ") })
  }
}
