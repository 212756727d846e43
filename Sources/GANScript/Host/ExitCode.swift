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
