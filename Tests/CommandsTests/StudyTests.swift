import Foundation
import GANScript
import Testing

@testable import Commands

/// Studies: folds, verdicts, and the verb.
struct StudyTests {
  private static let script = """
    load sunflowers size=8 limit=60
    net generator: 4+kinds -> 16 batchnorm relu -> 64 tanh
    net discriminator: 64+kinds -> 16 leakyrelu(0.2) -> 1 sigmoid
    r = train epochs=2 batch=16 lr=0.1 snapshots=0

    """

  @Test func foldsKeepKindsApart() {
    let kinds = (0..<61).map { $0 % 7 == 0 ? 2 : $0 % 2 }
    let folds = StudyFolds(kinds, folds: 5, seed: 3)
    #expect((0..<5).flatMap(folds.held).sorted() == Array(0..<61), "each is held out once")
    for fold in 0..<5 {
      let (held, rest) = (folds.held(fold), folds.rest(fold))
      #expect((held + rest).sorted() == Array(0..<61))
      #expect((12...13).contains(held.count))
      for kind in 0..<3 {
        let count = kinds.count { $0 == kind }
        let own = held.count { kinds[$0] == kind }
        #expect(own == count / 5 || own == count / 5 + 1)
      }
      #expect(Set(rest.prefix(3).map { kinds[$0] }).count == 3, "each kind comes at the beginning")
      let rare = rest.prefix(24).count { kinds[$0] == 2 }
      #expect((3...5).contains(rare), "24 of them have the shares of all")
    }
    #expect(folds.rest(0) != StudyFolds(kinds, folds: 5, seed: 4).rest(0))
  }

  @Test func rareKindsAreFilledUp() {
    #expect(StudyFolds.evened([10, 4, 1], adding: 9) == [0, 3, 6])
    #expect(StudyFolds.evened([10, 4, 1], adding: 30) == [5, 11, 14])
    #expect(StudyFolds.evened([3, 3], adding: 0) == [0, 0])
  }

  /// With t = 2.776 for five folds and s sqrt(1/5 + 1/4) for the error.
  @Test func differencesAreToldFromChance() {
    let spread = [-0.02, -0.01, 0, 0.01, 0.02]
    func verdict(_ mean: Double) -> PairedDifference.Verdict {
      PairedDifference(spread.map { $0 + mean }).verdict
    }
    // s = 0.01581, so the limit is 2.776 x 0.6708 x 0.01581 = 0.02944.
    #expect(verdict(0.0295) == .helps && verdict(0.0293) == .unknown)
    #expect(verdict(-0.0295) == .harms && verdict(0) == .unknown)
    #expect(PairedDifference([0.5]).verdict == .unknown)
  }

  @Test func aStudyIsTablesAFigureAndAVerdict() throws {
    let laboratory = try Laboratory()
    let script =
      Self.script + """
        s = study r "s.csv" figure="s.png" sizes=[20] generated=30 steps=5
        print s.network.balanced.count s.kernel.real.mean > 0.2 s.network.recall.generated.mean >= 0
        print s.verdict
        """
    let outcome = try laboratory.run(script)
    #expect(outcome.report.diagnostics.isEmpty, "\(outcome.problems)")
    #expect(outcome.texts.contains("5 on on"))
    #expect(outcome.texts.contains { $0.contains("kernel: ") && $0.contains("; network: ") })
    let files = try laboratory.files
    let rows = String(decoding: try #require(files["s.csv"]), as: UTF8.self)
      .split(separator: "\n")
    // For each learner four sets of two sizes, GAN-train and GAN-test.
    #expect(rows.count == 1 + 2 * (4 * 2 + 2))
    #expect(rows.contains { $0.hasPrefix("network,balanced,20,30,5,") })
    #expect(rows.contains { $0.hasPrefix("kernel,judged,48,0,5,") })
    #expect(files["s.png"] != nil)
    // The run and one for each fold, none of which saw all.
    #expect(try laboratory.runFolders.count == 6)
    // Again all is found, and comes to the same.
    let again = try laboratory.run(script, overwrites: true)
    #expect(again.messages.filter { $0.contains("found, studied before") }.count == 5)
    #expect(again.texts == outcome.texts && again.tables == outcome.tables)
  }

  /// What a fold learned from is loaded again, so that its run is one like any other.
  @Test func theRunOfAFoldIsTakenUp() throws {
    let laboratory = try Laboratory()
    let study = try laboratory.run(
      Self.script + "study r sizes=[20] generated=30 steps=5 folds=6")
    #expect(study.report.exitCode == .done, "\(study.problems)")
    let folds = try laboratory.runFolders.filter { name in
      try String(contentsOfFile: "\(laboratory.output)/runs/\(name)/config.json", encoding: .utf8)
        .contains("filter=bicubic, without part 2 of 6")
    }
    let outcome = try laboratory.run(
      """
      fold = load run "\(try #require(folds.first))"
      measure fold
      longer = continue fold epochs=3
      again = study fold sizes=[20] generated=30 steps=5
      print longer.epochs
      """)
    #expect(folds.count == 1 && outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.contains("3"))
    #expect(outcome.messages.contains { $0.contains("going on from epoch 2") })
  }

  @Test(arguments: [
    ("a size=8", "a size=8", []), ("a size=8, without part 2 of 5", "a size=8", [[1, 5]]),
    ("a, without part 1 of 6, without part 5 of 5", "a", [[0, 6], [4, 5]]),
    ("a, without part 6 of 5", "a, without part 6 of 5", []),
    ("a, without part 0 of 5", "a, without part 0 of 5", []),
    ("a, without part 1 of 0", "a, without part 1 of 0", []),
  ])
  func partsThatAreHeldOutAreRead(source: String, whole: String, parts: [[Int]]) {
    let read = HeldOutPart.parts(of: source)
    #expect(read.whole == whole)
    #expect(read.parts.map { [$0.fold, $0.folds] } == parts)
    #expect(read.whole + read.parts.map(\.words).joined() == source)
  }

  @Test func aStoppedStudyGoesOn() throws {
    let line = "s = study r sizes=[20] generated=30 steps=5\nprint s.verdict"
    let whole = try Laboratory()
    let expected = try whole.run(Self.script + line)
    let laboratory = try Laboratory()
    let folder = laboratory.output + "/studies"
    _ = try laboratory.run(
      Self.script + line,
      isInterrupted: { FileManager.default.fileExists(atPath: folder) })
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
    let outcome = try laboratory.run(Self.script + line, threads: 2)
    #expect(
      outcome.messages.contains { $0.contains("found, studied before") }, "\(outcome.messages)")
    #expect(outcome.tables == expected.tables)
  }

