/// What an interpreter needs of the world; everything can be replaced in tests.
public struct Environment {
  /// Shows something to the user.
  public var emit: (Output) -> Void
  /// Throws `ScriptError` if a file must not be read; what was typed at a prompt may be told from
  /// what stands in a file.
  public var checkReading: (_ path: String, _ isTyped: Bool) throws -> Void
  /// Reads a file that is included; throws `ScriptError`.
  public var read: (String) throws -> [UInt8]
  /// Whether a file or folder is there.
  public var exists: (String) -> Bool
  /// How many characters a line of help may have.
  public var columns: () -> Int
  /// Whether the user wants to stop; asked before each statement.
  public var isInterrupted: () -> Bool
  /// Whether a claim that does not hold is an error, as a failed check is.
  public var failsClaims = false
  /// What came of claims before the script, in the sections of an article before it.
  public var earlierClaims: [Expectation] = []

  /// By default nothing is shown, everything may be read, no file is found and nothing interrupts.
  public init(
    emit: @escaping (Output) -> Void = { _ in },
    checkReading: @escaping (_ path: String, _ isTyped: Bool) throws -> Void = { _, _ in },
    read: @escaping (String) throws -> [UInt8] = { _ in throw ScriptError("no such file") },
    exists: @escaping (String) -> Bool = { _ in false },
    columns: @escaping () -> Int = { 80 }, isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.emit = emit
    self.checkReading = checkReading
    self.read = read
    self.exists = exists
    self.columns = columns
    self.isInterrupted = isInterrupted
  }
}
