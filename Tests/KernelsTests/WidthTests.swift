import Kernels
import Testing

/// Reductions and optimizer steps are the same at every width, up to the order of sums.
struct WidthTests {
  @Test(arguments: VectorWidth.allCases) func reductionsMatchThePlainForm(width: VectorWidth) {
    for columns in [1, 3, 4, 15, 16, 17, 33, 300] {
      var source = Source(seed: columns)
      let x = (0..<columns).map { _ in source.uniform() }
      let y = (0..<columns).map { _ in source.uniform() }
      let sum = x.reduce(0) { $0 + Double($1) }
      #expect(abs(Double(rowSum(x, columns: columns, width: width)) - sum) < 1e-5)
      let product = zip(x, y).reduce(0) { $0 + (Double($1.0) - 0.25) * (Double($1.1) + 0.5) }
      let given = rowProductSum(x, minus: 0.25, y, minus: -0.5, columns: columns, width: width)
      #expect(abs(Double(given) - product) < 1e-4)
      var z = [Float](repeating: 9, count: columns + 1)
      rowCombine(2, x, minus: 0.5, -3, y, 1, into: &z, columns: columns, width: width)
      for i in 0..<columns { #expect(abs(z[i] - (2 * (x[i] - 0.5) - 3 * y[i] + 1)) < 1e-5) }
      #expect(z[columns] == 9)
    }
  }

  @Test(arguments: VectorWidth.allCases) func sumsAndProductsArePlain(width: VectorWidth) {
    for columns in [1, 5, 16, 31, 40] {
      var source = Source(seed: 7)
      let blocks = (0..<4).map { _ in
        Rows(start: .allocate(capacity: 3 * columns), stride: columns)
      }
      defer { for block in blocks { block.start.deallocate() } }
      for block in blocks {
        for i in 0..<3 * columns { (block.start + i).initialize(to: source.uniform()) }
      }
      let (x, y, sum, product) = (blocks[0], blocks[1], blocks[2], blocks[3])
      let before = sum.start[0]
      add(x, y, into: sum, rows: 1..<3, columns: columns, width: width)
      multiply(x, y, into: product, rows: 1..<3, columns: columns, width: width)
      for i in columns..<3 * columns {
        #expect(sum.start[i] == x.start[i] + y.start[i])
        #expect(product.start[i] == x.start[i] * y.start[i])
      }
      #expect(sum.start[0] == before)
    }
  }

  /// Each rule once: one that is not in the chain does not compile.
  static let steps = chain(from: OptimizerStep.descent(learningRate: 0.1)) { step in
    switch step {
    case .descent:
      .momentum(
        learningRate: 0.1, velocityFactor: 0.9, gradientFactor: 0.7, momentum: 0.9,
        isNesterov: false)
    case .momentum(_, _, _, _, let isNesterov):
      isNesterov
        ? .adam(learningRate: 0.1, beta1: 0.5, beta2: 0.99, rootCorrection: 0.3, epsilon: 1e-8)
        : .momentum(
          learningRate: 0.1, velocityFactor: 0.9, gradientFactor: 0.7, momentum: 0.9,
          isNesterov: true)
    case .adam: .rmsProp(learningRate: 0.1, smoothing: 0.9, momentum: 0.5, epsilon: 1e-8)
    case .rmsProp: nil
    }
  }

  /// How many numbers a rule keeps for each element.
  private func stateCount(_ step: OptimizerStep) -> Int {
    switch step {
    case .descent: 0
    case .momentum: 1
    case .adam, .rmsProp: 2
    }
  }

  @Test(arguments: steps) func optimizerStepsAgreeAtEveryWidth(step: OptimizerStep) {
    for columns in [1, 5, 16, 31] {
      let results = VectorWidth.allCases.map { width in
        var source = Source(seed: 5)
        let blocks = (0..<4).map { _ in
          Rows(start: .allocate(capacity: columns), stride: columns)
        }
        defer { for block in blocks { block.start.deallocate() } }
        for block in blocks {
          for i in 0..<columns { (block.start + i).initialize(to: abs(source.uniform())) }
        }
        let kept = stateCount(step)
        applyStep(
          step, decay: 0.01, w: blocks[0], gradient: blocks[1], p: blocks[min(kept, 1) * 2],
          q: blocks[kept == 0 ? 0 : kept + 1], rows: 0..<1, columns: columns, width: width)
        return blocks.flatMap { block in (0..<columns).map { block.start[$0].bitPattern } }
      }
      #expect(results[0] == results[1] && results[0] == results[2])
    }
  }
}
