import CRename
import Foundation

/// A file of a folder that is written as a whole.
public struct FolderFile: Sendable {
  /// Its name in the folder, or `FOLDER/NAME` in a sub-folder; no deeper.
  public var name: String
  /// What it holds.
  public var bytes: [UInt8]

  /// A file.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

extension OutputFolder {
  /// Writes a folder of files, all of them or nothing; one that is there is replaced as a whole.
  ///
  /// The files are written into a hidden folder next to it and synced; then that takes the name, and the
  /// name is synced. What was there before gets the hidden name in the same step, and is removed when the
  /// new name is on disk: after a power cut one of both is there, whole.
  ///
  /// Throws `FileError`; what was written until then is removed. Cost: a sync for each file.
  public func writeFolder(_ files: [FolderFile], to name: String) throws(FileError) {
    let (folders, last) = try split(name)
    let parent = try opened(folders, isMaking: true, action: "write")
    let path = path + "/" + name
    let isThere = try isFolder(last, in: parent, path: path)
    OutputFolder.removePartialFolders(of: last, in: parent)
    let (made, temporary) = try OutputFolder.temporaryFolder(for: last, in: parent, path: path)
    defer { withExtendedLifetime(made) {} }
    var replaced: String?
    do throws(FileError) {
      try OutputFolder.fill(made, with: files, path: path)
      if isThere {
        replaced = try OutputFolder.replace(last, by: temporary, in: parent, path: path)
      } else {
        try OutputFolder.rename(temporary, to: last, in: parent, path: path)
      }
    } catch {
      OutputFolder.removeTree(temporary, in: parent)
      throw error
    }
    try syncFolder(parent, path: path)
    if let replaced { OutputFolder.removeTree(replaced, in: parent) }
  }

  /// The names of everything in a folder below, and in its sub-folders as `FOLDER/NAME`, in order; `nil`
  /// if it is not there. Throws if something else has its name.
  public func namesBelow(_ name: String) throws(FileError) -> [String]? {
    let (folders, last) = try split(name)
    let path = path + "/" + name
    do throws(FileError) {
      let parent = try opened(folders, isMaking: false, action: "read")
      guard try isFolder(last, in: parent, path: path) else { return nil }
      let folder = try OutputFolder.subfolder(last, in: parent, path: path)
      var found: [String] = []
      for inner in try names(in: folder, path: path).names {
        guard try isFolder(inner, orFileIn: folder, path: path + "/" + inner) else {
          found.append(inner)
          continue
        }
        let below = try OutputFolder.subfolder(inner, in: folder, path: path + "/" + inner)
        found += try names(in: below, path: path + "/" + inner).names.map { inner + "/" + $0 }
      }
      return found
    } catch  where error.code == ENOENT { return nil }
  }

  /// Throws if a folder could not be written, as far as that can be told without writing: something else
  /// has its name, or the nearest folder that is there does not allow it.
  public func checkFolderWritable(_ name: String) throws(FileError) {
    _ = try namesBelow(name)
    // The folder next to which it is made decides, not the folder that is replaced.
    let (folders, last) = try split(name)
    let temporary = (folders + [TemporaryName.random(for: last)]).joined(separator: "/")
    do throws(FileError) { try checkWritable(temporary) } catch {
      var error = error
      if error.path.hasSuffix(temporary) { error.path = path + "/" + name }
      throw error
    }
  }

  // MARK: Steps

