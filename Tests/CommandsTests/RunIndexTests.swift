import Files
import Foundation
import Testing

@testable import Commands

/// Runs of several folders side by side, whatever is in the folders.
struct RunIndexTests {
  private static let train =
    Laboratory.preamble + "run = train epochs=4 lr=0.1 batch=4 checkpoint=1 "

  /// With as many pictures as measures need.
  private static let measured = train.replacing(
    "load \"data.npy\"", with: "load sunflowers size=4 limit=32 color=gray")

  private static func index(_ laboratories: Laboratory...) throws -> RunIndex {
    try RunIndex(below: laboratories.map(\.path))
  }

  private static func column(_ name: String, _ index: RunIndex) throws -> [String] {
    let (columns, rows) = index.table(.whole)
    let place = try #require(columns.firstIndex(of: name), "\(columns)")
    return rows.map { $0[place].description }
  }

  @Test func newestFirstAndWhatDiffers() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.measured + "seed=1")
    _ = try laboratory.run(Self.measured + "seed=2 measures=2")
    let folders = try laboratory.runFolders
    for (age, folder) in folders.enumerated() {
      let status = URL(filePath: "\(laboratory.output)/runs/\(folder)/status").path
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1e9 - Double(age) * 100)],
        ofItemAtPath: status)
    }
    let index = try Self.index(laboratory)
    #expect(index.entries.map(\.name) == folders)
    #expect(index.entries.allSatisfy { $0.damage == nil && $0.state == "done" })
    let (columns, rows) = index.table(.short)
    #expect(columns.contains("seed") && !columns.contains("batch"), "\(columns)")
    // What came out is seen in a narrow window, too.
    let order = ["run", "epochs", "status", "generator", "discriminator", "kid", "coverage"]
    #expect(Array(columns.prefix(order.count)) == order, "\(columns)")
    #expect(rows.count == 2)
    #expect(try Set(Self.column("batch", index)) == ["4"])
    #expect(try Self.column("modified", index)[0] == "2001-09-09T01:46:40Z")
    #expect(try Self.column("epochs", index) == ["4", "4"])
    // The file is read as a list of objects with as many columns each.
    let list = try JSONSerialization.jsonObject(with: Data(index.encoded(asJSON: true).utf8))
    #expect(
      (list as? [[String: Any]])?.map(\.count)
        == Array(repeating: index.table(.whole).columns.count, count: 2))
    #expect(index.encoded(asJSON: false).split(separator: "\n").count == 3)
  }

  @Test func severalFoldersAndOneTwice() throws {
    let one = try Laboratory()
    let other = try Laboratory()
    _ = try one.run(Self.train)
    _ = try other.run(Self.train + "lr_d=0.2")
    let index = try RunIndex(below: [one.path, other.output, one.output])
    #expect(index.entries.count == 2)
    #expect(index.table(.short).columns.contains("folder"))
    let folder = try #require(one.runFolders.first)
    let named = try RunIndex(below: ["\(one.output)/runs/\(folder)"])
    #expect(named.entries.map(\.isNamed) == [true])
    #expect(throws: FileError.self) { try RunIndex(below: [one.path + "/none"]) }
    let empty = try Laboratory()
    #expect(try RunIndex(below: [empty.path]).entries.isEmpty)
  }

  @Test(arguments: ["config.json", "status", "loss.csv", "last.safetensors"])
  func damageIsNamedAndNotFatal(file: String) throws {
    for damage in ["cut", "gone", "other", "link"] {
      let laboratory = try Laboratory()
      _ = try laboratory.run(Self.train)
      _ = try laboratory.run(Self.train + "seed=2")
      let folder = try #require(laboratory.runFolders.first)
      let path = "\(laboratory.output)/runs/\(folder)/\(file)"
      var bytes = try readFile(path)
      bytes.removeLast(bytes.count / 3)
      unlink(path)
      switch damage {
      case "cut": try writeDurably(bytes, to: path)
      case "other": try writeDurably(Array("something else".utf8), to: path)
      case "link": symlink("/dev/zero", path)
      default: break
      }
      let index = try Self.index(laboratory)
      #expect(index.entries.count == 2, "\(file) \(damage)")
      let broken = try #require(index.entries.first { $0.name == folder })
      #expect(broken.state == "damaged", "\(file) \(damage)")
      #expect(
        broken.damage?.contains(file == "status" ? "status" : file) == true,
        "\(file) \(damage): \(broken.damage ?? "")")
      // With a status that says how far it is and a whole checkpoint, a training mends the rest.
      let isLost = file == "last.safetensors" || (file == "status" && damage != "cut")
      #expect(index.removals.map(\.entry.name) == (isLost ? [folder] : []), "\(file) \(damage)")
      #expect(try Self.column("status", index).sorted() == ["damaged", "done"])
      // A link is left to its user.
      guard !isLost, damage != "link" else { continue }
      let again = try laboratory.run(Self.train)
      #expect(again.messages.allSatisfy { !$0.hasPrefix("epoch 1/") }, "\(again.messages)")
      #expect(try Self.index(laboratory).entries.allSatisfy { $0.damage == nil })
    }
  }

  /// Pictures are drawn again: a run without them is whole, and says so.
  @Test(arguments: ["loss.png", "last.png", "training.gif"])
  func pictureDamageIsANote(file: String) throws {
    for isGone in [false, true] {
      let laboratory = try Laboratory()
      _ = try laboratory.run(Self.train)
      let path = "\(laboratory.output)/runs/\(try #require(laboratory.runFolders.first))/\(file)"
      unlink(path)
      if !isGone { try writeDurably([1], to: path) }
      let index = try Self.index(laboratory)
      #expect(index.entries.map(\.state) == ["done"] && index.removals.isEmpty)
      #expect(index.entries[0].note?.hasPrefix(file) == true)
      #expect(try Self.column("damage", index)[0].hasPrefix(file))
      _ = try laboratory.run(Self.train)
      #expect(try Self.index(laboratory).entries.map(\.note) == [nil])
    }
  }

  /// A folder that is as another version wrote it is whole, though not understood, and is not offered to be
  /// removed.
  @Test(arguments: ["config.json", "status"])
  func anotherVersionsRunsStay(file: String) throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.train)
    let folder = laboratory.output + "/runs/" + (try #require(laboratory.runFolders.first))
    let status = String(decoding: try readFile(folder + "/status"), as: UTF8.self)
    if file == "status" {
      // Earlier ones had no digests.
      let lines = status.split(separator: "\n").filter { !$0.hasPrefix("sha256") }
      try writeDurably(Array((lines.joined(separator: "\n") + "\n").utf8), to: folder + "/status")
    } else {
      let old = try readFile(folder + "/config.json")
      let new = Array("{\"program\": {\"version\": \"9\"}}\n".utf8)
      try writeDurably(new, to: folder + "/config.json")
      let told = status.replacing(sha256(old), with: sha256(new))
      try writeDurably(Array(told.utf8), to: folder + "/status")
    }
    let index = try Self.index(laboratory)
    #expect(index.entries.first?.damage != nil)
    #expect(index.entries.first?.isOfAnotherVersion == true)
    #expect(index.removals.isEmpty)
  }

  /// A number of a status that no training writes.
  @Test(arguments: ["seconds 1e999", "seconds -1", "seconds nan"])
  func numbersOfAStatusAreFinite(line: String) {
    #expect(RunStatus("done\nepochs 4 of 4\nseconds 1.5\n") != nil)
    #expect(RunStatus("done\nepochs 4 of 4\n\(line)\n") == nil)
  }

  /// The reason of a damaged checkpoint names it once.
  @Test func aCheckpointIsNamedOnce() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.train)
    let folder = "\(laboratory.output)/runs/" + (try #require(laboratory.runFolders.first))
    try writeDurably([1, 2], to: folder + "/last.safetensors")
    let damage = try #require(try Self.index(laboratory).entries.first?.damage)
    #expect(damage.components(separatedBy: "last.safetensors").count == 2, "\(damage)")
  }

  @Test func whatHasBeenPassedMayGoAndNothingElse() throws {
    let laboratory = try Laboratory()
    let long = Self.train.replacing("epochs=4", with: "epochs=9")
    _ = try laboratory.run(long, isInterrupted: laboratory.stop { $0 >= 5 })
    #expect(try Self.index(laboratory).removals.isEmpty)
    let interrupted = try #require(laboratory.runFolders.first)
    _ = try laboratory.run(Self.train)
    let index = try Self.index(laboratory)
    #expect(index.removals.map(\.entry.name) == [interrupted])
    // Another seed's run is not passed by it.
    _ = try laboratory.run(long + "seed=2", isInterrupted: laboratory.stop { $0 >= 2 })
    #expect(try Self.index(laboratory).removals.count == 1)
    let whole = try Laboratory()
    _ = try whole.run(long)
    #expect(try RunIndex.remove(index.removals[0].entry) == [])
    #expect(try !laboratory.runFolders.contains(interrupted))
    // What it left behind is enough: the long run is trained to the same bytes.
    _ = try laboratory.run(long)
    for (name, bytes) in try whole.runFiles {
      #expect(try laboratory.runFiles[name] == bytes, "\(name)")
    }
  }

  @Test func whatIsNotItsOwnStays() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.train)
    let folder = "\(laboratory.output)/runs/" + (try #require(laboratory.runFolders.first))
    try writeDurably([1], to: folder + "/notes.txt")
    try writeDurably([2], to: laboratory.path + "/precious")
    unlink(folder + "/log")
    symlink(laboratory.path + "/precious", folder + "/log")
    let entry = try #require(try RunIndex(below: [folder]).removals.first?.entry)
    #expect(try RunIndex.remove(entry) == ["notes.txt"])
    #expect(try readFile(folder + "/notes.txt") == [1])
    #expect(try readFile(laboratory.path + "/precious") == [2])
    #expect(kindOfFile(at: folder + "/config.json") == nil)
  }

  /// Folders with files of the same names that other programs wrote, in a folder called `runs` too.
  @Test func otherFoldersAreNoRuns() throws {
    let laboratory = try Laboratory()
    try makeFolder(laboratory.path + "/runs/exp1")
    try makeFolder(laboratory.path + "/runs/pics-0123456789-e10")
    try laboratory.write(Array("{\"model\": \"bert\"}".utf8), "runs/exp1/config.json")
    for name in ["log", "last.png", "status", "last.safetensors"] {
      try laboratory.write(Array("mine".utf8), "runs/exp1/" + name)
      try laboratory.write(Array("mine".utf8), "runs/pics-0123456789-e10/" + name)
    }
    #expect(try Self.index(laboratory).entries.isEmpty)
    let named = try RunIndex(below: [laboratory.path + "/runs/exp1"])
    #expect(named.entries.isEmpty && named.removals.isEmpty)
  }

  /// Runs are found below a folder called `runs`; what the user saved beside them is none.
  @Test func anOutputFolderCalledRuns() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.train)
    let name = try #require(laboratory.runFolders.first)
    try makeFolder(laboratory.output + "/best")
    try laboratory.write([1], "out/best/00001.png")
    let output = laboratory.path + "/runs"
    try FileManager.default.moveItem(atPath: laboratory.output, toPath: output)
    let index = try Self.index(laboratory)
    #expect(index.entries.map(\.path) == ["\(output)/runs/\(name)"])
    #expect(index.removals.isEmpty)
    #expect(index.table(.short).columns.contains("folder") == false)
    // A copy under a name of the user's is a run, and stays whatever becomes of it.
    let copy = output + "/the good one"
    try FileManager.default.copyItem(atPath: "\(output)/runs/\(name)", toPath: copy)
    unlink(copy + "/last.safetensors")
    let copied = try #require(try Self.index(laboratory).entries.first { $0.path == copy })
    #expect(copied.state == "damaged")
    #expect(try Self.index(laboratory).removals.isEmpty)
    #expect(try RunIndex(below: [copy, output]).removals.map(\.entry.path) == [copy])
  }

  /// From the lock to the end: before there is a status, while a stopped run goes on, and after a kill.
  @Test func whatAProcessHasIsRunning() throws {
    let laboratory = try Laboratory()
    let fresh = laboratory.output + "/runs/lr0.1-batch4-0123456789-e4"
    var lock: FolderLock? = try FolderLock(
      "runs/lr0.1-batch4-0123456789-e4",
      in: OutputFolder(laboratory.output, followsLinks: true))
    func only() throws -> RunIndex.Entry { try #require(try Self.index(laboratory).entries.first) }
    #expect(try only().state == "running" && only().damage == nil)
    try writeDurably(Array("{}".utf8), to: fresh + "/config.json")
    #expect(try only().state == "running" && only().damage == nil)
    withExtendedLifetime(lock) {}
    lock = nil
    #expect(try only().state == "stopped" && only().damage == nil)
    #expect(try Self.index(laboratory).removals.isEmpty)
    // Nobody has begun anything there for two days.
    let old = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -2 * 86400)]
    try FileManager.default.setAttributes(old, ofItemAtPath: fresh + "/config.json")
    #expect(try Self.index(laboratory).removals.map(\.reason) == ["nothing was trained in it"])
    unlink(fresh + "/config.json")
    unlink(fresh + "/.lock")
    #expect(rmdir(fresh) == 0)

    _ = try laboratory.run(Self.train)
    let name = try #require(laboratory.runFolders.first)
    let going = try FolderLock(
      "runs/" + name, in: OutputFolder(laboratory.output, followsLinks: true))
    try writeDurably([1], to: "\(laboratory.output)/runs/\(name)/loss.csv")
    #expect(try only().state == "running" && only().damage == nil)
    #expect(try Self.index(laboratory).removals.isEmpty)
    withExtendedLifetime(going) {}
  }

  @Test func aRunInUseIsNotRemoved() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.train)
    let folder = "\(laboratory.output)/runs/" + (try #require(laboratory.runFolders.first))
    let entry = try #require(try RunIndex(below: [folder]).removals.first?.entry)
    let lock = try entry.folder.take()
    #expect(throws: (any Error).self) { try RunIndex.remove(entry) }
    #expect(kindOfFile(at: folder + "/status") != nil)
    withExtendedLifetime(lock) {}
  }

  @Test func bestPicturesAreDrawn() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.measured + "measures=1 best=kid")
    let entry = try #require(try Self.index(laboratory).entries.first)
    let context = SessionContext(
      outputFolder: laboratory.output, workers: .init(threads: 1))
    let (figures, problem) = entry.figures(context)
    #expect(problem == nil)
    #expect(figures.count == 3, "\(figures.map(\.caption))")
    #expect(figures.contains { $0.caption.hasPrefix("best pictures, epoch ") })
    #expect(figures.allSatisfy { $0.medium.bytes.starts(with: [0x89, 0x50]) })
  }

  /// A line for each session that trained; no other file tells of them, and the run is found by its
  /// recipe as before.
  @Test func sessionsAreKept() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.train, isInterrupted: laboratory.stop { $0 >= 4 })
    _ = try laboratory.run(Self.train)
    let again = try laboratory.run(Self.train)
    #expect(again.messages.first?.hasPrefix("found run") == true, "\(again.messages)")
    let folder = "\(laboratory.output)/runs/" + (try #require(laboratory.runFolders.first))
    let lines = String(decoding: try readFile(folder + "/sessions.jsonl"), as: UTF8.self)
      .split(separator: "\n")
    let sessions = try lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(sessions.count == 2)
    #expect(sessions.map { $0["from_epoch"] as? Int } == [0, 1])
    #expect(sessions.allSatisfy { ($0["processor"] as? String)?.isEmpty == false })
  }
}

