import Tensors
import Vocabulary

/// Adam (Kingma and Ba 2015, arXiv 1412.6980), with PyTorch's arithmetic.
struct Adam: Optimizer {
  static let kind = OptimizerKind(
    Term(
      "adam", "steps scaled by moving averages of the gradient and its square",
      discussion: """
        m and v are moving averages of g and g squared, corrected for their start at 0; \
        w = w - lr m / (sqrt(v) + epsilon). For GANs lr=0.0002 beta1=0.5 is usual. \
        Kingma and Ba 2015, arXiv 1412.6980.
        """,
      parameters: [
        Parameter("beta1", .number(0...0.9999), "memory of the gradient", default: "0.9"),
        Parameter("beta2", .number(0...0.99999), "memory of its square", default: "0.999"),
        OptimizerOption.epsilon("1e-8"), OptimizerOption.weightDecay,
      ])
  ) { options in
    Adam(
      beta1: options.float("beta1"), beta2: options.float("beta2"),
      epsilon: options.float("epsilon"), weightDecay: options.float("weight_decay"))
  }

  var beta1: Float
  var beta2: Float
  var epsilon: Float
  var weightDecay: Float

  var stateNames: [String] { ["mean", "square"] }
  var isPlainDescent: Bool { false }

  func update(
    _ parameter: Tensor, gradient: GradientBlock, state: [Tensor], learningRate: Float, step: Int
  ) {
    ParameterUpdate.adam(
      parameter, gradient: gradient, mean: state[0], square: state[1], learningRate: learningRate,
      beta1: beta1, beta2: beta2, epsilon: epsilon, decay: weightDecay, step: step)
  }
}
