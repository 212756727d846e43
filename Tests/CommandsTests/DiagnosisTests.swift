import Foundation
import Testing

@testable import Adversarial
@testable import Commands

/// Each sign is found in a history that shows it and not in one that just does not.
struct DiagnosisTests {
  /// A history made by hand and whether a rule sees its sign in it.
  struct Case: CustomTestStringConvertible, Sendable {
    var rule: String
    var isFound: Bool
    var what: String
    var curves: Curves
    /// What the sentence must say, if it is found.
    var words: String
    var testDescription: String { "\(rule): \(what)" }
  }

  /// A loss for each epoch, counted from 0.
  typealias Loss = (Int) -> Double

  /// Curves with a loss an epoch: in the last step as in the mean.
  static func curves(
    _ epochs: Int, generator: Loss = { _ in 0.9 }, discriminator: Loss = { _ in 1.1 },
    real: Double = 0.6, fake: Double = 0.4, divergence: String? = nil, batch: Int = 1,
    objective: any Objective = objectiveCatalog.elements[0].objective
  ) -> Curves {
    let records = (0..<epochs).map { epoch in
      EpochRecord(
        epoch: epoch + 1, generator: generator(epoch), discriminator: discriminator(epoch),
        generatorMean: generator(epoch), discriminatorMean: discriminator(epoch),
        realScore: real, fakeScore: fake)
    }
    return Curves(
      records: records, divergence: divergence, batch: batch, objective: objective)
  }

  static func found(
    _ rule: String, _ what: String, _ curves: Curves, _ words: String = ""
  ) -> Case {
    Case(rule: rule, isFound: true, what: what, curves: curves, words: words)
  }

  static func missing(_ rule: String, _ what: String, _ curves: Curves) -> Case {
    Case(rule: rule, isFound: false, what: what, curves: curves, words: "")
  }

  static let cut = -log(1e-12)

  static let finiteCases = [
    found(
      "not_finite", "a loss in epoch 3", curves(9, discriminator: { $0 == 2 ? .nan : 1 }),
      "from epoch 3 on"),
    found("not_finite", "it diverged", curves(2, divergence: "the loss is nan"), "the loss is nan"),
    missing("not_finite", "all are finite", curves(9)),
  ]

  static let saturationCases = [
    found(
      "saturated", "five epochs at the ends",
      curves(5, discriminator: { _ in 0 }, real: 1, fake: 0), "for 5 epochs"),
    found(
      "saturated", "one of four wrong",
      curves(30, discriminator: { $0 < 22 ? 0.9 : cut / 4 }, real: 0.75, fake: 0, batch: 4),
      "for 8 epochs"),
    missing(
      "saturated", "four epochs only",
      curves(30, discriminator: { $0 < 26 ? 0.9 : 0 }, real: 1, fake: 0)),
    missing(
      "saturated", "verdicts between", curves(9, discriminator: { _ in 0 }, real: 0.998, fake: 0)),
    missing(
      "saturated", "no whole number of the batch",
      curves(9, discriminator: { _ in 0 }, real: 0.7, fake: 0, batch: 4)),
  ]

  static let winningCases = [
    found("d_wins", "its loss is small", curves(9, discriminator: { _ in 0.099 }), "0.099"),
    found(
      "d_wins", "small in the last tenth", curves(100, discriminator: { $0 < 90 ? 1 : 0.09 }),
      "last 10 epochs"),
    missing("d_wins", "its loss is not small", curves(9, discriminator: { _ in 0.101 })),
    missing(
      "d_wins", "small in one epoch less", curves(100, discriminator: { $0 < 91 ? 1 : 0.09 })),
    missing("d_wins", "four epochs", curves(4, discriminator: { _ in 0.01 })),
    missing(
      "d_wins", "saturated instead", curves(9, discriminator: { _ in 0 }, real: 1, fake: 0)),
    found("g_wins", "its loss is small", curves(9, generator: { _ in 0.199 }), "0.199"),
    missing("g_wins", "its loss is not small", curves(9, generator: { _ in 0.201 })),
    missing(
      "g_wins", "saturated instead",
      curves(9, generator: { _ in 0 }, discriminator: { _ in cut }, real: 1, fake: 1)),
    found(
      "undecided", "both as by guessing",
      curves(9, generator: { _ in log(2) + 0.019 }, discriminator: { _ in 2 * log(2) - 0.019 }),
      "saying 0.5 to everything"),
    missing(
      "undecided", "the generator's is another",
      curves(9, generator: { _ in log(2) + 0.021 }, discriminator: { _ in 2 * log(2) })),
    missing(
      "undecided", "the discriminator's is another",
      curves(9, generator: { _ in log(2) }, discriminator: { _ in 2 * log(2) - 0.021 })),
  ]

