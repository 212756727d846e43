/// The rule by which an optimizer moves a parameter w along its gradient g, element by element.
///
/// p and q are what it keeps for each element. Before all else, g ← g + decay · w.
public enum OptimizerStep: Sendable {
  /// w ← w − learningRate · g.
  case descent(learningRate: Float)
  /// p ← velocityFactor · p + gradientFactor · g; w ← w − learningRate · (nesterov ? g + momentum ·
  /// p : p).
  case momentum(
    learningRate: Float, velocityFactor: Float, gradientFactor: Float, momentum: Float,
    isNesterov: Bool)
  /// p ← beta1 · p + (1 − beta1) · g; q ← beta2 · q + (1 − beta2) · g²;
  /// w ← w − learningRate · p / (√q / rootCorrection + epsilon).
  case adam(learningRate: Float, beta1: Float, beta2: Float, rootCorrection: Float, epsilon: Float)
  /// p ← smoothing · p + (1 − smoothing) · g²; q ← momentum · q + g / (√p + epsilon);
  /// w ← w − learningRate · q.
  case rmsProp(learningRate: Float, smoothing: Float, momentum: Float, epsilon: Float)
}

/// Applies an optimizer's step to rows of a parameter. `p` and `q` may be `w` where the step keeps
/// nothing there.
public func applyStep(
  _ step: OptimizerStep, decay: Float, w: Rows, gradient g: Rows, p: Rows, q: Rows,
  rows: Range<Int>, columns: Int, width: VectorWidth = .native
) {
  switch width {
  case .sixteen: applyStep(step, decay, w, g, p, q, rows, columns, SIMD16<Float>.self)
  case .eight: applyStep(step, decay, w, g, p, q, rows, columns, SIMD8<Float>.self)
  case .four: applyStep(step, decay, w, g, p, q, rows, columns, SIMD4<Float>.self)
  }
}

@inline(__always)
private func applyStep<V: FloatVector>(
  _ step: OptimizerStep, _ decay: Float, _ w: Rows, _ g: Rows, _ p: Rows, _ q: Rows,
  _ rows: Range<Int>, _ columns: Int, _: V.Type
) {
  let decay = V(repeating: decay)
  switch step {
  case .descent(let learningRate):
    update(w, g, w, w, rows, columns) { (w: V, g: V, _, _) in
      w - learningRate * g.plus(decay, times: w)
    }
  case .momentum(
    let learningRate, let velocityFactor, let gradientFactor, let momentum, let isNesterov):
    update(w, g, p, p, rows, columns) { (w: V, g: V, p: inout V, q: inout V) in
      let gradient = g.plus(decay, times: w)
      p = velocityFactor * p + gradientFactor * gradient
      q = p  // Its memory is p's.
      return w - learningRate * (isNesterov ? gradient + momentum * p : p)
    }
  case .adam(let learningRate, let beta1, let beta2, let rootCorrection, let epsilon):
    update(w, g, p, q, rows, columns) { (w: V, g: V, p: inout V, q: inout V) in
      let gradient = g.plus(decay, times: w)
      p = beta1 * p + (1 - beta1) * gradient
      q = beta2 * q + (1 - beta2) * gradient * gradient
      return w - learningRate * p / (q.squareRoots / rootCorrection + epsilon)
    }
  case .rmsProp(let learningRate, let smoothing, let momentum, let epsilon):
    update(w, g, p, q, rows, columns) { (w: V, g: V, p: inout V, q: inout V) in
      let gradient = g.plus(decay, times: w)
      p = smoothing * p + (1 - smoothing) * gradient * gradient
      q = momentum * q + gradient / (p.squareRoots + epsilon)
      return w - learningRate * q
    }
  }
}

/// w ← f(w, g, p, q), vector by vector; f may change p and q. A row's rest takes the same arithmetic.
@inline(__always)
private func update<V: FloatVector>(
  _ w: Rows, _ g: Rows, _ p: Rows, _ q: Rows, _ rows: Range<Int>, _ columns: Int,
  _ f: (_ w: V, _ g: V, _ p: inout V, _ q: inout V) -> V
) {
  for row in rows {
    let w = w.start + row * w.stride
    let g = g.start + row * g.stride
    let p = p.start + row * p.stride
    let q = q.start + row * q.stride
    var column = 0
    while column + V.scalarCount <= columns {
      var (newP, newQ) = (V(at: p + column), V(at: q + column))
      let newW = f(V(at: w + column), V(at: g + column), &newP, &newQ)
      newP.store(to: p + column)
      newQ.store(to: q + column)
      newW.store(to: w + column)
      column += V.scalarCount
    }
    let count = columns - column
    if count > 0 {
      var (newP, newQ) = (V(at: p + column, count: count), V(at: q + column, count: count))
      let newW = f(
        V(at: w + column, count: count), V(at: g + column, count: count), &newP, &newQ)
      newP.store(to: p + column, count: count)
      newQ.store(to: q + column, count: count)
      newW.store(to: w + column, count: count)
    }
  }
}
