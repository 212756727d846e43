import Foundation
import Kernels

/// A block of a parameter's gradient.
public struct GradientBlock {
  /// Which of the parameter's rows.
  public let rows: Range<Int>
  /// Which of its columns.
  public let columns: Range<Int>
  /// Row 0 of the parameter would be at its start, of which `columns` are there.
  let values: Rows

  init(rows: Range<Int>, columns: Range<Int>, values: Rows) {
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// Whole rows of a gradient.
  public init(_ gradient: Tensor, rows: Range<Int>) {
    self.init(rows: rows, columns: 0..<gradient.columns, values: gradient.block)
  }
}

/// Update rules of optimizers, element by element over a block of one parameter.
///
/// All tensors of a call have the parameter's shape.
public enum ParameterUpdate {
  /// w ← w − learningRate · (g + decay · w).
  public static func descend(
    _ w: Tensor, gradient g: GradientBlock, learningRate: Float, decay: Float
  ) {
    applyStep(.descent(learningRate: learningRate), decay: decay, w, g)
  }

  /// The update of PyTorch's and MindSpore's SGD. g ← g + decay · w; on the first step v ← g, later
  /// v ← momentum · v + (1 − dampening) · g; w ← w − learningRate · (nesterov ? g + momentum · v :
  /// v).
  public static func momentum(
    _ w: Tensor, gradient g: GradientBlock, velocity v: Tensor, learningRate: Float,
    momentum: Float,
    dampening: Float, isNesterov: Bool, decay: Float, isFirst: Bool
  ) {
    applyStep(
      .momentum(
        learningRate: learningRate, velocityFactor: isFirst ? 0 : momentum,
        gradientFactor: isFirst ? 1 : 1 - dampening,
        momentum: momentum, isNesterov: isNesterov), decay: decay, w, g, v)
  }

  /// Adam (Kingma and Ba 2015) as PyTorch computes it: m and v are moving averages of the gradient
  /// and of its square, both corrected for their start at zero; `step` counts from 1.
  public static func adam(
    _ w: Tensor, gradient g: GradientBlock, mean m: Tensor, square v: Tensor, learningRate: Float,
    beta1: Float, beta2: Float, epsilon: Float, decay: Float, step: Int
  ) {
    let stepSize = Float(Double(learningRate) / (1 - pow(Double(beta1), Double(step))))
    let rootCorrection = Float((1 - pow(Double(beta2), Double(step))).squareRoot())
    applyStep(
      .adam(
        learningRate: stepSize, beta1: beta1, beta2: beta2, rootCorrection: rootCorrection,
        epsilon: epsilon), decay: decay, w, g, m, v)
  }

  /// RMSprop (Hinton 2012) as PyTorch computes it: v ← smoothing · v + (1 − smoothing) · g²;
  /// the step g / (√v + epsilon) passes through momentum: b ← momentum · b + step.
  public static func rmsProp(
    _ w: Tensor, gradient g: GradientBlock, square v: Tensor, velocity b: Tensor,
    learningRate: Float,
    smoothing: Float, momentum: Float, epsilon: Float, decay: Float
  ) {
    applyStep(
      .rmsProp(
        learningRate: learningRate, smoothing: smoothing, momentum: momentum, epsilon: epsilon),
      decay: decay, w, g, v, b)
  }

  private static func applyStep(
    _ step: OptimizerStep, decay: Float, _ w: Tensor, _ g: GradientBlock, _ p: Tensor? = nil,
    _ q: Tensor? = nil
  ) {
    let block = { (tensor: Tensor) in
      precondition(tensor.rows >= g.rows.upperBound && tensor.columns >= g.columns.upperBound)
      return Rows(start: tensor.start + g.columns.lowerBound, stride: tensor.stride)
    }
    Kernels.applyStep(
      step, decay: decay, w: block(w), gradient: g.values, p: block(p ?? w), q: block(q ?? w),
      rows: g.rows, columns: g.columns.count)
  }
}
