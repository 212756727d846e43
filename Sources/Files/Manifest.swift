import Foundation
import Synchronization

/// What was written into an output folder, kept in it as `.ganrepl`, so that a file that has come
/// from elsewhere, or was changed since, is not written over.
///
/// A line a file, as `sha256sum` writes and checks them; a file that had several contents has several
/// lines. A line is added, and synced, before the file it tells of is put in its place: whenever the
/// process is killed, what is in the folder is known to be its own.
public final class Manifest: Sendable {
  private static let name = ".ganrepl"

  private let folder: OutputFolder
  private let known = Mutex(Known())

  /// What this process knows.
  private struct Known {
    /// The file, and how far it was read.
    var stamp: FileStamp?
    var end = 0
    var lines: Set<String> = []
    /// Files that need not be read again as long as they stay as they are.
    var digests: [FileStamp: String] = [:]
  }

  /// The manifest of a folder; nothing is read yet.
  public init(_ folder: OutputFolder) { self.folder = folder }

  /// Throws if something is there that was not written through this manifest.
  ///
  /// Cost: what is there is read once.
  public func check(_ name: String) throws(FileError) {
    guard let file = try folder.file(name) else { return }
    let digest = try digest(of: file)
    // Read last: a process that shares the folder adds its line before its file.
    guard try contains(digest, name) else {
      throw FileError(foreign: file.path)
    }
  }

  /// Throws if a folder holds something that was not written through this manifest, or that a folder
  /// written in its place would not have: a name that `isExpected` does not know.
  ///
  /// Cost: what is there is read once.
  public func checkFolder(
    _ name: String, isOverwritten: Bool, isExpected: (String) -> Bool
  ) throws(FileError) {
    for file in try folder.namesBelow(name) ?? [] {
      // What no such folder has is not lost, whatever the user allows.
      guard isExpected(file) else {
        throw FileError(folder: "\(folder.path)/\(name)", with: file)
      }
      if !isOverwritten { try check("\(name)/\(file)") }
    }
  }

  /// Writes a file and remembers it.
  public func write(_ bytes: [UInt8], to name: String) throws(FileError) {
    try remember([(sha256(bytes), name)])
    try folder.write(bytes, to: name)
  }

  /// Writes a folder, all of its files or nothing, and remembers them.
  public func writeFolder(_ files: [FolderFile], to name: String) throws(FileError) {
    try remember(files.map { (sha256($0.bytes), "\(name)/\($0.name)") })
    try folder.writeFolder(files, to: name)
  }

  /// Adds the lines of files that are not known yet.
  private func remember(_ files: [(digest: String, name: String)]) throws(FileError) {
    var lines: [String] = []
    for file in files where try !contains(file.digest, file.name) {
      lines.append(Manifest.line(file.digest, file.name))
    }
    if !lines.isEmpty { try add(lines) }
  }

  private static func line(_ digest: String, _ name: String) -> String {
    "\(digest)  \(OutputFolder.parts(name).joined(separator: "/"))"
  }

  private func contains(_ digest: String, _ name: String) throws(FileError) -> Bool {
    let file = try folder.file(Manifest.name)
    return try known.withLock { (known) throws(FileError) in
      guard let file else {
        known.stamp = nil
        known.lines = []
        return false
      }
      if known.stamp != file.stamp {
        let isLonger =
          known.stamp?.isOfSameFile(as: file.stamp) == true
          && known.end <= file.stamp.size
        if !isLonger {
          known.lines = []
          known.end = 0
        }
        let bytes = try file.bytes(known.end..<min(file.stamp.size, known.end + 1 << 28))
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        for line in bytes[..<whole].split(separator: UInt8(ascii: "\n")) {
          known.lines.insert(String(decoding: line, as: UTF8.self))
        }
        known.end += whole
        known.stamp = file.stamp
      }
      return known.lines.contains(Manifest.line(digest, name))
    }
  }

  private func add(_ lines: [String]) throws(FileError) {
    let (file, path) = try folder.appended(Manifest.name)
    var found = stat()
    fstat(file.number, &found)
    // The line before was cut short by a full disk or a power cut.
    var last: UInt8 = 0
    let isTorn =
      found.st_size > 0 && pread(file.number, &last, 1, found.st_size - 1) == 1
      && last != UInt8(ascii: "\n")
    let text = (isTorn ? "\n" : "") + lines.joined(separator: "\n") + "\n"
    try writeAll(Array(text.utf8), to: file.number, path: path)
    if retrying({ fsync(file.number) }) != 0 {
      throw FileError(path: path, action: "sync", code: errno)
    }
  }

  private func digest(of file: OpenFile) throws(FileError) -> String {
    if let digest = known.withLock({ $0.digests[file.stamp] }) { return digest }
    let digest = try file.digest()
    known.withLock { $0.digests[file.stamp] = digest }
    return digest
  }
}

extension OutputFolder {
  /// Opens a file to read it and to add to its end; makes it if need be.
  func appended(_ name: String) throws(FileError) -> (Descriptor, path: String) {
    let folder = try opened([], isMaking: true, action: "write")
    let path = path + "/" + name
    let isNew = try modeOfFile(name, in: folder, path: path) == nil
    let flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let number = retrying { openat(folder.number, name, flags, 0o666) }
    guard number >= 0 else {
      let code = errno
      throw code == ELOOP
        ? FileError(link: path) : FileError(path: path, action: "write", code: code)
    }
    let file = Descriptor(number)
    var found = stat()
    // A second name of a file would lead out of the folder as a link does.
    guard fstat(number, &found) == 0, found.st_mode & S_IFMT == S_IFREG, found.st_nlink == 1 else {
      throw FileError(link: path)
    }
    if isNew { try syncFolder(folder, path: path) }
    return (file, path)
  }
}
