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
  let parent = (target as NSString).deletingLastPathComponent
  let folder = retrying {
    open(parent.isEmpty ? "." : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  }
  guard folder >= 0 else { throw FileError(path: path, action: "write", code: errno) }
  try replace(
    (target as NSString).lastPathComponent, in: Descriptor(folder), with: bytes, path: path)
}

/// Does what `writeDurably` says in an open folder; a link is refused.
func replace(
  _ name: String, in folder: Descriptor, with bytes: [UInt8], path: String
) throws(FileError) {
  let mode = try modeOfFile(name, in: folder, path: path)
  let (file, temporary) = try makeTemporary(for: name, in: folder, path: path)
  do throws(FileError) {
    if let mode, fchmod(file.number, mode) != 0 {
      throw FileError(path: path, action: "write", code: errno)
    }
    try writeAll(bytes, to: file.number, path: path)
    if retrying({ fsync(file.number) }) != 0 {
      throw FileError(path: path, action: "sync", code: errno)
    }
    // What only closing would tell; the file itself stays open, and so locked, until it has its name.
    let copy = fcntl(file.number, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, close(copy) == 0 else {
      throw FileError(path: path, action: "write", code: errno)
    }
    if retrying({ renameat(folder.number, temporary, folder.number, name) }) != 0 {
      throw FileError(path: path, action: "rename", code: errno)
    }
  } catch {
    unlinkat(folder.number, temporary, 0)
    throw error
  }
  withExtendedLifetime(file) {}
  _ = removePartialFiles(of: name, in: folder)
  try syncFolder(folder, path: path)
}

/// The mode bits of a file; `nil` if there is none. Throws unless a file may take its place.
func modeOfFile(
  _ name: String, in folder: Descriptor, path: String
) throws(FileError) -> mode_t? {
  var found = stat()
  guard fstatat(folder.number, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else {
    guard errno == ENOENT else { throw FileError(path: path, action: "write", code: errno) }
    return nil
  }
  switch found.st_mode & S_IFMT {
  case S_IFREG: return found.st_mode & 0o7777
  case S_IFLNK: throw FileError(link: path)
  case S_IFDIR: throw FileError(path: path, action: "write", code: EISDIR)
  default: throw FileError(path: path, action: "write", reason: "is not an ordinary file")
  }
}

// MARK: Temporaries

/// A temporary's name: whose it is, and 16 random digits, so that no two writers, and nobody who
/// wants to lay a link in the way, name the same one.
struct TemporaryName {
  static let tail = ".partial"

  /// What the temporaries of a file begin with; short enough for any file system.
  static func head(_ name: String) -> String {
    var head = ""
    for character in name where head.utf8.count + character.utf8.count <= 100 {
      head.append(character)
    }
    return ".\(head)."
  }

  static func random(for name: String) -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return head(name) + String(repeating: "0", count: 16 - digits.count) + digits + tail
  }

  /// Whether a name is one of a file's temporaries, or of any file's.
  static func matches(_ name: String, of file: String?) -> Bool {
    guard name.hasPrefix("."), name.hasSuffix(tail) else { return false }
    let stem = name.dropLast(tail.count)
    guard let dot = stem.lastIndex(of: "."), dot != stem.startIndex else { return false }
    let digits = stem[stem.index(after: dot)...]
    return digits.utf8.count == 16 && digits.allSatisfy(\.isHexDigit)
      && (file.map { stem[...dot] == head($0) } ?? true)
  }
}

/// A new file, locked as long as it is open: by that a living writer is known, in another container
/// too, where process numbers mean nothing.
private func makeTemporary(
  for name: String, in folder: Descriptor, path: String
) throws(FileError) -> (Descriptor, name: String) {
  for _ in 0..<100 {
    let temporary = TemporaryName.random(for: name)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let number = retrying { openat(folder.number, temporary, flags, 0o666) }
    guard number >= 0 else {
      if errno == EEXIST { continue }
      throw FileError(path: path, action: "write", code: errno)
    }
    let file = Descriptor(number)
    // Some file systems have no locks; there, what is left of dead writers stays.
    if flock(number, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { continue }
    var found = stat()
    // Taken for a dead writer's before it was locked.
    if fstat(number, &found) == 0, found.st_nlink == 0 { continue }
    return (file, temporary)
  }
  throw FileError(path: path, action: "write", code: EEXIST)
}

/// Removes what writers that are no more left half written in a folder, of one file or of all;
/// answers how many there were.
func removePartialFiles(of file: String? = nil, in folder: Descriptor) -> Int {
  var count = 0
  for name in (try? names(in: folder, path: ""))?.names ?? []
  where TemporaryName.matches(name, of: file) {
    let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
    let number = retrying { openat(folder.number, name, flags) }
    guard number >= 0 else { continue }
    let left = Descriptor(number)
    guard flock(left.number, LOCK_EX | LOCK_NB) == 0 else { continue }
    if unlinkat(folder.number, name, 0) == 0 { count += 1 }
  }
  return count
}

// MARK: Steps

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
  guard lstat(path, &found) == 0, found.st_mode & S_IFMT == S_IFLNK else { return path }
  guard let real = realpath(path, nil) else {
    throw FileError(path: path, action: "write", reason: "is a link to nothing")
  }
  defer { free(real) }
  return String(cString: real)
}

/// Makes what was done in a folder last: files made, renamed and removed.
func syncFolder(_ folder: Descriptor, path: String) throws(FileError) {
  let number = retrying { openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
  guard number >= 0 else { throw FileError(path: path, action: "sync", code: errno) }
  let descriptor = Descriptor(number)
  // Some file systems cannot sync a folder and say so; then there is nothing more to do.
  if retrying({ fsync(descriptor.number) }) != 0, errno != EINVAL {
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
