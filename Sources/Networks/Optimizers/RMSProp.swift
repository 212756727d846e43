import Tensors
import Vocabulary

/// RMSprop (Hinton 2012), with PyTorch's arithmetic.
struct RMSProp: Optimizer {
  static let kind = OptimizerKind(
    Term(
      "rmsprop", "steps divided by a moving root mean square of the gradient",
      discussion: """
        v is a moving average of g squared; w = w - lr g / (sqrt(v) + epsilon), through momentum \
        if asked for. Tieleman and Hinton, lecture 6.5, 2012.
        """,
      parameters: [
        Parameter("smoothing", .number(0...0.9999), "memory of the square", default: "0.99"),
        OptimizerOption.momentum, OptimizerOption.epsilon("1e-8"), OptimizerOption.weightDecay,
      ])
  ) { options in
    RMSProp(
      smoothing: options.float("smoothing"), momentum: options.float("momentum"),
      epsilon: options.float("epsilon"), weightDecay: options.float("weight_decay"))
  }

  var smoothing: Float
  var momentum: Float
  var epsilon: Float
  var weightDecay: Float

  var stateNames: [String] { ["square", "velocity"] }
  var isPlainDescent: Bool { false }

  func update(
    _ parameter: Tensor, gradient: GradientBlock, state: [Tensor], learningRate: Float, step: Int
  ) {
    ParameterUpdate.rmsProp(
      parameter, gradient: gradient, square: state[0], velocity: state[1],
      learningRate: learningRate,
      smoothing: smoothing, momentum: momentum, epsilon: epsilon, decay: weightDecay)
  }
}