  static let gainingCases = [
    found(
      "d_gains", "a fifth down, a fifth up",
      curves(20, generator: { $0 < 10 ? 1 : 1.21 }, discriminator: { $0 < 10 ? 1 : 0.79 }),
      "from 1.00 to 0.79"),
    missing(
      "d_gains", "not enough down",
      curves(20, generator: { $0 < 10 ? 1 : 1.21 }, discriminator: { $0 < 10 ? 1 : 0.81 })),
    missing(
      "d_gains", "not enough up",
      curves(20, generator: { $0 < 10 ? 1 : 1.19 }, discriminator: { $0 < 10 ? 1 : 0.79 })),
    missing(
      "d_gains", "the other way round",
      curves(20, generator: { $0 < 10 ? 1 : 0.5 }, discriminator: { $0 < 10 ? 1 : 2 })),
    missing(
      "d_gains", "19 epochs",
      curves(19, generator: { $0 < 9 ? 1 : 3 }, discriminator: { $0 < 9 ? 1 : 0.1 })),
  ]

  /// A curve that goes up and down: by `early` from each of the first epochs to the next, by `late`
  /// from the eleventh on.
  static func saw(_ early: Double, _ late: Double) -> Loss {
    { epoch in
      let width = epoch > 10 ? late : early
      return 1 + (epoch % 2 == 0 ? 0 : width)
    }
  }

  static let rougherCases = [
    found(
      "rougher", "both more than doubled",
      curves(16, generator: saw(0.1, 0.21), discriminator: saw(0.1, 0.21)),
      "0.100 in the first third and by 0.210"),
    found(
      "rougher", "the generator's alone", curves(16, generator: saw(0.2, 0.41)),
      "0.100 in the first third and by 0.205"),
    missing(
      "rougher", "not doubled", curves(16, generator: saw(0.1, 0.19), discriminator: saw(0.1, 0.19))
    ),
    missing(
      "rougher", "too little to see",
      curves(16, generator: saw(0.04, 0.09), discriminator: saw(0.04, 0.09))),
    missing("rougher", "14 epochs", curves(14, generator: saw(0.1, 3))),
    missing("rougher", "smoother", curves(16, generator: saw(0.5, 0.1))),
  ]

  /// A generator's loss above the discriminator's 1.1 in some epochs, counted from 0.
  static func above(_ isAbove: @escaping (Int) -> Bool) -> Loss {
    { isAbove($0) ? 1.5 : 0.9 }
  }

  static let crossingCases = [
    found("crossing", "from epoch 12 on", curves(30, generator: above { $0 >= 11 }), "in epoch 12"),
    found(
      "crossing", "a spike before", curves(40, generator: above { $0 == 5 || $0 >= 20 }),
      "in epoch 21"),
    found("crossing", "at the earliest", curves(20, generator: above { $0 >= 3 }), "in epoch 4"),
    found("crossing", "at the last", curves(20, generator: above { $0 >= 10 }), "in epoch 11"),
    missing("crossing", "always above", curves(30, generator: above { _ in true })),
    missing("crossing", "never above", curves(30, generator: above { _ in false })),
    missing("crossing", "from above to below", curves(30, generator: above { $0 < 15 })),
    missing("crossing", "and back again", curves(40, generator: above { (10..<15).contains($0) })),
    missing("crossing", "19 epochs", curves(19, generator: above { $0 >= 8 })),
  ]

