import GANScript
import Testing

/// Claims with what the article says of them, and those that a run does not come to.
@Suite("Claims") struct ClaimTests {
  private static let training = "load sunflowers\nr = train lr=3\n"

  @Test func aSecondTextIsTheArticle() throws {
    let outcome = outcome(
      Self.training + "said = 2\nexpect r.loss.generator.mean < 2 \"calm\" \"below {said}\"")
    let claim = try #require(outcome.report.expectations.first)
    #expect(claim.claim == "calm" && claim.article == "below 2")
    #expect(claim.condition == "r.loss.generator.mean < 2")
    // A mean of runs is told with their deviation.
    #expect(claim.measured == "3.5 (sd 0.25) < 2")
    // A claim is a finding: it fails the script only where that is asked for.
    #expect(claim.verdict == .fails && outcome.report.exitCode == .done)
    var interpreter = Interpreter(FakeHost.language, session: FakeSession())
    interpreter.environment.failsClaims = true
    let script = "expect 2 < 1 \"calm\" \"below\""
    #expect(interpreter.run(Program.parse(script, name: "a.gan")).exitCode == .script)
    let alone = GANScriptTests.outcome("expect 1 < 2")
    #expect(alone.report.expectations.map(\.claim) == ["1 < 2"])
    #expect(alone.report.expectations.map(\.article) == [""])
  }

