import Tensors
import Vocabulary

/// GELU: x times the share of a normal distribution below x.
struct GELU: Layer {
  static let kind = LayerKind(
    Term(
      "gelu", "x times the share of a normal distribution below x",
      discussion: """
        x * (1 + erf(x / sqrt(2))) / 2, the exact form (PyTorch's default; MindSpore's default is an \
        approximation by tanh). Hendrycks and Gimpel 2016, arXiv 1606.08415.
        """)
  ) { inputs, _ in GELU(inputs: inputs) }

  var inputs: Int
  var outputs: Int { inputs }
  var summary: String { "gelu" }
  /// Its derivative cannot be told from its value, since it is not monotonic.
  var worksInPlace: Bool { false }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    apply(.gelu, to: x, into: y, on: pass.workers)
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, sinks: GradientSinks, _ pass: LayerPass
  ) {
    applyDerivative(.gelu, of: x, to: dy, into: dx ?? dy, on: pass.workers)
  }
}
