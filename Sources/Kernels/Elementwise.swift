/// A function of one number, applied to each element of a block of rows.
public enum ElementwiseFunction: Sendable {
  /// max(x, 0).
  case relu
  /// x where positive, else slope · x.
  case leakyRelu(slope: Float)
  /// tanh x.
  case tanh
  /// 1 / (1 + e^−x).
  case sigmoid
  /// e^x.
  case exponential
  /// x where positive, else alpha · (e^x − 1).
  case elu(alpha: Float)
  /// x · (1 + erf(x / √2)) / 2.
  case gelu
  /// erf x.
  case errorFunction
}

/// The derivative of a function, from the function's value y, but for gelu's.
public enum ElementwiseDerivative: Sendable {
  /// 1 where y > 0, else 0.
  case relu
  /// 1 where y > 0, else slope (also at 0, as MindSpore 1.9 has it).
  case leakyRelu(slope: Float)
  /// 1 − y².
  case tanh
  /// y (1 − y).
  case sigmoid
  /// 1 where y > 0, else y + alpha.
  case elu(alpha: Float)
  /// (1 + erf(x / √2)) / 2 + x · e^(−x² / 2) / √(2π), from x instead of y: y is not monotonic.
  case gelu
}

/// A block of floats: rows of `columns`, `stride` apart.
public struct Rows {
  /// The first element.
  public var start: UnsafeMutablePointer<Float>
  /// From one row to the next, in floats.
  public var stride: Int

  /// A block that begins at an address.
  public init(start: UnsafeMutablePointer<Float>, stride: Int) {
    self.start = start
    self.stride = stride
  }
}

/// y = f(x) for rows of a block; y may be x.
public func apply(
  _ function: ElementwiseFunction, to x: Rows, into y: Rows, rows: Range<Int>, columns: Int,
  width: VectorWidth = .native
) {
  switch width {
  case .sixteen: apply(function, x, y, rows, columns, SIMD16<Float>.self)
  case .eight: apply(function, x, y, rows, columns, SIMD8<Float>.self)
  case .four: apply(function, x, y, rows, columns, SIMD4<Float>.self)
  }
}

/// dx = dy · f′, f′ taken from y = f(x), for rows of a block; dx may be dy.
public func applyDerivative(
  _ derivative: ElementwiseDerivative, of y: Rows, to dy: Rows, into dx: Rows, rows: Range<Int>,
  columns: Int, width: VectorWidth = .native
) {
  switch width {
  case .sixteen: applyDerivative(derivative, y, dy, dx, rows, columns, SIMD16<Float>.self)
  case .eight: applyDerivative(derivative, y, dy, dx, rows, columns, SIMD8<Float>.self)
  case .four: applyDerivative(derivative, y, dy, dx, rows, columns, SIMD4<Float>.self)
  }
}

/// z = x · y for rows of a block; z may be either.
public func multiply(
  _ x: Rows, _ y: Rows, into z: Rows, rows: Range<Int>, columns: Int,
  width: VectorWidth = .native
) {
  switch width {
  case .sixteen: map(x, y, z, rows, columns) { (x: SIMD16<Float>, y) in x * y }
  case .eight: map(x, y, z, rows, columns) { (x: SIMD8<Float>, y) in x * y }
  case .four: map(x, y, z, rows, columns) { (x: SIMD4<Float>, y) in x * y }
  }
}

/// z = x + y for rows of a block; z may be either.
public func add(
  _ x: Rows, _ y: Rows, into z: Rows, rows: Range<Int>, columns: Int,
  width: VectorWidth = .native
) {
  switch width {
  case .sixteen: map(x, y, z, rows, columns) { (x: SIMD16<Float>, y) in x + y }
  case .eight: map(x, y, z, rows, columns) { (x: SIMD8<Float>, y) in x + y }
  case .four: map(x, y, z, rows, columns) { (x: SIMD4<Float>, y) in x + y }
  }
}

