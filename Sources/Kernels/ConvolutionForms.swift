/// An identity by which a convolution needs fewer products than its definition:
/// y = post · (weights w) (pre x), with small matrices whose numbers are 0, 1 and −1.
///
/// A tile of outputs is formed from a patch of pixels. Of each channel's patch `gather` forms values
/// by additions; values of all channels are multiplied with the weights' sums, one product for each
/// position; `combine` adds positions up to outputs. In two dimensions each matrix is applied to
/// rows and columns in turn.
protocol ConvolutionForm {
  /// Products that are kept apart; 1 where all values of a patch go into one sum.
  static var positions: Int { get }
  /// Rows and columns of a patch; 0 where it is the kernel's.
  static var patch: Int { get }
  /// Values that one channel's patch gives to each position; 0 where it is one for each tap.
  static var values: Int { get }
  /// Rows and columns of a tile of outputs.
  static var outputs: Int { get }
  /// Pixels from one tile's patch to the next; 0 where it is the kernel's stride.
  static var step: Int { get }

  /// Gives the values of a patch: those of the first position, then those of the second …
  static func gather<V: PanelVector>(_ x: (Int, Int) -> V, _ give: (Int, V) -> Void)
  /// Gives what a tile's outputs give to each position going back.
  static func spread<V: PanelVector>(_ y: (Int, Int) -> V, _ give: (Int, V) -> Void)
  /// Gives a tile's outputs.
  static func combine<V: PanelVector>(_ products: (Int) -> V, _ give: (Int, Int, V) -> Void)
  /// Gives what the values of a patch are multiplied with, in their order.
  static func weights<V: PanelVector>(_ tap: (Int, Int) -> V, _ give: (Int, V) -> Void)
  /// Gives the taps' gradients, from those of what `weights` gives.
  static func taps<V: PanelVector>(_ gradient: (Int) -> V, _ give: (Int, Int, V) -> Void)
}

extension ConvolutionForm {
  @inline(__always) static func spread<V: PanelVector>(
    _ y: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    give(0, y(0, 0))
  }
}

/// The definition: a value is a pixel, a product is an output.
enum DirectForm: ConvolutionForm {
  static let positions = 1
  static let patch = 0
  static let values = 0
  static let outputs = 1
  static let step = 0

  static func gather<V: PanelVector>(_ x: (Int, Int) -> V, _ give: (Int, V) -> Void) {}
  @inline(__always) static func combine<V: PanelVector>(
    _ products: (Int) -> V, _ give: (Int, Int, V) -> Void
  ) {
    give(0, 0, products(0))
  }
  static func weights<V: PanelVector>(_ tap: (Int, Int) -> V, _ give: (Int, V) -> Void) {}
  static func taps<V: PanelVector>(_ gradient: (Int) -> V, _ give: (Int, Int, V) -> Void) {}
}

/// Each pixel doubled in both directions, then 3 × 3 taps: 9 products for 4 outputs that have 36.
///
/// In one direction, with S = w0 + w1 + w2: y[2i] = S x[i] − w0 (x[i] − x[i−1]) and
/// y[2i+1] = S x[i] + w2 (x[i+1] − x[i]).
enum UpsamplingForm: ConvolutionForm {
  static let positions = 9
  static let patch = 3
  static let values = 1
  static let outputs = 2
  static let step = 1

  @inline(__always) static func gather<V: PanelVector>(
    _ x: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    let columns = InlineArray<3, InlineArray<3, V>> { b in
      let (low, middle, high) = (x(0, b), x(1, b), x(2, b))
      return [middle, middle - low, high - middle]
    }
    for a in 0..<3 {
      let (low, middle, high) = (columns[0][a], columns[1][a], columns[2][a])
      give(3 * a, middle)
      give(3 * a + 1, middle - low)
      give(3 * a + 2, high - middle)
    }
  }

  @inline(__always) static func combine<V: PanelVector>(
    _ products: (Int) -> V, _ give: (Int, Int, V) -> Void
  ) {
    let columns = InlineArray<3, InlineArray<2, V>> { b in
      let first = products(b)
      return [first + products(3 + b), first + products(6 + b)]
    }
    for u in 0..<2 {
      give(u, 0, columns[0][u] + columns[1][u])
      give(u, 1, columns[0][u] + columns[2][u])
    }
  }

  @inline(__always) static func weights<V: PanelVector>(
    _ tap: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    let columns = InlineArray<3, InlineArray<3, V>> { b in
      [tap(0, b) + tap(1, b) + tap(2, b), -tap(0, b), tap(2, b)]
    }
    for a in 0..<3 {
      give(3 * a, columns[0][a] + columns[1][a] + columns[2][a])
      give(3 * a + 1, -columns[0][a])
      give(3 * a + 2, columns[2][a])
    }
  }

