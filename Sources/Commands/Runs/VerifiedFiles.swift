import Files
import Synchronization

/// Files whose checksums this process has compared, or that it wrote itself: each needs to be read
/// whole but once, as long as its stamp stays.
final class VerifiedFiles: Sendable {
  private let stamps = Mutex<Set<FileStamp>>([])
  private let digests = Mutex<[FileStamp: String]>([:])

  /// Whether a file of that stamp is known to be whole.
  func contains(_ stamp: FileStamp) -> Bool { stamps.withLock { $0.contains(stamp) } }

  /// Notes that a file of that stamp is whole.
  func insert(_ stamp: FileStamp) { stamps.withLock { _ = $0.insert(stamp) } }

  /// The digest of a file of that stamp, if it was computed.
  func digest(of stamp: FileStamp) -> String? { digests.withLock { $0[stamp] } }

  /// Notes the digest of a file of that stamp.
  func insert(_ stamp: FileStamp, digest: String) { digests.withLock { $0[stamp] = digest } }
}
