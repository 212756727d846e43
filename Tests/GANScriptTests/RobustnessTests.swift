import Foundation
import GANScript
import Testing

/// No input ends the program, and none takes long.
@Suite("Robustness", .serialized) struct RobustnessTests {
  @Test(arguments: 0..<20) func survivesRandomScripts(seed: Int) {
    var random = RandomScripts(seed: UInt64(seed))
    let article = Array(articleNotebook.utf8)
    for turn in 0..<5_000 {
      let bytes =
        switch turn % 10 {
        case 0: random.noise()
        case 1...3: random.damaged(article)
        default: random.words()
        }
      examine(bytes)
    }
  }

  /// Parses, prints, checks, runs if right, and completes at the end.
  private func examine(_ bytes: [UInt8]) {
    let program = Program.parse(bytes, name: "random.gan")
    var isSound = program.cells.isEmpty || program.printed == bytes
    var end = 0
    for location in program.cells.flatMap(\.statementLocations) {
      if location.text.isEmpty || location.line < end { isSound = false }
      end = location.line
    }
    var steps = 0
    let environment = Environment(isInterrupted: {
      steps += 1
      return steps > 2_000
    })
    var interpreter = Interpreter(
      FakeHost.language, session: FakeSession(), environment: environment)
    let report = interpreter.run(program)
    if report.exitCode == .internalError { isSound = false }
    for diagnostic in report.diagnostics where render(diagnostic).utf8.count > 20_000 {
      isSound = false
    }
    if bytes.count < 100 {
      let text = String(decoding: bytes, as: UTF8.self)
      _ = FakeHost.language.complete(
        text, cursor: text.utf8.count, variables: interpreter.variables)
    }
    if !isSound { Issue.record("\(escaped(String(decoding: bytes, as: UTF8.self)))") }
  }

  /// A file that includes another twice, and so on, is 2^60 files.
  @Test func doublingIncludesHaveALimit() throws {
    let environment = Environment(read: { path in
      let level = Int(path.filter(\.isNumber)) ?? 0
      let line = level < 60 ? "include \"e\(level + 1).gan\"\n" : "x = 1\n"
      return Array((line + line).utf8)
    })
    let interpreter = Interpreter(
      FakeHost.language, session: FakeSession(), environment: environment)
    let report = try timed {
      interpreter.check(Program.parse("include \"e0.gan\"\n", name: "test"))
    }
    #expect(report.hasErrors)
    #expect(render(report.diagnostics).contains("files are included"))
  }

  @Test(arguments: [
    "brackets", "signs", "nots", "lists", "calls", "blocks", "branches", "ends", "closings",
  ])
  func answersDeepScripts(shape: String) throws {
    let count = 100_000
    func times(_ text: String) -> String { String(repeating: text, count: count) }
    let script =
      switch shape {
      case "brackets": "x = " + times("(") + "1" + times(")")
      case "signs": "x = " + times("-") + "1"
      case "nots": "x = " + times("not ") + "on"
      case "lists": "x = " + times("[") + times("]")
      case "calls": "x = " + times("abs(") + "1" + times(")")
      case "blocks": times("for x in [1]\n") + times("end\n")
      case "branches": times("if on\n") + times("else\n") + times("end\n")
      case "ends": times("end\n")
      default: "x = " + times(")")
      }
    let report = try timed { outcome(script).report }
    #expect(report.hasErrors)
    #expect(report.diagnostics.count <= 2 * Limits.problems)
  }

  /// What a long script prints, or the first problem that it has.
  struct LongScript: CustomTestStringConvertible, Sendable {
    var shape: String
    var script: String
    var lines: [String] = []
    var code: String?
    var words = ""
    var line = 1
    var testDescription: String { shape }
  }

