import Tensors
import Vocabulary

/// ELU: x where positive, otherwise alpha · (e^x − 1).
enum ELU {
  static let kind = LayerKind(
    modifier: Term(
      "elu", "x where positive, otherwise alpha (exp(x) - 1)",
      discussion: "Clevert, Unterthiner and Hochreiter 2016, arXiv 1511.07289.",
      parameters: [
        Parameter(
          "alpha", .number(0...100, exclusiveMinimum: true), "the value far to the left, negated",
          position: .positional, default: "1")
      ])
  ) { input, arguments in
    let alpha = arguments.number("alpha")
    // Its derivative from its value: 1 where y > 0, otherwise y + alpha.
    return Activation(
      summary: alpha == 1 ? "elu" : "elu(\(shortest(alpha)))", input: input,
      function: .elu(alpha: Float(alpha)), derivative: .elu(alpha: Float(alpha)),
      outputRange: -alpha ... .infinity)
  }
}
