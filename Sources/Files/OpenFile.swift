import Foundation

/// An ordinary file held open for reading, piece by piece: always the one that was opened, whatever
/// takes its name meanwhile.
public final class OpenFile: Sendable {
  /// The path that it was opened by.
  public let path: String
  /// What it was when it was opened.
  public let stamp: FileStamp
  private let descriptor: Descriptor

  /// Opens a file. Throws if the file is missing, unreadable, or not an ordinary file.
  public convenience init(_ path: String) throws(FileError) {
    let number = retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard number >= 0 else { throw FileError(path: path, action: "read", code: errno) }
    try self.init(Descriptor(number), path: path)
  }

  init(_ descriptor: Descriptor, path: String) throws(FileError) {
    self.path = path
    self.descriptor = descriptor
    var found = stat()
    let answer = fstat(descriptor.number, &found)
    let code = errno
    stamp = FileStamp(found)
    guard answer == 0 else { throw FileError(path: path, action: "read", code: code) }
    switch found.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw FileError(path: path, action: "read", code: EISDIR)
    default: throw FileError(path: path, action: "read", reason: "is not an ordinary file")
    }
  }

  /// The SHA-256 of the whole file, 64 digits. Throws if it cannot be read. Complexity: O(bytes).
  public func digest() throws(FileError) -> String {
    var digest = SHA256()
    var start = 0
    while start < stamp.size {
      let piece = try bytes(start..<min(start + 1 << 20, stamp.size))
      digest.update(piece)
      start += 1 << 20
    }
    return digest.hexadecimal()
  }

  /// The bytes of a range; fewer where the file ends before. Throws if they cannot be read.
  public func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, done in
      while done < range.count {
        let count = retrying {
          pread(
            descriptor.number, buffer.baseAddress.map { $0 + done }, range.count - done,
            off_t(range.lowerBound + done))
        }
        if count < 0 { failure = errno }
        if count <= 0 { break }
        done += count
      }
    }
    guard failure == 0 else { throw FileError(path: path, action: "read", code: failure) }
    return bytes
  }
}
