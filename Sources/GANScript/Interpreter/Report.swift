/// What came of a check or a run.
public struct Report: Sendable {
  /// What is wrong or doubtful; checks list it in the order of the text.
  public private(set) var diagnostics: [Diagnostic] = []
  /// Every `expect` that was reached, in order.
  public internal(set) var expectations: [Expectation] = []
  /// The value of the last statement, for a prompt to show.
  public internal(set) var lastValue = Value.nothing
  private var omitted = 0

  /// Whether something is wrong, failed `expect`s included.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// What the process is to answer: the code of the first error, or 0.
  public var exitCode: ExitCode {
    diagnostics.first { $0.severity == .error }?.exitCode ?? .done
  }

  /// Adds a problem, as long as there are few.
  mutating func add(_ diagnostic: Diagnostic) {
    if diagnostic.mayFollow, hasErrors { return }
    if diagnostics.count < Limits.problems || diagnostic.severity == .error && !hasErrors {
      diagnostics.append(diagnostic)
    } else {
      omitted += 1
    }
  }

  /// Whether there are more problems than are listed.
  public var omittedCount: Int { omitted }

  /// Puts problems of one file in the order of its text.
  mutating func sort() {
    let indexed = diagnostics.enumerated().sorted { a, b in
      guard let x = a.element.place, let y = b.element.place, x.source === y.source,
        x.span.start != y.span.start
      else { return a.offset < b.offset }
      return x.span.start < y.span.start
    }
    diagnostics = indexed.map(\.element)
  }
}
