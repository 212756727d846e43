import GANScript
import Testing

@Suite("Interpreter") struct InterpreterTests {
  private func interpreter(_ environment: Environment = Environment()) -> Interpreter<FakeSession> {
    Interpreter(FakeHost.language, session: FakeSession(), environment: environment)
  }

  // MARK: The prompt

  @Test func keepsStateBetweenLines() {
    let collector = Collector()
    var interpreter = interpreter(Environment(emit: collector.collect))
    #expect(interpreter.execute("x = 3").exitCode == .done)
    #expect(interpreter.execute("x = x + 1").diagnostics.isEmpty)
    #expect(interpreter.execute("x").lastValue.source == "4")
    #expect(interpreter.execute("load sunflowers; r = train").exitCode == .done)
    #expect(interpreter.execute("for n in [1, 2]\nprint n\nend").exitCode == .done)
    #expect(collector.lines == ["x := 3", "x := 4", "4", "r := run 1", "1", "2"])
    #expect(interpreter.session.runs == 1)
    #expect(interpreter.variables.keys.sorted() == ["r", "x"])
  }

  @Test func aFailedStatementLeavesNoTrace() {
    var interpreter = interpreter()
    _ = interpreter.execute("load sunflowers")
    let before = interpreter.session
    let report = interpreter.execute("x = save picture \"full.png\"")
    #expect(report.exitCode == .files)
    #expect(interpreter.session == before)
    #expect(interpreter.variables.isEmpty)
  }

  @Test func aWrongLineRunsNothing() {
    var interpreter = interpreter()
    let report = interpreter.execute("load sunflowers\ntrain epoch=3")
    #expect(report.exitCode == .script)
    #expect(interpreter.session == FakeSession())
  }

  @Test func interruptsBetweenStatements() {
    var polls = 0
    let environment = Environment(isInterrupted: {
      polls += 1
      return polls > 6
    })
    var interpreter = interpreter(environment)
    let report = interpreter.run(
      Program.parse("load sunflowers\nload sunflowers\nload sunflowers", name: "a.gan"))
    #expect(report.exitCode == .done)
    polls = 2
    let second = interpreter.run(
      Program.parse("load sunflowers\nload sunflowers\nload sunflowers", name: "a.gan"))
    #expect(second.exitCode == .interrupted)
    #expect(interpreter.session.log.count == 4)
  }

  // MARK: Checking

  @Test func checkLeavesTheSessionAlone() {
    let interpreter = interpreter()
    let program = Program.parse(articleNotebook, name: "a.gan")
    #expect(interpreter.check(program).diagnostics.isEmpty)
    #expect(interpreter.session == FakeSession())
    let plan = interpreter.plan(program, parameters: ["epochs=7"])
    #expect(plan.session.log.contains("train 7 0.01 sgd"))
  }

  @Test func looksAtBothBranchesOfWhatItCannotKnow() {
    let text = """
      load sunflowers
      r = train
      if r.epochs > 3
        a = 1
        trian
      else
        a = 2
        save pictur "a.png"
      end
      print a undefined
      """
    let report = outcome(text).report
    #expect(report.diagnostics.map { $0.location?.line } == [5, 8, 10])
  }

  @Test func reportsCausesAndNotConsequences() {
    let text = "load data/photos\nr = train lrr=3\nprint r.loss.last\nx = (\ny = x + 1\ntrain"
    let report = outcome(text).report
    #expect(report.diagnostics.map { $0.location?.line } == [1, 2, 4])
  }

  @Test func saysALoopsErrorOnce() {
    let report = outcome("for n in [1, 2, 3]\n  print m\nend").report
    #expect(report.diagnostics.count == 1)
  }

  @Test func manyWarningsHideNoError() {
    let report = outcome(String(repeating: "x = 1\n", count: 1_000) + "trian").report
    #expect(report.isCut)
    #expect(report.diagnostics.last?.location?.line == 1_001)
    #expect(report.exitCode == .script)
  }

  @Test func checksAThousandLines() {
    let lines = (0..<250).map { n in
      """
      x\(n) = \(n) + 1
      print "{x\(n):.2f} and" max(1, 2)
      load sunflowers size=64
      r\(n) = train epochs=3 lr=0.\(n + 1) optimizer=adam

      """
    }
    let program = lines.joined()
    let report = interpreter().check(Program.parse(program, name: "long.gan"))
    #expect(render(report.diagnostics) == "")
  }

  // MARK: Parameters

  @Test(arguments: [
    ("lr=abc", "-p lr=abc: expected a number, like 0.1"),
    ("lr=\"0.2\"", "-p lr=\"0.2\": expected a number, like 0.1"),
    ("rl=0.2", "-p rl: no `param` of that name"),
    ("lr", "-p lr: a parameter is given as NAME=VALUE"),
    ("on_off=3", "-p on_off=3: expected on or off, like off"),
  ])
  func refusesWrongParameters(parameter: String, message: String) {
    let text = "param lr = 0.1\nparam on_off = off\nprint lr on_off"
    let outcome = outcome(text, parameters: [parameter])
    #expect(outcome.report.diagnostics.map(\.message) == [message])
    #expect(outcome.report.exitCode == .commandLine)
    #expect(outcome.lines.isEmpty)
  }

  @Test(arguments: [
    ("0.1", "1e-3", "0.001"), ("0.1", "50%", "0.5"), ("64x64", "32", "32x32"),
    ("-1..1", "0..1", "0..1"), ("off", "on", "on"), ("[1, 2]", "[3]", "[3]"),
    ("[1, 2]", "3", "[3]"), ("sgd", "adam", "adam"), ("\"a\"", "my file=1", "my file=1"),
    ("\"a\"", "\"quoted\"", "quoted"), ("sunflowers", "../my/photos", "../my/photos"),
    ("0.1", " 0.3 ", "0.3"), ("\"3\"", "4", "4"),
  ])
  func takesParametersOfEveryKind(standard: String, given: String, shown: String) {
    let outcome = outcome("param x = \(standard)\nprint x", parameters: ["x=\(given)"])
    #expect(outcome.report.diagnostics.isEmpty)
    #expect(outcome.lines == [shown])
  }

  // MARK: Including

  @Test func includesFilesBesideTheFile() {
    let outcome = outcome(
      "include \"common/a.gan\"\nprint x y", name: "lab/main.gan",
      files: [
        "lab/common/a.gan": "x = 1\ninclude \"../b.gan\"", "lab/b.gan": "y = 2",
      ])
    #expect(outcome.report.diagnostics.isEmpty)
    #expect(outcome.lines == ["1 2"])
  }

  // MARK: Networks

  @Test func describesNetworks() {
    let text = """
      units = 64
      net g: units * 2 -> # in
        units dropout(0.5) ->
        units ^ 2 leakyrelu init=normal(0.02)
      """
    #expect(
      outcome(text).session.log == [
        "net g: 128 -> 64 dropout(0.5) -> 4096 leakyrelu(0.2) init=normal(0.02)"
      ])
  }

  @Test func fillsWordsWithTheirDefaults() {
    let log = outcome("load sunflowers\ntrain optimizer=adam\ntrain optimizer=adam(0.5)").session
      .log
    #expect(log.suffix(2) == ["train 100 0.01 adam(0.9)", "train 100 0.01 adam(0.5)"])
  }

  @Test func catalogsAreSound() { #expect(FakeHost.language.faults == []) }
}