  /// What lies within the spread of the runs cannot be told, whichever way it falls; a check is one.
  @Test(arguments: [
    ("r.loss.generator.mean > 3.4", "cannot be told"),
    ("r.loss.generator.mean > 3.6", "cannot be told"),
    ("r.loss.generator.mean > 3.2", "holds"),
    ("r.loss.generator.mean > 3.8", "does not hold"),
    ("2 * r.loss.generator.mean > 6.6", "cannot be told"),
    ("2 * r.loss.generator.mean > 6.4", "holds"),
    ("abs(-r.loss.generator.mean) > 3.4", "cannot be told"),
    ("r.loss.generator.last > 3.4", "holds"),
  ])
  func aDifferenceWithinTheSpreadCannotBeTold(condition: String, verdict: String) throws {
    let claim = try #require(
      outcome(Self.training + "expect \(condition) \"words\" \"said\"").report.expectations.first)
    #expect(claim.verdict.words == verdict, "\(claim.measured)")
    #expect(claim.measured.contains("within the spread of") == (verdict == "cannot be told"))
    let check = outcome(Self.training + "expect \(condition) \"words\"").report.expectations.first
    #expect(check?.verdict != .undecided)
  }

  /// The words of a result have the spread behind them where it decides.
  @Test func aResultThatCannotBeToldSaysWhy() throws {
    let claim = try #require(
      outcome(
        Self.training + "expect r.loss.generator.mean > 3.4 \"words\" \"said\" \"loss 3.5\""
      ).report.expectations.first)
    #expect(claim.result == "loss 3.5, 0.1 from the limit where the runs spread by 0.25")
  }

  @Test func aThirdTextIsTheResult() throws {
    let claim = try #require(
      outcome("x = 3\nexpect x > 2 \"large\" \"it is large\" \"{x:.1f} of 2\"").report.expectations
        .first)
    #expect(claim.result == "3.0 of 2")
  }

  @Test func spreadGoesWithMeansOnly() {
    #expect(
      outcome(
        Self.training + """
          expect r.loss.generator.last > 2
          expect r.loss.generator.mean > 2 and 2 * r.loss.generator.mean > 2
          expect r.loss.generator.mean within 3 of 2
          """
      ).lines == [
        "holds: 3.5 > 2", "holds: 3.5 (sd 0.25) > 2 and 7 > 2",
        "holds: 3.5 (sd 0.25) is 1.5 from 2, allowed 3",
      ])
  }

  @Test func whatIsNoNumberIsNotMeasured() {
    let outcome = outcome(
      "expect log(-1) < 2\nexpect 1 within log(-1) of 2\nexpect finite(log(-1))")
    #expect(
      outcome.lines == [
        "not measured: nan < 2, which is not finite",
        "does not hold: 1 is 1 from 2, allowed nan",
        "does not hold: not finite(nan)",
      ])
    #expect(outcome.report.exitCode == .script)
  }

  @Test func aStoppedRunTellsWhatItLeft() {
    let report = outcome(
      """
      load sunflowers
      expect 1 < 2 "before"
      if 1 > 2
        expect 1 < 2 "never"
      end
      save picture "full.png"
      expect 1 < 2 "behind" "said"
      for x in [1, 2]
        expect x < 3 "turn {x}"
      end
      if 1 > 2
        expect 1 < 2 "never either"
      end
      """
    ).report
    #expect(report.exitCode == .files)
    #expect(report.expectations.map(\.words) == ["before"])
    #expect(report.unmeasured.map(\.words) == ["behind", "turn 1", "turn 2"])
    #expect(report.unmeasured.map(\.article) == ["said", "", ""])
    #expect(report.unmeasured.allSatisfy { $0.verdict == .unmeasured("the disk is full") })
    #expect(report.unmeasured[0].measured == "the disk is full")
  }

  @Test func aBlockIsLeftInItsMiddle() {
    let report = outcome(
      Self.training + """
        for x in [1, 2]
          expect x < 3 "turn {x}"
          expect x < 3 "with {r.loss.generator.last}"
          save picture "full.png"
        end
        """
    ).report
    #expect(report.expectations.map(\.words) == ["turn 1", "with 3.5"])
    #expect(report.unmeasured.map(\.words) == ["turn 2"])
  }

  /// What only a run can decide is told; what the script itself passes over is not.
  @Test func aConditionKeepsClaimsOut() {
    let report = outcome(
      Self.training + """
        if r.epochs > 500
          expect 1 < 2 "long"
        else
          expect 1 < 2 "short"
        end
        """
    ).report
    #expect(report.exitCode == .done)
    #expect(report.expectations.map(\.words) == ["short"])
    #expect(report.unmeasured.map(\.words) == ["long"])
    #expect(report.unmeasured.map(\.measured) == ["only where r.epochs > 500"])
  }

  /// A claim that the script itself passes over is named, with the words after the condition; nothing else
  /// of what will not run counts, mistakes neither.
  @Test func claimsThatArePassedOverAreNotMeasured() {
    let report = outcome(
      """
      few = on
      if not few "not in the {1 + 1}th version"
        unknown_words = missing
        if exists("kinds.csv") "no kinds"
          expect 1 < 2 "inside" "said"
        end
        for x in [1, 2]
          expect x < 3 "turn {x}" "said"
        end
        expect 1 < 2 "a check"
      else if few
        expect 1 < 2 "told" "said"
      else
        if 1 < 2 "inner"
          expect 1 < 2 "otherwise" "said"
        end
      end
      if 1 > 2
        expect 1 < 2 "bare" "said" "numbers {3}"
      end
      """
    ).report
    #expect(report.exitCode == .done, "\(report.diagnostics)")
    #expect(report.expectations.map(\.words) == ["told"])
    #expect(report.unmeasured.map(\.words) == ["inside", "turn 1", "turn 2", "otherwise", "bare"])
    #expect(
      report.unmeasured.map(\.measured) == [
        "not in the 2th version", "not in the 2th version", "not in the 2th version",
        "only where not (not few)", "only where 1 > 2",
      ])
    #expect(report.unmeasured.allSatisfy { $0.result.isEmpty })
  }

  @Test func anOpenConditionGivesItsWords() {
    let report = outcome(
      Self.training + """
        if r.epochs > 500 "too short"
          expect 1 < 2 "long" "said" "{r.loss.generator.last} in the end"
        end
        """
    ).report
    #expect(report.unmeasured.map(\.measured) == ["too short"])
    #expect(report.unmeasured.map(\.result) == [""])
  }

  @Test(
    arguments: [
      ([], "not measured"), ([.holds, .holds], "holds"), ([.holds, .fails], "holds in part"),
      ([.holds, .undecided], "holds in part"), ([.fails, .fails], "does not hold"),
      ([.fails, .undecided], "cannot be told"), ([.undecided], "cannot be told"),
      ([.fails, .undecided, .fails], "does not hold"), ([.unmeasured("why")], "not measured"),
      ([.unmeasured("why"), .holds], "holds"),
    ] as [([GANScript.Expectation.Verdict], String)])
  func aSentenceTakesAllItsClaims(verdicts: [GANScript.Expectation.Verdict], words: String) {
    #expect(JointVerdict(of: verdicts).rawValue == words)
  }

  /// What was found can be asked for, of sections before too; a check does not know it.
  @Test func aVerdictCanBeAskedFor() {
    let script = """
      print verdict("said")
      expect 1 < 2 "a" "said"
      expect 2 < 1 "b" "said"
      print verdict("said") verdict("before") verdict("never")
      if verdict("said") == "holds in part"
        print "so it is"
      end
      """
    var lines: [String] = []
    var interpreter = Interpreter(
      FakeHost.language, session: FakeSession(),
      environment: Environment(emit: { if case .text(let text) = $0 { lines.append(text) } }))
    interpreter.environment.earlierClaims =
      outcome("expect 2 < 1 \"c\" \"before\"").report.expectations
    let report = interpreter.run(Program.parse(script, name: "a.gan"))
    #expect(report.exitCode == .done, "\(report.diagnostics)")
    #expect(
      lines == ["not measured", "holds in part does not hold not measured", "so it is"])
    // A line that is typed again at a prompt is found anew.
    lines = []
    _ = interpreter.execute("expect 1 < 2 \"b\" \"said\"")
    _ = interpreter.execute("print verdict(\"said\")")
    #expect(lines == ["holds"])
    #expect(outcome("print verdict(1)").report.exitCode == .script)
  }

  @Test func aStrictFailureIsToldInWords() throws {
    var interpreter = Interpreter(FakeHost.language, session: FakeSession())
    interpreter.environment.failsClaims = true
    let report = interpreter.run(
      Program.parse("expect 2 < 1 \"a\" \"said\" \"two and one\"", name: "a.gan"))
    #expect(report.diagnostics.map(\.message) == ["does not hold: said: a: two and one"])
  }

  @Test func nothingIsLeftOfAWholeRun() {
    let report = outcome("expect 2 < 1 \"wrong\"\nif 1 > 2\n  expect 1 < 2 \"never\"\nend").report
    #expect(report.exitCode == .script && report.unmeasured.isEmpty)
    let cell = outcome(
      "# %% A\nload missing\n# %% B\nexpect 1 < 2", selection: .cell("B")
    ).report
    #expect(cell.unmeasured.isEmpty)
  }

  @Test func aScriptThatIsWrongMeasuresNothing() {
    let report = outcome("x = 1\nexpect x < 2 \"small\"\ntrian\nexpect x < 3 \"smaller\"").report
    #expect(report.expectations.isEmpty)
    #expect(report.unmeasured.map(\.words) == ["small", "smaller"])
    #expect(report.unmeasured[0].measured == report.diagnostics[0].message)
  }

  @Test func aScriptThatIsSkippedMeasuresNothing() {
    let interpreter = Interpreter(
      FakeHost.language, session: FakeSession(), environment: Environment(isInterrupted: { true }))
    let report = interpreter.skip(
      Program.parse("param lr = 1\nexpect lr < 2 \"lr {lr}\"", name: "a.gan"), parameters: ["lr=3"],
      because: Diagnostic(.interrupted, "no time", at: nil, exitCode: .interrupted))
    #expect(report.exitCode == .interrupted)
    #expect(report.unmeasured.map(\.words) == ["lr 3"])
    #expect(report.unmeasured.map(\.measured) == ["no time"])
  }
}
