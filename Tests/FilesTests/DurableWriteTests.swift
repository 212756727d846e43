import Files
import Foundation
import Testing

/// A write is whole or it is nothing.
struct DurableWriteTests {
  private let new = Array("new".utf8)

  @Test func aNewFileTakesItsModeFromTheMask() throws {
    let folder = try Folder()
    close(open(folder.path + "/ordinary", O_WRONLY | O_CREAT, 0o666))
    try writeDurably(new, to: folder.path + "/a")
    #expect(mode(folder.path + "/a") == mode(folder.path + "/ordinary"))
    #expect(try folder.text("a") == "new")
    #expect(try folder.names == ["a", "ordinary"])
  }

  @Test func whatKilledWritersLeftIsRemoved() throws {
    let folder = try Folder()
    let (dead, living) = ("0123456789abcdef", "fedcba9876543210")
    try folder.put("half", ".a.\(dead).partial")
    try folder.put("half", ".b.\(dead).partial")
    try folder.put("being written", ".a.\(living).partial")
    try folder.put("no writer's", ".a.notes.partial")
    try folder.link(".a.00000000000000ff.partial", to: ".b.\(dead).partial")
    let writing = open(folder.path + "/.a.\(living).partial", O_RDONLY)
    defer { close(writing) }
    #expect(flock(writing, LOCK_EX) == 0)
    try writeDurably(new, to: folder.path + "/a")
    #expect(
      try folder.names
        == [
          ".a.00000000000000ff.partial", ".a.\(living).partial", ".a.notes.partial",
          ".b.\(dead).partial", "a",
        ].sorted())
  }

  @Test(arguments: [0o600, 0o640, 0o755, 0o444] as [mode_t])
  func anExistingFileKeepsItsMode(bits: mode_t) throws {
    let folder = try Folder()
    try folder.put("old and longer", "a")
    chmod(folder.path + "/a", bits)
    try writeDurably(new, to: folder.path + "/a")
    #expect(mode(folder.path + "/a") == bits)
    #expect(try folder.text("a") == "new")
  }

  @Test func aLinkStaysALinkAndItsTargetIsReplaced() throws {
    let folder = try Folder()
    try makeFolder(folder.path + "/sub")
    try folder.put("old", "sub/target")
    try folder.link("link", to: "sub/target")
    try writeDurably(new, to: folder.path + "/link")
    let manager = FileManager.default
    #expect(
      try manager.destinationOfSymbolicLink(atPath: folder.path + "/link") == "sub/target")
    #expect(try folder.text("sub/target") == "new")
    #expect(try folder.names == ["link", "sub"])
    #expect(try manager.contentsOfDirectory(atPath: folder.path + "/sub") == ["target"])
  }

  @Test(arguments: [0, 1, 1 << 20])
  func allBytesArrive(count: Int) throws {
    let folder = try Folder()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try writeDurably(bytes, to: folder.path + "/a")
    #expect(try readFile(folder.path + "/a") == bytes)
  }

  @Test func aMissingFolderIsSaid() throws {
    let folder = try Folder()
    let path = folder.path + "/none/a"
    let error = try #require(throws: FileError.self) { try writeDurably(new, to: path) }
    #expect(error == FileError(path: path, action: "write", code: ENOENT))
    #expect(error.reason == "no such file or folder")
    #expect(try folder.names == [])
  }

  @Test func aFileInPlaceOfAFolderIsSaid() throws {
    let folder = try Folder()
    try folder.put("old", "a")
    let path = folder.path + "/a/b"
    let error = try #require(throws: FileError.self) { try writeDurably(new, to: path) }
    #expect(error.path == path)
    #expect(error.code == ENOTDIR)
    #expect(try folder.text("a") == "old")
    #expect(try folder.names == ["a"])
  }

  @Test func aFolderIsNotWrittenOver() throws {
    let folder = try Folder()
    try makeFolder(folder.path + "/a")
    try folder.put("inside", "a/b")
    let path = folder.path + "/a"
    let error = try #require(throws: FileError.self) { try writeDurably(new, to: path) }
    #expect(error == FileError(path: path, action: "write", code: EISDIR))
    #expect(error.reason == "is a folder")
    #expect(try folder.text("a/b") == "inside")
    #expect(try folder.names == ["a"])
  }

  @Test func aLinkToNothingIsSaid() throws {
    let folder = try Folder()
    try folder.link("a", to: "nothing")
    let path = folder.path + "/a"
    let error = try #require(throws: FileError.self) { try writeDurably(new, to: path) }
    #expect(error.path == path)
    #expect(error.reason == "is a link to nothing")
    #expect(try folder.names == ["a"])
  }

  @Test func aDeviceIsNotWrittenOver() throws {
    let error = try #require(throws: FileError.self) { try writeDurably(new, to: "/dev/null") }
    #expect(error.reason == "is not an ordinary file")
  }

  @Test func aFullDiskIsSaid() throws {
    let file = open("/dev/full", O_WRONLY)
    try #require(file >= 0)
    defer { close(file) }
    let error = try #require(throws: FileError.self) {
      try writeAll(new, to: file, path: "a")
    }
    #expect(error == FileError(path: "a", action: "write", code: ENOSPC))
    #expect(error.reason == "no space left on device")
  }

  @Test(.enabled(if: geteuid() != 0, "no permission binds the superuser"))
  func aReadOnlyFolderIsSaidAndTheOldContentStays() throws {
    let folder = try Folder()
    try folder.put("old", "a")
    chmod(folder.path, 0o555)
    defer { chmod(folder.path, 0o755) }
    let path = folder.path + "/a"
    let error = try #require(throws: FileError.self) { try writeDurably(new, to: path) }
    #expect(error == FileError(path: path, action: "write", code: EACCES))
    #expect(throws: FileError.self) { try checkWritable(path) }
    #expect(try folder.text("a") == "old")
    #expect(try folder.names == ["a"])
  }

  @Test func aNameThatIsTooLongIsSaid() throws {
    let folder = try Folder()
    let path = folder.path + "/" + String(repeating: "x", count: 300)
    let error = try #require(throws: FileError.self) { try writeDurably(new, to: path) }
    #expect(error.code == ENAMETOOLONG)
    #expect(try folder.names == [])
  }
}

