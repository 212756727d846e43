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
  public convenience init(
    _ generator: Network, count: Int, seed: UInt64, stream purpose: RandomStream.Purpose = .samples,
    workers: WorkerPool
  ) {
    let latents = Sampler.latents(
      count: count, width: generator.input.count, seed: seed, stream: purpose)
    self.init(generator, latents: latents, workers: workers)
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

  /// Latent vectors, [count, width] row by row: normal numbers, each row from a stream of its own.
  ///
  /// - Parameters:
  ///   - first: The number of the first row, counted from 0: rows 500 and on of a seed are what 500 more
  ///     rows would have had there.
  ///   - truncation: Numbers farther from 0 than this are drawn again until they are not, as BigGAN does
  ///     it (Brock et al. 2019, arXiv 1809.11096, section 3.1). Smaller ones give more typical and less
  ///     various samples.
  public static func latents(
    count: Int, width: Int, seed: UInt64, stream purpose: RandomStream.Purpose = .samples,
    from first: Int = 0, truncation: Double? = nil
  ) -> [Float] {
    var latents: [Float] = []
    latents.reserveCapacity(count * width)
    let row = Tensor(rows: 1, columns: width)
    for index in first..<first + count {
      var stream = RandomStream(seed: seed, purpose, index: index)
      stream.fillNormal(row, row: 0)
      guard let truncation else {
        latents += row.values
        continue
      }
      for value in row.values {
        var value = value
        while abs(Double(value)) > truncation { value = Float(stream.normalPair().0) }
        latents.append(value)
      }
    }
    return latents
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
