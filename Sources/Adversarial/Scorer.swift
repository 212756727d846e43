import Foundation
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

  /// The probability of being real for each sample, [count, features] row by row; running
  /// statistics, nothing dropped. Logits are made probabilities.
  public func scores(on samples: [Float], _ weights: Parameters) -> [Double] {
    let count = samples.count / network.inputs
    guard count > 0 else { return [] }
    let workspace = Workspace(network, batch: count)
    gatherColumns(Array(0..<count), of: samples, into: workspace.input, on: workers)
    workspace.forward(weights, .inference, on: workers)
    return workspace.output.values.map { value in
      network.endsInSigmoid ? Double(value) : 1 / (1 + exp(-Double(value)))
    }
  }
}
