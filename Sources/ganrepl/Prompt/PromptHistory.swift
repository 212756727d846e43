import Files
import Foundation

/// What was typed, kept from session to session: one entry a line, with `\n` for line ends in it.
struct PromptHistory {
  /// The entries, oldest first.
  private(set) var entries: [String] = []
  /// Why there is no file, if there should be one.
  private(set) var note: String?
  private var path: String?
  /// Where it is kept; `nil` if nowhere.
  var location: String? { path }

  /// More are dropped at the start of a session, oldest first.
  private static let limit = 10_000

  /// Reads the history: `GANREPL_HISTORY` (empty for none), or `ganrepl/history` in the folder for
  /// state. One that cannot be read is left alone, with a note.
  init(_ environment: [String: String]) {
    guard let path = PromptHistory.path(environment) else { return }
    if path.isEmpty {
      note = "no history: neither HOME nor XDG_STATE_HOME is set"
      return
    }
    do throws(FileError) {
      if kindOfFile(at: path) != nil {
        guard let entries = PromptHistory.entries(try readFile(path, limit: 16 << 20)) else {
          note = "no history: \(path) is not a history"
          return
        }
        self.entries = entries
      }
      let slash = path.lastIndex(of: "/")
      if let slash, slash != path.startIndex { try makeFolder(String(path[..<slash])) }
      let file = try PromptHistory.opened(path)
      close(file)
      self.path = path
      if entries.count > PromptHistory.limit { try shorten(path) }
    } catch {
      note = "no history: \(error.path): cannot \(error.action): \(error.reason)"
    }
  }

  /// Adds an entry, also to the file; the same one twice in a row, or one with an escape
  /// character, is not kept.
  mutating func add(_ entry: String) -> Bool {
    guard entry != entries.last, !entry.utf8.contains(0x1B), !entry.utf8.contains(0) else {
      return false
    }
    entries.append(entry)
    guard let path else { return true }
    do throws(FileError) {
      let file = try PromptHistory.opened(path)
      defer { close(file) }
      try writeAll(Array(PromptHistory.line(entry).utf8), to: file, path: path)
    } catch {
      self.path = nil
    }
    return true
  }

  /// `nil` if the user wants none, empty if there is no folder for one.
  private static func path(_ environment: [String: String]) -> String? {
    if let path = environment["GANREPL_HISTORY"] { return path.isEmpty ? nil : path }
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return state + "/ganrepl/history"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return "" }
    return home + "/.local/state/ganrepl/history"
  }

  /// The file, opened for appending and readable by its owner only.
  private static func opened(_ path: String) throws(FileError) -> Int32 {
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard file >= 0 else { throw FileError(path: path, action: "write", code: errno) }
    var found = stat()
    guard fstat(file, &found) == 0, found.st_mode & S_IFMT == S_IFREG else {
      close(file)
      throw FileError(path: path, action: "write", reason: "is not an ordinary file")
    }
    if found.st_mode & 0o777 != 0o600 { fchmod(file, 0o600) }
    return file
  }

  private mutating func shorten(_ path: String) throws(FileError) {
    entries.removeFirst(entries.count - PromptHistory.limit)
    try writeDurably(Array(entries.map(PromptHistory.line).joined().utf8), to: path)
  }

  /// An entry as a line of a file.
  static func line(_ entry: String) -> String {
    entry.replacing("\\", with: "\\\\").replacing("\n", with: "\\n") + "\n"
  }

  /// The entries in a file's bytes; `nil` if it holds anything else than lines of text.
  static func entries(_ bytes: [UInt8]) -> [String]? {
    guard !bytes.contains(0), !bytes.contains(0x1B),
      let text = String(validating: bytes, as: UTF8.self)
    else { return nil }
    return text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
      var entry: [UInt8] = []
      var isEscaped = false
      for byte in line {
        if isEscaped {
          entry.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else {
          entry.append(byte)
        }
      }
      return String(decoding: entry, as: UTF8.self)
    }
  }
}
