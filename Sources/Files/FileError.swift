import Foundation

/// A file or folder that could not be read or written: which, in what step, and why.
public struct FileError: Error, Sendable, Equatable {
  /// The path as the user gave it.
  public var path: String
  /// What was being done, as a verb: `read`, `write`, `sync`, `rename`, `list`.
  public var action: String
  /// The system's error number; `nil` where the reason is our own.
  public var code: Int32?
  /// The reason in words: "no such file or folder".
  public var reason: String
  /// Why it was refused although the system would allow it, if so.
  public var refusal: Refusal?

  /// What a file is not written over or through.
  public enum Refusal: Sendable {
    /// A link in an output folder, which may lead anywhere.
    case link
    /// A file of the user's own.
    case foreign
    /// A folder that holds something else than what is written into it.
    case folder
  }

  /// A failure with the system's error number.
  public init(path: String, action: String, code: Int32) {
    self.path = path
    self.action = action
    self.code = code
    reason = FileError.words(for: code)
  }

  /// A failure with a reason of our own.
  public init(path: String, action: String, reason: String) {
    self.path = path
    self.action = action
    self.reason = reason
  }

  /// A link where none may be.
  init(link path: String) {
    self.init(path: path, action: "write", reason: "it is a link, which is not followed")
    refusal = .link
  }

  /// A file that is the user's own.
  public init(foreign path: String) {
    self.init(
      path: path, action: "write",
      reason: "it was not written from here, or was changed since, and is left as it is")
    refusal = .foreign
  }

  /// A folder that would be replaced, and a file that would be lost with it.
  init(folder path: String, with file: String) {
    self.init(
      path: path, action: "write",
      reason: "it holds \"\(file)\", which is not of such a folder, and is left as it is")
    refusal = .folder
  }

  private static func words(for code: Int32) -> String {
    switch code {
    case ENOENT: "no such file or folder"
    case EACCES, EPERM: "permission denied"
    case ENOSPC: "no space left on device"
    case EFBIG: "the file would be larger than the limit set for this process"
    case EROFS: "the file system is read-only"
    case EISDIR: "is a folder"
    case ENOTDIR: "a part of the path is not a folder"
    case ENAMETOOLONG: "the name is too long"
    case EMFILE, ENFILE: "too many open files"
    case EIO: "input/output error"
    case EDQUOT: "the disk quota is used up"
    case ELOOP: "too many links"
    default: String(cString: strerror(code)).lowercased()
    }
  }
}
