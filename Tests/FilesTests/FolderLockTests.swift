import Files
import Foundation
import Testing

struct FolderLockTests {
  @Test func aFolderHasOneOwner() throws {
    let folder = try Folder()
    let lock = try FolderLock("run", in: OutputFolder(folder.path, followsLinks: true))
    do throws(FolderLock.Failure) {
      _ = try FolderLock("run", in: OutputFolder(folder.path, followsLinks: true))
      Issue.record("two owners")
    } catch {
      guard case .inUse(let process) = error else { throw error }
      #expect(process == getpid())
    }
    withExtendedLifetime(lock) {}
  }

  @Test func afterItsEndTheFolderIsFree() throws {
    let folder = try Folder()
    for _ in 0..<3 { _ = try FolderLock("run", in: OutputFolder(folder.path, followsLinks: true)) }
    // It does not go on naming a process that has other things to do.
    #expect(try folder.text("run/.lock") == "")
  }

  @Test func onlyWhatTheDeadLeftIsRemoved() throws {
    let folder = try Folder()
    try makeFolder(folder.path + "/run")
    let left = ".last.0123456789abcdef.partial"
    let mine = ".mine.00000000000000ff.partial"
    try folder.put("x", "run/" + left)
    try folder.put("x", "run/" + mine)
    try folder.put("x", "run/.hand-made.partial")
    try folder.put("x", "run/whole")
    let writing = open(folder.path + "/run/" + mine, O_RDONLY)
    defer { close(writing) }
    #expect(flock(writing, LOCK_EX) == 0)
    let lock = try FolderLock("run", in: OutputFolder(folder.path, followsLinks: true))
    #expect(lock.removePartialFiles() == 1)
    #expect(try folder.names(in: "run") == [".hand-made.partial", ".lock", mine, "whole"])
  }

  /// A link, or a second name of a file, is not written through.
  @Test(arguments: ["link", "dangling", "hard", "pipe", "folder"])
  func aLockThatLeadsElsewhereIsRefused(kind: String) throws {
    let folder = try Folder()
    try makeFolder(folder.path + "/run")
    try folder.put("mine", "notes")
    let path = folder.path + "/run/.lock"
    switch kind {
    case "link": try folder.link("run/.lock", to: "../notes")
    case "dangling": try folder.link("run/.lock", to: "../none")
    case "hard": #expect(Glibc.link(folder.path + "/notes", path) == 0)
    case "pipe": #expect(mkfifo(path, 0o600) == 0)
    default: try makeFolder(path)
    }
    #expect(throws: FolderLock.Failure.self) {
      try FolderLock("run", in: OutputFolder(folder.path, followsLinks: true))
    }
    #expect(try folder.text("notes") == "mine")
    #expect(try folder.names == ["notes", "run"])
  }
}
