import Foundation

/// A folder that one process at a time may write in.
///
/// The lock is the kernel's (`flock` on a file in the folder), so it ends with its process, however
/// that ends; the file says which process holds it, and nothing once it was released. Releasing the object
/// unlocks the folder.
public final class FolderLock: Sendable {
  private let file: Descriptor
  let folder: Descriptor

  /// Why a folder cannot be locked.
  public enum Failure: Error, Sendable {
    /// Another process, with that number if it could be read, writes in it.
    case inUse(process: Int32?)
    /// The file of the lock cannot be made.
    case file(FileError)
  }

  /// Locks a folder below an output folder, which is made if need be; does not wait.
  public init(_ name: String, in output: OutputFolder) throws(Failure) {
    let path = output.path + "/" + name + "/.lock"
    let folder: Descriptor
    do throws(FileError) {
      folder = try output.opened(OutputFolder.parts(name), isMaking: true, action: "write")
    } catch { throw .file(error) }
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let number = retrying { openat(folder.number, ".lock", flags, 0o666) }
    guard number >= 0 else {
      let code = errno
      throw .file(
        code == ELOOP ? FileError(link: path) : FileError(path: path, action: "write", code: code))
    }
    let file = Descriptor(number)
    var found = stat()
    // A second name of a file would lead out of the folder as a link does.
    guard fstat(number, &found) == 0, found.st_mode & S_IFMT == S_IFREG, found.st_nlink == 1 else {
      throw .file(FileError(link: path))
    }
    guard retrying({ flock(number, LOCK_EX | LOCK_NB) }) == 0 else {
      let code = errno
      guard code == EWOULDBLOCK else {
        throw .file(FileError(path: path, action: "lock", code: code))
      }
      let text = (try? readStream(number, limit: 64, path: path)).map {
        String(decoding: $0, as: UTF8.self)
      }
      throw .inUse(process: text.flatMap { Int32($0.prefix { $0.isNumber }) })
    }
    self.file = file
    self.folder = folder
    // Saying which process holds the lock is a courtesy: failing to is no reason to stop.
    ftruncate(number, 0)
    try? writeAll(Array("\(getpid())\n".utf8), to: number, path: path)
  }

  // Before the lock goes with the descriptor: nobody else writes in the file yet.
  deinit { ftruncate(file.number, 0) }

  /// Removes what writers that are no more left half written in the folder; answers how many there
  /// were.
  public func removePartialFiles() -> Int { Files.removePartialFiles(in: folder) }
}
