import Tensors
import Vocabulary

/// GELU: x times the share of a normal distribution below x.
struct GELU: Layer {
  static let kind = LayerKind(
    modifier: Term(
      "gelu", "x times the share of a normal distribution below x",
      discussion: """
        x * (1 + erf(x / sqrt(2))) / 2, the exact form (PyTorch's default; MindSpore's default is an \
        approximation by tanh). Hendrycks and Gimpel 2016, arXiv 1606.08415.
        """)
  ) { input, _ in GELU(input: input) }

  var input: Shape
  var output: Shape { input }
  var summary: String { "gelu" }
  var overwritesGradient: Bool { true }
  /// Its smallest value is at x = -0.7518.
  var outputRange: ClosedRange<Double> { -0.16998 ... .infinity }

  var onnx: ONNXForm? {
    ONNXForm([
      .init(type: "Mul", inputs: [.value, .numbers([Float(0.5.squareRoot())])]),
      .init(type: "Erf"),
      .init(type: "Add", inputs: [.value, .numbers([1])]),
      .init(type: "Mul", inputs: [.value, .layerInput]),
      .init(type: "Mul", inputs: [.value, .numbers([0.5])]),
    ])
  }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    apply(.gelu, to: x, into: y, on: pass.workers)
  }

  /// Its derivative cannot be told from its value, since it is not monotonic.
  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    applyDerivative(.gelu, of: x, to: dy, into: dx ?? dy, on: pass.workers)
  }
}
