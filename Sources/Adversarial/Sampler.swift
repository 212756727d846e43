import Networks
import Tensors

/// Draws samples from a generator.
///
/// Latent vectors come from a stream of their own, so that the same seed always shows the same
/// pictures; like the tutorial's, they are normalised by the statistics of the samples drawn
/// together. Unlike there, the network's statistics do not move, so drawing samples changes no
/// training.
public final class Sampler {
  /// How many samples are drawn at once.
  public let count: Int
  private let workspace: Workspace
  private let workers: WorkerPool
  private let rows: Tensor

  /// Memory for drawing `count` samples, and their latent vectors.
  public init(
    _ generator: Network, count: Int, seed: UInt64, stream purpose: RandomStream.Purpose = .samples,
    workers: WorkerPool
  ) {
    self.count = count
    self.workers = workers
    workspace = Workspace(generator, batch: count, backward: false, threads: workers.threads)
    rows = Tensor(rows: count, columns: generator.output.count)
    let latents = Tensor(rows: count, columns: generator.input.count)
    for row in 0..<count {
      var stream = RandomStream(seed: seed, purpose, index: row)
      stream.fillNormal(latents, row: row)
    }
    transpose(latents, into: workspace.input, on: workers)
  }

  /// Samples drawn with the given latent vectors, [count, latent] row by row.
  public init(
    _ generator: Network, latents: [Float], workers: WorkerPool
  ) {
    count = latents.count / generator.input.count
    self.workers = workers
    workspace = Workspace(generator, batch: count, backward: false, threads: workers.threads)
    rows = Tensor(rows: count, columns: generator.output.count)
    gatherColumns(Array(0..<count), of: latents, into: workspace.input, on: workers)
  }

  /// The samples, [count, features] row by row, pictures (H, W, C). A single one has no batch statistics to be
  /// normalised by: then, or if asked for, the running statistics are used.
  public func samples(_ generator: Parameters, phase: Phase = .sampling) -> [Float] {
    workspace.forward(generator, count == 1 ? .inference : phase, on: workers)
    transpose(workspace.output, into: rows, on: workers)
    let shape = workspace.network.output
    return shape.isPicture ? channelsLast(rows.values, shape) : rows.values
  }

  /// Bytes that drawing so many samples takes.
  public static func byteCount(_ generator: Network, count: Int, threads: Int) -> Int {
    WorkspaceLayout(generator, batch: count, backward: false, threads: threads).byteCount()
      + TensorShape(count, generator.output.count).byteCount
      + TensorShape(count, generator.input.count).byteCount
      // The samples as an array.
      + 4 * count * generator.output.count
  }
}
