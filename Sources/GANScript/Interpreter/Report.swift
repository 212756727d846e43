/// What came of a check or a run.
public struct Report: Sendable {
  /// What is wrong or doubtful; checks list it in the order of the text.
  public private(set) var diagnostics: [Diagnostic] = []
  /// Every `expect` that was reached, in order.
  public internal(set) var expectations: [Expectation] = []
  /// Every claim that a check has seen, without numbers.
  var planned: [Expectation] = []
  /// The claims that a run did not come to, with the reason: something went wrong before, or they
  /// stand under a condition that was not met.
  public internal(set) var unmeasured: [Expectation] = []
  /// The value of the last statement, for a prompt to show.
  public internal(set) var lastValue = Value.nothing
  /// The outermost statements that were carried out and whose claims held, in order.
  public internal(set) var completed: [ScriptLocation] = []

  /// What came of something that was not even begun, or nothing.
  public init(_ problem: Diagnostic? = nil) {
    if let problem { add(problem) }
  }

  /// Whether something is wrong, failed `expect`s included.
  public var hasErrors: Bool { errorCount > 0 }

  /// What the process is to answer: the code of the first error, or 0.
  public var exitCode: ExitCode {
    diagnostics.first { $0.severity == .error }?.exitCode ?? .done
  }

  /// Whether there may be more problems than are listed.
  public private(set) var isCut = false

  private(set) var errorCount = 0
  private var warningCount = 0

  /// Whether no more errors are listed.
  var isFull: Bool { errorCount >= Limits.problems }

  /// Whether no more warnings are listed.
  var isFullOfWarnings: Bool { warningCount > Limits.problems }

  /// Adds a problem, as long as there are few of its severity.
  mutating func add(_ diagnostic: Diagnostic) {
    switch diagnostic.severity {
    case .error: errorCount += 1
    case .warning: warningCount += 1
    }
    let count = diagnostic.severity == .error ? errorCount : warningCount
    if count > Limits.problems { isCut = true } else { diagnostics.append(diagnostic) }
  }

  /// Puts the problems of a text in its order, and those of other texts after them.
  mutating func sort(by source: SourceText) {
    func start(_ diagnostic: Diagnostic) -> Int {
      guard let location = diagnostic.location, location.source === source else { return .max }
      return location.span.start
    }
    let sorted = diagnostics.enumerated().sorted {
      (start($0.element), $0.offset) < (start($1.element), $1.offset)
    }
    diagnostics = sorted.map(\.element)
  }
}
