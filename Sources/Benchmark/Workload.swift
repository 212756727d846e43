import Adversarial
import Networks
import Tensors
import Vocabulary

/// What is measured: a training on pictures of noise, which take as long as any.
public struct Workload: Sendable {
  /// What it is, for people: `article's training`.
  public var title: String
  /// The networks.
  public var networks: NetworkPair
  /// How they are trained.
  public var recipe: Recipe
  /// What the optimizer is called.
  public var optimizer: String
  /// The learning rates.
  public var learningRates: LearningRates
  /// What a sample is.
  public var shape: Shape
  /// Samples in an epoch.
  public var samples: Int

  /// The optimizers of the catalog, and gradient descent with momentum.
  public static let optimizers = optimizerCatalog.names + ["momentum"]

  /// A training.
  public init(
    title: String, networks: NetworkPair, recipe: Recipe, optimizer: String,
    learningRates: LearningRates, shape: Shape, samples: Int
  ) {
    self.title = title
    self.networks = networks
    self.recipe = recipe
    self.optimizer = optimizer
    self.learningRates = learningRates
    self.shape = shape
    self.samples = samples
  }

  /// The article's training, or a variation of it.
  ///
  /// Throws `UnknownName` if there is no such optimizer.
  public static func article(
    batch: Int = 32, optimizer: String = "sgd", isRGB: Bool = false
  ) throws -> Workload {
    guard optimizers.contains(optimizer) else {
      throw UnknownName(
        noun: "optimizer", name: optimizer, suggestion: nearest(to: optimizer, among: optimizers))
    }
    let shape = Shape(channels: isRGB ? 3 : 1, height: 64, width: 64)
    let rule =
      optimizer == "momentum"
      ? try optimizerCatalog.find("sgd").optimizer(["momentum": 0.9])
      : try optimizerCatalog.find(optimizer).optimizer()
    return Workload(
      title: "article's training", networks: try articleNetworks(Shape(shape.count)),
      recipe: Recipe(
        epochs: 1, batch: batch, optimizer: rule,
        objective: try objectiveCatalog.find("bce").objective),
      optimizer: optimizer, learningRates: LearningRates(rule.stateCount > 0 ? 0.0002 : 0.01),
      shape: shape, samples: 256)
  }

  private static func articleNetworks(_ picture: Shape) throws -> NetworkPair {
    NetworkPair(
      generator: try Network(
        name: "generator", input: 100,
        elements: [
          .dense(128), "relu", .dense(256), "batchnorm", "relu", .dense(512), "batchnorm", "relu",
          .dense(1024), "batchnorm", "relu", .dense(picture), "tanh",
        ]),
      discriminator: try Network(
        name: "discriminator", input: picture,
        elements: [.dense(1024), "leakyrelu", .dense(256), "leakyrelu", .dense(1), "sigmoid"]))
  }

  /// Samples in a step.
  public var batch: Int { recipe.batch }

  /// Whether pictures are RGB, with three numbers a pixel.
  public var isRGB: Bool { shape.isPicture && shape.channels == 3 }

  /// The sizes of an epoch's steps.
  private var batches: [Int] { recipe.batchSizes(samples: samples) }

  /// Steps of an epoch.
  var stepsPerEpoch: Int { batches.count }

  /// Floating-point operations of the products in one epoch, those that are done.
  var operations: Double {
    batches.reduce(0) {
      $0 + 2 * TrainingStep(networks, recipe, batch: $1).multiplications
    }
  }

  /// A trainer of these networks on noise.
  func trainer(on workers: WorkerPool) throws -> Trainer {
    var stream = RandomStream(seed: 1, .drawing)
    let noise = TrainingData(
      values: (0..<samples * shape.count).map { _ in stream.uniform() * 2 - 1 }, shape: shape,
      kinds: networks.generator.kindsInTurn(samples))
    var recipe = recipe
    recipe.latents = nil
    // Noise without kinds has none to balance, and an epoch takes as long.
    recipe.balances = recipe.balances && networks.areConditional
    return try Trainer(networks, recipe, data: noise, workers: workers)
  }
}
