import Foundation

/// What is at a path.
public enum FileKind: Sendable, Equatable {
  /// An ordinary file of so many bytes.
  case file(bytes: Int)
  /// A folder.
  case folder
  /// A device, pipe or socket.
  case other
}

/// What is at a path, links followed; `nil` if there is nothing.
public func kindOfFile(at path: String) -> FileKind? {
  var found = stat()
  guard stat(path, &found) == 0 else { return nil }
  switch found.st_mode & S_IFMT {
  case S_IFREG: return .file(bytes: Int(found.st_size))
  case S_IFDIR: return .folder
  default: return .other
  }
}

/// All bytes of an ordinary file, refused before reading where it is larger than `limit`.
public func readFile(_ path: String, limit: Int = 1 << 31) throws(FileError) -> [UInt8] {
  let file = try OpenFile(path)
  let size = file.stamp.size
  guard size <= limit else {
    throw FileError(
      path: path, action: "read", reason: "is \(size) bytes; the limit is \(limit)")
  }
  return try file.bytes(0..<size)
}

/// All bytes that an open descriptor gives, but no more than `limit`: a pipe may never end.
public func readStream(_ descriptor: Int32, limit: Int, path: String) throws(FileError) -> [UInt8] {
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count < limit {
    let wanted = min(piece.count, limit - bytes.count)
    let count = piece.withUnsafeMutableBytes { buffer in
      retrying { read(descriptor, buffer.baseAddress, wanted) }
    }
    guard count >= 0 else { throw FileError(path: path, action: "read", code: errno) }
    if count == 0 { break }
    bytes += piece[..<count]
  }
  return bytes
}

/// The names in a folder, `.` and `..` left out, in byte order.
///
/// Names that are not UTF-8 cannot be held by a `String`; they are counted apart so that a caller
/// can say so (`FileManager` lists them under a name that cannot be opened).
public func namesInFolder(_ path: String) throws(FileError) -> (names: [String], unreadable: Int) {
  let number = retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
  guard number >= 0 else { throw FileError(path: path, action: "list", code: errno) }
  return try names(in: Descriptor(number), path: path)
}

/// The names in an open folder.
func names(
  in folder: Descriptor, path: String
) throws(FileError) -> (names: [String], unreadable: Int) {
  // Listing takes a descriptor over, and moves its position.
  let number = retrying { openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
  guard number >= 0, let folder = fdopendir(number) else {
    let code = errno
    if number >= 0 { close(number) }
    throw FileError(path: path, action: "list", code: code)
  }
  defer { closedir(folder) }
  var names: [String] = []
  var unreadable = 0
  errno = 0
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    switch name {
    case ".", "..": break
    case let name?: names.append(name)
    case nil: unreadable += 1
    }
    errno = 0
  }
  guard errno == 0 else { throw FileError(path: path, action: "list", code: errno) }
  return (names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, unreadable)
}

/// Throws if a file could not be written at a path, as far as that can be told without writing: the
/// nearest folder above that is there must be one and must allow it. Missing folders are fine.
public func checkWritable(_ path: String) throws(FileError) {
  var folder = path
  while true {
    let slash = folder.lastIndex(of: "/")
    folder = slash.map { $0 == folder.startIndex ? "/" : String(folder[..<$0]) } ?? "."
    switch kindOfFile(at: folder) {
    case nil where folder == "/" || folder == ".": return
    case nil: continue
    case .folder:
      if access(folder, W_OK | X_OK) != 0 {
        throw FileError(path: path, action: "write", code: errno)
      }
      return
    default: throw FileError(path: path, action: "write", code: ENOTDIR)
    }
  }
}

/// Whether a folder itself, and no link to one, is at a path.
public func isFolderWithoutLink(_ path: String) -> Bool {
  var found = stat()
  return lstat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFDIR
}

/// When a file or folder was last written, in seconds since 1970; `nil` if there is none.
public func modificationTime(_ path: String) -> Double? {
  var found = stat()
  guard stat(path, &found) == 0 else { return nil }
  #if os(Linux)
    let time = found.st_mtim
  #else
    let time = found.st_mtimespec
  #endif
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Whether there is a process of that number, of anyone's.
public func isProcess(_ number: Int32) -> Bool { kill(number, 0) == 0 || errno == EPERM }
