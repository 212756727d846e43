import Networks
import Tensors

/// Draws samples from a generator.
///
/// Latent vectors come from a stream of their own, so that the same seed always shows the same
/// pictures; like the tutorial's, they are normalised by the statistics of the samples drawn
/// together. Unlike there, the network's statistics do not move, so drawing samples changes no
/// training. Samples of a conditional generator are normalised by the running statistics: those of
/// samples of one kind would take away just what they have in common.
public final class Sampler {
  /// How many samples are drawn at once.
  public let count: Int
  private let workspace: Workspace
  private let workers: WorkerPool
  private let rows: Tensor

  /// Memory for drawing `count` samples, and their latent vectors.
  ///
  /// - Parameter kinds: What a conditional generator is asked for, a kind a sample; each kind in turn
  ///   if left out.
  public init(
    _ generator: Network, count: Int, kinds: [Int]? = nil, seed: UInt64,
    stream purpose: RandomStream.Purpose = .samples, workers: WorkerPool
  ) {
    self.count = count
    self.workers = workers
    workspace = Workspace(generator, batch: count, backward: false, threads: workers.threads)
    rows = Tensor(rows: count, columns: generator.output.count)
    let latents = Tensor(rows: count, columns: generator.sample.count)
    for row in 0..<count {
      var stream = RandomStream(seed: seed, purpose, index: row)
      stream.fillNormal(latents, row: row)
    }
    transpose(latents, into: generator.samples(in: workspace.input), on: workers)
    guard generator.kinds > 0 else { return }
    let oneHot = Tensor(rows: generator.kinds, columns: count)
    oneHot.setOneHot(kinds ?? generator.kindsInTurn(count))
    generator.putKinds(oneHot, into: workspace.input)
  }

  /// Samples drawn with the given latent vectors, [count, latent] row by row; of a conditional
  /// generator each with its kind, one-hot, [count, latent + kinds].
  public init(
    _ generator: Network, latents: [Float], workers: WorkerPool
  ) {
    count = latents.count / generator.givenCount
    self.workers = workers
    workspace = Workspace(generator, batch: count, backward: false, threads: workers.threads)
    rows = Tensor(rows: count, columns: generator.output.count)
    let given = generator.separated(latents)
    let all = Array(0..<count)
    gatherColumns(
      all, of: given.vectors, into: generator.samples(in: workspace.input), on: workers)
    guard generator.kinds > 0 else { return }
    let kinds = Tensor(rows: generator.kinds, columns: count)
    gatherColumns(all, of: given.kinds, into: kinds, on: workers)
    generator.putKinds(kinds, into: workspace.input)
  }

  /// The samples, [count, features] row by row, pictures (H, W, C). A single one has no batch
  /// statistics to be normalised by: then, of a conditional generator, or if asked for, the running
  /// statistics are used.
  public func samples(_ generator: Parameters, phase: Phase = .sampling) -> [Float] {
    let usesRunningStatistics = count == 1 || workspace.network.kinds > 0
    workspace.forward(generator, usesRunningStatistics ? .inference : phase, on: workers)
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