@inline(__always)
private func apply<V: FloatVector>(
  _ function: ElementwiseFunction, _ x: Rows, _ y: Rows, _ rows: Range<Int>, _ columns: Int,
  _: V.Type
) {
  switch function {
  case .relu:
    map(x, x, y, rows, columns) { (x: V, _) in
      x.replaced(with: V(), where: x, isAtMost: V())
    }
  case .leakyRelu(let slope):
    let slope = V(repeating: slope)
    map(x, x, y, rows, columns) { (x: V, _) in
      x.replaced(with: x * slope, where: x, isAtMost: V())
    }
  case .tanh: map(x, x, y, rows, columns) { x, _ in hyperbolicTangent(x) as V }
  case .sigmoid: map(x, x, y, rows, columns) { x, _ in Kernels.sigmoid(x) as V }
  case .exponential: map(x, x, y, rows, columns) { x, _ in Kernels.exponential(x) as V }
  case .elu(let alpha):
    let alpha = V(repeating: alpha)
    map(x, x, y, rows, columns) { (x: V, _) in
      x.replaced(with: alpha * exponentialMinusOne(x), where: x, isAtMost: V())
    }
  case .gelu: map(x, x, y, rows, columns) { x, _ in x * shareBelow(x) as V }
  case .errorFunction: map(x, x, y, rows, columns) { x, _ in Kernels.errorFunction(x) as V }
  }
}

@inline(__always)
private func applyDerivative<V: FloatVector>(
  _ derivative: ElementwiseDerivative, _ y: Rows, _ dy: Rows, _ dx: Rows, _ rows: Range<Int>,
  _ columns: Int, _: V.Type
) {
  switch derivative {
  case .relu:
    map(y, dy, dx, rows, columns) { (y: V, dy: V) in
      dy.replaced(with: V(), where: y, isAtMost: V())
    }
  case .leakyRelu(let slope):
    let slope = V(repeating: slope)
    map(y, dy, dx, rows, columns) { (y: V, dy: V) in
      dy.replaced(with: dy * slope, where: y, isAtMost: V())
    }
  case .tanh: map(y, dy, dx, rows, columns) { y, dy in dy * (1 - y * y) as V }
  case .sigmoid: map(y, dy, dx, rows, columns) { y, dy in dy * (y * (1 - y)) as V }
  case .elu(let alpha):
    let alpha = V(repeating: alpha)
    map(y, dy, dx, rows, columns) { (y: V, dy: V) in
      dy.replaced(with: dy * (y + alpha), where: y, isAtMost: V())
    }
  case .gelu:
    map(y, dy, dx, rows, columns) { (x: V, dy: V) in
      let density = 0.398_942_3 * Kernels.exponential(-0.5 * x * x)
      return dy * shareBelow(x).plus(x, times: density)
    }
  }
}

/// The share of a normal distribution below x.
@inline(__always)
private func shareBelow<V: FloatVector>(_ x: V) -> V {
  0.5 * (1 + errorFunction(x * 0.707_106_77))
}

/// r = f(p, q) element by element; a row's last elements take the same arithmetic.
@inline(__always)
func map<V: FloatVector>(
  _ p: Rows, _ q: Rows, _ r: Rows, _ rows: Range<Int>, _ columns: Int, _ f: (V, V) -> V
) {
  let whole = columns / V.scalarCount * V.scalarCount
  let rest = columns - whole
  for row in rows {
    let p = UnsafePointer(p.start + row * p.stride)
    let q = UnsafePointer(q.start + row * q.stride)
    let r = r.start + row * r.stride
    var column = 0
    while column < whole {
      f(V(at: p + column), V(at: q + column)).store(to: r + column)
      column += V.scalarCount
    }
    if rest > 0 {
      f(V(at: p + whole, count: rest), V(at: q + whole, count: rest))
        .store(to: r + whole, count: rest)
    }
  }
}
