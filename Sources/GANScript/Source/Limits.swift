/// How much a script may ask of the language itself.
public enum Limits {
  /// Bytes of a script.
  public static let scriptBytes = 16 << 20
  /// Bytes that are read of a script: more than it may have, so that the error names its own limit.
  public static let readBytes = scriptBytes + (1 << 20)
  /// Bytes of one line.
  public static let lineBytes = 1 << 20
  /// Levels of brackets, signs and blocks inside each other, and files that include each other.
  public static let depth = 200
  /// Files that a script includes, each counted as often as it is.
  public static let inclusions = 10_000
  /// Operands of one expression.
  public static let operands = 10_000
  /// Digits, signs and points of one number.
  public static let numberBytes = 1_000
  /// Bytes of a text made by a script.
  public static let textBytes = 1 << 20
  /// Values in a list, those of lists in it included.
  public static let listValues = 100_000
  /// Statements that a check unrolls out of loops; beyond, it looks at a loop's first turn only.
  public static let checkedSteps = 100_000
  /// Problems reported of one script.
  public static let problems = 100
  /// Problems of form that are kept of a text, so that one of nothing else takes no more memory.
  static let notedProblems = 10 * problems
}
