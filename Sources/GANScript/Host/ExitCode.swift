/// What the process answers when it ends.
public enum ExitCode: Int32, Sendable {
  /// Done.
  case done = 0
  /// An error in the script, or an `expect` that failed.
  case script = 1
  /// A wrong command line.
  case commandLine = 2
  /// Bad input data.
  case data = 3
  /// A file could not be read or written.
  case files = 4
  /// Training diverged.
  case diverged = 5
  /// A limit was reached: memory, pixels, depth, size, time.
  case limit = 6
  /// Denied by the file policy.
  case denied = 7
  /// The run's folder is in use.
  case inUse = 8
  /// A fault of the program itself.
  case internalError = 70
  /// Interrupted by the user.
  case interrupted = 130
}

extension ExitCode {
  /// What the codes mean to who calls the program; those of signals are 128 and the signal's number.
  public static let described: [(code: ExitCode, meaning: String)] = [
    (.done, "done"), (.script, "an error in the script, or an expectation that failed"),
    (.commandLine, "a wrong command line"), (.data, "bad input data"),
    (.files, "a file could not be read or written"), (.diverged, "a training diverged"),
    (.limit, "a limit was reached: memory, pixels, size, time"),
    (.denied, "reading or writing there is not allowed"), (.inUse, "the run's folder is in use"),
    (.interrupted, "ended by Ctrl-C; 128 and its number for any other signal"),
  ]
}
