import Networks
import Tensors
import Vocabulary

/// Changes of pictures before the discriminator sees them: of the same kinds for real and generated
/// pictures, drawn anew for each, and with the gradient through them back to the generator.
///
/// Zhao et al. 2020, "Differentiable augmentation", arXiv 2006.10738.
public struct Augmentation: Sendable, Equatable {
  /// A kind of change.
  public enum Change: String, Sendable, CaseIterable {
    /// Left and right are exchanged, for half of the pictures.
    case flip
    /// Moved by up to an eighth of each side; zeros move in.
    case shift
    /// A square of half the side is set to zero.
    case cutout
    /// Up to 0.5 is added to or taken from all pixels.
    case brightness
    /// Distances from the picture's mean are multiplied by 0.5 to 1.5.
    case contrast
  }

  /// What is done.
  public var changes: [Change]
  /// What a picture is.
  public var picture: Shape

  /// Changes of pictures of a shape.
  public init(_ changes: [Change], picture: Shape) {
    self.changes = Change.allCases.filter(changes.contains)
    self.picture = picture
  }

  /// All kinds of changes, for the language.
  public static let catalog = Catalog<Term>(
    "augmentation",
    [
      Term("flip", "left and right exchanged, for half of the pictures"),
      Term("shift", "moved by up to an eighth of each side; zeros move in"),
      Term("cutout", "a square of half the side set to zero"),
      Term("brightness", "up to 0.5 added to or taken from all pixels"),
      Term("contrast", "distances from the mean multiplied by 0.5 to 1.5"),
    ])

  /// Pictures, [count, features] row by row, (H, W, C), each changed once; `copy` numbers the draw.
  public func changed(
    _ samples: [Float], seed: UInt64, copy: Int, on workers: WorkerPool
  ) -> [Float] {
    let count = samples.count / picture.count
    guard count > 0 else { return [] }
    let (plain, changed) = (
      Tensor(rows: picture.count, columns: count), Tensor(rows: picture.count, columns: count)
    )
    gatherColumns(Array(0..<count), of: samples, into: plain, on: workers)
    let transforms = PictureTransforms(batch: count)
    var stream = RandomStream(seed: seed, .augmentation, index: 2, subindex: copy)
    for column in 0..<count { transforms[column] = draw(&stream) }
    transforms.apply(
      plain, into: changed,
      PixelLayout(
        height: picture.height, width: picture.width, channels: picture.channels,
        isChannelsFirst: false), on: workers)
    let rows = Tensor(rows: count, columns: picture.count)
    transpose(changed, into: rows, on: workers)
    return rows.values
  }

  /// A change for one picture.
  func draw(_ stream: inout RandomStream) -> PictureTransform {
    var transform = PictureTransform()
    for change in changes {
      switch change {
      case .flip: transform.isMirrored = stream.uniform() < 0.5
      case .shift:
        let (most, wide) = (picture.height / 8, picture.width / 8)
        transform.down = stream.below(2 * most + 1) - most
        transform.right = stream.below(2 * wide + 1) - wide
      case .cutout:
        // The centre is anywhere, so that the square may reach out of the picture.
        let (i, j) = (stream.below(picture.height), stream.below(picture.width))
        let top = i - picture.height / 4
        let left = j - picture.width / 4
        transform.cutRows = top..<top + max(1, picture.height / 2)
        transform.cutColumns = left..<left + max(1, picture.width / 2)
      case .brightness: transform.brightness = stream.uniform() - 0.5
      case .contrast: transform.contrast = 0.5 + stream.uniform()
      }
    }
    return transform
  }
}

/// Noise that is added to what the discriminator sees: normal, of a standard deviation that falls to 0.
///
/// Sønderby et al. 2016, arXiv 1610.04490.
public struct InstanceNoise: Sendable, Equatable {
  /// At the beginning.
  public var standardDeviation: Double
  /// It falls to 0 by the end of this epoch.
  public var untilEpoch: Int

  /// Noise that falls to 0.
  public init(standardDeviation: Double, untilEpoch: Int) {
    self.standardDeviation = standardDeviation
    self.untilEpoch = untilEpoch
  }

  /// The standard deviation within an epoch, counted from 0.
  func standardDeviation(inEpoch epoch: Int) -> Double {
    max(0, standardDeviation * (1 - Double(epoch) / Double(untilEpoch)))
  }
}

