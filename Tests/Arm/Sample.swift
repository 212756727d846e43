/// Runs every kernel on numbers that are the same everywhere, and reports a hash of the results.
@main struct Sample {
  static func main() {
    var sample = Sample()
    for width in VectorWidth.allCases {
      report("products, vectors of", width.rawValue, sample.products(width))
      report("functions, vectors of", width.rawValue, sample.functions(width))
      report("derivatives, vectors of", width.rawValue, sample.derivatives(width))
      report("optimizers, vectors of", width.rawValue, sample.optimizers(width))
      report("pairs, vectors of", width.rawValue, sample.pairs(width))
      report("rows, vectors of", width.rawValue, sample.rows(width))
      report("convolutions, vectors of", width.rawValue, sample.convolutions(width))
      report("gradients of pictures, vectors of", width.rawValue, sample.gradients(width))
    }
    report("transposes of sizes up to", 93, sample.transposes())
  }

  private var random = Random()
  private static let count = 1003

  private mutating func products(_ width: VectorWidth) -> UInt64 {
    var hash = Hash()
    for turn in 0..<200 {
      let (rows, columns) = (random.below(70) + 1, random.below(70) + 1)
      let depth = random.below(300) + 1
      let isTransposed = turn % 2 == 1
      let accumulates = turn % 3 == 0
      let a = random.floats(rows * depth)
      let b = random.floats(depth * columns)
      let c = random.floats(rows * columns)
      let before = copy(c, rows * columns)
      let bias = random.floats(rows)
      let product = MatrixProduct(
        a: a, aStride: isTransposed ? rows : depth, isTransposed: isTransposed, b: b,
        bStride: columns, c: c, cStride: columns, rows: rows, columns: columns, depth: depth,
        bias: accumulates ? nil : UnsafePointer(bias), accumulates: accumulates, scale: 0.5,
        precision: turn % 5 == 0 ? .double : .single)
      product.compute(rows: 0..<rows, width: width)
      for row in 0..<rows {
        for column in 0..<columns {
          var sum = 0.0
          for term in 0..<depth {
            let left = a[isTransposed ? term * rows + row : row * depth + term]
            sum += Double(left) * Double(b[term * columns + column])
          }
          let index = row * columns + column
          let wanted = accumulates ? Double(before[index]) + 0.5 * sum : sum + Double(bias[row])
          if (Double(c[index]) - wanted).magnitude > 2e-5 { reportWrong("product") }
        }
      }
      hash.add(c, rows * columns)
      for block in [a, b, c, before, bias] { block.deallocate() }
    }
    return hash.value
  }

  private mutating func gradients(_ width: VectorWidth) -> UInt64 {
    var hash = Hash()
    for (height, columns) in [(8, 8), (21, 30), (64, 64)] {
      let count = 7 * height * columns
      let pictures = random.floats(count)
      var numbers = OrientedGradients(height: height, width: columns).numbers(
        Array(UnsafeBufferPointer(start: pictures, count: count))[...], width: width)
      hash.add(&numbers, numbers.count)
      pictures.deallocate()
    }
    return hash.value
  }

  private mutating func functions(_ width: VectorWidth) -> UInt64 {
    var hash = Hash()
    let functions: [ElementwiseFunction] = [
      .relu, .leakyRelu(slope: 0.2), .tanh, .sigmoid, .exponential, .elu(alpha: 1), .gelu,
      .errorFunction,
    ]
    for function in functions {
      for scale: Float in [1, 10, 100] {
        let x = special(scale)
        apply(
          function, to: block(x), into: block(x), rows: 0..<1, columns: Self.count, width: width)
        hash.add(x, Self.count)
        x.deallocate()
      }
    }
    return hash.value
  }

  private mutating func derivatives(_ width: VectorWidth) -> UInt64 {
    var hash = Hash()
    let derivatives: [ElementwiseDerivative] = [
      .relu, .leakyRelu(slope: 0.2), .tanh, .sigmoid, .elu(alpha: 1), .gelu,
    ]
    for derivative in derivatives {
      let (y, dy) = (special(1), random.floats(Self.count))
      applyDerivative(
        derivative, of: block(y), to: block(dy), into: block(dy), rows: 0..<1, columns: Self.count,
        width: width)
      hash.add(dy, Self.count)
      for block in [y, dy] { block.deallocate() }
    }
    return hash.value
  }

