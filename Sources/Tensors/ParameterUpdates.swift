import Foundation

/// Update rules of optimizers, element by element over one parameter.
///
/// All tensors of a call have the parameter's shape.
public enum ParameterUpdate {
  /// w ← w − rate · (g + decay · w).
  public static func descend(
    _ w: Tensor, gradient g: Tensor, rate: Float, decay: Float, on workers: WorkerPool
  ) {
    combine(w, g, into: w, on: workers) { w, g in w - rate * (g + decay * w) }
  }

  /// The update of PyTorch's and MindSpore's SGD. g ← g + decay · w; on the first step v ← g, later
  /// v ← momentum · v + (1 − dampening) · g; w ← w − rate · (nesterov ? g + momentum · v : v).
  public static func momentum(
    _ w: Tensor, gradient g: Tensor, velocity v: Tensor, rate: Float, momentum: Float,
    dampening: Float, isNesterov: Bool, decay: Float, isFirst: Bool, on workers: WorkerPool
  ) {
    let keep = isFirst ? 0 : momentum
    let take = isFirst ? 1 : 1 - dampening
    forEach(w, g, v, nil, on: workers) { w, g, v, _ in
      let slope = g + decay * w
      v = keep * v + take * slope
      w -= rate * (isNesterov ? slope + momentum * v : v)
    }
  }

  /// Adam (Kingma and Ba 2015) as PyTorch computes it: m and v are moving averages of the gradient
  /// and of its square, both corrected for their start at zero; `step` counts from 1.
  public static func adam(
    _ w: Tensor, gradient g: Tensor, mean m: Tensor, square v: Tensor, rate: Float,
    beta1: Float, beta2: Float, epsilon: Float, decay: Float, step: Int, on workers: WorkerPool
  ) {
    let stepSize = Float(Double(rate) / (1 - pow(Double(beta1), Double(step))))
    let rootCorrection = Float((1 - pow(Double(beta2), Double(step))).squareRoot())
    forEach(w, g, m, v, on: workers) { w, g, m, v in
      let slope = g + decay * w
      m = beta1 * m + (1 - beta1) * slope
      v = beta2 * v + (1 - beta2) * slope * slope
      w -= stepSize * m / (v.squareRoot() / rootCorrection + epsilon)
    }
  }

  /// RMSprop (Hinton 2012) as PyTorch computes it: v ← smoothing · v + (1 − smoothing) · g²;
  /// the step g / (√v + epsilon) passes through momentum: b ← momentum · b + step.
  public static func rmsProp(
    _ w: Tensor, gradient g: Tensor, square v: Tensor, velocity b: Tensor, rate: Float,
    smoothing: Float, momentum: Float, epsilon: Float, decay: Float, on workers: WorkerPool
  ) {
    forEach(w, g, v, b, on: workers) { w, g, v, b in
      let slope = g + decay * w
      v = smoothing * v + (1 - smoothing) * slope * slope
      b = momentum * b + slope / (v.squareRoot() + epsilon)
      w -= rate * b
    }
  }

  /// Calls `body` for the elements at each place of up to four tensors of one shape.
  @inline(__always)
  private static func forEach(
    _ w: Tensor, _ g: Tensor, _ p: Tensor, _ q: Tensor?, on workers: WorkerPool,
    _ body: (inout Float, Float, inout Float, inout Float) -> Void
  ) {
    precondition(w.rows == g.rows && w.columns == g.columns)
    precondition(w.stride == g.stride && w.stride == p.stride && w.stride == (q ?? p).stride)
    let columns = w.columns
    workers.splitRows(w) { rows in
      for row in rows {
        let offset = row * w.stride
        let w = w.start + offset
        let g = g.start + offset
        let p = p.start + offset
        if let q {
          let q = q.start + offset
          for i in 0..<columns { body(&w[i], g[i], &p[i], &q[i]) }
        } else {
          var unused: Float = 0
          for i in 0..<columns { body(&w[i], g[i], &p[i], &unused) }
        }
      }
    }
  }
}
