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
  public convenience init(
    _ generator: Network, count: Int, kinds: [Int]? = nil, seed: UInt64,
    stream purpose: RandomStream.Purpose = .samples, workers: WorkerPool
  ) {
    let latents = Sampler.latents(
      count: count, width: generator.sample.count, seed: seed, stream: purpose)
    self.init(
      generator, latents: generator.told(latents, kinds: kinds), workers: workers)
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

  /// The samples, [count, features] row by row, pictures (H, W, C). A single one has no batch
  /// statistics to be normalised by: then, of a conditional generator, or if asked for, the running
  /// statistics are used.
  ///
  /// - Parameter precision: What dense layers form their sums in; left out, exactly. Those of pictures that are kept are
  ///   exact, and compared with other programs' to the last digit; to see what a training does half the
  ///   time will do.
  public func samples(
    _ generator: Parameters, phase: Phase = .sampling, precision: ProductPrecision? = nil
  ) -> [Float] {
    let usesRunningStatistics = count == 1 || workspace.network.kinds > 0
    workspace.forward(
      generator, usesRunningStatistics ? .inference : phase, precision: precision, on: workers)
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

extension Network {
  /// Latent vectors [count, latent] with the kinds that a conditional generator is asked for behind them,
  /// one-hot, [count, latent + kinds]; each kind in turn if none are given. Of another generator the
  /// vectors as they are.
  public func told(_ latents: [Float], kinds asked: [Int]? = nil) -> [Float] {
    guard kinds > 0 else { return latents }
    let count = latents.count / sample.count
    let asked = asked ?? kindsInTurn(count)
    var rows: [Float] = []
    rows.reserveCapacity(count * givenCount)
    for row in 0..<count {
      rows += latents[row * sample.count..<(row + 1) * sample.count]
      rows += (0..<kinds).map { $0 == asked[row] ? 1 : 0 }
    }
    return rows
  }
}
