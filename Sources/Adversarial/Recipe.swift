import Networks

/// Everything that decides how a training goes, beside data, networks and learning rates, which each
/// step is given.
public struct Recipe: Sendable {
  /// How many times training passes over the data set.
  public var epochs: Int
  /// Samples in a step.
  public var batch: Int
  /// How many processes share every step.
  public var processes = 1
  /// The rule that moves parameters.
  public var optimizer: any Optimizer
  /// The loss.
  public var objective: any Objective
  /// What all random numbers come from.
  public var seed: UInt64
  /// Discriminator steps for each generator step.
  public var discriminatorSteps: Int
  /// Whether samples come in a new order every epoch.
  public var shuffles: Bool
  /// Whether samples that do not fill a batch are left out of the epoch.
  public var dropsLastBatch: Bool
  /// Whether minibatches have as many samples of each kind, rare ones more often than others.
  public var balances = false
  /// Penalties on the gradient of the discriminator's score by its input.
  public var penalties: [GradientPenalty] = []
  /// Changes of pictures before the discriminator sees them.
  public var augmentation: Augmentation?
  /// Noise on what the discriminator sees.
  public var noise: InstanceNoise?
  /// How much of the average of the generator's weights is kept in a step; 0 for no average.
  public var averageKeep = 0.0
  /// The longest that the gradient of a network's weights may be; longer ones are scaled down.
  public var clip: Double?
  /// How the learning rates change through the training.
  public var schedule = LearningRateSchedule()
  /// Latent vectors to take in order instead of random ones, [rows, latent] row by row; of a
  /// conditional generator each with its kind, one-hot, [rows, latent + kinds].
  public var latents: [Float]?

  /// A recipe; what is left out is as in the article.
  public init(
    epochs: Int, batch: Int, optimizer: any Optimizer, objective: any Objective, seed: UInt64 = 1,
    discriminatorSteps: Int = 1, shuffles: Bool = true, dropsLastBatch: Bool = true,
    latents: [Float]? = nil
  ) {
    self.epochs = epochs
    self.batch = batch
    self.optimizer = optimizer
    self.objective = objective
    self.seed = seed
    self.discriminatorSteps = discriminatorSteps
    self.shuffles = shuffles
    self.dropsLastBatch = dropsLastBatch
    self.latents = latents
  }

  /// The sizes of an epoch's minibatches, in order.
  public func batchSizes(samples: Int) -> [Int] {
    let whole = [Int](repeating: batch, count: samples / batch)
    let rest = samples % batch
    return rest == 0 || (dropsLastBatch && !whole.isEmpty) ? whole : whole + [rest]
  }
}

/// How learning rates change through a training: each is multiplied by a factor.
public struct LearningRateSchedule: Sendable, Equatable {
  /// How the learning rate falls to 0 at the end.
  public enum Decay: String, Sendable, CaseIterable {
    /// It does not.
    case constant
    /// In a straight line.
    case linear
    /// Along half a cosine.
    case cosine
  }

  /// How it falls.
  public var decay = Decay.constant
  /// In what last part of the epochs it falls.
  public var decayShare = 1.0
  /// Epochs in which it rises to its height at the beginning.
  public var warmup = 0.0

  /// A constant learning rate.
  public init() {}

  /// Whether there is nothing to do.
  public var isConstant: Bool { decay == .constant && warmup == 0 }

  /// The factor of a step that begins at a point of a training, in epochs, and takes a part of one.
  public func factor(at epoch: Double, step: Double, of epochs: Int) -> Double {
    var factor = warmup > 0 ? min(1, (epoch + step) / warmup) : 1
    let start = Double(epochs) * (1 - decayShare)
    let progress = decayShare > 0 ? min(1, max(0, epoch - start) / (Double(epochs) - start)) : 0
    switch decay {
    case .constant: break
    case .linear: factor *= 1 - progress
    case .cosine: factor *= (1 + cosine(.pi * progress)) / 2
    }
    return factor
  }
}