  static let movingCases = [
    found(
      "moving", "the generator's by 11 %", curves(50, generator: { $0 < 45 ? 1 : 1.11 }),
      "the generator's loss is still moving"),
    found(
      "moving", "the discriminator's by 11 %", curves(50, discriminator: { $0 < 45 ? 1 : 0.89 }),
      "the discriminator's loss is still moving"),
    missing("moving", "by 9 %", curves(50, generator: { $0 < 45 ? 1 : 1.09 })),
    missing("moving", "long before", curves(50, generator: { $0 < 40 ? 1 : 3 })),
    missing("moving", "49 epochs", curves(49, generator: { $0 < 45 ? 1 : 3 })),
  ]

  /// Curves of 30 unremarkable epochs, and pictures of their end.
  static func seen(
    variety: Double, precision: Double = 0.5, missing: [String] = [], epochs: Int = 30,
    before: Double? = nil, kid: Double = 0.1
  ) -> Curves {
    var curves = curves(epochs)
    let end = SeenPictures.Look(
      epoch: epochs, variety: variety, twins: 0, precision: precision, kid: kid)
    let first = before.map {
      SeenPictures.Look(epoch: 10, variety: $0, twins: 0, precision: precision, kid: kid)
    }
    curves.pictures = SeenPictures(
      looks: (first.map { [$0] } ?? []) + [end], count: 25, missingKinds: missing)
    return curves
  }

  static let pictureCases = [
    found("alike", "hardly any variety", seen(variety: 0.004), "by 0.4 % of what real ones do"),
    found("alike", "less than before", seen(variety: 0.2, before: 0.7), "in epoch 10 it was 70 %"),
    missing("alike", "enough variety", seen(variety: 0.25)),
    missing("alike", "four epochs", seen(variety: 0.004, epochs: 4)),
    missing("alike", "not looked at", curves(30)),
    found("kinds_gone", "slim are gone", seen(variety: 0.8, missing: ["slim"]), "of kind slim"),
    found(
      "kinds_gone", "two are gone", seen(variety: 0.8, missing: ["slim", "other"]),
      "nor of 1 other kind"),
    missing("kinds_gone", "all are there", seen(variety: 0.8)),
    found("unlike", "none among the real ones", seen(variety: 0.8, precision: 0), "of the 25"),
    missing("unlike", "some among the real ones", seen(variety: 0.8, precision: 0.04)),
    found("far", "discs in noise", seen(variety: 0.8, kid: 1), "kernel distance is 1.0"),
    missing("far", "near", seen(variety: 0.8, kid: 0.99)),
  ]

