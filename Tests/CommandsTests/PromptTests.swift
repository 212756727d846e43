import Files
import Foundation
import Testing

/// The prompt, typed at on a terminal of its own.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(2)))
struct PromptTests {
  private static let networks = """
    load sunflowers size=8 limit=16\r\
    net generator: 3 -> 8 batchnorm relu -> 64 tanh\r\
    net discriminator: 64 -> 8 leakyrelu -> 1 sigmoid
    """

  private func prompt(
    _ laboratory: Laboratory, environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(in: laboratory, environment: environment)
    terminal.expect("gan> ")
    return terminal
  }

  @Test func answersAndLeaves() throws {
    let terminal = try prompt(Laboratory())
    #expect(terminal.line("1 + 1").contains("\r\n2\r\n"))
    #expect(terminal.line("x = 3").contains("x = 3\r\n"))
    #expect(terminal.line("for n in [1, 2]\rprint n * x\rend").contains("...> "))
    #expect(terminal.line("exit").contains("Ctrl-D"))
    #expect(terminal.line(":quti").contains(":quit"))
    terminal.type("\u{04}")
    #expect(terminal.wait() == 0)
  }

  @Test func aFailedStatementLeavesTheSession() throws {
    let terminal = try prompt(Laboratory())
    terminal.line("x = 3")
    let report = terminal.line("x = trian epochs=3")
    #expect(report.contains("unknown verb `trian`"))
    #expect(report.contains("did you mean `train`?"))
    #expect(terminal.line("x").contains("\r\n3\r\n"))
  }

  @Test func completesByPosition() throws {
    let laboratory = try Laboratory()
    try laboratory.write([], "flowers.npy")
    let terminal = try prompt(laboratory)
    terminal.type("loa\tsunf\tsi\t")
    terminal.expect("load sunflowers size=")
    terminal.type("\u{03}")
    terminal.expect("gan> ")
    terminal.type("train optimizer=\t\t")
    let list = terminal.expect("rmsprop ")
    #expect(list.contains("stochastic gradient descent"))
    terminal.type("\u{03}")
    terminal.expect("gan> ")
    terminal.type("load \"flo\t")
    terminal.expect("flowers.npy\"")
    terminal.type("\u{03}")
    terminal.expect("gan> ")
    terminal.line("net g: 3 -> 4 relu")
    terminal.type("print g.para\t")
    terminal.expect("parameters")
    #expect(terminal.line("").contains("16"))
    terminal.type(":sa\t")
    terminal.expect("save ")
  }

  @Test func ctrlCDropsTheLineAndTheBlock() throws {
    let terminal = try prompt(Laboratory())
    terminal.line("x = 1")
    terminal.type("x = 2\u{03}")
    #expect(terminal.expect("gan> ").contains("^C"))
    terminal.type("for n in [1]\r")
    terminal.expect("...> ")
    terminal.type("x = 4\u{03}")
    terminal.expect("gan> ")
    #expect(terminal.line("x").contains("\r\n1\r\n"))
  }

  @Test func ctrlCKeepsTheRun() throws {
    let terminal = try prompt(Laboratory())
    terminal.line(Self.networks)
    terminal.expect("discriminator: ")
    terminal.expect("gan> ")
    terminal.type("r = train epochs=1000000 batch=4\r")
    terminal.expect("epoch ")
    terminal.type("\u{03}")
    let end = terminal.expect("gan> ")
    #expect(end.contains("the run is kept"))
    #expect(end.contains("r = run lr0.01-batch4-"))
    #expect(terminal.line("print r.status").contains("interrupted"))
  }

  @Test(arguments: [SIGTERM, SIGHUP])
  func aSignalInATrainingEndsTheProgramByIt(number: Int32) throws {
    let terminal = try prompt(Laboratory())
    terminal.line(Self.networks)
    terminal.expect("discriminator: ")
    terminal.expect("gan> ")
    terminal.type("r = train epochs=1000000 batch=4\r")
    terminal.expect("epoch ")
    terminal.send(number)
    terminal.expect("the run is kept")
    #expect(terminal.wait() == -number)
  }

  @Test(arguments: [SIGTERM, SIGHUP])
  func aSignalAtThePromptEndsTheProgramByIt(number: Int32) throws {
    let terminal = try prompt(Laboratory())
    terminal.send(number)
    #expect(terminal.wait() == -number)
  }

  @Test func survivesAChangedWindow() throws {
    let terminal = try prompt(Laboratory())
    terminal.type("1 + ")
    terminal.send(SIGWINCH)
    terminal.send(SIGSTOP)
    terminal.send(SIGCONT)
    terminal.type("41\r")
    terminal.expect("\r\n42\r\n")
  }

