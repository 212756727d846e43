import Adversarial
import CountedMemory
import Networks
import Tensors
import Testing

/// A step takes what it needs from memory that was allocated before.
struct AllocationTests {
  @Test(.enabled(if: allocationsOfThisThread() >= 0), arguments: ["sgd", "adam"], [false, true])
  func stepsFromTheSecondOnAllocateNothing(optimizer: String, isConvolutional: Bool) throws {
    let (generator, discriminator) = try isConvolutional ? convolutional() : small()
    let samples = Array(0..<8)
    let trainer = try Trainer(
      NetworkPair(generator: generator, discriminator: discriminator),
      Recipe(
        epochs: 1, batch: 8, optimizer: #require(optimizerCatalog[optimizer]).optimizer(),
        objective: #require(objectiveCatalog["bce"]).objective),
      data: TrainingData(values: (0..<8 * 36).map { Float($0 % 7) / 7 }, shape: 36),
      workers: WorkerPool(threads: 1))
    for _ in 0..<2 { _ = try trainer.step(samples, learningRates: LearningRates(0.01)) }
    let before = allocationsOfThisThread()
    for _ in 0..<10 { _ = try trainer.step(samples, learningRates: LearningRates(0.01)) }
    #expect(allocationsOfThisThread() - before == 0)
  }

  private func convolutional() throws -> (Network, Network) {
    let elements: [Network.Element] = [
      .dense(Shape(channels: 8, height: 3, width: 3)), "batchnorm", "relu", "up", .init("conv", 4),
      "pixelnorm", "leakyrelu", .init("convtranspose", 1, 1, 1, 0), "tanh",
    ]
    return (
      try Network(name: "generator", input: 5, elements: elements),
      try Network(
        name: "discriminator", input: Shape(channels: 1, height: 6, width: 6),
        elements: [
          .init("conv", 4, 4, 2), "leakyrelu", .init("conv", 4), "minibatchstd", .dense(1),
          "sigmoid",
        ])
    )
  }

  private func small() throws -> (Network, Network) {
    (
      try Network(
        name: "generator", input: 5,
        elements: [
          .dense(12), "batchnorm", "relu",
          .dense(36), "tanh",
        ]),
      try Network(
        name: "discriminator", input: 36,
        elements: [
          .dense(12), "leakyrelu",
          .dense(1), "sigmoid",
        ])
    )
  }
}
