import Files
import Foundation
import Testing

/// A folder of files is written as a whole, or not at all.
struct FolderWriteTests {
  private func files(_ texts: [String: String]) -> [FolderFile] {
    texts.sorted { $0.key < $1.key }.map { FolderFile(name: $0.key, bytes: Array($0.value.utf8)) }
  }

  @Test func aFolderTakesTheOthersPlace() throws {
    let folder = try Folder()
    let output = OutputFolder(folder.path + "/out", followsLinks: true)
    #expect(try output.namesBelow("a/b") == nil)
    try output.writeFolder(files(["1": "one", "sub/2": "two", "sub/3": "three"]), to: "a/b")
    #expect(try output.namesBelow("a/b") == ["1", "sub/2", "sub/3"])
    #expect(try folder.text("out/a/b/sub/3") == "three")
    try output.writeFolder(files(["4": "four"]), to: "a/b")
    #expect(try output.namesBelow("a/b") == ["4"])
    #expect(try folder.names(in: "out/a") == ["b"])
  }

  @Test func whatIsInTheWayStays() throws {
    let folder = try Folder()
    try makeFolder(folder.path + "/out/real")
    try makeFolder(folder.path + "/home")
    try folder.put("mine", "out/file")
    try folder.put("mine", "home/notes")
    try folder.link("out/link", to: "../home")
    try folder.link("out/real/link", to: "../../home")
    let output = OutputFolder(folder.path + "/out", followsLinks: true)
    for name in ["file", "link", "link/new", "real/link", "file/new"] {
      #expect(throws: FileError.self, "\(name)") { try output.checkFolderWritable(name) }
      #expect(throws: FileError.self, "\(name)") {
        try output.writeFolder(files(["1": "one"]), to: name)
      }
    }
    #expect(try folder.text("out/file") == "mine")
    #expect(try folder.names(in: "home") == ["notes"])
    // A link in a folder that is replaced goes; what it leads to stays.
    try output.writeFolder(files(["1": "one"]), to: "real")
    #expect(try folder.names(in: "out/real") == ["1"])
    #expect(try folder.names(in: "home") == ["notes"])
    #expect(try folder.names(in: "out") == ["file", "link", "real"])
  }

  @Test(arguments: ["../x", "a/b/c", "..", "a/../../x"])
  func noFileLeavesTheFolder(name: String) throws {
    let folder = try Folder()
    let output = OutputFolder(folder.path + "/out", followsLinks: true)
    try output.writeFolder(files(["1": "one"]), to: "f")
    #expect(throws: FileError.self) { try output.writeFolder(files([name: "bad"]), to: "f") }
    #expect(try folder.names(in: "out/f") == ["1"])
    #expect(try folder.names(in: "out") == ["f"] && folder.names == ["out"])
  }

  /// What a killed writer left is removed by the next one.
  @Test func leftoversAreRemoved() throws {
    let folder = try Folder()
    let output = OutputFolder(folder.path + "/out", followsLinks: true)
    try makeFolder(folder.path + "/out/.f.0123456789abcdef.partial/sub")
    try folder.put("half", "out/.f.0123456789abcdef.partial/sub/1")
    try makeFolder(folder.path + "/out/.g.0123456789abcdef.partial")
    try output.writeFolder(files(["1": "one"]), to: "f")
    #expect(try folder.names(in: "out") == [".g.0123456789abcdef.partial", "f"])
  }

  @Test func onlyWhatIsKnownIsReplaced() throws {
    let folder = try Folder()
    let manifest = Manifest(OutputFolder(folder.path + "/out", followsLinks: true))
    func check(_ isOverwritten: Bool = false) throws(FileError) {
      try manifest.checkFolder("f", isOverwritten: isOverwritten) { $0 != "other" }
    }
    try check()
    try manifest.writeFolder(files(["1": "one", "s/2": "two"]), to: "f")
    try check()
    try folder.put("changed", "out/f/s/2")
    #expect(throws: FileError.self) { try check() }
    try check(true)
    try folder.put("mine", "out/f/other")
    #expect(throws: FileError.self) { try check(true) }
  }

  /// In a process of its own, in which no file may grow beyond 1,000 bytes.
  @Test func aWriteThatFailsHalfwayLeavesWhatWasThere() async {
    await #expect(processExitsWith: .success) {
      let folder = NSTemporaryDirectory() + "ganrepl-full-folder-\(getpid())"
      try makeFolder(folder)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let output = OutputFolder(folder, followsLinks: true)
      try output.writeFolder([FolderFile(name: "1", bytes: [1, 2, 3])], to: "f")
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let error = #expect(throws: FileError.self) {
        try output.writeFolder(
          [
            FolderFile(name: "1", bytes: [4]),
            FolderFile(name: "2", bytes: [UInt8](repeating: 7, count: 5000)),
          ], to: "f")
      }
      guard error?.code == EFBIG, error?.path == folder + "/f/2" else { exit(2) }
      guard try readFile(folder + "/f/1") == [1, 2, 3] else { exit(3) }
      guard try namesInFolder(folder).names == ["f"] else { exit(4) }
      guard try namesInFolder(folder + "/f").names == ["1"] else { exit(5) }
    }
  }
}
