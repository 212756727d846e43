import Files
import Foundation
import Testing

/// A stamp is the same as long as a file is, and no longer.
struct FileStampTests {
  @Test func everyChangeChangesTheStamp() throws {
    let folder = try Folder()
    let path = folder.path + "/a"
    try folder.put("12345", "a")
    let first = try #require(FileStamp(at: path))
    _ = try readFile(path)
    #expect(FileStamp(at: path) == first)
    #expect(try OpenFile(path).stamp == first)

    // As many bytes, in place.
    usleep(20_000)
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.write(contentsOf: Data("54321".utf8))
    try file.close()
    let second = try #require(FileStamp(at: path))
    #expect(second != first && second.size == first.size)
    #expect(second.text != first.text)

    // In place again, with the old time of writing put back.
    usleep(20_000)
    let times = try FileManager.default.attributesOfItem(atPath: path)
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(times[.modificationDate])], ofItemAtPath: path)
    #expect(FileStamp(at: path) != second)

    // Another file of the same bytes.
    let third = try #require(FileStamp(at: path))
    try folder.put("54321", "b")
    #expect(rename(folder.path + "/b", path) == 0)
    #expect(FileStamp(at: path) != third)
    unlink(path)
    #expect(FileStamp(at: path) == nil)
  }

  @Test func anOpenFileStaysTheOneThatWasOpened() throws {
    let folder = try Folder()
    let path = folder.path + "/a"
    try folder.put("0123456789", "a")
    let file = try OpenFile(path)
    #expect(try file.bytes(3..<6) == Array("345".utf8))
    #expect(try file.bytes(8..<12) == Array("89".utf8))
    #expect(try file.bytes(5..<5) == [])
    try writeDurably(Array("abcdefghij".utf8), to: path)
    #expect(try file.bytes(0..<4) == Array("0123".utf8))
  }
}