  /// Its weights' gradients are formed as those of its adjoint.
  static func taps<V: PanelVector>(_ gradient: (Int) -> V, _ give: (Int, Int, V) -> Void) {}
}

/// 3 × 3 taps, then the sum of 2 × 2 outputs: 9 products for one that has 36.
///
/// In one direction, with S = w0 + w1 + w2:
/// y[i] = S (x[2i] + x[2i+1]) + w0 (x[2i−1] − x[2i+1]) + w2 (x[2i+2] − x[2i]).
enum PoolingForm: ConvolutionForm {
  static let positions = 1
  static let patch = 4
  static let values = 9
  static let outputs = 1
  static let step = 2

  @inline(__always) static func gather<V: PanelVector>(
    _ x: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    let columns = InlineArray<4, InlineArray<3, V>> { b in
      let (x0, x1, x2, x3) = (x(0, b), x(1, b), x(2, b), x(3, b))
      return [x1 + x2, x0 - x2, x3 - x1]
    }
    for a in 0..<3 {
      let (x0, x1, x2, x3) = (columns[0][a], columns[1][a], columns[2][a], columns[3][a])
      give(3 * a, x1 + x2)
      give(3 * a + 1, x0 - x2)
      give(3 * a + 2, x3 - x1)
    }
  }

  @inline(__always) static func combine<V: PanelVector>(
    _ products: (Int) -> V, _ give: (Int, Int, V) -> Void
  ) {
    give(0, 0, products(0))
  }

  @inline(__always) static func weights<V: PanelVector>(
    _ tap: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    let columns = InlineArray<3, InlineArray<3, V>> { b in
      [tap(0, b) + tap(1, b) + tap(2, b), tap(0, b), tap(2, b)]
    }
    for a in 0..<3 {
      give(3 * a, columns[0][a] + columns[1][a] + columns[2][a])
      give(3 * a + 1, columns[0][a])
      give(3 * a + 2, columns[2][a])
    }
  }

  @inline(__always) static func taps<V: PanelVector>(
    _ gradient: (Int) -> V, _ give: (Int, Int, V) -> Void
  ) {
    let columns = InlineArray<3, InlineArray<3, V>> { b in
      let sum = gradient(b)
      return [sum + gradient(3 + b), sum, sum + gradient(6 + b)]
    }
    for a in 0..<3 {
      let sum = columns[0][a]
      give(a, 0, sum + columns[1][a])
      give(a, 1, sum)
      give(a, 2, sum + columns[2][a])
    }
  }
}

/// Two taps in each direction: 9 products for 4 outputs that have 16.
///
/// In one direction, with taps a and b over pixels t0, t1, t2: y0 = a (t0 − t1) + (a + b) t1 and
/// y1 = (a + b) t1 + b (t2 − t1): F(2, 2) of Winograd, "Arithmetic complexity of computations" (1980).
enum PairForm: ConvolutionForm {
  static let positions = 9
  static let patch = 3
  static let values = 1
  static let outputs = 2
  static let step = 2

  @inline(__always) static func gather<V: PanelVector>(
    _ x: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    let columns = InlineArray<3, InlineArray<3, V>> { b in
      let (low, middle, high) = (x(0, b), x(1, b), x(2, b))
      return [low - middle, middle, high - middle]
    }
    for a in 0..<3 {
      let (low, middle, high) = (columns[0][a], columns[1][a], columns[2][a])
      give(3 * a, low - middle)
      give(3 * a + 1, middle)
      give(3 * a + 2, high - middle)
    }
  }

  @inline(__always) static func combine<V: PanelVector>(
    _ products: (Int) -> V, _ give: (Int, Int, V) -> Void
  ) {
    let columns = InlineArray<3, InlineArray<2, V>> { b in
      let middle = products(3 + b)
      return [products(b) + middle, middle + products(6 + b)]
    }
    for u in 0..<2 {
      give(u, 0, columns[0][u] + columns[1][u])
      give(u, 1, columns[1][u] + columns[2][u])
    }
  }

  @inline(__always) static func weights<V: PanelVector>(
    _ tap: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    let columns = InlineArray<2, InlineArray<3, V>> { b in
      [tap(0, b), tap(0, b) + tap(1, b), tap(1, b)]
    }
    for a in 0..<3 {
      give(3 * a, columns[0][a])
      give(3 * a + 1, columns[0][a] + columns[1][a])
      give(3 * a + 2, columns[1][a])
    }
  }

  static func taps<V: PanelVector>(_ gradient: (Int) -> V, _ give: (Int, Int, V) -> Void) {}
}

/// 4 × 4 taps, two pixels from output to output: pixels of odd and of even rows and columns meet two
/// taps each, by `PairForm`; 9 products for 4 outputs that have 16.
enum StrideForm: ConvolutionForm {
  static let positions = 9
  static let patch = 6
  static let values = 4
  static let outputs = 2
  static let step = 4

