import Datasets
import Foundation
import Testing

/// Whatever loading could look at changes the stamp of data; looking does not.
struct DataStampTests {
  @Test func everyChangeInAFolderIsNoticed() throws {
    let folder = try ScratchFolder()
    try folder.picture("set/a.png")
    try folder.picture("set/slim/b.png")
    let path = folder.path + "/set"
    var seen = [dataStamp(at: path)]
    _ = try loadFolder(path, options: PictureOptions(height: 4, width: 4))
    #expect(dataStamp(at: path) == seen[0])
    func changes(_ what: String, _ change: () throws -> Void) throws {
      usleep(20_000)
      try change()
      let stamp = dataStamp(at: path)
      #expect(!seen.contains(stamp), "\(what)")
      seen.append(stamp)
    }
    try changes("another level") { try folder.picture("set/a.png", level: 7) }
    try changes("one more in a sub-folder") { try folder.picture("set/slim/c.png") }
    try changes("another name") {
      rename(path + "/slim/c.png", path + "/slim/d.png")
    }
    try changes("one less") { unlink(path + "/slim/d.png") }
    try changes("a table of kinds") { try folder.write("file,kind\na.png,x\n", "set/kinds.csv") }
    try changes("a table beside it") { try folder.write("file,kind\na.png,y\n", "kinds.csv") }
  }

  @Test func aFileHasItsOwnStamp() throws {
    let folder = try ScratchFolder()
    try folder.write("1", "a.npy")
    let first = dataStamp(at: folder.path + "/a.npy")
    try folder.write("2", "b.npy")
    #expect(dataStamp(at: folder.path + "/a.npy") == first)
    #expect(dataStamp(at: folder.path + "/b.npy") != first)
    #expect(dataStamp(at: folder.path + "/none") != first)
  }
}
