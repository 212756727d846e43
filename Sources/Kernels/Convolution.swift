import CProcessor

/// A convolution of pictures, and its gradients.
///
///     y  = w ∗ x + bias     `forward`
///     dx = w ∗ᵀ dy          `inputGradient`; with a bias, a transposed convolution's forward
///     dw = dy · xᵀ          `weightGradient`, for each tap
///
/// The form in which products are formed follows from the geometry alone: by the definition, or by an
/// identity that needs fewer (`ConvolutionForm`). What threads share has a fixed order, so results are
/// the same for any number of them. Nothing is allocated; scratch memory is the caller's.
public struct Convolution: Sendable {
  /// What is read and written.
  public let geometry: ConvolutionGeometry

  /// A convolution of that geometry, which must be valid.
  public init(_ geometry: ConvolutionGeometry) {
    assert(geometry.isValid)
    self.geometry = geometry
  }
}

// MARK: - Operations

extension Convolution {
  /// Floats of scratch memory that `forward` needs.
  public func forwardScratchCount(threads: Int) -> Int {
    scratchCount(forwardPasses, threads: threads)
  }

  /// Floats of scratch memory that `inputGradient` needs.
  public func inputGradientScratchCount(threads: Int) -> Int {
    scratchCount(inputPasses, threads: threads)
  }

  /// Floats of scratch memory that `weightGradient` needs.
  public func weightGradientScratchCount(batch: Int, threads: Int) -> Int {
    let pass = gradientPass
    return rounded(pass.sumCount(batch: batch)) + threads * rounded(pass.threadCount)
  }

  /// Products and sums of one sample that `forward` in fact does.
  public var forwardOperations: Double { forwardPasses.operations }

  /// Products and sums of one sample that `inputGradient` in fact does.
  public var inputGradientOperations: Double { inputPasses.operations }

  /// Products and sums of one sample that `weightGradient` in fact does.
  public var weightGradientOperations: Double {
    let pass = gradientPass
    let tiles = pass.gathered.vertical.tiles * pass.gathered.horizontal.tiles
    return 2 * Double(tiles * pass.gathered.positions) * Double(pass.rows)
      * Double(pass.gathered.depth)
  }

  /// y = w ∗ x + bias; w [outChannels, weightColumns], x [inRows, batch], y [outRows, batch], bias
  /// one number a channel.
  ///
  /// x must be readable for a vector behind its last element, as a `Tensor` is.
  public func forward(
    w: Rows, x: Rows, bias: UnsafePointer<Float>?, into y: Rows, batch: Int,
    scratch: UnsafeMutablePointer<Float>, width: VectorWidth = .native, on workers: WorkerPool
  ) {
    let operands = PassOperands(
      w: weightAccess(w, isForward: true), x: x.start, xStride: x.stride, y: y.start,
      yStride: y.stride, bias: bias, batch: batch)
    run(forwardPasses, operands, scratch, width, workers)
  }

  /// dx = w ∗ᵀ dy + bias; w [outChannels, weightColumns], dy [outRows, batch], dx [inRows, batch], bias
  /// one number a channel of dx.
  public func inputGradient(
    w: Rows, dy: Rows, bias: UnsafePointer<Float>? = nil, into dx: Rows, batch: Int,
    scratch: UnsafeMutablePointer<Float>, width: VectorWidth = .native, on workers: WorkerPool
  ) {
    let operands = PassOperands(
      w: weightAccess(w, isForward: false), x: dy.start, xStride: dy.stride, y: dx.start,
      yStride: dx.stride, bias: bias, batch: batch)
    run(inputPasses, operands, scratch, width, workers)
  }

  /// dw = Σ over samples and pixels of dy · x, or dw += scale · that; dw [outChannels, weightColumns].
  ///
  /// - Parameter scale: What the gradient is multiplied with before it is added to `dw`; nil if it is
  ///   stored there.
  public func weightGradient(
    dy: Rows, x: Rows, into dw: Rows, addedTimes scale: Float?, batch: Int,
    scratch: UnsafeMutablePointer<Float>, width: VectorWidth = .native, on workers: WorkerPool
  ) {
    let gathersOutput = plan.gathersOutput
    let (gathered, other) = gathersOutput ? (dy, x) : (x, dy)
    let access = weightAccess(dw, isForward: !gathersOutput)
    let target = GradientTarget(
      start: dw.start, rowStride: access.rowStride, channelStride: access.channelStride,
      kernel: geometry.kernel, scale: access.scale * (scale ?? 1), isAdded: scale != nil)
    let operands = GradientOperands(
      x: gathered.start, xStride: gathered.stride, y: other.start, yStride: other.stride,
      batch: batch)
    let work = GradientWork(
      pass: gradientPass, operands: operands, target: target)
    switch work.pass.gathered.form {
    case .pooling: run(work, scratch, width, workers, PoolingForm.self)
    case .stride: run(work, scratch, width, workers, StrideForm.self)
    default: run(work, scratch, width, workers, DirectForm.self)
    }
  }
}

