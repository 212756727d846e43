/// What a verb throws: data; the interpreter adds the location.
public struct ScriptError: Error, Sendable {
  /// One sentence without a full stop.
  public var message: String
  /// What to write instead.
  public var help: String?
  /// The argument at fault, by its parameter's name; `nil` for the whole statement.
  public var argument: String?
  /// What the process is to answer if this ends it.
  public var exitCode: ExitCode
  /// Its number; the language's own for failed verbs if the host has none.
  public var code: DiagnosticCode
  /// The location at fault if it is neither an argument nor the statement, such as a network's
  /// layer.
  public var location: ScriptLocation?
  /// Another location that belongs to it, such as an earlier statement.
  public var note: Diagnostic.Note?
  /// Whether an earlier wrong statement may be the cause, as of missing data; a check that has
  /// found one does not report this.
  public var isConsequence: Bool

  /// Describes what a verb could not do.
  public init(
    _ message: String, help: String? = nil, argument: String? = nil,
    exitCode: ExitCode = .script, code: DiagnosticCode = .failed, location: ScriptLocation? = nil,
    note: Diagnostic.Note? = nil, isConsequence: Bool = false
  ) {
    self.message = message
    self.help = help
    self.argument = argument
    self.exitCode = exitCode
    self.code = code
    self.location = location
    self.note = note
    self.isConsequence = isConsequence
  }
}
