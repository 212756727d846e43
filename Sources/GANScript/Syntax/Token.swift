/// The smallest part of a script that means something.
struct Token: Sendable {
  /// What it is.
  enum Kind: UInt8, Sendable {
    case name, number, size, text, newline, arrow, comma, colon, question
    case equal, equalEqual, notEqual, less, lessEqual, greater, greaterEqual
    case plus, minus, star, slash, caret, dot, dotDot, at
    case open, close, openList, closeList
    /// A line `# %% …`.
    case cell
    /// What no token begins with; the lexer has noted why.
    case invalid
    /// The end of the text.
    case end
  }

  var kind: Kind
  var start: Int32
  var end: Int32

  var span: Span { Span(start: Int(start), end: Int(end)) }
}

/// Why a token is invalid.
struct TokenProblem: Sendable {
  var code: DiagnosticCode = .syntax
  var message: String
  var help: String?
}

/// The tokens of a text, and what is wrong with some of them.
///
/// Blanks and comments are between tokens; with the tokens' bytes they are the text again.
struct Tokens: Sendable {
  var list: [Token] = []
  /// By index of the token.
  var problems: [Int: TokenProblem] = [:]
}