/// What the discriminator sees of a step's samples, where that is not the samples themselves.
final class SeenSamples {
  /// Real samples, then generated ones, [features, 2 · batch].
  let samples: Tensor
  /// The gradient by the generated ones, [features, batch].
  let fakeGradient: Tensor
  private let augmentation: Augmentation?
  private let noise: InstanceNoise?
  private let transforms: (real: PictureTransforms, fake: PictureTransforms)?
  private let noiseRows: Tensor?
  private let layout: PixelLayout
  private let network: Network

  init?(_ step: TrainingStep) {
    guard SeenSamples.differ(step) else { return nil }
    network = step.networks.discriminator
    let input = network.input
    augmentation = step.augmentation
    noise = step.noise
    samples = Tensor(rows: input.count, columns: 2 * step.batch)
    fakeGradient = Tensor(rows: input.count, columns: step.batch)
    let picture = step.augmentation?.picture ?? network.sample
    layout = PixelLayout(
      height: picture.height, width: picture.width, channels: picture.channels,
      isChannelsFirst: input.isPicture)
    transforms =
      step.augmentation == nil
      ? nil : (PictureTransforms(batch: step.batch), PictureTransforms(batch: step.batch))
    noiseRows =
      step.noise == nil ? nil : Tensor(rows: 2 * step.batch, columns: network.sample.count)
  }

  /// Whether the discriminator sees other numbers than those of the step's samples.
  private static func differ(_ step: TrainingStep) -> Bool {
    step.augmentation != nil || step.noise != nil || step.networks.areConditional
  }

  static func byteCount(_ step: TrainingStep) -> Int {
    guard differ(step) else { return 0 }
    let features = step.networks.discriminator.input.count
    return TensorShape(features, 2 * step.batch).byteCount
      + TensorShape(features, step.batch).byteCount
      + (step.augmentation == nil ? 0 : 2 * PictureTransforms.byteCount(batch: step.batch))
      + (step.noise == nil
        ? 0
        : TensorShape(2 * step.batch, step.networks.discriminator.sample.count).byteCount)
  }

  /// Makes what the discriminator sees of the step's samples: changed, and with their kinds.
  func make(_ memory: StepMemory, _ context: StepContext, epoch: Int) {
    let (seed, step, workers) = (context.seed, context.step, context.workers)
    let batch = memory.batch
    if let kinds = memory.kinds { network.putKinds(kinds, into: samples) }
    let samples = network.samples(in: samples)
    let (real, fake) = (samples.columns(0..<batch), samples.columns(batch..<2 * batch))
    if let transforms, let augmentation {
      var stream = RandomStream(seed: seed, .augmentation, index: 0, subindex: step)
      let (whole, own) = (context.share?.whole ?? batch, context.share?.samples ?? 0..<batch)
      for sample in 0..<2 * whole {
        let transform = augmentation.draw(&stream)
        let column = sample % whole - own.lowerBound
        guard (0..<batch).contains(column) else { continue }
        (sample < whole ? transforms.real : transforms.fake)[column] = transform
      }
      transforms.real.apply(memory.real, into: real, layout, on: workers)
      transforms.fake.apply(memory.fake, into: fake, layout, on: workers)
    } else {
      samples.copy(from: memory.samples)
    }
    guard let noise, let noiseRows else { return }
    let deviation = noise.standardDeviation(inEpoch: epoch)
    guard deviation > 0 else { return }
    let stream = RandomStream(seed: seed, .noise, index: 0, subindex: step)
    if let share = context.share {
      let whole = Tensor(rows: 2 * share.whole, columns: noiseRows.columns)
      stream.fillNormal(whole, on: workers)
      for part in 0..<2 {
        let first = part * share.whole + share.samples.lowerBound
        noiseRows.rows(part * batch..<(part + 1) * batch).copy(
          from: whole.rows(first..<first + batch))
      }
    } else {
      stream.fillNormal(noiseRows, on: workers)
    }
    addTransposed(noiseRows, times: Float(deviation), to: samples, on: workers)
  }

  /// The gradient by what the discriminator saw becomes that by the generator's output.
  func backpropagate(to gradient: Tensor, on workers: WorkerPool) {
    let fakeGradient = network.samples(in: fakeGradient)
    if let transforms {
      transforms.fake.applyAdjoint(fakeGradient, into: gradient, layout, on: workers)
    } else {
      gradient.copy(from: fakeGradient)
    }
  }
}
