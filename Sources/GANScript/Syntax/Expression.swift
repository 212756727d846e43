/// A name where it was written.
struct Identifier: Sendable {
  var name: String
  var span: Span
}

/// Something that has a value, where it was written.
///
/// Chains (`1 + 2 + 3`, `a.b.c`) are flat, so a tree is never deeper than the brackets allow.
struct Expression: Sendable {
  indirect enum Form: Sendable {
    case number(Double)
    /// A whole number that a `Double` would round.
    case whole(UInt64)
    case size(Int, Int)
    case toggle(Bool)
    case text([TextPart])
    case name(String)
    case field(Expression, [Identifier])
    case function(Identifier, [Expression])
    case list([Expression])
    case negation(Expression)
    case not(Expression)
    /// Operands and what stands between them, all of one precedence.
    case chain([Expression], [Operator])
    /// What could not be read; its problem is reported.
    case broken
  }

  var form: Form
  var span: Span
}

/// What joins two operands.
enum Operator: String, Sendable {
  case or, and
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessEqual = "<="
  case greater = ">"
  case greaterEqual = ">="
  case range = ".."
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divided = "/"
  case power = "^"
}

/// A part of a text in quotes.
enum TextPart: Sendable {
  case literal(String)
  /// `{expression}` or `{expression:.2f}`.
  case value(Expression, format: NumberFormat?)
}
