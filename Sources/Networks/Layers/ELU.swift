import Tensors
import Vocabulary

/// ELU: x where positive, otherwise alpha · (e^x − 1).
struct ELU: Layer {
  static let kind = LayerKind(
    Term(
      "elu", "x where positive, otherwise alpha (exp(x) - 1)",
      discussion: "Clevert, Unterthiner and Hochreiter 2016, arXiv 1511.07289.",
      parameters: [
        Parameter(
          "alpha", .number(0...100, exclusiveMinimum: true), "the value far to the left, negated",
          position: .positional, default: "1")
      ])
  ) { inputs, arguments in ELU(inputs: inputs, alpha: Float(arguments[0])) }

  var inputs: Int
  var alpha: Float

  var outputs: Int { inputs }
  var summary: String { alpha == 1 ? "elu" : "elu(\(shortest(Double(alpha))))" }
  var worksInPlace: Bool { true }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    apply(.elu(alpha: alpha), to: x, into: y, on: pass.workers)
  }

  /// From the value: 1 where y > 0, otherwise y + alpha.
  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, sinks: GradientSinks, _ pass: LayerPass
  ) {
    applyDerivative(.elu(alpha: alpha), of: y, to: dy, into: dx ?? dy, on: pass.workers)
  }
}
