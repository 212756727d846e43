import Adversarial
import Networks
import Tensors

/// The article's training: two networks, pictures to learn from, and how it goes.
enum Article {
  /// How many pictures the article has.
  static let pictures = 256
  /// Pixels of a picture.
  static let features = 64 * 64

  /// A trainer of the article's networks on pictures of noise, which take as long as any.
  static func trainer(batch: Int, on workers: WorkerPool) throws -> Trainer {
    let optimizer = try optimizerCatalog.find("sgd").optimizer()
    let objective = try objectiveCatalog.find("bce").objective
    return try Trainer(
      players(),
      Recipe(
        epochs: 1, batch: batch, generatorRate: 0.01, discriminatorRate: 0.01,
        optimizer: optimizer, objective: objective),
      data: noise(), workers: workers)
  }

  /// Floating-point operations of the products in one epoch: for each sample the generator forward,
  /// the discriminator on real and fake with its gradients, on fakes again and back to their pixels,
  /// and the generator's gradients.
  static func operations(batch: Int) throws -> Double {
    let players = try players()
    let generator = weights(players.generator)
    let discriminator = weights(players.discriminator)
    let all = { (sizes: [Int]) in sizes.reduce(0, +) }
    let inner = { (sizes: [Int]) in sizes.dropFirst().reduce(0, +) }
    let multiplications =
      all(generator) * 2 + inner(generator) + 2 * (2 * all(discriminator) + inner(discriminator))
      + 2 * all(discriminator)
    return 2 * Double(multiplications) * Double(pictures / batch * batch)
  }

  /// How many weights each dense layer has.
  private static func weights(_ network: Network) -> [Int] {
    network.layers.flatMap(\.parameters).compactMap { parameter in
      if case .weight(let inputs, let outputs) = parameter.role { inputs * outputs } else { nil }
    }
  }

  private static func players() throws -> Players {
    let normed = [Network.Modifier("batchnorm"), Network.Modifier("relu")]
    let leaky = [Network.Modifier("leakyrelu")]
    return Players(
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

  private static func noise() -> TrainingData {
    var stream = RandomStream(seed: 1, .drawing)
    return TrainingData(
      values: (0..<pictures * features).map { _ in stream.uniform() * 2 - 1 }, features: features)
  }
}
