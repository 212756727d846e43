import Tensors
import Testing

/// The kernels against the plain form: three loops in float64.
struct ProductTests {
  static let shapes: [(Int, Int, Int)] = {
    var stream = RandomStream(seed: 11, .drawing)
    let random = (0..<40).map { _ in
      (stream.below(300) + 1, stream.below(300) + 1, stream.below(300) + 1)
    }
    return random + [
      (1, 1, 1), (8, 32, 512), (9, 33, 513), (1, 256, 64), (1024, 25, 700), (1300, 90, 33),
    ]
  }()

  @Test(arguments: shapes, [1, 2]) func productsMatchThePlainForm(
    shape: (Int, Int, Int), threads: Int
  ) {
    let (outputs, inputs, batch) = shape
    let workers = WorkerPool(threads: threads)
    let w = random(outputs, inputs, 1)
    let x = random(inputs, batch, 2)
    let dy = random(outputs, batch, 3)
    let bias = random(1, outputs, 4)

    let y = Tensor(rows: outputs, columns: batch)
    multiply(w, x, bias: bias, into: y, on: workers)
    expect(y, depth: inputs) { row, column in
      (0..<inputs).reduce(Double(bias[0, row])) { $0 + Double(w[row, $1]) * Double(x[$1, column]) }
    }
    let dx = Tensor(rows: inputs, columns: batch)
    let half = Tensor(rows: inputs, columns: batch)
    multiplyTransposed(w, dy, into: dx, half: half, on: workers)
    expect(dx, depth: outputs) { row, column in
      (0..<outputs).reduce(0) { $0 + Double(w[$1, row]) * Double(dy[$1, column]) }
    }
    let xTransposed = Tensor(rows: batch, columns: inputs)
    transpose(x, into: xTransposed, on: workers)
    let before = w.values
    multiplyOuter(dy, xTransposed, .added(to: w, scale: -0.5), on: workers)
    expect(w, depth: batch) { row, column in
      Double(before[row * inputs + column])
        - 0.5 * (0..<batch).reduce(0) { $0 + Double(dy[row, $1]) * Double(x[column, $1]) }
    }
  }

  /// The weights move while they are passed through, and dx is still that of the weights before; what
  /// becomes of the gradient changes no bit of it.
  @Test(arguments: shapes.suffix(20), [1, 2, 3]) func aBackwardPassIsItsTwoProducts(
    shape: (Int, Int, Int), threads: Int
  ) {
    let (outputs, inputs, batch) = shape
    let workers = WorkerPool(threads: threads)
    let dy = random(outputs, batch, 3)
    let xTransposed = random(batch, inputs, 2)
    let alone = Tensor(rows: inputs, columns: batch)
    let half = Tensor(rows: inputs, columns: batch)
    let moved = random(outputs, inputs, 1)
    multiplyTransposed(moved, dy, into: alone, half: half, on: workers)
    multiplyOuter(dy, xTransposed, .added(to: moved, scale: -0.5), on: workers)

    let dx = Tensor(rows: inputs, columns: batch)
    let w = random(outputs, inputs, 1)
    multiplyTransposed(
      w, dy, into: dx, half: half, thenOuter: xTransposed, .added(to: w, scale: -0.5), on: workers)
    #expect(isSame(dx, alone))
    #expect(isSame(w, moved))

    let kept = Tensor(rows: outputs, columns: inputs)
    multiplyOuter(dy, xTransposed, .stored(in: kept), on: workers)
    for isBackward in [false, true] {
      let memory = Tensor(rows: outputs, columns: inputs)
      let copied = Tensor(rows: outputs, columns: inputs)
      let gradient = WeightGradient.handedOver(in: memory) { block in
        // From 0 by −1 times the gradient downwards: the gradient itself.
        ParameterUpdate.descend(copied, gradient: block, learningRate: -1, decay: 0)
      }
      if isBackward {
        multiplyTransposed(
          moved, dy, into: dx, half: half, thenOuter: xTransposed, gradient, on: workers)
      } else {
        multiplyOuter(dy, xTransposed, gradient, on: workers)
      }
      #expect(isSame(copied, kept))
    }
  }

  @Test func neighboursOfAViewStayUntouched() {
    let workers = WorkerPool(threads: 2)
    let both = Tensor(rows: 40, columns: 50)
    both.fill(7)
    multiply(
      random(40, 30, 1), random(30, 20, 2), bias: nil, into: both.columns(10..<30), on: workers)
    for row in 0..<40 {
      #expect((0..<10).allSatisfy { both[row, $0] == 7 })
      #expect((30..<50).allSatisfy { both[row, $0] == 7 })
      #expect((10..<30).contains { both[row, $0] != 7 })
    }
  }

  @Test func resultsDoNotDependOnThreads() {
    let w = random(517, 1030, 1)
    let x = random(1030, 37, 2)
    let results = [1, 2, 3].map { threads in
      let y = Tensor(rows: 517, columns: 37)
      multiply(w, x, bias: nil, into: y, on: WorkerPool(threads: threads))
      return y.values.map(\.bitPattern)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test func sumsInHalvesDoNotDependOnThreads() {
    let (outputs, inputs, batch) = (1300, 90, 33)
    let results = [1, 2, 3].map { threads in
      let workers = WorkerPool(threads: threads)
      let (w, dy) = (random(outputs, inputs, 1), random(outputs, batch, 2))
      let (dx, half) = (
        Tensor(rows: inputs, columns: batch), Tensor(rows: inputs, columns: batch)
      )
      multiplyTransposed(
        w, dy, into: dx, half: half, thenOuter: random(batch, inputs, 3),
        .added(to: w, scale: -0.5), on: workers)
      return (dx.values + w.values).map(\.bitPattern)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test func whatIsNotFiniteStaysSo() {
    let workers = WorkerPool(threads: 1)
    let w = random(9, 20, 1)
    let x = random(20, 33, 2)
    x[3, 5] = .nan
    x[4, 6] = .infinity
    let y = Tensor(rows: 9, columns: 33)
    multiply(w, x, bias: nil, into: y, on: workers)
    for row in 0..<9 {
      #expect(y[row, 5].isNaN && y[row, 6].isInfinite)
      #expect((0..<33).allSatisfy { $0 == 5 || $0 == 6 || y[row, $0].isFinite })
    }
  }

  /// To the bit; what differs is not listed, which would take minutes.
  private func isSame(_ a: Tensor, _ b: Tensor) -> Bool {
    a.values.map(\.bitPattern) == b.values.map(\.bitPattern)
  }

  private func random(_ rows: Int, _ columns: Int, _ index: Int) -> Tensor {
    let tensor = Tensor(rows: rows, columns: columns)
    var stream = RandomStream(seed: 5, .drawing, index: index)
    tensor.values = (0..<tensor.count).map { _ in stream.uniform() * 2 - 1 }
    return tensor
  }

  /// Each element within what float32 sums of `depth` terms up to 1 can be off.
  private func expect(
    _ tensor: Tensor, depth: Int, sourceLocation: SourceLocation = #_sourceLocation,
    _ plain: (Int, Int) -> Double
  ) {
    var worst = 0.0
    for row in 0..<tensor.rows {
      for column in 0..<tensor.columns {
        worst = max(worst, abs(Double(tensor[row, column]) - plain(row, column)))
      }
    }
    #expect(worst <= 1.2e-7 * Double(depth + 8), sourceLocation: sourceLocation)
  }
}
