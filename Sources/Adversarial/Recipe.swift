import Networks

/// Everything that decides how a training goes, beside data, networks and learning rates, which each
/// step is given.
public struct Recipe: Sendable {
  /// How many times training passes over the data set.
  public var epochs: Int
  /// Samples in a step.
  public var batch: Int
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
  /// Latent vectors to take in order instead of random ones, [rows, latent] row by row.
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
  /// How many samples.
  public var count: Int { shape.count > 0 ? values.count / shape.count : 0 }

  /// Samples of a shape.
  public init(values: [Float], shape: Shape) {
    self.values = values
    self.shape = shape
  }

  /// The samples in the order in which a network with that input sees them.
  func ordered(for input: Shape) -> TrainingData {
    TrainingData(
      values: input.isPicture ? channelsFirst(values, input) : values, shape: shape)
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

  /// The network of a role.
  public subscript(role: NetworkRole) -> Network {
    role == .generator ? generator : discriminator
  }

  /// The weights that the network of a role begins with instead of random ones.
  public func weights(of role: NetworkRole) -> Parameters? {
    role == .generator ? generatorWeights : discriminatorWeights
  }
}