// MARK: - Running

extension Convolution {
  private var plan: ConvolutionPlan { ConvolutionPlan(geometry: geometry) }
  private var forwardPasses: ConvolutionPasses { plan.forward }
  private var inputPasses: ConvolutionPasses { plan.input }
  private var gradientPass: GradientPass { plan.gradient }

  private func weightAccess(_ w: Rows, isForward: Bool) -> WeightAccess {
    let taps = geometry.kernel * geometry.kernel
    // The mean of four outputs is a quarter of their sum.
    return WeightAccess(
      start: w.start, rowStride: isForward ? w.stride : taps,
      channelStride: isForward ? taps : w.stride, kernel: geometry.kernel,
      scale: geometry.pooled ? 0.25 : 1)
  }
}

/// A weight gradient to be formed.
private struct GradientWork {
  var pass: GradientPass
  var operands: GradientOperands
  var target: GradientTarget
}

extension Convolution {
  /// Work below some 30 microseconds is not worth a hand-over to other threads.
  private func isSmall(_ batch: Int) -> Bool { forwardOperations * Double(batch) < 0x1p21 }

  /// Memory of a thread begins at a line of the cache.
  private func rounded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  private func scratchCount(_ passes: ConvolutionPasses, threads: Int) -> Int {
    var weights = 0
    var panel = 0
    for index in 0..<passes.count {
      let pass = passes[index]
      weights += rounded(pass.weightCount)
      panel = max(panel, rounded(pass.panelCount))
    }
    return weights + threads * panel
  }

  private static let hasManyRegisters = vectorRegisters == 32

  private func run(
    _ passes: ConvolutionPasses, _ operands: PassOperands, _ scratch: UnsafeMutablePointer<Float>,
    _ width: VectorWidth, _ workers: WorkerPool
  ) {
    switch passes.form {
    case .direct: run(passes, operands, scratch, width, workers, DirectForm.self)
    case .upsampling: run(passes, operands, scratch, width, workers, UpsamplingForm.self)
    case .pooling: run(passes, operands, scratch, width, workers, PoolingForm.self)
    case .stride: run(passes, operands, scratch, width, workers, StrideForm.self)
    case .pair: run(passes, operands, scratch, width, workers, PairForm.self)
    case .triple: run(passes, operands, scratch, width, workers, TripleForm.self)
    case .thin, .thinDoubled, .thinStrided:
      switch width {
      case .sixteen: runThin(passes, operands, scratch, workers, SIMD16<Float>.self)
      case .eight: runThin(passes, operands, scratch, workers, SIMD8<Float>.self)
      case .four: runThin(passes, operands, scratch, workers, SIMD4<Float>.self)
      }
    }
  }

  private func runThin<V: PanelVector>(
    _ passes: ConvolutionPasses, _ operands: PassOperands, _ scratch: UnsafeMutablePointer<Float>,
    _ workers: WorkerPool, _: V.Type
  ) {
    switch passes[0].rows {
    case 1: runThin(passes, operands, scratch, workers, ThinKernel<V, 1>.self)
    case 2: runThin(passes, operands, scratch, workers, ThinKernel<V, 2>.self)
    default: runThin(passes, operands, scratch, workers, ThinKernel<V, 3>.self)
    }
  }

  private func runThin<V: PanelVector, let rows: Int>(
    _ passes: ConvolutionPasses, _ operands: PassOperands, _ scratch: UnsafeMutablePointer<Float>,
    _ workers: WorkerPool, _: ThinKernel<V, rows>.Type
  ) {
    for index in 0..<passes.count {
      let kernel = ThinKernel<V, rows>(pass: passes[index], operands: operands)
      kernel.prepareWeights(into: scratch)
      split(kernel.pass.vertical.tiles, isSmall(operands.batch), workers) { lines, _ in
        kernel.compute(lines: lines, weights: scratch)
      }
    }
  }

  private func run<F: ConvolutionForm>(
    _ passes: ConvolutionPasses, _ operands: PassOperands, _ scratch: UnsafeMutablePointer<Float>,
    _ width: VectorWidth, _ workers: WorkerPool, _: F.Type
  ) {
    switch width {
    case .sixteen: run(passes, operands, scratch, workers, PassKernel<SIMD16<Float>, F, 8>.self)
    case .eight: run(passes, operands, scratch, workers, PassKernel<SIMD8<Float>, F, 6>.self)
    case .four where Self.hasManyRegisters:
      run(passes, operands, scratch, workers, PassKernel<SIMD4<Float>, F, 8>.self)
    case .four: run(passes, operands, scratch, workers, PassKernel<SIMD4<Float>, F, 6>.self)
    }
  }