  /// The gravest is told, with one thing to try, and the others are named.
  @Test func oneDiagnosisIsMade() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      """
      load sunflowers size=16 limit=64
      net generator: 100 -> 16 relu -> 256 tanh
      net discriminator: 256 -> 16 leakyrelu(0.2) -> 1 sigmoid
      run = train epochs=8 lr=0.001 batch=16
      diagnose run
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let text = try #require(outcome.texts.last)
    #expect(text.contains("(alike)"), "\(text)")
    let tries = text.split(separator: "\n").count { $0.hasPrefix("try: ") }
    #expect(tries == 1, "\(text)")
    #expect(text.contains("\nlesser signs: "), "\(text)")
    #expect(
      outcome.messages.contains {
        $0.hasPrefix("the pictures look alike") && $0.hasSuffix("`ganrepl new lab.gan` writes")
      })
  }

  /// What is advised can be done where it is read: in a notebook there is no :recipe.
  @Test(arguments: [true, false]) func adviceFitsItsReader(isPrompt: Bool) throws {
    let plain = try Self.plan(
      "net generator: 4 -> 64 tanh\nnet discriminator: 64 -> 1 sigmoid\ntrain")
    let words = Remedy.recipe.words(for: plan(plain), isPrompt: isPrompt)
    #expect(words.contains(":recipe") == isPrompt)
    #expect(words.contains("ganrepl new") != isPrompt)
    let alike = try Self.plan(Self.recommended + "epochs=9")
    #expect(Remedy.recipe.words(for: plan(alike), isPrompt: isPrompt).hasPrefix("more epochs: "))
    let long = try Self.plan(Self.recommended + "epochs=99999")
    #expect(Remedy.recipe.words(for: plan(long), isPrompt: isPrompt).contains("cutout"))

    func plan(_ run: RunObject) -> RunObject.Plan { run.plan }
  }

  private static let recommended = """
    net generator: 4 -> 8@4x4 relu up -> conv(1) tanh
    net discriminator: 1@8x8 -> conv(4, 4, stride=2) leakyrelu -> 1
    train batch=8 loss=bce_logits r1=0.1 augment=[flip] ema=0.5 optimizer=adam 
    """

  /// What the last line of a script would train.
  private static func plan(_ script: String) throws -> RunObject {
    let session = try Laboratory().planned("load sunflowers size=8 limit=32\n" + script)
    return try #require(session.lastRun)
  }

  /// Of a training that was stopped the first advice is to go on, not to begin another one.
  @Test func aStoppedTrainingIsToBeFinished() throws {
    let laboratory = try Laboratory()
    let stopped = try laboratory.run(
      "load sunflowers size=8 limit=32\n" + Self.recommended + "epochs=300",
      isInterrupted: laboratory.stop { $0 >= 40 })
    #expect(
      stopped.messages.contains {
        $0.hasSuffix("the run is kept, and the same line goes on with it")
      },
      "\(stopped.messages)")
    let name = try #require(try laboratory.runFolders.first)
    let outcome = try laboratory.run("r = load run \"\(name)\"\ndiagnose r")
    let text = try #require(outcome.texts.last)
    #expect(text.contains("of 300 epochs:\nit was stopped before its end"), "\(text)")
    #expect(text.contains("continue epochs=300"), "\(text)")
    #expect(!text.contains(":recipe") && !text.contains("ganrepl new"), "\(text)")
  }

  static let cases =
    pictureCases + finiteCases + saturationCases + winningCases + gainingCases + rougherCases
    + crossingCases + movingCases

  @Test(arguments: cases) func aRuleSeesItsSignAndNoOther(example: Case) throws {
    let words = try diagnosisCatalog.find(example.rule).words(example.curves)
    #expect((words != nil) == example.isFound, "\(words ?? "nothing")")
    #expect(words?.contains(example.words) ?? true, "\(words ?? "")")
  }

  @Test(arguments: diagnosisCatalog.names) func everyRuleIsTriedBothWays(rule: String) {
    #expect(Self.cases.contains { $0.rule == rule && $0.isFound })
    #expect(Self.cases.contains { $0.rule == rule && !$0.isFound })
  }

  /// Where the rates have fallen to 0, more epochs bring nothing.
  @Test func fallenRatesMoveNothing() throws {
    var curves = Self.curves(50, generator: { $0 < 45 ? 1 : 1.11 }, discriminator: { _ in 1 })
    #expect(try diagnosisCatalog.find("moving").words(curves) != nil)
    curves.hasFallenRates = true
    #expect(try diagnosisCatalog.find("moving").words(curves) == nil)
  }

  /// Rules look at the mean over an epoch; only what is drawn is of its last step.
  @Test func theMeanOfAnEpochCounts() throws {
    var curves = Self.curves(9, generator: { _ in 1 }, discriminator: { _ in 1 })
    curves = Curves(
      records: curves.records.map { record in
        var record = record
        record.discriminatorMean = 0.01
        return record
      }, divergence: nil, batch: 1, objective: curves.objective)
    #expect(try diagnosisCatalog.find("d_wins").words(curves) != nil)
    #expect(try diagnosisCatalog.find("g_wins").words(curves) == nil)
  }
}
