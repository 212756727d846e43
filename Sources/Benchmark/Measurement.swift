import Adversarial
import Kernels
import Tensors

/// What was measured: a training, and what this machine could do at best.
public struct Measurement: Sendable {
  /// What was trained.
  public var workload: Workload
  /// Threads that worked.
  public var threads: Int
  /// Seconds of each epoch, in order.
  public var epochs: [Double]
  /// Floating-point operations of an epoch's products.
  public var operations: Double
  /// Operations a second of a large square product, the best of several.
  public var peak: Double
  /// The products of all epochs but the first, by shape.
  public var products: [Product]

  /// All products of one shape.
  public struct Product: Sendable {
    /// Which, and of what shape.
    public var shape: ProductLog.Shape
    /// How many in a step.
    public var count: Double
    /// How long those of a step took.
    public var seconds: Double
    /// Operations a second.
    public var rate: Double
  }

  /// Trains for so many epochs, with a large square product before, between and after.
  ///
  /// Throws if the batch is larger than the data set.
  public static func take(
    _ workload: Workload, epochs: Int = 12, on workers: WorkerPool
  ) throws -> Self {
    let trainer = try workload.trainer(on: workers)
    let square = Square(on: workers)
    let log = ProductLog()
    var peaks = [square.rate()]
    var seconds: [Double] = []
    for epoch in 0..<epochs {
      workers.productLog = epoch > 0 ? log : nil
      seconds.append(try time { _ = try trainer.epoch(learningRates: workload.learningRates) })
      workers.productLog = nil
      if epoch == epochs / 2 { peaks.append(square.rate()) }
    }
    peaks.append(square.rate())
    let steps = Double((epochs - 1) * workload.stepsPerEpoch)
    return Measurement(
      workload: workload, threads: workers.threads, epochs: seconds,
      operations: workload.operations, peak: peaks.max() ?? 0,
      products: log.entries.map { shape, entry in
        Product(
          shape: shape, count: Double(entry.count) / steps, seconds: entry.seconds / steps,
          rate: shape.operations * Double(entry.count) / entry.seconds)
      }.sorted { $0.seconds > $1.seconds })
  }

  /// The median epoch after the first.
  public var secondsPerEpoch: Double {
    let sorted = epochs.dropFirst().sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
  }
  /// Operations a second in training.
  public var rate: Double { operations / secondsPerEpoch }
  /// The share of the peak that training reaches.
  public var share: Double { rate / peak }
  /// Seconds of a step, the mean of all epochs but the first.
  public var secondsPerStep: Double {
    epochs.dropFirst().reduce(0, +) / Double((epochs.count - 1) * workload.stepsPerEpoch)
  }
  /// Seconds of a step that are not spent in products.
  public var secondsOutside: Double {
    secondsPerStep - products.reduce(0) { $0 + $1.seconds }
  }
}

/// A large square product: what this machine multiplies at best.
private struct Square {
  private static let side = 2048
  private let factors: (Tensor, Tensor)
  private let result: Tensor
  private let workers: WorkerPool

  init(on workers: WorkerPool) {
    self.workers = workers
    factors = (
      Tensor(rows: Self.side, columns: Self.side), Tensor(rows: Self.side, columns: Self.side)
    )
    result = Tensor(rows: Self.side, columns: Self.side)
    factors.0.fill(0.5)
    factors.1.fill(0.25)
  }

  /// Operations a second, the best of three.
  func rate() -> Double {
    let seconds = (0..<3).map { _ in
      time { multiply(factors.0, factors.1, bias: nil, into: result, on: workers) }
    }
    let side = Double(Self.side)
    return 2 * side * side * side / (seconds.min() ?? .nan)
  }
}

private func time(_ work: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let duration = try clock.measure(work)
  return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}