  private func run<V: PanelVector, F: ConvolutionForm, let R: Int>(
    _ passes: ConvolutionPasses, _ operands: PassOperands, _ scratch: UnsafeMutablePointer<Float>,
    _ workers: WorkerPool, _: PassKernel<V, F, R>.Type
  ) {
    var weightCount = 0
    var rowTiles = 0
    var panels = 0
    var panelCount = 0
    for index in 0..<passes.count {
      let kernel = PassKernel<V, F, R>(pass: passes[index], operands: operands)
      weightCount += rounded(kernel.pass.weightCount)
      rowTiles += (kernel.pass.rows + R - 1) / R
      panels += kernel.panels
      panelCount = max(panelCount, rounded(kernel.pass.panelCount))
    }
    let memory = scratch + weightCount
    split(rowTiles, isSmall(operands.batch), workers) { tiles, thread in
      var first = 0
      var weights = scratch
      for index in 0..<passes.count {
        let kernel = PassKernel<V, F, R>(pass: passes[index], operands: operands)
        let count = (kernel.pass.rows + R - 1) / R
        let part = tiles.clamped(to: first..<first + count)
        if !part.isEmpty {
          let end = min((part.upperBound - first) * R, kernel.pass.rows)
          kernel.prepareWeights(
            (part.lowerBound - first) * R..<end, into: weights,
            memory: memory + thread * panelCount)
        }
        first += count
        weights += rounded(kernel.pass.weightCount)
      }
    }
    split(panels, isSmall(operands.batch), workers) { range, thread in
      var first = 0
      var weights = scratch
      for index in 0..<passes.count {
        let kernel = PassKernel<V, F, R>(pass: passes[index], operands: operands)
        let part = range.clamped(to: first..<first + kernel.panels)
        if !part.isEmpty {
          kernel.compute(
            panels: part.lowerBound - first..<part.upperBound - first, weights: weights,
            memory: memory + thread * panelCount)
        }
        first += kernel.panels
        weights += rounded(kernel.pass.weightCount)
      }
    }
  }

  private func run<F: ConvolutionForm>(
    _ work: GradientWork, _ scratch: UnsafeMutablePointer<Float>, _ width: VectorWidth,
    _ workers: WorkerPool, _: F.Type
  ) {
    switch width {
    case .sixteen: run(work, scratch, workers, GradientKernel<SIMD16<Float>, F, 8>.self)
    case .eight: run(work, scratch, workers, GradientKernel<SIMD8<Float>, F, 6>.self)
    case .four where Self.hasManyRegisters:
      run(work, scratch, workers, GradientKernel<SIMD4<Float>, F, 8>.self)
    case .four: run(work, scratch, workers, GradientKernel<SIMD4<Float>, F, 6>.self)
    }
  }

  private func run<V: PanelVector, F: ConvolutionForm, let tileValues: Int>(
    _ work: GradientWork, _ scratch: UnsafeMutablePointer<Float>, _ workers: WorkerPool,
    _: GradientKernel<V, F, tileValues>.Type
  ) {
    let kernel = GradientKernel<V, F, tileValues>(pass: work.pass, operands: work.operands)
    let memory = scratch + rounded(work.pass.sumCount(batch: work.operands.batch))
    split(kernel.units, isSmall(work.operands.batch), workers) { units, thread in
      for unit in units {
        kernel.compute(
          unit: unit, sums: scratch, memory: memory + thread * rounded(work.pass.threadCount))
      }
    }
    split(work.pass.gathered.channels, isSmall(work.operands.batch), workers) { channels, thread in
      kernel.finish(
        channels: channels, sums: scratch, into: work.target,
        memory: memory + thread * rounded(work.pass.threadCount))
    }
  }

  /// Calls `body` with parts of 0..<count and the thread it runs on.
  private func split(
    _ count: Int, _ isSmall: Bool, _ workers: WorkerPool,
    _ body: (Range<Int>, _ thread: Int) -> Void
  ) {
    let threads = isSmall ? 1 : workers.threads
    // Four parts a thread even out what other programs take.
    let parts = threads == 1 ? 1 : min(count, 4 * threads)
    workers.run(
      chunks: parts,
      byThread: { part, thread in
        body(part * count / parts..<(part + 1) * count / parts, thread)
      })
  }
}
