/// What a script shows. Nothing is escaped yet: the terminal's writer does that.
public enum Output: Sendable {
  /// Lines of a `print` or of a verb.
  case text(String)
  /// The value of an expression or of a variable named alone.
  case value(Value)
  /// A table with a heading for each column.
  case table(columns: [String], rows: [[Value]])
  /// The help that was asked for, 80 columns wide.
  case help(String)
  /// A check that came true or not.
  case expectation(Expectation)
  /// A cell begins.
  case cell(Cell)
}

/// What became of an `expect`.
public struct Expectation: Sendable {
  /// The condition as it is written.
  public let condition: String
  /// The words behind it; may be empty.
  public let words: String
  /// Whether it came true.
  public let isMet: Bool
  /// The numbers in it: `1.39 < 2`.
  public let numbers: String
  /// Where it stands.
  public let place: Place
}
