import Tensors
import Vocabulary

/// An activation whose derivative can be taken from its value: it works where its input lay.
struct Activation: Layer {
  var summary: String
  var inputs: Int
  var function: ElementwiseFunction
  var derivative: ElementwiseDerivative

  var outputs: Int { inputs }
  var worksInPlace: Bool { true }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    apply(function, to: x, into: y, on: pass.workers)
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, sinks: GradientSinks, _ pass: LayerPass
  ) {
    applyDerivative(derivative, of: y, to: dy, into: dx ?? dy, on: pass.workers)
  }

  static let relu = LayerKind(
    Term("relu", "max(x, 0)", discussion: "Its derivative at 0 is 0. Nair and Hinton 2010.")
  ) { inputs, _ in Activation(summary: "relu", inputs: inputs, function: .relu, derivative: .relu) }

  static let leakyRelu = LayerKind(
    Term(
      "leakyrelu", "x where positive, otherwise a fraction of it: leakyrelu(0.2)",
      discussion: "The slope is MindSpore's 0.2 unless given, also at 0 itself. Maas et al. 2013.",
      parameters: [
        Parameter(
          "slope", .number(0...1), "slope of the negative side", position: .positional,
          default: "0.2")
      ])
  ) { inputs, arguments in
    let slope = Float(arguments[0])
    return Activation(
      summary: "leakyrelu(\(shortest(arguments[0])))", inputs: inputs,
      function: .leakyRelu(slope: slope), derivative: .leakyRelu(slope: slope))
  }

  static let tanh = LayerKind(Term("tanh", "hyperbolic tangent, from -1 to 1")) { inputs, _ in
    Activation(summary: "tanh", inputs: inputs, function: .tanh, derivative: .tanh)
  }

  static let sigmoid = LayerKind(
    Term("sigmoid", "1 / (1 + exp(-x)), a probability from 0 to 1")
  ) { inputs, _ in
    Activation(summary: "sigmoid", inputs: inputs, function: .sigmoid, derivative: .sigmoid)
  }
}
