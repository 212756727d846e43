import Networks

/// Everything besides data and networks that decides how a training goes.
public struct Recipe: Sendable {
  /// How many times training passes over the data set.
  public var epochs: Int
  /// Samples in a step.
  public var batch: Int
  /// Learning rate of the generator.
  public var generatorLearningRate: Double
  /// Learning rate of the discriminator.
  public var discriminatorLearningRate: Double
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
    epochs: Int, batch: Int, generatorLearningRate: Double, discriminatorLearningRate: Double,
    optimizer: any Optimizer, objective: any Objective, seed: UInt64 = 1,
    discriminatorSteps: Int = 1, shuffles: Bool = true, dropsLastBatch: Bool = true,
    latents: [Float]? = nil
  ) {
    self.epochs = epochs
    self.batch = batch
    self.generatorLearningRate = generatorLearningRate
    self.discriminatorLearningRate = discriminatorLearningRate
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

/// The samples that a training learns from, [count, features] row by row.
public struct TrainingData: Sendable {
  /// All numbers.
  public var values: [Float]
  /// Numbers in a sample.
  public var features: Int
  /// How many samples.
  public var count: Int { features > 0 ? values.count / features : 0 }

  /// Samples of so many numbers each.
  public init(values: [Float], features: Int) {
    self.values = values
    self.features = features
  }
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
}
