import Adversarial
import Networks
import Tensors
import Vocabulary

/// What is measured: the article's training, or a variation of it.
public struct Workload: Sendable {
  /// Samples in a step.
  public var batch: Int
  /// Which of `optimizers` moves the weights.
  public var optimizer: String
  /// Whether pictures are RGB, with three numbers a pixel.
  public var isRGB: Bool

  /// Samples in an epoch.
  public static let pictures = 256

  /// The optimizers of the catalog, and gradient descent with momentum.
  public static let optimizers = optimizerCatalog.names + ["momentum"]

  /// The article's training unless told otherwise.
  ///
  /// Throws if there is no such optimizer.
  public init(
    batch: Int = 32, optimizer: String = "sgd", isRGB: Bool = false
  ) throws(UnknownName) {
    guard Workload.optimizers.contains(optimizer) else {
      throw UnknownName(
        noun: "optimizer", name: optimizer,
        suggestion: nearest(to: optimizer, among: Workload.optimizers))
    }
    self.batch = batch
    self.optimizer = optimizer
    self.isRGB = isRGB
  }

  /// Numbers of a picture.
  var features: Int { (isRGB ? 3 : 1) * 64 * 64 }

  /// Steps of an epoch; what does not fill a batch is left out.
  var stepsPerEpoch: Int { Workload.pictures / batch }

  /// A trainer of the article's networks on pictures of noise, which take as long as any.
  func trainer(on workers: WorkerPool) throws -> Trainer {
    let objective = try objectiveCatalog.find("bce").objective
    let rule =
      optimizer == "momentum"
      ? try optimizerCatalog.find("sgd").optimizer(["momentum": 0.9])
      : try optimizerCatalog.find(optimizer).optimizer()
    let learningRate = rule.stateCount > 0 ? 0.0002 : 0.01
    return try Trainer(
      networks(),
      Recipe(
        epochs: 1, batch: batch, generatorLearningRate: learningRate,
        discriminatorLearningRate: learningRate, optimizer: rule,
        objective: objective),
      data: noise(), workers: workers)
  }

  /// Floating-point operations of the products in one epoch: for each sample the generator forward,
  /// the discriminator on real and fake with its gradients, on fakes again and back to their pixels,
  /// and the generator's gradients.
  func operations() throws -> Double {
    let networks = try networks()
    let generator = weights(networks.generator)
    let discriminator = weights(networks.discriminator)
    let all = { (sizes: [Int]) in sizes.reduce(0, +) }
    let inner = { (sizes: [Int]) in sizes.dropFirst().reduce(0, +) }
    let multiplications =
      all(generator) * 2 + inner(generator) + 2 * (2 * all(discriminator) + inner(discriminator))
      + 2 * all(discriminator)
    return 2 * Double(multiplications) * Double(stepsPerEpoch * batch)
  }

  /// How many weights each dense layer has.
  private func weights(_ network: Network) -> [Int] {
    network.layers.flatMap(\.parameters).compactMap { parameter in
      if case .weight(let inputs, let outputs) = parameter.role { inputs * outputs } else { nil }
    }
  }

  private func networks() throws -> NetworkPair {
    let normed = [Network.Modifier("batchnorm"), Network.Modifier("relu")]
    let leaky = [Network.Modifier("leakyrelu")]
    return NetworkPair(
      generator: try Network(
        name: "generator", inputs: 100,
        stages: [
          .init(units: 128, modifiers: [.init("relu")]), .init(units: 256, modifiers: normed),
          .init(units: 512, modifiers: normed), .init(units: 1024, modifiers: normed),
          .init(units: features, modifiers: [.init("tanh")]),
        ]),
      discriminator: try Network(
        name: "discriminator", inputs: features,
        stages: [
          .init(units: 1024, modifiers: leaky), .init(units: 256, modifiers: leaky),
          .init(units: 1, modifiers: [.init("sigmoid")]),
        ]))
  }

  private func noise() -> TrainingData {
    var stream = RandomStream(seed: 1, .drawing)
    return TrainingData(
      values: (0..<Workload.pictures * features).map { _ in stream.uniform() * 2 - 1 },
      features: features)
  }
}