/// The learning rates of a step.
public struct LearningRates: Sendable, Equatable {
  /// The generator's.
  public var generator: Double
  /// The discriminator's.
  public var discriminator: Double

  /// A learning rate for each network.
  public init(generator: Double, discriminator: Double) {
    self.generator = generator
    self.discriminator = discriminator
  }

  /// One learning rate for both.
  public init(_ both: Double) { self.init(generator: both, discriminator: both) }
}

/// The samples that a training learns from, [count, features] row by row; pictures as they are
/// prepared, row by row, the channels of a pixel beside each other (H, W, C).
public struct TrainingData: Sendable {
  /// All numbers.
  public var values: [Float]
  /// What a sample is: a picture, or so many numbers.
  public var shape: Shape
  /// The kind of each sample, counted from 0; empty if no kinds are known.
  public var kinds: [Int]
  /// How many samples.
  public var count: Int { shape.count > 0 ? values.count / shape.count : 0 }

  /// How many kinds there are.
  public var kindCount: Int { (kinds.max() ?? -1) + 1 }

  /// Samples of a shape.
  public init(values: [Float], shape: Shape, kinds: [Int] = []) {
    precondition(kinds.isEmpty || kinds.count * shape.count == values.count)
    self.values = values
    self.shape = shape
    self.kinds = kinds
  }

  /// The samples in the order in which a network with that input sees them.
  func ordered(for input: Shape) -> TrainingData {
    TrainingData(
      values: input.isPicture ? channelsFirst(values, input) : values, shape: shape,
      kinds: kinds)
  }
}

/// Pictures (H, W, C), one after the other, as (C, H, W): what a network whose input is a shape sees.
func channelsFirst(_ values: [Float], _ shape: Shape) -> [Float] {
  guard shape.channels > 1, shape.area > 1 else { return values }
  var result = values
  for start in stride(from: 0, to: values.count, by: shape.count) {
    for pixel in 0..<shape.area {
      for channel in 0..<shape.channels {
        result[start + channel * shape.area + pixel] =
          values[start + pixel * shape.channels + channel]
      }
    }
  }
  return result
}

/// Pictures (C, H, W), one after the other, as (H, W, C).
func channelsLast(_ values: [Float], _ shape: Shape) -> [Float] {
  guard shape.channels > 1, shape.area > 1 else { return values }
  var result = values
  for start in stride(from: 0, to: values.count, by: shape.count) {
    for pixel in 0..<shape.area {
      for channel in 0..<shape.channels {
        result[start + pixel * shape.channels + channel] =
          values[start + channel * shape.area + pixel]
      }
    }
  }
  return result
}

/// A generator and the discriminator that it is trained against.
public struct NetworkPair: Sendable {
  /// Makes samples from latent vectors.
  public var generator: Network
  /// Tells real samples from generated ones.
  public var discriminator: Network
  /// Weights to begin with instead of random ones.
  public var generatorWeights: Parameters?
  /// Weights to begin with instead of random ones.
  public var discriminatorWeights: Parameters?

  /// Two networks, with their initial weights if those are given.
  public init(
    generator: Network, discriminator: Network, generatorWeights: Parameters? = nil,
    discriminatorWeights: Parameters? = nil
  ) {
    self.generator = generator
    self.discriminator = discriminator
    self.generatorWeights = generatorWeights
    self.discriminatorWeights = discriminatorWeights
  }

  /// Whether both networks are told kinds.
  public var areConditional: Bool { generator.kinds > 0 && discriminator.kinds > 0 }

  /// The network of a role.
  public subscript(role: NetworkRole) -> Network {
    role == .generator ? generator : discriminator
  }

  /// The weights that the network of a role begins with instead of random ones.
  public func weights(of role: NetworkRole) -> Parameters? {
    role == .generator ? generatorWeights : discriminatorWeights
  }
}
