import Foundation

extension FolderLock {
  /// Removes files of the locked folder, what writers left half written in it, the lock's own file and,
  /// if nothing else is there, the folder. Answers the names that are left.
  ///
  /// Files go in the order given, so that a folder whose removal is cut short lacks the first ones. No
  /// link is followed: a link of such a name is removed, not what it leads to. Throws if something
  /// cannot be removed.
  public func removeFolder(files: [String], path: String) throws(FileError) -> [String] {
    _ = removePartialFiles()
    for name in files + [".lock"]
    where unlinkat(folder.number, name, 0) != 0 && errno != ENOENT {
      throw FileError(path: path + "/" + name, action: "remove", code: errno)
    }
    let left = try names(in: folder, path: path).names
    guard left.isEmpty else { return left }
    let number = retrying { openat(folder.number, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { throw FileError(path: path, action: "remove", code: errno) }
    let parent = Descriptor(number)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard unlinkat(parent.number, name, AT_REMOVEDIR) == 0 else {
      throw FileError(path: path, action: "remove", code: errno)
    }
    try syncFolder(parent, path: path)
    return []
  }
}
