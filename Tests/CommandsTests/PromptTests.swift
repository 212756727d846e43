import Files
import Foundation
import Imaging
import Testing
import Vocabulary

/// The prompt, typed at on a terminal of its own.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(5)))
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

  /// What was found for a line before has no place on an empty one.
  @Test func tabOnAnEmptyLineOffersWhatBeginsOne() throws {
    let terminal = try prompt(Laboratory())
    terminal.type("print ro\t")
    terminal.expect("print round(")
    terminal.type("\u{15}\t\t")
    let list = terminal.expect("and ")
    #expect(list.contains("  load ") && list.contains("  train "))
    terminal.type("1 + 1\r")
    #expect(terminal.expect("\r\n2\r\n").contains("gan> 1 + 1"))
  }

  @Test func aBeginningIsEnoughForACommand() throws {
    let terminal = try prompt(Laboratory())
    #expect(terminal.line(":h").contains("several commands"))
    #expect(terminal.line(":live").contains("drawing is off"))
    #expect(terminal.line(":live on").contains("are drawn"))
    terminal.type(":q\r")
    #expect(terminal.wait() == 0)
  }

  /// What is longer than the window goes through the pager, the rest does not.
  @Test func longHelpIsPaged() throws {
    let laboratory = try Laboratory()
    let terminal = try prompt(laboratory, environment: ["PAGER": "cat > paged.txt"])
    #expect(terminal.line("help").contains("help start"))
    #expect(kindOfFile(at: laboratory.path + "/paged.txt") == nil)
    #expect(!terminal.line("help all").contains("interpolate"))
    let paged = String(
      decoding: try readFile(laboratory.path + "/paged.txt"), as: UTF8.self)
    #expect(paged.contains("interpolate") && paged.contains("round"))
    let without = try prompt(Laboratory(), environment: ["PAGER": "nosuchpager"])
    #expect(without.line("help all").contains("interpolate"))
  }

  /// Columns that have no room are named, and no line is broken.
  @Test func tablesFitTheWindow() throws {
    let terminal = try PseudoTerminal(in: Laboratory(), columns: 60)
    terminal.expect("gan> ")
    for line in Self.networks.split(separator: "\r") { terminal.line(String(line)) }
    terminal.line("s = sweep epochs=1 batch=[4, 8] measures=1")
    let shown = terminal.line("table s")
    let lines = shown.split(separator: "\r\n").filter { !$0.hasPrefix("gan> ") }
    #expect(lines.contains { $0.hasPrefix("batch") })
    #expect(lines.contains { $0.hasPrefix("left out for lack of room: ") })
    for line in lines.dropLast() { #expect(line.count <= 60, "\(line)") }
  }

  /// Answers, notes and errors are broken between words; a path is whole, and nothing is set in on a pipe.
  @Test func wordsAreNotBroken() throws {
    let laboratory = try Laboratory()
    let terminal = try PseudoTerminal(in: laboratory, columns: 60)
    terminal.expect("gan> ")
    for line in Self.networks.split(separator: "\r") { terminal.line(String(line)) }
    let text = String(repeating: "sunflower ", count: 12) + "field"
    var shown = [terminal.line("print \"\(text)\"")]
    shown.append(terminal.line("r = train epochs=1 batch=4 seed=7 lr=0.25 snapshots=1000"))
    shown.append(terminal.line("save strip \"a/folder/that/is/deep/strip.png\""))
    shown.append(terminal.line("train epochs=1 batch=64 measures=10 optimiser=adam lr=0.25 seed=1"))
    let lines = shown.flatMap { $0.split(separator: "\r\n").dropFirst() }.map {
      $0.replacing(/\u{1b}\[[0-9;]*m/, with: "")
    }
    #expect(lines.contains("  sunflower sunflower sunflower sunflower sunflower"))
    for line in lines { #expect(line.count <= 60 || !line.dropFirst(2).contains(" "), "\(line)") }
    let folder = try #require(laboratory.runFolders.first)
    #expect(shown[1].contains("runs/" + folder), "\(shown[1])")
    #expect(shown[2].contains("a/folder/that/is/deep/strip.png"), "\(shown[2])")
    let piped = try Executable.run(["-e", "print \"\(text)\""])
    #expect(piped.output == text + "\n")
    let failed = try Executable.run(["-e", "expect 1 > 2 \"\(text)\""])
    #expect(failed.output.contains(text) && failed.messages.contains(text), "\(failed)")
  }

  /// Names and values are set and cut by the columns that they take.
  @Test func variablesFitTheWindow() throws {
    let columns: UInt16 = 40
    let terminal = try PseudoTerminal(in: Laboratory(), columns: columns)
    terminal.expect("gan> ")
    terminal.line("ab = 1")
    terminal.line("flowers = \"\(String(repeating: "漢字", count: 5))\"")
    terminal.line("long = \"\(String(repeating: "漢字", count: 12))\"")
    let lines = terminal.line(":vars").split(separator: "\r\n").map(String.init)
    #expect(lines.contains("ab       1"), "\(lines)")
    #expect(lines.contains("flowers  \"\(String(repeating: "漢字", count: 5))\""), "\(lines)")
    let cut = try #require(lines.first { $0.hasPrefix("long ") })
    #expect(cut.hasSuffix("...") && (37..<40).contains(displayWidth(cut)), "\(cut)")
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
    // Gone on with without a name, and stopped again: the first state is gone, and what is said of it works.
    terminal.type("continue r epochs=1000000\r")
    terminal.expect("  G ")
    terminal.type("\u{03}")
    terminal.expect("gan> ")
    let gone = terminal.line("save picture \"a.png\" run=r")
    #expect(gone.contains("error[E339]"), "\(gone)")
    let line = try #require(gone.firstMatch(of: /run = (load run \"lr0.01-batch4-\S+\")/)?.1)
    terminal.line("r = \(line)")
    #expect(terminal.line("save picture \"a.png\" run=r").contains("saved"))
    #expect(terminal.line("diagnose").contains("it was stopped before its end"))
  }

  /// A folder that was typed stays open to what is run afterwards; of others it is said what can be done.
  @Test func whatWasTypedStaysReadable() throws {
    let laboratory = try Laboratory()
    let (own, other) = (try Laboratory(), try Laboratory())
    for folder in [own, other] {
      let flat = Image(width: 8, height: 8, channels: 1, pixels: [UInt8](repeating: 99, count: 64))
      for index in 0..<3 { try folder.write(encodePNG(flat), "\(index).png") }
    }
    try laboratory.write(Array("load \"\(other.path)\" size=8\n".utf8), "other.gan")
    let terminal = try prompt(laboratory)
    #expect(terminal.line("load \"\(own.path)\" size=8").contains("3 samples"))
    #expect(terminal.line(":save my.gan").contains("saved my.gan"))
    let again = terminal.line(":run my.gan")
    #expect(!again.contains("E502"), "\(again)")
    #expect(again.contains("3 samples"), "\(again)")
    let refused = terminal.line(":run other.gan")
    #expect(refused.contains("E502"), "\(refused)")
    #expect(refused.contains("leave and start with"), "\(refused)")
  }

  /// Readline 8.2 loses a search that is left by a key sequence, and later follows a null pointer.
  @Test(
    arguments: [
      "\u{12}\u{1b}x\rab\u{04}X", "\u{12}\u{1b}\u{e9}abc\r",
      "\u{12}pri\u{1b}\u{e9}\r\u{1b}\u{e9}\rab\u{04}",
      "\u{13}\u{1b}x\rab\u{04}X", "\u{12}\u{1b}x\r\u{12}\u{1b}x\rab\u{12}",
      "\u{12}a\u{1b}OQ\rab\u{04}X",
      "\u{1b}px\u{1b}x\rab\u{04}X", "\u{12}\u{18}\u{18}\rab\u{04}X",
      "\u{12}\u{16}\u{1b}x\rab\u{04}",
    ], [true, false])
  func aLostSearchIsNoEnd(keys: String, inOneGo: Bool) throws {
    let terminal = try prompt(Laboratory())
    if inOneGo {
      terminal.type(keys)
    } else {
      for key in keys.unicodeScalars {
        terminal.type(String(key))
        usleep(3000)
      }
    }
    usleep(50_000)
    terminal.type("\u{03}")
    terminal.expect("gan> ")
    terminal.type("\u{03}print 6 * 7\r")
    terminal.expect("\r\n42\r\n")
  }

  @Test func ctrlCNeverEndsTheSession() throws {
    let terminal = try prompt(Laboratory())
    terminal.line("x = 7")
    terminal.line(Self.networks)
    terminal.expect("discriminator: ")
    terminal.expect("gan> ")
    terminal.type("r = train epochs=1000000 batch=4\r")
    terminal.expect("epoch ")
    for _ in 0..<5 { terminal.send(SIGINT) }
    terminal.expect("gan> ")
    terminal.type("print x\r")
    terminal.expect("\r\n7\r\n")
    // Also where nothing asks.
    terminal.type("load sunflowers size=256 color=rgb\r")
    usleep(100_000)
    for _ in 0..<5 { terminal.send(SIGINT) }
    terminal.expect("gan> ")
    terminal.type("print x\r")
    terminal.expect("\r\n7\r\n")
  }

  @Test(arguments: [SIGKILL, SIGHUP, SIGTERM])
  func aSessionThatEndsEarlyIsOffered(number: Int32) throws {
    let laboratory = try Laboratory()
    let first = try prompt(laboratory)
    first.line("x = 40")
    first.line("y = nothing_of_that_name")
    first.line("z = 1")
    first.line(":undo")
    first.line("for n in [1]\rprint n\rend")
    first.line("y = x + 2")
    // A session that lives is not offered.
    let beside = try PseudoTerminal(in: laboratory)
    #expect(!beside.expect("gan> ").contains(":recover"))
    first.send(number)
    #expect(first.wait() == -number)
    let second = try PseudoTerminal(in: laboratory)
    #expect(second.expect("gan> ").contains("after 3 inputs; :recover"))
    second.line(":recover")
    #expect(second.line("print y").contains("\r\n42\r\n"))
    #expect(second.line("z").contains("unknown name"))
    // What was taken up is this session's, and is offered again.
    second.send(SIGKILL)
    _ = second.wait()
    let third = try PseudoTerminal(in: laboratory)
    #expect(third.expect("gan> ").contains("after 4 inputs; :recover"))
    #expect(third.line(":recover no").contains("dropped 4 inputs"))
    third.line("1 + 1")
    third.type("\u{04}")
    #expect(third.wait() == 0)
    let last = try PseudoTerminal(in: laboratory)
    #expect(!last.expect("gan> ").contains(":recover"))
    #expect(
      try namesInFolder(laboratory.path + "/.local/state/ganrepl").names == ["history"])
  }

  // MARK: The editor

  /// An editor that asks the terminal for its text, as real ones do.
  @Test func theEditorHasTheTerminal() throws {
    let laboratory = try Laboratory()
    try laboratory.write(
      Array("echo ready; read line; printf '%s\\n' \"$line\" > \"$1\"\n".utf8), "ed.sh")
    let terminal = try prompt(laboratory, environment: ["EDITOR": "sh ./ed.sh", "VISUAL": ""])
    terminal.line("x = 40")
    terminal.type(":edit\r")
    terminal.expect("ready")
    terminal.type("print x + 2\r")
    terminal.expect("\r\n42\r\n")
    terminal.expect("gan> ")
    // Ctrl-C in the editor is the editor's.
    terminal.type(":edit\r")
    terminal.expect("ready")
    terminal.type("\u{03}")
    terminal.expect("sh ./ed.sh ended with 130")
    terminal.expect("gan> ")
    #expect(terminal.line("print x + 3").contains("\r\n43\r\n"))
  }

  @Test(arguments: [
    ([:], "there is no editor vi"), (["EDITOR": " ", "VISUAL": ""], "there is no editor vi"),
    (["EDITOR": "none-such"], "there is no editor none-such"),
    (["TMPDIR": "/none/such"], "/none/such: no such file or folder"),
    (["EDITOR": "false"], "false ended with 1"),
  ])
  func anEditorThatCannotBeIsSaid(environment: [String: String], words: String) throws {
    let laboratory = try Laboratory()
    let terminal = try prompt(
      laboratory, environment: environment.merging(["PATH": "/none"]) { given, _ in given })
    terminal.line("x = 1")
    let answer = terminal.line(":edit")
    #expect(answer.contains(words), "\(answer)")
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
