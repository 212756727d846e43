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
  ///
  /// - Parameter kinds: What a conditional discriminator is told, a kind a sample; each kind in turn
  ///   if left out.
  public func scores(
    on samples: [Float], kinds: [Int]? = nil, _ weights: Parameters
  ) -> [Double] {
    let sample = network.sample
    let count = samples.count / sample.count
    guard count > 0 else { return [] }
    let ordered = sample.isPicture ? channelsFirst(samples, sample) : samples
    let workspace = Workspace(network, batch: count, backward: false, threads: workers.threads)
    gatherColumns(
      Array(0..<count), of: ordered, into: network.samples(in: workspace.input), on: workers)
    if network.kinds > 0 {
      let oneHot = Tensor(rows: network.kinds, columns: count)
      oneHot.setOneHot(kinds ?? network.kindsInTurn(count))
      network.putKinds(oneHot, into: workspace.input)
    }
    workspace.forward(weights, .inference, on: workers)
    return workspace.output.values.map(Double.init)
  }
}