/// `ganrepl runs` as it is typed.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(5)))
struct RunsCommandTests {
  private static func laboratory() throws -> Laboratory {
    let laboratory = try Laboratory()
    let script = """
      load sunflowers size=4 limit=8
      net generator: 3 -> 8 batchnorm relu -> 16 tanh
      net discriminator: 16 -> 8 leakyrelu(0.2) -> 1 sigmoid
      a = train epochs=4 batch=4 seed=1
      b = train epochs=4 batch=4 seed=2
      """
    try laboratory.write(Array(script.utf8), "lab.gan")
    let result = try Executable.run(["run", "lab.gan"], in: laboratory)
    #expect(result.status == 0, "\(result.messages)")
    return laboratory
  }

  @Test func tableCSVJSONAndPage() throws {
    let laboratory = try Self.laboratory()
    let table = try Executable.run(["runs"], in: laboratory)
    #expect(table.status == 0 && table.messages.isEmpty, "\(table.messages)")
    #expect(table.output.split(separator: "\n").count == 3)
    #expect(table.output.contains("seed"))
    let csv = try Executable.run(["runs", "--csv", "out"], in: laboratory).output
    #expect(csv.hasPrefix("path,modified,"))
    let json = try Executable.run(["runs", "--json"], in: laboratory).output
    #expect(json.contains("\"seed\": 2"))
    let page = try Executable.run(["runs", "--html", "runs.html"], in: laboratory)
    #expect(page.status == 0, "\(page.messages)")
    let text = String(decoding: try readFile(laboratory.path + "/runs.html"), as: UTF8.self)
    #expect(text.components(separatedBy: "data:image/png;base64,").count == 1 + 2 * 3)
    #expect(!text.contains("<script"))
    // The same folders are the same page, written over; another's file is not.
    let again = try Executable.run(["runs", "--html", "runs.html"], in: laboratory)
    #expect(again.status == 0, "\(again.messages)")
    #expect(String(decoding: try readFile(laboratory.path + "/runs.html"), as: UTF8.self) == text)
    try laboratory.write(Array("mine".utf8), "mine.html")
    let refused = try Executable.run(["runs", "--html", "mine.html"], in: laboratory)
    #expect(refused.status == 7)
    #expect(String(decoding: try readFile(laboratory.path + "/mine.html"), as: UTF8.self) == "mine")
    let session = try readFile(
      laboratory.path + "/out/lab/runs/" + (try #require(laboratory.runFolders.first))
        + "/sessions.jsonl")
    #expect(String(decoding: session, as: UTF8.self).contains("\"notebook\": \"lab.gan\""))
  }

  @Test func pruneSaysFirstAndAsks() throws {
    let laboratory = try Self.laboratory()
    let whole = try Executable.run(["runs", "--prune"], in: laboratory)
    #expect(whole.status == 0 && whole.messages.contains("nothing to remove"))
    let folder = "out/lab/runs/" + (try #require(laboratory.runFolders.first))
    let told = try Executable.run(["runs", folder, "--prune"], in: laboratory)
    #expect(told.status == 2)
    #expect(told.output.hasPrefix(folder + "  "), "\(told.output)")
    #expect(told.messages.contains("removing 1 run frees") && told.messages.contains("--yes"))
    #expect(kindOfFile(at: laboratory.path + "/" + folder) == .folder)
    for (answer, isGone) in [("n", false), ("y", true)] {
      let terminal = try PseudoTerminal(["runs", folder, "--prune"], in: laboratory)
      terminal.expect("[y/N] ")
      terminal.type(answer + "\r")
      #expect(terminal.wait() == 0)
      #expect((kindOfFile(at: laboratory.path + "/" + folder) == nil) == isGone)
    }
    let rest = "out/lab/runs/" + (try #require(laboratory.runFolders.first))
    let sure = try Executable.run(["runs", rest, "--prune", "-y"], in: laboratory)
    #expect(sure.status == 0)
    #expect(try Executable.run(["runs"], in: laboratory).messages.contains("no runs below out"))
  }

  /// The first signal ends the question, and so does the end of input; nothing is removed.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, 0])
  func aSignalEndsTheQuestion(number: Int32) throws {
    let laboratory = try Self.laboratory()
    let folder = "out/lab/runs/" + (try #require(laboratory.runFolders.first))
    let terminal = try PseudoTerminal(["runs", folder, "--prune"], in: laboratory)
    terminal.expect("[y/N] ")
    switch number {
    case SIGINT: terminal.type("y\u{03}")
    case 0: terminal.type("\u{04}")
    default: terminal.send(number)
    }
    terminal.expect("nothing was removed")
    terminal.type("y\r")
    #expect(terminal.wait() == -number)
    #expect(kindOfFile(at: laboratory.path + "/" + folder) == .folder)
  }

  @Test(arguments: [
    (["--csv", "--json"], 2, "one of them"), (["--yes"], 2, "--prune"), (["none"], 4, "none"),
    (["--html", "none/runs.html"], 4, "none"), (["--html", "runs.pdf"], 2, ".html"),
    (["--html", "runs"], 2, ".html"), (["--prune"], 0, "no runs below out"),
  ])
  func wrongUse(arguments: [String], code: Int32, words: String) throws {
    let laboratory = try Laboratory()
    try makeFolder(laboratory.path + "/out")
    let result = try Executable.run(["runs"] + arguments, in: laboratory)
    #expect(result.status == code)
    #expect(result.messages.contains(words), "\(result.messages)")
  }

  @Test func exportGoesRound() throws {
    let laboratory = try Laboratory()
    let text = "#!/usr/bin/env ganrepl\n# %% [markdown]\n# # Title\n\n# %% 1 A\nprint 1\n"
    try laboratory.write(Array(text.utf8), "a.gan")
    func export(_ arguments: String...) throws -> Executable.Result {
      try Executable.run(["export"] + arguments, in: laboratory)
    }
    #expect(try export("a.gan", "a.ipynb").status == 0)
    #expect(try export("a.ipynb", "b.gan").status == 0)
    #expect(try readFile(laboratory.path + "/b.gan") == Array(text.utf8))
    #expect(try export("a.ipynb", "b.gan").status == 0)
    try laboratory.write(Array("print 2".utf8), "c.gan")
    #expect(try export("a.ipynb", "c.gan").status == 7)
    #expect(try export("a.ipynb", "c.gan", "--overwrite").status == 0)
    #expect(try readFile(laboratory.path + "/c.gan") == Array(text.utf8))
    #expect(try export("a.gan").status == 2)
    #expect(try export("a.gan", "a.html").status == 2)
    #expect(try export("none.gan", "b.ipynb").status == 4)
    try laboratory.write([0xff, 0xfe, 0, 0], "bad.gan")
    #expect(try export("bad.gan", "bad.ipynb").status == 1)
    try laboratory.write(Array("{}".utf8), "bad.ipynb")
    #expect(try export("bad.ipynb", "bad2.gan").status == 3)
    #expect(kindOfFile(at: laboratory.path + "/bad2.gan") == nil)
  }
}
