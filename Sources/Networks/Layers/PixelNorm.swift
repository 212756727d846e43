import Tensors
import Vocabulary

/// The channels of each pixel to a mean square of 1.
struct PixelNorm: Layer {
  static let kind = LayerKind(
    modifier: Term(
      "pixelnorm", "the channels of each pixel to a mean square of 1",
      discussion: """
        y = x / sqrt(mean over channels of x^2 + 1e-8), for each pixel of each picture by itself; of \
        plain numbers, over all of them. It learns nothing. Karras et al. 2018, arXiv 1710.10196.
        """)
  ) { input, _ in PixelNorm(input: input) }

  var input: Shape
  var output: Shape { input }
  var summary: String { "pixelnorm" }
  var needsOutput: Bool { true }
  var overwritesGradient: Bool { true }

  /// The inverse roots, and sums of backward, [area, batch] each.
  var onnx: ONNXForm? {
    ONNXForm([
      .init(type: "Mul", inputs: [.value, .value]),
      .init(
        type: "ReduceMean", attributes: [("axes", .integers([1])), ("keepdims", .integer(1))]),
      .init(type: "Add", inputs: [.value, .numbers([1e-8])]),
      .init(type: "Sqrt"),
      .init(type: "Div", inputs: [.layerInput, .value]),
    ])
  }

  func memory(batch: Int, backward: Bool) -> [TensorShape] {
    [TensorShape](repeating: TensorShape(input.area, batch), count: backward ? 2 : 1)
  }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    normalizePixels(
      x, area: input.area, epsilon: 1e-8, inverses: pass.memory[0], into: y, on: pass.workers)
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    normalizePixelsGradient(
      dy, y: y, area: input.area, inverses: pass.memory[0], sums: pass.memory[1], into: dx ?? dy,
      on: pass.workers)
  }
}
