import Foundation

/// Tells a file's present content from what it held before, without reading it: writing to the
/// file, or replacing it with another, changes one of these.
public struct FileStamp: Hashable, Sendable {
  /// How many bytes it has.
  public let size: Int
  private let device: UInt
  private let number: UInt
  private let written: Instant
  private let changed: Instant

  private struct Instant: Hashable {
    var seconds: Int
    var nanoseconds: Int

    init(_ time: timespec) {
      seconds = time.tv_sec
      nanoseconds = time.tv_nsec
    }
  }

  /// The stamp of what is at a path, links followed; `nil` if there is nothing.
  public init?(at path: String) {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    self.init(found)
  }

  init(_ found: stat) {
    size = Int(found.st_size)
    device = UInt(found.st_dev)
    number = UInt(found.st_ino)
    written = Instant(found.st_mtim)
    changed = Instant(found.st_ctim)
  }

  /// Whether both are of one file, at different times perhaps.
  func isOfSameFile(as other: FileStamp) -> Bool {
    device == other.device && number == other.number
  }

  /// The stamp as text, for digests.
  public var text: String {
    "\(device) \(number) \(size) \(written.seconds).\(written.nanoseconds) "
      + "\(changed.seconds).\(changed.nanoseconds)"
  }
}
