import Files
import Foundation
import GANScript

/// The user's editor, on a text.
struct TextEditor {
  /// The command, which a shell reads: it may hold options.
  private let command: String
  private let environment: [String: String]

  /// The editor that `VISUAL` or `EDITOR` names, else `vi`; an empty variable names none.
  init(_ environment: [String: String]) {
    self.environment = environment
    command =
      ["VISUAL", "EDITOR"].compactMap { environment[$0]?.trimmingCharacters(in: .whitespaces) }
      .first { !$0.isEmpty } ?? "vi"
  }

  /// The text as the editor left it.
  func edited(_ text: String) throws(PromptCommand.Refusal) -> String {
    let temporary = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(temporary)/ganrepl-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw PromptCommand.Refusal(
        message: "cannot keep the text for the editor in \(temporary): "
          + FileError(path: temporary, action: "make", code: errno).reason,
        help: "set TMPDIR to a folder that is there")
    }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/input.gan"
    let status: Int32
    let edited: [UInt8]
    do throws(FileError) {
      try writeDurably(Array((text + "\n").utf8), to: file)
      status = try run(file)
      edited = status == 0 ? try readFile(file, limit: Limits.readBytes) : []
    } catch {
      throw PromptCommand.Refusal(
        message: "cannot edit with \(command): \(error.path): cannot \(error.action): "
          + error.reason)
    }
    guard status == 0 else {
      throw PromptCommand.Refusal(
        message: status == 127
          ? "there is no editor \(command)" : "\(command) ended with \(status)",
        help: "VISUAL or EDITOR names the editor")
    }
    return String(decoding: edited, as: UTF8.self)
  }

  /// Runs the editor and waits for its end; answers its exit code, or 128 and the signal's number.
  ///
  /// It is of this process's group, to which the terminal belongs: in a group of its own it would be
  /// stopped as soon as it asked for a key. Ctrl-C and Ctrl-\ are meant for it alone.
  private func run(_ file: String) throws(FileError) -> Int32 {
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

    let arguments: [String] = ["sh", "-c", command + " \"$1\"", "sh", file]
    let words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let variables: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, "/bin/sh", nil, &attributes, words, variables)
    guard code == 0 else { throw FileError(path: "/bin/sh", action: "start", code: code) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw FileError(path: "/bin/sh", action: "wait", code: errno) }
    }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
  }
}
