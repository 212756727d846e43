import Files
import Foundation

/// Another program that has the terminal until it ends: an editor, a pager.
enum ForegroundProcess {
  /// Runs a command that a shell reads and waits for its end; answers its exit code, or 128 and the
  /// signal's number.
  ///
  /// It is of this process's group, to which the terminal belongs: in a group of its own it would be
  /// stopped as soon as it asked for a key. Ctrl-C and Ctrl-\ are meant for it alone.
  ///
  /// - Parameters:
  ///   - words: What the command finds as `$1` and so on.
  ///   - input: What it reads instead of the terminal; one that ends before it has read all does not
  ///     want the rest.
  static func run(
    _ command: String, _ words: [String] = [], environment: [String: String], input: [UInt8]? = nil
  ) throws(FileError) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    let own = [SIGINT, SIGQUIT]
    for number in own + [SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ, SIGTSTP] {
      sigaddset(&signals, number)
    }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    var before = own.map { _ in sigaction() }
    for (index, number) in own.enumerated() {
      var ignored = sigaction()
      ignored.__sigaction_handler.sa_handler = SIG_IGN
      sigaction(number, &ignored, &before[index])
    }
    defer {
      for (index, number) in own.enumerated() { sigaction(number, &before[index], nil) }
    }

    var ends: [Int32] = [-1, -1]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if input != nil {
      guard pipe(&ends) == 0 else { throw FileError(path: "/bin/sh", action: "start", code: errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
    }
    let arguments = ["sh", "-c", command, "sh"] + words
    let texts: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let variables: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in texts + variables { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, texts, variables)
    if let input {
      close(ends[0])
      if code == 0 { try? writeAll(input, to: ends[1], path: "") }
      close(ends[1])
    }
    guard code == 0 else { throw FileError(path: "/bin/sh", action: "start", code: code) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw FileError(path: "/bin/sh", action: "wait", code: errno) }
    }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
  }
}
