/// A verb with its arguments.
struct Command: Sendable {
  var verb: Identifier
  var arguments: [Argument]
  var span: Span
}

/// An argument of a verb; `label` is `nil` for a positional one.
struct Argument: Sendable {
  var label: Identifier?
  var value: Expression
  var span: Span
}

/// `net NAME: IN -> LAYER modifiers -> …`
struct NetworkSyntax: Sendable {
  /// What stands at the beginning of a layer.
  enum Head: Sendable {
    /// `128`, or `128@4x4` with a size.
    case size(Expression, Expression?)
    /// `conv(32, 4)`.
    case word(LayerSyntax)
  }

  struct Layer: Sendable {
    var head: Head
    var modifiers: [LayerSyntax]
    var span: Span
  }

  var name: Identifier
  /// The first layer is the input.
  var layers: [Layer]
  var options: [Argument]
}

/// `dropout(0.3)`, `conv(32, stride=2)`
struct LayerSyntax: Sendable {
  var name: Identifier
  var arguments: [Argument]
  var span: Span
}

/// `param name = default "words"`
struct ParameterSyntax: Sendable {
  var name: Identifier
  var value: Expression
  var summary: String
}

/// `expect condition "words" "what the article says" "what was measured"` or `expect x within 0.5 of 1.386 "words"`
struct ExpectationSyntax: Sendable {
  var subject: Expression
  /// Tolerance and target of the second form.
  var closeness: (tolerance: Expression, target: Expression)?
  var words: Expression?
  /// What the article says.
  var article: Expression?
  /// What was measured, in words.
  var result: Expression?
}

/// `if condition "why claims are left out where it does not hold"` with its lines.
struct Branch: Sendable {
  var condition: Expression
  /// Why the claims in it are not measured where the condition does not hold.
  var reason: Expression?
  var body: [Statement]
}

/// A line of a script, or a block of them.
struct Statement: Sendable {
  indirect enum Form: Sendable {
    case assignment(Identifier, Command)
    case binding(Identifier, Expression)
    case command(Command)
    case expression(Expression)
    case network(NetworkSyntax)
    case parameter(ParameterSyntax)
    case loop(Identifier, Expression, [Statement])
    case branch([Branch], otherwise: [Statement])
    case expectation(ExpectationSyntax)
    case print([Expression])
    case include(Expression)
    case language
    case help(Identifier?)
    /// What could not be read, with the name it would have given a value; its problem is reported.
    case broken(Identifier?)
  }

  var form: Form
  var span: Span
}