  private mutating func optimizers(_ width: VectorWidth) -> UInt64 {
    var hash = Hash()
    let steps: [OptimizerStep] = [
      .descent(learningRate: 0.1),
      .momentum(
        learningRate: 0.1, velocityFactor: 0.9, gradientFactor: 0.1, momentum: 0.9, isNesterov: true
      ),
      .adam(learningRate: 0.001, beta1: 0.9, beta2: 0.999, rootCorrection: 0.7, epsilon: 1e-8),
      .rmsProp(learningRate: 0.01, smoothing: 0.9, momentum: 0.9, epsilon: 1e-8),
    ]
    for step in steps {
      let (w, g) = (random.floats(Self.count), random.floats(Self.count))
      let (p, q) = (random.floats(Self.count), random.floats(Self.count))
      for i in 0..<Self.count { (p[i], q[i]) = (p[i].magnitude, q[i].magnitude) }
      applyStep(
        step, decay: 0.01, w: block(w), gradient: block(g), p: block(p), q: block(q), rows: 0..<1,
        columns: Self.count, width: width)
      for block in [w, p, q] { hash.add(block, Self.count) }
      for block in [w, g, p, q] { block.deallocate() }
    }
    return hash.value
  }

  private mutating func rows(_ width: VectorWidth) -> UInt64 {
    var hash = Hash()
    let (x, y) = (random.floats(Self.count), random.floats(Self.count))
    hash.add(rowSum(x, columns: Self.count, width: width).bitPattern)
    hash.add(
      rowProductSum(x, minus: 0.25, y, minus: 0.5, columns: Self.count, width: width).bitPattern)
    rowCombine(
      0.3, x, minus: 0.1, 0.7, y, 0.2, into: y, columns: Self.count, width: width)
    hash.add(y, Self.count)
    for block in [x, y] { block.deallocate() }
    return hash.value
  }

  /// All passes of convolutions, of every form.
  private mutating func convolutions(_ width: VectorWidth) -> UInt64 {
    var hash = Hash()
    let workers = WorkerPool()
    let geometries: [ConvolutionGeometry] = [
      .init(inChannels: 5, inHeight: 7, inWidth: 6, outChannels: 9, kernel: 3, stride: 2, pad: 2),
      .init(inChannels: 16, inHeight: 5, inWidth: 6, outChannels: 17, kernel: 3, pad: 1),
      .init(inChannels: 17, inHeight: 6, inWidth: 8, outChannels: 16, kernel: 4, stride: 2, pad: 1),
      .init(
        inChannels: 5, inHeight: 3, inWidth: 4, outChannels: 9, kernel: 3, pad: 1, upsampled: true),
      .init(
        inChannels: 9, inHeight: 4, inWidth: 6, outChannels: 5, kernel: 3, pad: 1, pooled: true),
      .init(inChannels: 1, inHeight: 6, inWidth: 7, outChannels: 5, kernel: 4, stride: 2, pad: 1),
      .init(
        inChannels: 5, inHeight: 3, inWidth: 4, outChannels: 3, kernel: 3, pad: 1, upsampled: true),
    ]
    for geometry in geometries {
      for batch in [4, 8, 21, 32] {
        let convolution = Convolution(geometry)
        let x = random.floats(geometry.inRows * batch)
        let y = random.floats(geometry.outRows * batch)
        let w = random.floats(geometry.outChannels * geometry.weightColumns)
        let scratch = random.floats(
          max(
            convolution.forwardScratchCount(threads: 1),
            convolution.inputGradientScratchCount(threads: 1),
            convolution.weightGradientScratchCount(batch: batch, threads: 1)))
        let (xs, ys) = (Rows(start: x, stride: batch), Rows(start: y, stride: batch))
        let ws = Rows(start: w, stride: geometry.weightColumns)
        convolution.weightGradient(
          dy: ys, x: xs, into: ws, addedTimes: 0.5, batch: batch, scratch: scratch, width: width,
          on: workers)
        convolution.forward(
          w: ws, x: xs, bias: UnsafePointer(w), into: ys, batch: batch, scratch: scratch,
          width: width, on: workers)
        hash.add(y, geometry.outRows * batch)
        convolution.inputGradient(
          w: ws, dy: ys, into: xs, batch: batch, scratch: scratch, width: width, on: workers)
        hash.add(x, geometry.inRows * batch)
        hash.add(w, geometry.outChannels * geometry.weightColumns)
        for block in [x, y, w, scratch] { block.deallocate() }
      }
    }
    return hash.value
  }