  @Test func runsPastedCells() throws {
    let terminal = try prompt(Laboratory())
    terminal.type(
      "\u{1b}[200~# %% [markdown]\r# Some *words*.\r# %% Sum\rx = 40\rprint x + 2\r\u{1b}[201~")
    #expect(terminal.line("").contains("\r\n42\r\n"))
    #expect(terminal.line(":history 1").contains("# Some *words*."))
  }

  @Test func historyIsKeptForTheUserAlone() throws {
    let laboratory = try Laboratory()
    let first = try prompt(laboratory)
    first.line("x = 3")
    first.line("for n in [1, 2]\rprint \"{n}\\n\"\rend")
    first.type("\u{04}")
    #expect(first.wait() == 0)
    let path = laboratory.path + "/.local/state/ganrepl/history"
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(
      String(decoding: try readFile(path), as: UTF8.self)
        == "x = 3\nfor n in [1, 2]\\nprint \"{n}\\\\n\"\\nend\n")
    let second = try prompt(laboratory)
    second.type("\u{10}\r")
    #expect(second.expect("2\r\n").contains("1\r\n"))
  }

  @Test(arguments: ["\u{0}\u{1}\u{2}", "a\u{1b}[2Jb"])
  func aForeignHistoryIsLeftAlone(content: String) throws {
    let laboratory = try Laboratory()
    try laboratory.write(Array(content.utf8), "old")
    let terminal = try PseudoTerminal(
      in: laboratory, environment: ["GANREPL_HISTORY": laboratory.path + "/old"])
    #expect(terminal.expect("gan> ").contains("no history"))
    terminal.line("1 + 1")
    #expect(try readFile(laboratory.path + "/old") == Array(content.utf8))
  }

  @Test func inputrcKnowsTheProgram() throws {
    let laboratory = try Laboratory()
    try laboratory.write(Array("$if ganrepl\n\"\\C-t\": \"6 * 7\"\n$endif\n".utf8), "inputrc")
    let terminal = try prompt(laboratory)
    #expect(terminal.line("\u{14}").contains("\r\n42\r\n"))
  }

  @Test func savesANotebookThatDoesItAgain() throws {
    let laboratory = try Laboratory()
    let terminal = try prompt(laboratory)
    terminal.line(Self.networks)
    terminal.expect("discriminator: ")
    terminal.expect("gan> ")
    terminal.line("r = train epochs=2 batch=4 sed=3")
    terminal.line("r = train epochs=2 batch=4 seed=3")
    terminal.line("save picture \"last.png\"")
    terminal.line("save loss \"loss.csv\"")
    #expect(terminal.line(":save lab.gan").contains("saved lab.gan (6 cells)"))
    #expect(terminal.line(":save lab.gan").contains("saved lab.gan"))
    let result = try Executable.run(["run", "lab.gan", "-o", "out/lab"], in: laboratory)
    #expect(result.status == 0, "\(result.messages)")
    let files = try laboratory.files
    #expect(files["lab/last.png"] == files["session/last.png"])
    #expect(files["lab/loss.csv"] == files["session/loss.csv"])
    try laboratory.write(Array("mine".utf8), "lab.gan")
    #expect(terminal.line(":save lab.gan").contains(":save! lab.gan overwrites"))
    #expect(try readFile(laboratory.path + "/lab.gan") == Array("mine".utf8))
    #expect(terminal.line(":save! lab.gan").contains("saved lab.gan"))
  }

  @Test func undoGoesBack() throws {
    let terminal = try prompt(Laboratory())
    terminal.line("x = 1")
    terminal.line("x = 2")
    #expect(terminal.line(":undo").contains("undone: x = 2"))
    #expect(terminal.line("x").contains("\r\n1\r\n"))
    #expect(terminal.line(":vars").contains("x  1"))
    #expect(terminal.line(":cells").contains("2  x"))
    terminal.line(":undo")
    terminal.line(":undo")
    #expect(terminal.line(":undo").contains("nothing to undo"))
  }

  /// The README's table is what `:help` lists.
  @Test func theReadmeKnowsEveryCommand() throws {
    let terminal = try prompt(Laboratory())
    let rows = terminal.line(":help").matches(of: #/  :(\w+) +([^\r\n]+)/#).map {
      "| `:\($0.output.1)` | \($0.output.2) |"
    }
    #expect(rows.count > 8)
    #expect(
      try ReadmeTests.readme().contains("| --- | --- |\n" + rows.joined(separator: "\n") + "\n\n"))
  }

  @Test func runsANotebookHere() throws {
    let laboratory = try Laboratory()
    try laboratory.write(Array("# %% Sum\ny = 40 + 2\n".utf8), "sum.gan")
    let terminal = try prompt(laboratory)
    terminal.line(":run sum.gan")
    #expect(terminal.line("y").contains("\r\n42\r\n"))
    #expect(terminal.line(":run non.gan").contains("no such file"))
  }
}
