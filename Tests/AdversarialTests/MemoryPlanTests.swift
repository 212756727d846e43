import Adversarial
import CountedMemory
import Networks
import Tensors
import Testing

/// What a step says that it takes of memory is what a training takes.
struct MemoryPlanTests {
  /// A pair of networks and how it is trained.
  struct Case: Sendable, CustomTestStringConvertible {
    var generator: [Network.Element]
    var discriminator: [Network.Element]
    var input: Shape = Self.picture
    var optimizer: String = "adam"
    var loss: String = "bce_logits"

    static let picture = Shape(channels: 1, height: 16, width: 16)
    var kinds = 0
    var remedy: @Sendable (inout Recipe) -> Void = { _ in }
    var testDescription: String { "\(optimizer), \(loss), \(discriminator.map(\.name))" }
  }

  static let convolutional: [Network.Element] = [
    .dense(Shape(channels: 32, height: 4, width: 4)), "batchnorm", "relu", "up", .init("conv", 16),
    "batchnorm", "relu", "up", .init("conv", 1), "tanh",
  ]
  static let scorer: [Network.Element] = [
    .init("conv", 16, 4, 2), "leakyrelu", .init("conv", 32, 4, 2), "leakyrelu", .dense(1),
  ]

  static let cases = [
    Case(
      generator: [.dense(128), "batchnorm", "relu", .dense(256), "tanh"],
      discriminator: [.dense(128), "leakyrelu", .dense(1), "sigmoid"], input: 256,
      optimizer: "sgd", loss: "bce"),
    Case(
      generator: [.dense(128), "gelu", .dense(256), "tanh"],
      discriminator: [.dense(128), "batchnorm", "leakyrelu", .dense(1)], input: 256,
      optimizer: "sgd"),
    Case(generator: convolutional, discriminator: scorer),
    Case(generator: convolutional, discriminator: scorer, optimizer: "sgd", loss: "relativistic"),
    Case(
      generator: convolutional,
      discriminator: [
        .init("conv", 16), "leakyrelu", "avgpool", "minibatchstd", .init("dropout", 0.3), .dense(1),
      ], loss: "hinge"),
  ]

  /// Remedies that take memory of their own.
  static let remedies: [@Sendable (inout Recipe) -> Void] = [
    { $0.penalties = [GradientPenalty(.real, weight: 1), GradientPenalty(.mixture, weight: 1)] },
    { $0.augmentation = Augmentation([.flip, .shift], picture: Case.picture) },
    { $0.noise = InstanceNoise(standardDeviation: 0.1, untilEpoch: 5) }, { $0.clip = 1 },
  ]

  @Test(.enabled(if: allocatedBytesOfThisThread() >= 0), arguments: remedies.indices)
  func thePlanKnowsRemedies(index: Int) throws {
    var pair = Self.cases[2]
    pair.remedy = Self.remedies[index]
    try thePlanIsWhatIsTaken(pair: pair)
  }

  @Test(.enabled(if: allocatedBytesOfThisThread() >= 0), arguments: [1, 2])
  func thePlanKnowsKinds(index: Int) throws {
    var pair = Self.cases[index]
    pair.kinds = 5
    try thePlanIsWhatIsTaken(pair: pair)
  }

  @Test(.enabled(if: allocatedBytesOfThisThread() >= 0), arguments: cases)
  func thePlanIsWhatIsTaken(pair: Case) throws {
    let batch = 32
    let data = TrainingData(
      values: (0..<batch * pair.input.count).map { Float($0 % 7) / 7 }, shape: pair.input,
      kinds: pair.kinds > 0 ? (0..<batch).map { $0 % pair.kinds } : [])
    let networks = NetworkPair(
      generator: try Network(
        name: "generator", input: 8, kinds: pair.kinds, elements: pair.generator),
      discriminator: try Network(
        name: "discriminator", input: pair.input, kinds: pair.kinds,
        elements: pair.discriminator))
    var recipe = Recipe(
      epochs: 1, batch: batch,
      optimizer: try optimizerCatalog.find(pair.optimizer).optimizer(),
      objective: try objectiveCatalog.find(pair.loss).objective)
    pair.remedy(&recipe)
    let step = TrainingStep(networks, recipe)
    let weights = NetworkRole.allCases.reduce(0) { $0 + Parameters.byteCount(networks[$1]) }
    let planned = weights + step.updateBytes + step.passBytes(threads: 1)

    let before = allocatedBytesOfThisThread()
    let trainer = try Trainer(networks, recipe, data: data, workers: WorkerPool(threads: 1))
    _ = try trainer.step(Array(0..<batch), learningRates: LearningRates(0.01))
    let taken = allocatedBytesOfThisThread() - before
    // Beside tensors there are some lists.
    #expect(Double(taken) >= Double(planned))
    #expect(Double(taken) <= 1.01 * Double(planned) + 60_000, "\(taken), planned \(planned)")
  }
}