  /// Whether a folder is there; throws if something else is.
  private func isFolder(
    _ name: String, in parent: Descriptor, path: String
  ) throws(FileError) -> Bool {
    var found = stat()
    guard fstatat(parent.number, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else {
      guard errno == ENOENT else { throw FileError(path: path, action: "write", code: errno) }
      return false
    }
    switch found.st_mode & S_IFMT {
    case S_IFDIR: return true
    case S_IFLNK: throw FileError(link: path)
    default:
      throw FileError(path: path, action: "write", reason: "is a file, and a folder is to be there")
    }
  }

  /// Whether what is there is a folder.
  private func isFolder(
    _ name: String, orFileIn parent: Descriptor, path: String
  ) throws(FileError) -> Bool {
    var found = stat()
    guard fstatat(parent.number, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else {
      throw FileError(path: path, action: "read", code: errno)
    }
    return found.st_mode & S_IFMT == S_IFDIR
  }

  private static func subfolder(
    _ name: String, in parent: Descriptor, path: String
  ) throws(FileError) -> Descriptor {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let number = retrying { openat(parent.number, name, flags) }
    guard number >= 0 else { throw FileError(path: path, action: "read", code: errno) }
    return Descriptor(number)
  }

  /// A new hidden folder, locked as long as it is open.
  private static func temporaryFolder(
    for name: String, in parent: Descriptor, path: String
  ) throws(FileError) -> (Descriptor, name: String) {
    let temporary = TemporaryName.random(for: name)
    guard mkdirat(parent.number, temporary, 0o777) == 0 else {
      throw FileError(path: path, action: "make", code: errno)
    }
    let folder = try subfolder(temporary, in: parent, path: path)
    // Some file systems have no locks; there, what is left of dead writers is removed all the same.
    _ = flock(folder.number, LOCK_EX | LOCK_NB)
    return (folder, temporary)
  }

  private static func fill(
    _ folder: Descriptor, with files: [FolderFile], path: String
  ) throws(FileError) {
    var subfolders: [String: Descriptor] = [:]
    for file in files {
      let path = path + "/" + file.name
      let parts = file.name.split(separator: "/").map(String.init)
      guard let name = parts.last, parts.count <= 2, !parts.contains("..") else {
        throw FileError(path: path, action: "write", reason: "is no name of a file")
      }
      var parent = folder
      if parts.count == 2 {
        if subfolders[parts[0]] == nil {
          guard mkdirat(folder.number, parts[0], 0o777) == 0 else {
            throw FileError(path: path, action: "make", code: errno)
          }
          subfolders[parts[0]] = try subfolder(parts[0], in: folder, path: path)
        }
        parent = subfolders[parts[0]] ?? folder
      }
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
      let number = retrying { openat(parent.number, name, flags, 0o666) }
      guard number >= 0 else { throw FileError(path: path, action: "write", code: errno) }
      let opened = Descriptor(number)
      try writeAll(file.bytes, to: opened.number, path: path)
      if retrying({ fsync(opened.number) }) != 0 {
        throw FileError(path: path, action: "sync", code: errno)
      }
    }
    for subfolder in subfolders.values { try syncFolder(subfolder, path: path) }
    try syncFolder(folder, path: path)
  }

  private static func rename(
    _ name: String, to other: String, in parent: Descriptor, path: String
  ) throws(FileError) {
    if retrying({ renameat(parent.number, name, parent.number, other) }) != 0 {
      throw FileError(path: path, action: "rename", code: errno)
    }
  }

  /// Gives a folder's name to a new one; answers the name that the old one has then.
  private static func replace(
    _ name: String, by new: String, in parent: Descriptor, path: String
  ) throws(FileError) -> String {
    if retrying({ exchangeNames(parent.number, new, name) }) == 0 { return new }
    guard [EINVAL, ENOSYS].contains(errno) else {
      throw FileError(path: path, action: "rename", code: errno)
    }
    // Some file systems cannot exchange names; there, for a moment, neither has it.
    let aside = TemporaryName.random(for: name)
    try rename(name, to: aside, in: parent, path: path)
    do throws(FileError) {
      try rename(new, to: name, in: parent, path: path)
    } catch {
      renameat(parent.number, aside, parent.number, name)
      throw error
    }
    return aside
  }

  /// Removes the hidden folders that writers of a folder left, which are no more.
  private static func removePartialFolders(of name: String, in parent: Descriptor) {
    for left in (try? names(in: parent, path: ""))?.names ?? []
    where TemporaryName.matches(left, of: name) {
      guard let folder = try? subfolder(left, in: parent, path: ""),
        flock(folder.number, LOCK_EX | LOCK_NB) == 0
      else { continue }
      removeTree(left, in: parent)
    }
  }

  /// Removes a folder with what is in it, two levels deep; a link in it goes, not what it leads to.
  private static func removeTree(_ name: String, in parent: Descriptor, levels: Int = 2) {
    if let folder = try? subfolder(name, in: parent, path: "") {
      for inner in (try? names(in: folder, path: ""))?.names ?? []
      where unlinkat(folder.number, inner, 0) != 0 && levels > 1 {
        removeTree(inner, in: folder, levels: levels - 1)
      }
    }
    unlinkat(parent.number, name, AT_REMOVEDIR)
  }
}
