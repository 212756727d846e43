import Files
import Foundation

/// What succeeded in a session, kept in a file as it is typed and removed when the session ends in an
/// orderly way: after any other end the next session can take it up.
///
/// The file lies next to the history and is locked as long as its session lives.
final class SessionJournal {
  /// A session that ended early.
  struct Left {
    /// What was typed, one input an element.
    var inputs: [String]
    fileprivate var path: String
  }

  /// The last session that ended early, if there is one.
  private(set) var left: Left?

  /// What the names of all journals begin with; `nil` if none is kept.
  private let head: String?
  private var path: String?
  private var file: Int32 = -1
  private var kept: [String] = []

  /// A journal next to a history; without one there is none.
  init(history: String?) {
    head = history.map { $0 + ".session-" }
    guard let head, let slash = head.lastIndex(of: "/") else { return }
    let folder = String(head[...slash])
    let stem = String(head[head.index(after: slash)...])
    let found = ((try? namesInFolder(folder))?.names ?? []).filter { $0.hasPrefix(stem) }
    var latest = 0
    for name in found {
      guard let (inputs, time) = SessionJournal.read(folder + name), time >= latest else {
        continue
      }
      latest = time
      left = Left(inputs: inputs, path: folder + name)
    }
  }

  /// What an earlier session kept, and when; `nil` if it lives, or kept nothing.
  private static func read(_ path: String) -> (inputs: [String], time: Int)? {
    let file = Foundation.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var found = stat()
    guard fstat(file, &found) == 0, found.st_mode & S_IFMT == S_IFREG,
      flock(file, LOCK_EX | LOCK_NB) == 0,
      let bytes = try? readStream(file, limit: 16 << 20, path: path),
      let inputs = PromptHistory.entries(bytes), !inputs.isEmpty
    else { return nil }
    return (inputs, Int(found.st_mtim.tv_sec))
  }

  /// Keeps what succeeded so far; a failure is no reason to stop.
  func keep(_ inputs: [String]) {
    guard inputs != kept, let head else { return }
    if file < 0, !begin(head) { return }
    let isLonger = inputs.starts(with: kept)
    if !isLonger {
      ftruncate(file, 0)
      lseek(file, 0, SEEK_SET)
    }
    let new = isLonger ? inputs.dropFirst(kept.count) : inputs[...]
    try? writeAll(Array(new.map(PromptHistory.line).joined().utf8), to: file, path: "")
    fsync(file)
    kept = inputs
  }

  private func begin(_ head: String) -> Bool {
    let path = head + String(UInt64.random(in: .min ... .max), radix: 16)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    file = Foundation.open(path, flags, 0o600)
    guard file >= 0 else { return false }
    flock(file, LOCK_EX | LOCK_NB)
    self.path = path
    return true
  }

  /// The session ends in an orderly way.
  func remove() {
    if let path { unlink(path) }
    if file >= 0 { close(file) }
    (path, file, kept) = (nil, -1, [])
  }

  /// What the earlier session left was taken up, or is not wanted.
  func forgetLeft() {
    if let left { unlink(left.path) }
    left = nil
  }
}
