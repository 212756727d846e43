import Networks
import Tensors

/// Scores samples with a discriminator, outside of training.
public struct Scorer {
  private let network: Network
  private let workers: WorkerPool

  /// A scorer with a discriminator's layers.
  public init(_ discriminator: Network, workers: WorkerPool) {
    network = discriminator
    self.workers = workers
  }

  /// Bytes that scoring takes.
  public static func byteCount(_ discriminator: Network, samples: Int, threads: Int) -> Int {
    WorkspaceLayout(discriminator, batch: samples, backward: false, threads: threads).byteCount()
  }

  /// The discriminator's score of each sample, [count, features] row by row, pictures (H, W, C);
  /// running statistics, nothing dropped. What a score means the objective knows.
  public func scores(on samples: [Float], _ weights: Parameters) -> [Double] {
    let count = samples.count / network.input.count
    guard count > 0 else { return [] }
    let ordered = network.input.isPicture ? channelsFirst(samples, network.input) : samples
    let workspace = Workspace(network, batch: count, backward: false, threads: workers.threads)
    gatherColumns(Array(0..<count), of: ordered, into: workspace.input, on: workers)
    workspace.forward(weights, .inference, on: workers)
    return workspace.output.values.map(Double.init)
  }
}
