import Adversarial
import CountedMemory
import Networks
import Tensors
import Testing

/// A step takes what it needs from memory that was allocated before.
struct AllocationTests {
  @Test(.enabled(if: allocationsOfThisThread() >= 0), arguments: ["sgd", "adam"])
  func stepsFromTheSecondOnAllocateNothing(optimizer: String) throws {
    let (generator, discriminator) = try small()
    let samples = Array(0..<8)
    let trainer = try Trainer(
      NetworkPair(generator: generator, discriminator: discriminator),
      Recipe(
        epochs: 1, batch: 8, generatorLearningRate: 0.01, discriminatorLearningRate: 0.01,
        optimizer: #require(optimizerCatalog[optimizer]).optimizer(),
        objective: #require(objectiveCatalog["bce"]).objective),
      data: TrainingData(values: (0..<8 * 36).map { Float($0 % 7) / 7 }, features: 36),
      workers: WorkerPool(threads: 1))
    for _ in 0..<2 { _ = try trainer.step(samples) }
    let before = allocationsOfThisThread()
    for _ in 0..<10 { _ = try trainer.step(samples) }
    #expect(allocationsOfThisThread() - before == 0)
  }

  private func small() throws -> (Network, Network) {
    (
      try Network(
        name: "generator", inputs: 5,
        stages: [
          .init(units: 12, modifiers: [.init("batchnorm"), .init("relu")]),
          .init(units: 36, modifiers: [.init("tanh")]),
        ]),
      try Network(
        name: "discriminator", inputs: 36,
        stages: [
          .init(units: 12, modifiers: [.init("leakyrelu")]),
          .init(units: 1, modifiers: [.init("sigmoid")]),
        ])
    )
  }
}