  private mutating func pairs(_ width: VectorWidth) -> UInt64 {
    var hash = Hash()
    let (x, y) = (special(1), special(10))
    multiply(
      block(x), block(y), into: block(x), rows: 0..<1, columns: Self.count, width: width)
    hash.add(x, Self.count)
    add(block(x), block(y), into: block(x), rows: 0..<1, columns: Self.count, width: width)
    hash.add(x, Self.count)
    for block in [x, y] { block.deallocate() }
    return hash.value
  }

  private mutating func transposes() -> UInt64 {
    var hash = Hash()
    for (rows, columns) in [(1, 1), (8, 8), (31, 33), (67, 93), (32, 64)] {
      let (from, to) = (random.floats(rows * columns), random.floats(rows * columns))
      transpose(from, stride: columns, into: to, toStride: rows, rows: 0..<rows, columns: columns)
      for row in 0..<rows {
        for column in 0..<columns where to[column * rows + row] != from[row * columns + column] {
          reportWrong("transpose")
        }
      }
      hash.add(to, rows * columns)
      for block in [from, to] { block.deallocate() }
    }
    return hash.value
  }

  /// Numbers among which are all kinds.
  private mutating func special(_ scale: Float) -> Floats {
    let x = random.floats(Self.count)
    for i in 0..<Self.count { x[i] *= scale }
    for (i, value) in [Float.nan, .infinity, -.infinity, 1e-42, -1e-42, -0.0, 0].enumerated() {
      x[3 * i] = value
    }
    return x
  }

  private func block(_ start: Floats) -> Rows { Rows(start: start, stride: Self.count) }

  private func copy(_ from: Floats, _ count: Int) -> Floats {
    let to = Floats.allocate(capacity: count)
    to.update(from: from, count: count)
    return to
  }
}

typealias Floats = UnsafeMutablePointer<Float>

/// xorshift64 (Marsaglia 2003).
struct Random {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  private mutating func next() -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(truncatingIfNeeded: state >> 40)
  }

  mutating func below(_ limit: Int) -> Int { next() % limit }

  /// Numbers from −1 to 1, with a vector's slack behind them.
  mutating func floats(_ count: Int) -> Floats {
    let start = Floats.allocate(capacity: count + 32)
    start.initialize(repeating: 0, count: count + 32)
    for i in 0..<count { start[i] = Float(next()) / Float(1 << 23) - 1 }
    return start
  }
}

/// FNV-1a, over the bits of numbers; all NaN are one.
struct Hash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bits: UInt64) { value = (value ^ bits) &* 0x100_0000_01b3 }

  mutating func add(_ numbers: Floats, _ count: Int) {
    for i in 0..<count { add(UInt64(numbers[i].isNaN ? 1 : numbers[i].bitPattern)) }
  }
}

@_extern(c, "report") private func report(_ what: UnsafePointer<UInt8>, _ size: Int, _ hash: UInt64)
@_extern(c, "report_wrong") private func reportWrong(_ what: UnsafePointer<UInt8>)

private func report(_ what: StaticString, _ size: Int, _ hash: UInt64) {
  report(what.utf8Start, size, hash)
}

private func reportWrong(_ what: StaticString) { reportWrong(what.utf8Start) }
