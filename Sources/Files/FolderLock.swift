import Foundation

/// A folder that one process at a time may write in.
///
/// The lock is the kernel's (`flock` on a file in the folder), so it ends with its process, however
/// that ends; the file says which process holds it. Releasing the object unlocks the folder.
public final class FolderLock: Sendable {
  private let file: Int32

  /// Why a folder cannot be locked.
  public enum Failure: Error, Sendable {
    /// Another process, with that number if it could be read, writes in it.
    case inUse(process: Int32?)
    /// The file of the lock cannot be made.
    case file(FileError)
  }

  /// Locks an existing folder; does not wait.
  public init(_ folder: String) throws(Failure) {
    let path = folder + "/.lock"
    let file = retrying { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666) }
    guard file >= 0 else {
      throw .file(FileError(path: path, action: "write", code: errno))
    }
    guard retrying({ flock(file, LOCK_EX | LOCK_NB) }) == 0 else {
      let code = errno
      defer { close(file) }
      guard code == EWOULDBLOCK else {
        throw .file(FileError(path: path, action: "lock", code: code))
      }
      let text = (try? readFile(path, limit: 64)).map { String(decoding: $0, as: UTF8.self) }
      throw .inUse(process: text.flatMap { Int32($0.prefix { $0.isNumber }) })
    }
    self.file = file
    // Saying which process holds the lock is a courtesy: failing to is no reason to stop.
    ftruncate(file, 0)
    try? writeAll(Array("\(getpid())\n".utf8), to: file, path: path)
  }

  deinit { close(file) }
}

/// Removes what writers that are no more left half written in a folder; answers how many there were.
public func removePartialFiles(in folder: String) -> Int {
  let names = (try? namesInFolder(folder))?.names ?? []
  var count = 0
  for name in names where name.hasPrefix(".") && name.hasSuffix(".partial") {
    let parts = name.split(separator: ".")
    guard parts.count >= 2, let process = Int32(parts[parts.count - 2]),
      process != getpid(), kill(process, 0) != 0, errno == ESRCH
    else { continue }
    if unlink(folder + "/" + name) == 0 { count += 1 }
  }
  return count
}
