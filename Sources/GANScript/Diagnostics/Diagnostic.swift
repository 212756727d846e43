/// A problem as data; `render(_:)` makes it a report.
public struct Diagnostic: Error, Sendable {
  /// How bad it is.
  public enum Severity: String, Sendable {
    /// The script is not run, or stops.
    case error
    /// The script runs.
    case warning
  }

  /// Another location that belongs to the problem.
  public struct Note: Sendable {
    /// What is there, for example `the block begins here`.
    public var message: String
    /// Where.
    public var location: ScriptLocation

    /// A remark on another location.
    public init(_ message: String, at location: ScriptLocation) {
      self.message = message
      self.location = location
    }
  }

  /// Its number.
  public var code: DiagnosticCode
  /// How bad it is.
  public var severity: Severity
  /// What is wrong: one sentence without a full stop.
  public var message: String
  /// What to write instead.
  public var help: String?
  /// Where; `nil` for problems of the command line.
  public var location: ScriptLocation?
  /// Another location that belongs to it.
  public var note: Note?
  /// What the process is to answer if this ends it.
  public var exitCode: ExitCode
  /// Whether an earlier problem may be the cause.
  var isConsequence = false

  /// Describes a problem.
  public init(
    _ code: DiagnosticCode, _ message: String, help: String? = nil, at location: ScriptLocation?,
    note: Note? = nil, severity: Severity = .error, exitCode: ExitCode = .script
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.help = help
    self.location = location
    self.note = note
    self.exitCode = exitCode
  }
}

/// `did you mean …?` if there is something near.
func suggestion(_ name: String?) -> String? { name.map { "did you mean `\($0)`?" } }
