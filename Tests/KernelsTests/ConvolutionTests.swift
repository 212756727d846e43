import Kernels
import Testing

/// Convolutions of every form and width against the plain form: loops in float64 over what the layers
/// say one by one, doubling, convolution, mean.
struct ConvolutionTests {
  static let problems: [ConvolutionProblem] = {
    var source = Source(seed: 5)
    func pick(_ values: [Int]) -> Int { values[source.below(values.count)] }
    var problems: [ConvolutionProblem] = []
    while problems.count < 60 {
      let kernel = source.below(7) + 1
      let geometry = ConvolutionGeometry(
        inChannels: pick([1, 3, 5, 16, 33]), inHeight: source.below(9) + 1,
        inWidth: source.below(9) + 1, outChannels: pick([1, 3, 5, 16, 33]), kernel: kernel,
        stride: source.below(3) + 1, pad: source.below(4))
      let problem = ConvolutionProblem(geometry, batch: pick([1, 5, 8, 25, 31, 32, 64]))
      if geometry.isValid, problem.products < 400_000 { problems.append(problem) }
    }
    for (stride, kernel) in [(1, 3), (2, 4)] {
      for batch in [1, 8, 32, 40] {
        for (height, width) in [(4, 4), (5, 6), (6, 3), (8, 5), (1, 2)] {
          let geometry = ConvolutionGeometry(
            inChannels: pick([1, 3, 16]), inHeight: height, inWidth: width,
            outChannels: pick([1, 3, 16, 17]), kernel: kernel, stride: stride, pad: 1)
          if geometry.isValid { problems.append(ConvolutionProblem(geometry, batch: batch)) }
        }
      }
    }
    for isUpsampled in [true, false] {
      for batch in [1, 5, 8, 31, 32, 64] {
        let height = source.below(4) + 1
        let width = source.below(4) + 1
        let factor = isUpsampled ? 1 : 2
        problems.append(
          ConvolutionProblem(
            ConvolutionGeometry(
              inChannels: pick([1, 3, 5, 16]), inHeight: factor * height, inWidth: factor * width,
              outChannels: pick([1, 3, 5, 16, 17]), kernel: 3, pad: 1, upsampled: isUpsampled,
              pooled: !isUpsampled), batch: batch))
      }
    }
    // Enough channels for four taps with a stride of two by fewer products; odd numbers of tiles.
    for (height, width, batch) in [(4, 4, 32), (6, 10, 8), (5, 7, 3), (2, 3, 31)] {
      problems.append(
        ConvolutionProblem(
          ConvolutionGeometry(
            inChannels: 16, inHeight: height, inWidth: width, outChannels: 17, kernel: 4, stride: 2,
            pad: 1), batch: batch))
    }
    // And for three taps, with any padding.
    for (height, width, pad, batch) in [(4, 4, 1, 32), (5, 7, 1, 8), (3, 6, 0, 4), (2, 3, 2, 31)] {
      problems.append(
        ConvolutionProblem(
          ConvolutionGeometry(
            inChannels: 17, inHeight: height, inWidth: width, outChannels: 16, kernel: 3, pad: pad),
          batch: batch))
    }
    // To and from few channels, in and out of rows of several tiles.
    for channels in 1...3 {
      for kernel in [3, 4] {
        problems.append(
          ConvolutionProblem(
            ConvolutionGeometry(
              inChannels: channels, inHeight: 6, inWidth: 11, outChannels: 5, kernel: kernel,
              stride: kernel - 2, pad: 1), batch: 10 * channels))
      }
    }
    // Columns in several blocks and parts, and more samples than are multiplied at a time.
    problems += [
      ConvolutionProblem(
        ConvolutionGeometry(
          inChannels: 1, inHeight: 12, inWidth: 12, outChannels: 4, kernel: 3, pad: 1), batch: 40),
      ConvolutionProblem(
        ConvolutionGeometry(
          inChannels: 2, inHeight: 2, inWidth: 3, outChannels: 2, kernel: 3, pad: 1), batch: 1100),
    ]
    // More channels than are gathered at a time.
    problems += [
      ConvolutionProblem(
        ConvolutionGeometry(
          inChannels: 250, inHeight: 2, inWidth: 2, outChannels: 5, kernel: 3, pad: 1), batch: 8),
      ConvolutionProblem(
        ConvolutionGeometry(
          inChannels: 3, inHeight: 2, inWidth: 2, outChannels: 240, kernel: 3, pad: 1,
          upsampled: true), batch: 5),
      ConvolutionProblem(
        ConvolutionGeometry(
          inChannels: 240, inHeight: 1, inWidth: 2, outChannels: 3, kernel: 3, pad: 1,
          upsampled: true), batch: 5),
    ]
    return problems
  }()

