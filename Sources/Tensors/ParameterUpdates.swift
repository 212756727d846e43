import Foundation
import Kernels

/// Update rules of optimizers, element by element over one parameter.
///
/// All tensors of a call have the parameter's shape.
public enum ParameterUpdate {
  /// w ← w − rate · (g + decay · w).
  public static func descend(
    _ w: Tensor, gradient g: Tensor, rate: Float, decay: Float, on workers: WorkerPool
  ) {
    take(.descent(rate: rate), decay: decay, w, g, on: workers)
  }

  /// The update of PyTorch's and MindSpore's SGD. g ← g + decay · w; on the first step v ← g, later
  /// v ← momentum · v + (1 − dampening) · g; w ← w − rate · (nesterov ? g + momentum · v : v).
  public static func momentum(
    _ w: Tensor, gradient g: Tensor, velocity v: Tensor, rate: Float, momentum: Float,
    dampening: Float, isNesterov: Bool, decay: Float, isFirst: Bool, on workers: WorkerPool
  ) {
    take(
      .momentum(
        rate: rate, keep: isFirst ? 0 : momentum, take: isFirst ? 1 : 1 - dampening,
        momentum: momentum, isNesterov: isNesterov), decay: decay, w, g, v, on: workers)
  }

  /// Adam (Kingma and Ba 2015) as PyTorch computes it: m and v are moving averages of the gradient
  /// and of its square, both corrected for their start at zero; `step` counts from 1.
  public static func adam(
    _ w: Tensor, gradient g: Tensor, mean m: Tensor, square v: Tensor, rate: Float,
    beta1: Float, beta2: Float, epsilon: Float, decay: Float, step: Int, on workers: WorkerPool
  ) {
    let stepSize = Float(Double(rate) / (1 - pow(Double(beta1), Double(step))))
    let rootCorrection = Float((1 - pow(Double(beta2), Double(step))).squareRoot())
    take(
      .adam(
        rate: stepSize, beta1: beta1, beta2: beta2, rootCorrection: rootCorrection,
        epsilon: epsilon), decay: decay, w, g, m, v, on: workers)
  }

  /// RMSprop (Hinton 2012) as PyTorch computes it: v ← smoothing · v + (1 − smoothing) · g²;
  /// the step g / (√v + epsilon) passes through momentum: b ← momentum · b + step.
  public static func rmsProp(
    _ w: Tensor, gradient g: Tensor, square v: Tensor, velocity b: Tensor, rate: Float,
    smoothing: Float, momentum: Float, epsilon: Float, decay: Float, on workers: WorkerPool
  ) {
    take(
      .rmsProp(rate: rate, smoothing: smoothing, momentum: momentum, epsilon: epsilon),
      decay: decay, w, g, v, b, on: workers)
  }

  private static func take(
    _ step: OptimizerStep, decay: Float, _ w: Tensor, _ g: Tensor, _ p: Tensor? = nil,
    _ q: Tensor? = nil, on workers: WorkerPool
  ) {
    precondition(g.rows == w.rows && g.columns == w.columns)
    precondition(p.map { $0.rows == w.rows && $0.columns == w.columns } ?? true)
    precondition(q.map { $0.rows == w.rows && $0.columns == w.columns } ?? true)
    workers.splitRows(w) { rows in
      Kernels.take(
        step, decay: decay, w: w.block, gradient: g.block, p: (p ?? w).block, q: (q ?? w).block,
        rows: rows, columns: w.columns)
    }
  }
}
