import Foundation

/// Writes a file so that it is either complete and on disk, or what was there before is untouched.
///
/// A temporary file next to the target takes all bytes and is synced, then renamed over the target,
/// then the folder is synced; only when this returns is the file saved. An existing file keeps its
/// mode, a new one gets 0666 & ~umask; a link is followed, so the link stays. On failure the
/// temporary is removed, and those of writers that were killed by the next write of the file.
/// Missing folders on the way are not made: see `makeFolder`.
public func writeDurably(_ bytes: [UInt8], to path: String) throws(FileError) {
  let target = try resolvedTarget(path)
  let folder = (target as NSString).deletingLastPathComponent
  let name = (target as NSString).lastPathComponent
  let temporary =
    (folder.isEmpty ? "" : folder + "/") + ".\(name.prefix(100)).\(getpid()).partial"

  let file = retrying { open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666) }
  guard file >= 0 else { throw FileError(path: path, action: "write", code: errno) }
  do throws(FileError) {
    var existing = stat()
    if stat(target, &existing) == 0, fchmod(file, existing.st_mode & 0o7777) != 0 {
      throw FileError(path: path, action: "write", code: errno)
    }
    try writeAll(bytes, to: file, path: path)
    if retrying({ fsync(file) }) != 0 { throw FileError(path: path, action: "sync", code: errno) }
  } catch {
    close(file)
    unlink(temporary)
    throw error
  }
  guard close(file) == 0 else {
    let code = errno
    unlink(temporary)
    throw FileError(path: path, action: "write", code: code)
  }
  guard retrying({ rename(temporary, target) }) == 0 else {
    let code = errno
    unlink(temporary)
    throw FileError(path: path, action: "rename", code: code)
  }
  removeLeftovers(of: name, in: folder.isEmpty ? "." : folder)
  try syncFolder(folder.isEmpty ? "." : folder, path: path)
}

/// Removes temporaries of a file whose writers were killed while writing it.
private func removeLeftovers(of name: String, in folder: String) {
  let head = ".\(name.prefix(100))."
  let tail = ".partial"
  for other in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  where other.hasPrefix(head) && other.hasSuffix(tail) {
    guard let writer = pid_t(other.dropFirst(head.count).dropLast(tail.count)), writer > 0,
      kill(writer, 0) != 0, errno == ESRCH
    else { continue }
    unlink(folder + "/" + other)
  }
}

/// Writes all bytes to an open descriptor, however few each call takes.
public func writeAll(_ bytes: [UInt8], to file: Int32, path: String) throws(FileError) {
  var done = 0
  while done < bytes.count {
    let count = bytes.withUnsafeBytes { buffer in
      retrying { write(file, buffer.baseAddress.map { $0 + done }, bytes.count - done) }
    }
    guard count > 0 else {
      throw FileError(path: path, action: "write", code: count == 0 ? ENOSPC : errno)
    }
    done += count
  }
}

/// Makes a folder and those above it; one that is there already is fine.
public func makeFolder(_ path: String) throws(FileError) {
  var made = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/" + part
    if mkdir(made, 0o777) != 0, errno != EEXIST {
      throw FileError(path: path, action: "make", code: errno)
    }
  }
  var found = stat()
  guard path.isEmpty || (stat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFDIR) else {
    throw FileError(path: path, action: "make", code: ENOTDIR)
  }
}

private func resolvedTarget(_ path: String) throws(FileError) -> String {
  var found = stat()
  guard lstat(path, &found) == 0 else { return path }
  switch found.st_mode & S_IFMT {
  case S_IFREG: return path
  case S_IFLNK:
    guard let real = realpath(path, nil) else {
      throw FileError(path: path, action: "write", reason: "is a link to nothing")
    }
    defer { free(real) }
    return String(cString: real)
  case S_IFDIR: throw FileError(path: path, action: "write", code: EISDIR)
  default: throw FileError(path: path, action: "write", reason: "is not an ordinary file")
  }
}

private func syncFolder(_ folder: String, path: String) throws(FileError) {
  let descriptor = retrying { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
  guard descriptor >= 0 else { throw FileError(path: path, action: "sync", code: errno) }
  defer { close(descriptor) }
  // Some file systems cannot sync a folder and say so; then there is nothing more to do.
  if retrying({ fsync(descriptor) }) != 0, errno != EINVAL {
    throw FileError(path: path, action: "sync", code: errno)
  }
}

/// Repeats a system call that a signal interrupted.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