  static let longScripts: [LongScript] = {
    let count = 100_000
    func times(_ text: String) -> String { String(repeating: text, count: count) }
    let letters = times("a")
    return [
      LongScript(
        shape: "statements", script: times("x = 1\n"), code: "W202", words: "a second time",
        line: 2),
      LongScript(
        shape: "names",
        script: (0..<count).map { "x\($0) = \($0)\n" }.joined() + "print x0 x99999",
        lines: ["0 99999"]),
      LongScript(
        shape: "operands", script: "x = 1" + times(" + 1"), code: "E107", words: "10000 operands"),
      LongScript(
        shape: "branches",
        script: "if off\n" + times("else if off\n") + "else\nprint 7\nend\n",
        lines: ["7"]),
      LongScript(
        shape: "turns", script: "for n in 1..1_000_000_000_000\nx = n\nend\nprint undefined",
        code: "E110", words: "`undefined`", line: 4),
      LongScript(
        shape: "values", script: "x = [" + times("1, ") + "]", code: "E107",
        words: "10000 operands"),
      LongScript(
        shape: "errors", script: times("trian x=1\n"), code: "E110", words: "verb `trian`"),
      LongScript(shape: "text", script: "x = \"\(letters)\"\nprint x", lines: [letters]),
      LongScript(shape: "comment", script: times("# a comment\n") + "print 7", lines: ["7"]),
      LongScript(
        shape: "fields", script: "x = a" + times(".b"), code: "E107", words: "200 fields"),
      LongScript(
        shape: "digits", script: "x = " + times("1"), code: "E101", words: "100000 digits"),
      LongScript(
        shape: "marks", script: "x = a" + times("\u{301}"), code: "E101", words: "no name"),
      LongScript(
        shape: "cells", script: times("# %% A\nx = 1\n"), code: "W202", words: "a second time",
        line: 4),
      LongScript(
        shape: "arguments", script: "train" + times(" lr=1"), code: "E118", words: "`lr`"),
    ]
  }()

  @Test(arguments: longScripts) func answersLongScripts(long: LongScript) throws {
    let outcome = try timed { GANScriptTests.outcome(long.script) }
    #expect(outcome.lines == long.lines)
    let first = outcome.report.diagnostics.first
    #expect(first?.code.rawValue == long.code)
    #expect(first?.message.contains(long.words) ?? true, "\(first?.message ?? "")")
    #expect(first == nil || first?.location?.line == long.line)
    #expect(outcome.report.hasErrors == (long.code?.hasPrefix("E") == true))
    #expect(outcome.report.diagnostics.count <= Limits.problems)
  }

  @Test func growsNothingWithoutLimit() {
    let texts = "s = \"ab\"\nfor n in 1..100\ns = \"{s}{s}\"\nend"
    #expect(outcome(texts).report.exitCode == .limit)
    // However it grows: by braces above, by a sum here.
    let sums = outcome("s = \"ab\"\nfor n in 1..100\ns = s + s\nend").report
    #expect(sums.exitCode == .limit)
    #expect(sums.diagnostics.last?.message == "a text longer than 1 MB")
    let lists = "s = [1]\nfor n in 1..100\ns = [s, s]\nend"
    #expect(outcome(lists).report.exitCode == .limit)
    let depth = "s = [1]\nfor n in 1..1000\ns = [s]\nend"
    #expect(outcome(depth).report.exitCode == .limit)
  }

  @Test func stopsEndlessLoops() {
    var polls = 0
    let environment = Environment(isInterrupted: {
      polls += 1
      return polls > 200_000
    })
    var interpreter = Interpreter(
      FakeHost.language, session: FakeSession(), environment: environment)
    let report = interpreter.run(
      Program.parse("for n in 1..1e15\nend", name: "endless.gan"))
    #expect(report.exitCode == .interrupted)
  }

  @Test func boundsBlocksInIncludedFiles() {
    let open = String(repeating: "if on\n", count: 190)
    let close = String(repeating: "end\n", count: 190)
    var files: [String: String] = [:]
    for n in 0..<150 { files["\(n).gan"] = open + "include \"\(n + 1).gan\"\n" + close }
    let report = outcome("include \"0.gan\"", files: files).report
    #expect(report.diagnostics.first?.code == .tooDeep)
  }

  @Test func refusesLargeFiles() {
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: Limits.scriptBytes + 1)
    let program = Program.parse(bytes, name: "large.gan")
    #expect(program.diagnostics.first?.message == "script is 16.0 MB; the limit is 16 MB")
    #expect(program.diagnostics.first?.exitCode == .limit)
  }

  @Test func keepsNoMoreProblemsThanAreOfUse() {
    let program = Program.parse(String(repeating: "$ $ $\n", count: 50_000), name: "bad.gan")
    #expect(program.diagnostics.count > Limits.problems)
    #expect(program.diagnostics.count <= 10 * Limits.problems)
    #expect(program.diagnostics.first?.location?.line == 1)
    let report = outcome(of: program).report
    #expect(report.diagnostics.count == Limits.problems && report.isCut)
  }

  /// Seconds are enough for every script; work that grows with the square of its length takes hours.
  /// The thread's own time counts, not what other work on the machine takes.
  private func timed<Result>(_ work: () throws -> Result) throws -> Result {
    let start = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
    let result = try work()
    #expect(nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start < 10_000_000_000)
    return result
  }

  private func nanoseconds(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