  @Test(arguments: VectorWidth.allCases) func everyPassMatchesThePlainForm(width: VectorWidth) {
    let workers = WorkerPool(threads: 1)
    for problem in Self.problems {
      let done = problem.results(width: width, on: workers)
      let plain = problem.plain
      for (pass, values) in done.byName {
        let expected = plain[pass] ?? []
        let largest = expected.reduce(1e-3) { max($0, abs($1)) }
        let worst = zip(values, expected).reduce(0.0) { max($0, abs(Double($1.0) - $1.1)) }
        #expect(values.count == expected.count)
        #expect(worst <= 2e-6 * largest, "\(pass) of \(problem.geometry), \(problem.batch)")
      }
      #expect(done.isOutsideUntouched, "\(problem.geometry), \(problem.batch)")
    }
  }

  @Test(arguments: [2, 3]) func anyNumberOfThreadsGivesTheSameBits(threads: Int) {
    let alone = WorkerPool(threads: 1)
    let workers = WorkerPool(threads: threads)
    for problem in Self.problems {
      let expected = problem.results(on: alone).byName.mapValues { $0.map(\.bitPattern) }
      let given = problem.results(on: workers).byName.mapValues { $0.map(\.bitPattern) }
      #expect(given == expected, "\(problem.geometry), \(problem.batch)")
    }
  }

  /// ⟨w ∗ x, dy⟩ = ⟨x, w ∗ᵀ dy⟩ = ⟨w, dw⟩.
  @Test func gradientsAreAdjoint() {
    let workers = WorkerPool(threads: 2)
    for problem in Self.problems {
      let done = problem.results(on: workers)
      let pixels = problem.geometry.outHeight * problem.geometry.outWidth * problem.batch
      let unbiased = done.forward.enumerated().map { $1 - problem.bias[$0 / pixels] }
      let y = dot(unbiased, problem.dy.values)
      let norm = (dot(done.forward, done.forward) * dot(problem.dy.values, problem.dy.values))
        .squareRoot()
      #expect(abs(y - dot(problem.x.values, done.inputGradient)) <= 1e-6 * norm)
      #expect(abs(y - dot(problem.w.values, done.weightGradient)) <= 1e-6 * norm)
    }
  }

  private func dot(_ x: [Float], _ y: [Float]) -> Double {
    zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  @Test func onlyGeometriesWithAnOutputAreValid() {
    func isValid(
      _ size: Int, _ kernel: Int, stride: Int = 1, pad: Int = 0, up: Bool = false,
      pool: Bool = false
    ) -> Bool {
      ConvolutionGeometry(
        inChannels: 1, inHeight: size, inWidth: 6, outChannels: 1, kernel: kernel, stride: stride,
        pad: pad, upsampled: up, pooled: pool
      ).isValid
    }
    #expect(isValid(4, 4) && isValid(3, 5, pad: 1) && isValid(4, 3, pad: 1, up: true))
    #expect(isValid(4, 3, pad: 1, pool: true))
    #expect(!isValid(3, 4) && !isValid(4, 3, stride: 0) && !isValid(4, 3, pad: -1))
    #expect(!isValid(5, 3, pad: 1, pool: true) && !isValid(4, 3, pool: true))
    #expect(!isValid(4, 3, pad: 1, up: true, pool: true) && !isValid(4, 5, pad: 2, up: true))
    #expect(!isValid(4, 3, stride: 2, pad: 1, up: true) && !isValid(0, 1))
  }
}
