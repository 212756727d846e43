import Tensors
import Vocabulary

/// Stochastic gradient descent, as MindSpore 1.9's and PyTorch's SGD.
struct GradientDescent: Optimizer {
  static let kind = OptimizerKind(
    Term(
      "sgd", "stochastic gradient descent, with momentum if asked for",
      discussion: """
        w = w - lr g. With momentum m: v = m v + (1 - dampening) g, the first time v = g, and \
        w = w - lr v. Weight decay adds weight_decay w to g, for all parameters.
        """,
      parameters: [
        OptimizerOption.momentum,
        Parameter(
          "dampening", .number(0...1), "share of the gradient that momentum leaves out",
          default: "0"),
        Parameter("nesterov", .toggle, "look ahead by one step of momentum", default: "off"),
        OptimizerOption.weightDecay,
      ])
  ) { options in
    GradientDescent(
      momentum: options.float("momentum"), dampening: options.float("dampening"),
      isNesterov: options.float("nesterov") != 0, weightDecay: options.float("weight_decay"))
  }

  var momentum: Float
  var dampening: Float
  var isNesterov: Bool
  var weightDecay: Float

  var stateNames: [String] { momentum > 0 ? ["velocity"] : [] }
  var isPlainDescent: Bool { momentum == 0 && weightDecay == 0 }

  func update(
    _ parameter: Tensor, gradient: GradientBlock, state: [Tensor], learningRate: Float, step: Int
  ) {
    guard let velocity = state.first else {
      return ParameterUpdate.descend(
        parameter, gradient: gradient, learningRate: learningRate, decay: weightDecay)
    }
    ParameterUpdate.momentum(
      parameter, gradient: gradient, velocity: velocity, learningRate: learningRate,
      momentum: momentum,
      dampening: dampening, isNesterov: isNesterov, decay: weightDecay, isFirst: step == 1)
  }
}
