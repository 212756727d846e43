import Files
import Foundation
import Testing

struct FolderLockTests {
  @Test func aFolderHasOneOwner() throws {
    let folder = try Folder()
    let lock = try FolderLock(folder.path)
    do throws(FolderLock.Failure) {
      _ = try FolderLock(folder.path)
      Issue.record("two owners")
    } catch {
      guard case .inUse(let process) = error else { throw error }
      #expect(process == getpid())
    }
    withExtendedLifetime(lock) {}
  }

  @Test func afterItsEndTheFolderIsFree() throws {
    let folder = try Folder()
    for _ in 0..<3 { _ = try FolderLock(folder.path) }
  }

  @Test func onlyWhatTheDeadLeftIsRemoved() throws {
    let folder = try Folder()
    try folder.put("x", ".last.4194999.partial")
    try folder.put("x", ".mine.\(getpid()).partial")
    try folder.put("x", "whole")
    #expect(removePartialFiles(in: folder.path) == 1)
    #expect(try folder.names == [".mine.\(getpid()).partial", "whole"])
  }
}
