import Files
import Foundation
import Testing

/// What is written below an output folder stays below it.
struct OutputFolderTests {
  private func output(_ folder: Folder, followsLinks: Bool = true) -> OutputFolder {
    OutputFolder(folder.path + "/out", followsLinks: followsLinks)
  }

  /// A folder with a file, and a folder with one, that nobody may write to.
  private func prepared() throws -> Folder {
    let folder = try Folder()
    try makeFolder(folder.path + "/out/sub")
    try makeFolder(folder.path + "/home")
    try folder.put("mine", "home/notes")
    return folder
  }

  private func expectRefused(_ name: String, in output: OutputFolder) {
    #expect(throws: FileError.self) { try output.checkWritable(name) }
    do throws(FileError) {
      try output.write([1], to: name)
      Issue.record("\(name) was written")
    } catch {
      #expect(error.refusal == .link, "\(error)")
    }
  }

  @Test func foldersOnTheWayAreMade() throws {
    let folder = try Folder()
    try output(folder).checkWritable("a/b/c")
    #expect(try folder.names.isEmpty)
    try output(folder).write([65], to: "a/b/c")
    #expect(try folder.text("out/a/b/c") == "A")
  }

  @Test(arguments: [
    ("out/link", "../home/notes", "link"), ("out/link", "../home/none", "link"),
    ("out/link", "sub", "link"), ("out/folder", "../home", "folder/notes"),
    ("out/folder", "../home", "folder/new"), ("out/folder", "../home", "folder/new/new"),
    ("out/folder", "sub", "folder/new"), ("out/sub/link", "../../home/notes", "sub/link"),
    ("out/sub/self", "self", "sub/self"),
  ])
  func noLinkIsWrittenThrough(link: String, target: String, name: String) throws {
    let folder = try prepared()
    try folder.link(link, to: target)
    expectRefused(name, in: output(folder))
    #expect(try folder.text("home/notes") == "mine")
    #expect(try folder.names(in: "home") == ["notes"])
  }

  @Test func chainsAreLinks() throws {
    let folder = try prepared()
    try folder.link("home/chain", to: "notes")
    try folder.link("out/link", to: "../home/chain")
    expectRefused("link", in: output(folder))
    #expect(try folder.text("home/notes") == "mine")
  }

  /// The user's own path may be a link; the program's may not.
  @Test func theFolderItselfIsALinkOnlyIfTheUserChoseIt() throws {
    let folder = try prepared()
    try folder.link("other", to: "home")
    let path = folder.path + "/other/deep"
    expectRefused("a", in: OutputFolder(path, followsLinks: false))
    try OutputFolder(path, followsLinks: true).write([65], to: "a")
    #expect(try folder.text("home/deep/a") == "A")
    try folder.link("dangling", to: "nothing")
    let dangling = OutputFolder(folder.path + "/dangling", followsLinks: true)
    #expect(throws: FileError.self) { try dangling.write([65], to: "a") }
  }

  @Test func aLinkThatIsSwappedInIsRefused() throws {
    let folder = try prepared()
    let output = output(folder)
    try output.write([65], to: "sub/a")
    let manager = FileManager.default
    try manager.moveItem(atPath: folder.path + "/out", toPath: folder.path + "/old")
    try folder.link("out", to: "home")
    expectRefused("sub/a", in: output)
    #expect(try folder.names(in: "home") == ["notes"])
  }

  /// A thousand times a link takes a folder's place in the midst of writing.
  @Test func swapsWhileWritingLeadNowhere() throws {
    let folder = try prepared()
    let output = output(folder)
    try folder.link("trap", to: "home")
    let (sub, trap) = (folder.path + "/out/sub", folder.path + "/trap")
    let swapper = Thread {
      // RENAME_EXCHANGE, by three renames.
      for _ in 0..<4000 where !Thread.current.isCancelled {
        rename(sub, sub + "-")
        rename(trap, sub)
        rename(sub, trap)
        rename(sub + "-", sub)
      }
    }
    swapper.start()
    for _ in 0..<1000 { try? output.write([1], to: "sub/notes") }
    swapper.cancel()
    while !swapper.isFinished { usleep(1000) }
    #expect(try folder.text("home/notes") == "mine")
    #expect(try folder.names(in: "home") == ["notes"])
  }

