import Files
import Foundation
import Testing

/// The program, or another one, on a terminal of its own, typed at and looked at.
final class PseudoTerminal {
  private var raw: [UInt8] = []
  private let master: Int32
  /// Where the part begins that was not looked at yet.
  private var unread = 0
  private var process: pid_t = 0
  private var status: Int32?
  /// Where the program works; it must not go before the program does.
  private let laboratory: Laboratory

  /// Starts the program in the folder of a laboratory. Signals have their default actions, whatever
  /// this process ignores.
  init(
    _ arguments: [String] = [], program: String? = nil, in laboratory: Laboratory,
    environment: [String: String] = [:], rows: UInt16 = 40, columns: UInt16 = 100
  ) throws {
    self.laboratory = laboratory
    let folder = laboratory.path
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var locked: Int32 = 0
    var number: Int32 = 0
    try #require(master >= 0)
    // TIOCSPTLCK and TIOCGPTN: what unlockpt and ptsname ask for.
    try #require(
      ioctl(master, 0x4004_5431, &locked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
    var window = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &window)
    let slave = "/dev/pts/\(number)"

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, slave, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    // A session of its own: the first terminal that it opens is the one that sends it signals.
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | 0x80))

    var variables = [
      "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": folder, "PATH": "/usr/bin:/bin",
      "INPUTRC": folder + "/inputrc",
    ]
    variables.merge(environment) { $1 }
    let path = try program ?? #require(Executable.path)
    let start = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, path]
    let words = (start + arguments).map { strdup($0) } + [nil]
    let settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for word in words + settings { free(word) } }
    try #require(posix_spawn(&process, "/bin/sh", &actions, &attributes, words, settings) == 0)
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      _ = wait()
    }
    close(master)
  }

  /// Types; `\r` is Enter.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = try? writeAll(bytes, to: master, path: "")
  }

  /// Reads until the program has written a text, behind what was expected before; answers all up
  /// to its end. Says so if it never comes.
  @discardableResult
  func expect(_ text: String, _ location: SourceLocation = #_sourceLocation) -> String {
    let isThere = waited { self.pending.contains(text) }
    let seen = pending
    guard isThere, let range = seen.range(of: text) else {
      Issue.record("\(text) did not appear in \(seen.debugDescription)", sourceLocation: location)
      return seen
    }
    let part = String(seen[..<range.upperBound])
    unread += part.utf8.count
    return part
  }

  /// All that the program wrote, but for the sequences that turn bracketed paste on and off.
  var screen: String {
    String(decoding: raw, as: UTF8.self).replacing("\u{1b}[?2004l\r", with: "")
      .replacing("\u{1b}[?2004h", with: "")
  }

  private var pending: String { String(decoding: screen.utf8.dropFirst(unread), as: UTF8.self) }

  /// Types a line and reads what it shows up to the next prompt.
  @discardableResult
  func line(_ text: String, _ location: SourceLocation = #_sourceLocation) -> String {
    type(text + "\r")
    return expect("gan> ", location)
  }

  /// Sends a signal.
  func send(_ number: Int32) { kill(process, number) }

  /// The program's end: its exit code, or minus the signal that ended it.
  func wait() -> Int32 {
    if let status { return status }
    _ = waited { self.hasEnded }
    if status == nil { kill(process, SIGKILL) }
    while !hasEnded { usleep(1000) }
    return status ?? 0
  }

  private var hasEnded: Bool {
    if status != nil { return true }
    var answer: Int32 = 0
    guard waitpid(process, &answer, WNOHANG) == process else { return false }
    status = answer & 0x7F == 0 ? answer >> 8 & 0xFF : -(answer & 0x7F)
    return true
  }

  /// Reads until something holds; gives up only after so long that nothing can be right.
  private func waited(until holds: () -> Bool) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    for _ in 0..<400 {
      if holds() { return true }
      var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, 100) > 0 else { continue }
      let count = read(master, &buffer, buffer.count)
      if count > 0 {
        raw += buffer[..<count]
      } else {
        usleep(10_000)
      }
    }
    return holds()
  }
}
