import Files
import Foundation
import Testing

/// Reading never waits, never reads more than was asked for, and says what is wrong.
struct ReadingTests {
  @Test func bytesComeAsTheyAre() throws {
    let folder = try Folder()
    let bytes = (0...255).map { UInt8($0) }
    try Data(bytes).write(to: URL(filePath: folder.path + "/a"))
    #expect(try readFile(folder.path + "/a") == bytes)
    try folder.put("", "empty")
    #expect(try readFile(folder.path + "/empty") == [])
  }

  @Test func theLimitIsTheLargestSizeThatIsRead() throws {
    let folder = try Folder()
    try folder.put("12345", "a")
    let path = folder.path + "/a"
    #expect(try readFile(path, limit: 5).count == 5)
    let error = try #require(throws: FileError.self) { try readFile(path, limit: 4) }
    #expect(
      error == FileError(path: path, action: "read", reason: "is 5 bytes; the limit is 4"))
  }

  @Test func aStreamIsReadToItsEndOrToTheLimit() throws {
    let folder = try Folder()
    try folder.put(String(repeating: "0123456789", count: 20_000), "a")
    let file = open(folder.path + "/a", O_RDONLY)
    defer { close(file) }
    #expect(try readStream(file, limit: 70_003, path: "a").count == 70_003)
    #expect(try readStream(file, limit: 1 << 20, path: "a").count == 129_997)
    #expect(try readStream(file, limit: 1 << 20, path: "a") == [])
    #expect(throws: FileError(path: "a", action: "read", code: EBADF)) {
      try readStream(-1, limit: 1, path: "a")
    }
  }

  @Test func whatIsNotAFileIsSaid() throws {
    let folder = try Folder()
    let missing = folder.path + "/none"
    #expect(throws: FileError(path: missing, action: "read", code: ENOENT)) {
      try readFile(missing)
    }
    #expect(throws: FileError(path: folder.path, action: "read", code: EISDIR)) {
      try readFile(folder.path)
    }
  }

  @Test(.timeLimit(.minutes(5)))
  func aPipeIsRefusedAndNotWaitedFor() throws {
    let folder = try Folder()
    let path = folder.path + "/pipe"
    try #require(mkfifo(path, 0o600) == 0)
    let expected = FileError(path: path, action: "read", reason: "is not an ordinary file")
    #expect(throws: expected) { try readFile(path) }
    #expect(kindOfFile(at: path) == .other)
    #expect(throws: FileError(path: path, action: "write", reason: "is not an ordinary file")) {
      try writeDurably([1], to: path)
    }
  }

  @Test func kindsAreToldApart() throws {
    let folder = try Folder()
    try folder.put("123", "a")
    try folder.link("link", to: "a")
    try folder.link("broken", to: "none")
    #expect(kindOfFile(at: folder.path + "/a") == .file(bytes: 3))
    #expect(kindOfFile(at: folder.path + "/link") == .file(bytes: 3))
    #expect(kindOfFile(at: folder.path) == .folder)
    #expect(kindOfFile(at: folder.path + "/broken") == nil)
    #expect(kindOfFile(at: "/dev/null") == .other)
  }

  @Test func namesComeInByteOrder() throws {
    let folder = try Folder()
    let names = ["Z", "a", "é", "10", "9", ".hidden", "zz", "ﬀ", "𝄞"]
    for name in names { try folder.put("", name) }
    let found = try namesInFolder(folder.path)
    #expect(found.unreadable == 0)
    #expect(found.names == [".hidden", "10", "9", "Z", "a", "zz", "é", "ﬀ", "𝄞"])
  }

  @Test func namesThatAreNotTextAreCounted() throws {
    let folder = try Folder()
    try folder.put("", "a")
    let bytes = Array((folder.path + "/").utf8).map { CChar(bitPattern: $0) } + [-1, -2, 0]
    let file = open(bytes, O_WRONLY | O_CREAT, 0o600)
    try #require(file >= 0)
    close(file)
    let found = try namesInFolder(folder.path)
    #expect(found.names == ["a"])
    #expect(found.unreadable == 1)
    unlink(bytes)
  }

  @Test func aFolderThatCannotBeListedIsSaid() throws {
    let folder = try Folder()
    try folder.put("", "a")
    let path = folder.path + "/a"
    #expect(throws: FileError(path: path, action: "list", code: ENOTDIR)) {
      _ = try namesInFolder(path)
    }
    let missing = folder.path + "/none"
    #expect(throws: FileError(path: missing, action: "list", code: ENOENT)) {
      _ = try namesInFolder(missing)
    }
  }
}
