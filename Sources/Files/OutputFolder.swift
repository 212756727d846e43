import Foundation

/// A folder below which files are written, and nowhere else: no link below it is followed.
///
/// Every use walks down anew, folder by folder, each opened from the one before it and only if it
/// is no link. So a link that takes a folder's place meanwhile leads nowhere either.
public struct OutputFolder: Sendable {
  /// The path as the user knows it.
  public let path: String
  /// Where the walk begins, and the folders from there on.
  private let start: String
  private let folders: [String]
  /// Why the path cannot be used, if so.
  private let fault: FileError?

  /// A folder, which need not be there yet.
  ///
  /// - Parameter followsLinks: Whether the path itself may lead through links, because the user
  ///   chose it. They are followed once, here.
  public init(_ path: String, followsLinks: Bool) {
    self.path = path
    var fault: FileError?
    var real = path
    if followsLinks {
      do throws(FileError) { real = try pathWithoutLinks(path) } catch { fault = error }
    }
    self.fault = fault
    start = real.hasPrefix("/") ? "/" : "."
    folders = OutputFolder.parts(real)
  }

  /// Writes a file, whole or not at all, as `writeDurably` does; folders on the way are made.
  public func write(_ bytes: [UInt8], to name: String) throws(FileError) {
    let (folders, file) = try split(name)
    let folder = try opened(folders, isMaking: true, action: "write")
    try replace(file, in: folder, with: bytes, path: shown(name))
  }

  /// Removes a file, if it is there; a link of that name is removed, not what it leads to.
  public func remove(_ name: String) throws(FileError) {
    let (folders, file) = try split(name)
    let folder: Descriptor
    do throws(FileError) {
      folder = try opened(folders, isMaking: false, action: "remove")
    } catch  where error.code == ENOENT { return }
    guard unlinkat(folder.number, file, 0) == 0 else {
      if errno == ENOENT { return }
      throw FileError(path: shown(name), action: "remove", code: errno)
    }
    try syncFolder(folder, path: shown(name))
  }

  /// Opens a file to read it; `nil` if it is not there.
  public func file(_ name: String) throws(FileError) -> OpenFile? {
    do throws(FileError) {
      let (folders, file) = try split(name)
      let folder = try opened(folders, isMaking: false, action: "read")
      let path = shown(name)
      try refuseLink(file, in: folder, path: path)
      let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
      let number = retrying { openat(folder.number, file, flags) }
      guard number >= 0 else { throw FileError(path: path, action: "read", code: errno) }
      return try OpenFile(Descriptor(number), path: path)
    } catch  where error.code == ENOENT { return nil }
  }

  /// Throws if a file could not be written, as far as that can be told without writing: a link or
  /// something else that is no folder stands in the way, a folder or a link has the file's name, or
  /// the nearest folder that is there does not allow it.
  public func checkWritable(_ name: String) throws(FileError) {
    if let fault { throw fault }
    let (folders, file) = try split(name)
    var folder = try root()
    for (index, part) in (self.folders + folders).enumerated() {
      do throws(FileError) {
        folder = try next(part, index, folders, in: folder, isMaking: false, action: "write")
      } catch  where error.code == ENOENT {
        return try checkAccess(folder, name)
      }
    }
    _ = try modeOfFile(file, in: folder, path: shown(name))
    try checkAccess(folder, name)
  }

  private func checkAccess(_ folder: Descriptor, _ name: String) throws(FileError) {
    if faccessat(folder.number, ".", W_OK | X_OK, 0) != 0 {
      throw FileError(path: shown(name), action: "write", code: errno)
    }
  }

  // MARK: Walking

  /// A folder below, opened for reading; missing ones are made if asked for.
  func opened(
    _ folders: [String], isMaking: Bool, action: String
  ) throws(FileError) -> Descriptor {
    if let fault { throw fault }
    var folder = try root()
    for (index, part) in (self.folders + folders).enumerated() {
      folder = try next(part, index, folders, in: folder, isMaking: isMaking, action: action)
    }
    let number = retrying { openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { throw FileError(path: path, action: action, code: errno) }
    return Descriptor(number)
  }

  private func root() throws(FileError) -> Descriptor {
    let number = retrying { open(start, Descriptor.path | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { throw FileError(path: path, action: "open", code: errno) }
    return Descriptor(number)
  }

  private func next(
    _ part: String, _ index: Int, _ below: [String], in folder: Descriptor, isMaking: Bool,
    action: String
  ) throws(FileError) -> Descriptor {
    let flags = Descriptor.path | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    var number = retrying { openat(folder.number, part, flags) }
    if number < 0, errno == ENOENT, isMaking {
      guard mkdirat(folder.number, part, 0o777) == 0 || errno == EEXIST else {
        throw FileError(path: shown(below, index), action: "make", code: errno)
      }
      try syncFolder(folder, path: shown(below, index))
      number = retrying { openat(folder.number, part, flags) }
    }
    guard number >= 0 else {
      let code = errno
      let path = shown(below, index)
      try refuseLink(part, in: folder, path: path)
      throw FileError(path: path, action: action, code: code)
    }
    return Descriptor(number)
  }

  private func refuseLink(
    _ name: String, in folder: Descriptor, path: String
  ) throws(FileError) {
    var found = stat()
    if fstatat(folder.number, name, &found, AT_SYMLINK_NOFOLLOW) == 0,
      found.st_mode & S_IFMT == S_IFLNK
    {
      throw FileError(link: path)
    }
  }

  // MARK: Names

  private func shown(_ name: String) -> String { name.isEmpty ? path : path + "/" + name }

  /// The path up to a folder of the walk, for messages.
  private func shown(_ below: [String], _ index: Int) -> String {
    let all = folders + below
    if index >= folders.count {
      return shown(all[folders.count...index].joined(separator: "/"))
    }
    return (start == "/" ? "/" : "") + all[...index].joined(separator: "/")
  }

  /// A name's folders and the file in them. Throws if it could lead out of the folder.
  func split(_ name: String) throws(FileError) -> ([String], String) {
    var parts = OutputFolder.parts(name)
    guard let file = parts.popLast(), !parts.contains(".."), file != "..", !name.hasPrefix("/")
    else {
      throw FileError(path: shown(name), action: "write", reason: "is no name of a file")
    }
    return (parts, file)
  }

  static func parts(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init).filter { $0 != "." }
  }
}

/// An open file or folder, closed when nothing refers to it any more.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  /// `O_PATH`: opens a folder only to go on from it, which needs no permission to list it.
  static let path: Int32 = 0o10_000_000
}

/// An absolute path without links; what is not there yet stays as it is. Throws where a link leads
/// to nothing, or a folder on the way cannot be looked into.
public func pathWithoutLinks(_ path: String) throws(FileError) -> String {
  var there = path
  var missing: [String] = []
  while true {
    if let real = realpath(there.isEmpty ? "." : there, nil) {
      defer { free(real) }
      let start = String(cString: real)
      return ([start == "/" ? "" : start] + missing.reversed()).joined(separator: "/")
    }
    let code = errno
    var found = stat()
    if code == ENOENT, lstat(there, &found) == 0, found.st_mode & S_IFMT == S_IFLNK {
      throw FileError(path: path, action: "write", reason: "is a link to nothing")
    }
    var parts = there.split(separator: "/")
    guard code == ENOENT, let last = parts.popLast(), last != ".." else {
      throw FileError(path: path, action: "write", code: code)
    }
    missing.append(String(last))
    there = (there.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
