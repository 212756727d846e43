/// The number of a kind of problem, `E101`; the host may have numbers of its own.
public struct DiagnosticCode: Sendable, Hashable, ExpressibleByStringLiteral {
  /// A letter and three digits.
  public let rawValue: String

  /// A code by its text.
  public init(stringLiteral value: String) { rawValue = value }

  /// Not a statement: unknown word, unclosed text or bracket, bad number.
  public static let syntax: DiagnosticCode = "E101"
  /// A NUL byte.
  public static let nulByte: DiagnosticCode = "E102"
  /// Bytes that are not UTF-8.
  public static let invalidEncoding: DiagnosticCode = "E103"
  /// UTF-16 or UTF-32.
  public static let wideEncoding: DiagnosticCode = "E105"
  /// A character that cannot be seen.
  public static let hiddenCharacter: DiagnosticCode = "E106"
  /// Nested too deep, or too many operands.
  public static let tooDeep: DiagnosticCode = "E107"
  /// Too long.
  public static let tooLarge: DiagnosticCode = "E108"
  /// A value that an argument does not take.
  public static let badValue: DiagnosticCode = "E109"
  /// An unknown name.
  public static let unknownName: DiagnosticCode = "E110"
  /// A wrong command line.
  public static let commandLine: DiagnosticCode = "E113"
  /// An `include` that is missing or circular.
  public static let include: DiagnosticCode = "E114"
  /// A newer version of the language.
  public static let newerVersion: DiagnosticCode = "E116"
  /// An operation that a value does not have.
  public static let badOperation: DiagnosticCode = "E117"
  /// An argument that is missing, given twice or too many.
  public static let arguments: DiagnosticCode = "E118"
  /// A name that is a word of the language.
  public static let reservedName: DiagnosticCode = "E119"
  /// An `expect` that did not come true.
  public static let expectation: DiagnosticCode = "E120"
  /// What a verb could not do.
  public static let failed: DiagnosticCode = "E121"
  /// Stopped by the user.
  public static let interrupted: DiagnosticCode = "E130"
  /// A fault of the program itself.
  public static let internalError: DiagnosticCode = "E170"
  /// A `param` that nothing uses.
  public static let unusedParameter: DiagnosticCode = "W201"
  /// A name that is given a value in two places.
  public static let assignedTwice: DiagnosticCode = "W202"
  /// A loop over nothing.
  public static let emptyLoop: DiagnosticCode = "W203"
  /// Braces in prose with no expression in them.
  public static let braces: DiagnosticCode = "W204"
}
