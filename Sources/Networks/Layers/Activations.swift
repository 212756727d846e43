import Foundation
import Tensors
import Vocabulary

/// An activation whose derivative can be taken from its value: it works where its input lay.
struct Activation: Layer {
  var summary: String
  var input: Shape
  var function: ElementwiseFunction
  var derivative: ElementwiseDerivative
  var outputRange: ClosedRange<Double>

  var output: Shape { input }
  var placement: OutputPlacement { .overInput }
  var needsOutput: Bool { true }
  var overwritesGradient: Bool { true }

  /// Of relu and leaky relu; others are smooth.
  var isPiecewiseLinear: Bool {
    switch derivative {
    case .relu, .leakyRelu: true
    default: false
    }
  }

  /// Of tanh and sigmoid with their ends cut off, where the preimage would be far away.
  func preimage(_ y: Double) -> Double {
    switch derivative {
    case .tanh:
      let inside = min(max(y, -0.97), 0.97)
      return log((1 + inside) / (1 - inside)) / 2
    case .sigmoid:
      let inside = min(max(y, 0.015), 0.985)
      return log(inside / (1 - inside))
    case .leakyRelu(let slope): return y < 0 && slope > 0 ? y / Double(slope) : y
    default: return y
    }
  }

  func tangent(_ t: Tensor, y: Tensor, into u: Tensor, _ pass: LayerPass) {
    applyDerivative(derivative, of: y, to: t, into: u, on: pass.workers)
  }

  var onnx: ONNXForm? {
    switch function {
    case .relu: ONNXForm("Relu")
    case .leakyRelu(let slope): ONNXForm("LeakyRelu", [.value], [("alpha", .number(slope))])
    case .tanh: ONNXForm("Tanh")
    case .sigmoid: ONNXForm("Sigmoid")
    case .elu(let alpha): ONNXForm("Elu", [.value], [("alpha", .number(alpha))])
    default: nil
    }
  }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    apply(function, to: x, into: y, on: pass.workers)
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    applyDerivative(derivative, of: y, to: dy, into: dx ?? dy, on: pass.workers)
  }

  static let relu = LayerKind(
    modifier: Term("relu", "max(x, 0)", discussion: "Its slope at 0 is 0. Nair and Hinton 2010.")
  ) { input, _ in
    Activation(
      summary: "relu", input: input, function: .relu, derivative: .relu,
      outputRange: 0 ... .infinity)
  }

  static let leakyRelu = LayerKind(
    modifier: Term(
      "leakyrelu", "x where positive, otherwise a fraction of it: leakyrelu(0.2)",
      discussion: "The slope is MindSpore's 0.2 unless given, also at 0 itself. Maas et al. 2013.",
      parameters: [
        Parameter(
          "slope", .number(0...1), "slope of the negative side", position: .positional,
          default: "0.2")
      ])
  ) { input, arguments in
    let slope = arguments.number("slope")
    return Activation(
      summary: "leakyrelu(\(shortest(slope)))", input: input,
      function: .leakyRelu(slope: Float(slope)), derivative: .leakyRelu(slope: Float(slope)),
      outputRange: -.infinity ... .infinity)
  }

  static let tanh = LayerKind(modifier: Term("tanh", "hyperbolic tangent, from -1 to 1")) {
    input, _ in
    Activation(
      summary: "tanh", input: input, function: .tanh, derivative: .tanh, outputRange: -1...1)
  }

  static let sigmoid = LayerKind(
    modifier: Term("sigmoid", "1 / (1 + exp(-x)), a probability from 0 to 1")
  ) { input, _ in
    Activation(
      summary: "sigmoid", input: input, function: .sigmoid, derivative: .sigmoid, outputRange: 0...1
    )
  }
}