  @inline(__always) static func gather<V: PanelVector>(
    _ x: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    for phase in 0..<4 {
      let (r, s) = (phase / 2, phase % 2)
      PairForm.gather({ x(r + 2 * $0, s + 2 * $1) }, { give(4 * $0 + phase, $1) })
    }
  }

  @inline(__always) static func combine<V: PanelVector>(
    _ products: (Int) -> V, _ give: (Int, Int, V) -> Void
  ) {
    PairForm.combine(products, give)
  }

  @inline(__always) static func weights<V: PanelVector>(
    _ tap: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    for phase in 0..<4 {
      let (r, s) = (phase / 2, phase % 2)
      PairForm.weights({ tap(r + 2 * $0, s + 2 * $1) }, { give(4 * $0 + phase, $1) })
    }
  }

  @inline(__always) static func spread<V: PanelVector>(
    _ y: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    let columns = InlineArray<2, InlineArray<3, V>> { v in
      let (first, last) = (y(0, v), y(1, v))
      return [first, first + last, last]
    }
    for p in 0..<3 {
      let (first, last) = (columns[0][p], columns[1][p])
      give(3 * p, first)
      give(3 * p + 1, first + last)
      give(3 * p + 2, last)
    }
  }

  @inline(__always) static func taps<V: PanelVector>(
    _ gradient: (Int) -> V, _ give: (Int, Int, V) -> Void
  ) {
    for phase in 0..<4 {
      let (r, s) = (phase / 2, phase % 2)
      let columns = InlineArray<3, InlineArray<2, V>> { q in
        let middle = gradient(4 * (3 + q) + phase)
        return [gradient(4 * q + phase) + middle, middle + gradient(4 * (6 + q) + phase)]
      }
      for a in 0..<2 {
        give(r + 2 * a, s, columns[0][a] + columns[1][a])
        give(r + 2 * a, s + 2, columns[1][a] + columns[2][a])
      }
    }
  }
}

/// 3 × 3 taps: 16 products for 4 outputs that have 36.
///
/// F(2 × 2, 3 × 3) of Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016). In
/// one direction y0 = m0 + m1 + m2 and y1 = m1 − m2 − m3 with m0 = w0 (x0 − x2),
/// m1 = (w0 + w1 + w2) / 2 · (x1 + x2), m2 = (w0 − w1 + w2) / 2 · (x2 − x1), m3 = w2 (x1 − x3).
enum TripleForm: ConvolutionForm {
  static let positions = 16
  static let patch = 4
  static let values = 1
  static let outputs = 2
  static let step = 2

  @inline(__always) static func gather<V: PanelVector>(
    _ x: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    let columns = InlineArray<4, InlineArray<4, V>> { b in
      let (x0, x1, x2, x3) = (x(0, b), x(1, b), x(2, b), x(3, b))
      return [x0 - x2, x1 + x2, x2 - x1, x1 - x3]
    }
    for a in 0..<4 {
      let (x0, x1, x2, x3) = (columns[0][a], columns[1][a], columns[2][a], columns[3][a])
      give(4 * a, x0 - x2)
      give(4 * a + 1, x1 + x2)
      give(4 * a + 2, x2 - x1)
      give(4 * a + 3, x1 - x3)
    }
  }

  @inline(__always) static func combine<V: PanelVector>(
    _ products: (Int) -> V, _ give: (Int, Int, V) -> Void
  ) {
    let columns = InlineArray<4, InlineArray<2, V>> { b in
      let (m1, m2) = (products(4 + b), products(8 + b))
      return [products(b) + m1 + m2, m1 - m2 - products(12 + b)]
    }
    for u in 0..<2 {
      give(u, 0, columns[0][u] + columns[1][u] + columns[2][u])
      give(u, 1, columns[1][u] - columns[2][u] - columns[3][u])
    }
  }

  @inline(__always) static func weights<V: PanelVector>(
    _ tap: (Int, Int) -> V, _ give: (Int, V) -> Void
  ) {
    let columns = InlineArray<3, InlineArray<4, V>> { b in
      let (even, odd) = (0.5 * (tap(0, b) + tap(2, b)), 0.5 * tap(1, b))
      return [tap(0, b), even + odd, even - odd, tap(2, b)]
    }
    for a in 0..<4 {
      let (even, odd) = (0.5 * (columns[0][a] + columns[2][a]), 0.5 * columns[1][a])
      give(4 * a, columns[0][a])
      give(4 * a + 1, even + odd)
      give(4 * a + 2, even - odd)
      give(4 * a + 3, columns[2][a])
    }
  }

  /// Its weights' gradients are formed by the definition: additions would take longer than what they
  /// spare.
  static func taps<V: PanelVector>(_ gradient: (Int) -> V, _ give: (Int, Int, V) -> Void) {}
}