/// Folders on the way to a file.
struct MakeFolderTests {
  @Test func allThatAreMissingAreMade() throws {
    let folder = try Folder()
    try makeFolder(folder.path + "/a/b//c/")
    #expect(kindOfFile(at: folder.path + "/a/b/c") == .folder)
    try makeFolder(folder.path + "/a/b/c")
  }

  @Test(arguments: ["a", "a/b"])
  func aFileInTheWayIsSaid(name: String) throws {
    let folder = try Folder()
    try folder.put("old", "a")
    let path = folder.path + "/" + name
    let error = try #require(throws: FileError.self) { try makeFolder(path) }
    #expect(error == FileError(path: path, action: "make", code: ENOTDIR))
    #expect(try folder.text("a") == "old")
  }
}

/// What can be told of a target before anything is written.
struct CheckWritableTests {
  @Test(arguments: ["a", "none/a", "none/at/all/a"])
  func aFolderThatCanBeMadeIsFine(name: String) throws {
    let folder = try Folder()
    try checkWritable(folder.path + "/" + name)
    #expect(try folder.names == [])
  }

  @Test(arguments: ["file/a", "file/none/a"])
  func aFileInPlaceOfAFolderIsSaid(name: String) throws {
    let folder = try Folder()
    try folder.put("old", "file")
    let path = folder.path + "/" + name
    let error = try #require(throws: FileError.self) { try checkWritable(path) }
    #expect(error == FileError(path: path, action: "write", code: ENOTDIR))
  }
}