  /// A signal is heard within a step of a classifier, not after it.
  @Test func aClassifierIsStopped() throws {
    let laboratory = try Laboratory()
    let begun = ContinuousClock.now
    var first: ContinuousClock.Instant?
    let outcome = try laboratory.run(
      Self.script + "study r sizes=[20] generated=30 steps=1000000",
      isInterrupted: {
        // Some steps after the first classifier has begun to learn.
        guard outcomeBegan(laboratory) else { return false }
        if first == nil { first = .now }
        return .now - (first ?? .now) > .milliseconds(1500)
      })
    #expect(outcome.messages.contains { $0.contains("study stopped in fold 1 of 5") })
    #expect(.now - begun < .seconds(60), "a million steps take an hour")
  }

  /// Whether the training of a fold is done.
  private func outcomeBegan(_ laboratory: Laboratory) -> Bool {
    ((try? laboratory.runFolders) ?? []).count > 1
  }

  @Test func aDamagedFoldIsStudiedAgain() throws {
    let script = Self.script + "s = study r sizes=[20] generated=30 steps=5"
    let laboratory = try Laboratory()
    let first = try laboratory.run(script)
    let folder = laboratory.output + "/studies"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
    var text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    text = text.replacingOccurrences(of: "kernel,real,20,0,", with: "kernel,real,21,0,")
    try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    let second = try laboratory.run(script)
    #expect(second.messages.filter { $0.contains("found, studied before") }.count == 4)
    #expect(second.tables == first.tables)
  }

  /// What becomes of sizes that leave nothing to compare is said before anything is trained.
  @Test(arguments: [
    ("[500]", ["sizes 500 are left out", "and from no fewer"]), ("[]", ["and from no fewer"]),
    ("[20, 500]", ["sizes 500 are left out"]), ("[20]", []),
  ])
  func sizesThatAreNotTriedAreSaid(sizes: String, words: [String]) throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.script + "study r sizes=\(sizes) generated=30 steps=1")
    let said = outcome.messages.filter { $0.contains("left out") || $0.contains("no fewer") }
    #expect(Set(said).count == words.count, "\(outcome.messages)")
    for word in words { #expect(said.contains { $0.contains(word) }, "\(said)") }
  }

  @Test func aCheckKnowsTheTrainings() throws {
    let plan = try Laboratory().plan(of: Self.script + "s = study r\nprint s.network.real.mean")
    #expect(plan.count == 7)
  }

  @Test(arguments: [
    ("load sunflowers size=8 limit=60\nstudy", "no run to study"),
    (script.replacingOccurrences(of: "+kinds", with: "") + "study r", "told no kinds"),
    (
      script.replacingOccurrences(of: "limit=60", with: "limit=36") + "study r",
      "at least 40 samples"
    ),
    (script + "study r folds=4", "from 5 to 20"),
    (script + "study r sizes=[4]", "from 16"),
    (script + "study r \"s.png\"", ".csv"),
    (script + "study r figure=\"s.txt\"", ".svg"),
  ])
  func saysWhatIsWrong(script: String, words: String) throws {
    let report = try Laboratory().check(script)
    #expect(report.hasErrors)
    #expect(render(report.diagnostics).contains(words), "\(render(report.diagnostics))")
  }

  @Test func aKindOfFewSamplesIsTold() throws {
    let report = try Laboratory().run(
      Self.script.replacingOccurrences(of: "limit=60", with: "limit=44") + "study r folds=20"
    ).report
    #expect(report.exitCode == .data)
    #expect(render(report.diagnostics).contains("of kind other: too few for 20 folds"))
  }
}