  @Test(arguments: ["../a", "/a", "sub/../../a", "..", "", "."])
  func noNameLeadsOut(name: String) throws {
    let folder = try prepared()
    #expect(throws: FileError.self) { try output(folder).write([1], to: name) }
    #expect(try folder.names == ["home", "out"])
  }

  /// Temporaries have names that nobody can foresee: two writers never share one.
  @Test func writersAtOnceDoNotMeet() throws {
    let folder = try prepared()
    let output = output(folder)
    let failures = Failures()
    DispatchQueue.concurrentPerform(iterations: 4) { writer in
      for _ in 0..<100 {
        do {
          try output.write([UInt8](repeating: UInt8(writer), count: 3000), to: "same")
        } catch { failures.note("\(error)") }
      }
    }
    #expect(failures.all == [])
    #expect(try folder.names(in: "out") == ["same", "sub"])
    #expect(Set(try readFile(folder.path + "/out/same")).count == 1)
  }

  private final class Failures: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var all: [String] = []
    func note(_ text: String) { lock.withLock { all.append(text) } }
  }

  @Test func aNameOfLongLettersIsWritten() throws {
    let folder = try Folder()
    let name = String(repeating: "\u{1F33B}", count: 60)
    try output(folder).write([65], to: name)
    #expect(try folder.text("out/" + name) == "A")
  }
}

/// What is not the program's own is not written over.
struct ManifestTests {
  private func written(_ folder: Folder) throws -> (Manifest, OutputFolder) {
    let output = OutputFolder(folder.path, followsLinks: true)
    return (Manifest(output), output)
  }

  @Test func whatWasWrittenMayBeWrittenAgain() throws {
    let folder = try Folder()
    let (manifest, output) = try written(folder)
    try manifest.check("a")
    try manifest.write([65], to: "a")
    try manifest.check("a")
    try manifest.write([66], to: "a")
    // In a later process, too.
    try Manifest(output).check("a")
    try Manifest(output).check(".//a")
    #expect(try folder.text("a") == "B")
    let lines = try folder.text(".ganrepl").split(separator: "\n")
    #expect(lines == ["\(sha256([65]))  a", "\(sha256([66]))  a"])
  }

  @Test(arguments: ["foreign", "changed", "empty", "renamed"])
  func whatWasNotIsForeign(kind: String) throws {
    let folder = try Folder()
    let (manifest, output) = try written(folder)
    if kind != "foreign" { try manifest.write([65], to: kind == "renamed" ? "b" : "a") }
    switch kind {
    case "renamed":
      try FileManager.default.moveItem(
        atPath: folder.path + "/b", toPath: folder.path + "/a")
    case "empty": try folder.put("", "a")
    default: try folder.put("mine", "a")
    }
    for manifest in [manifest, Manifest(output)] {
      do throws(FileError) {
        try manifest.check("a")
        Issue.record("\(kind) is not noticed")
      } catch { #expect(error.refusal == .foreign) }
    }
  }

  /// Killed behind any step, what is there is known as the program's own.
  @Test func aTornLineHidesNoOther() throws {
    let folder = try Folder()
    let (_, output) = try written(folder)
    try Manifest(output).write([65], to: "a")
    let torn = try folder.text(".ganrepl") + "0123"
    try folder.put(torn, ".ganrepl")
    try Manifest(output).write([66], to: "b")
    try Manifest(output).check("a")
    try Manifest(output).check("b")
  }

  /// Two processes may share a folder.
  @Test func theLinesOfOthersCount() throws {
    let folder = try Folder()
    let (manifest, output) = try written(folder)
    try manifest.write([65], to: "a")
    let other = Manifest(output)
    try other.write([66], to: "b")
    try manifest.check("b")
    try manifest.write([67], to: "b")
    try other.check("b")
  }

  @Test(arguments: ["link", "hard"])
  func aManifestThatLeadsElsewhereIsRefused(kind: String) throws {
    let folder = try Folder()
    let (manifest, _) = try written(folder)
    try folder.put("mine", "notes")
    if kind == "link" {
      try folder.link(".ganrepl", to: "notes")
    } else {
      #expect(link(folder.path + "/notes", folder.path + "/.ganrepl") == 0)
    }
    #expect(throws: FileError.self) { try manifest.write([65], to: "a") }
    #expect(try folder.text("notes") == "mine")
  }
}
