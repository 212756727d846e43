import Adversarial
import Foundation
import Kernels
import Networks
import Testing

/// What the trainer keeps to, beside the recorded trace.
struct TrainerTests {
  @Test(arguments: [2, 3])
  func theNumberOfThreadsChangesNothing(threads: Int) throws {
    let alone = try Small.trained(threads: 1)
    let together = try Small.trained(threads: threads)
    #expect(alone.records == together.records)
    #expect(alone.generator == together.generator)
    #expect(alone.discriminator == together.discriminator)
  }

  @Test func theSeedDecides() throws {
    #expect(try Small.trained(seed: 1).generator == Small.trained(seed: 1).generator)
    #expect(try Small.trained(seed: 1).generator != Small.trained(seed: 2).generator)
  }

  @Test(arguments: [
    ["batchnorm", "relu"], ["relu", "dropout"], ["batchnorm", "relu", "dropout"],
  ])
  func discriminatorsWithEveryKindOfLayerTrain(modifiers: [String]) throws {
    let alone = try Small.trained(hidden: modifiers, threads: 1)
    #expect(try Small.trained(hidden: modifiers, threads: 2).records == alone.records)
    #expect(try Small.trained(epochs: 1, hidden: modifiers).discriminator != alone.discriminator)
    for record in alone.records {
      #expect((0.1...3).contains(record.generator))
      #expect((0.1...6).contains(record.discriminator))
      #expect((0...1).contains(record.realScore))
      #expect((0...1).contains(record.fakeScore))
    }
  }

  @Test func theGeneratorWaitsForTheDiscriminator() throws {
    let trainer = try Small.trainer(Small.recipe(discriminatorSteps: 3))
    let before = trainer.generator.trained.map(\.values)
    for step in 1...6 {
      let losses = try trainer.step([0, 1, 2, 3], learningRates: Small.rates)
      #expect((losses.generator != nil) == (step % 3 == 0))
      if step == 2 { #expect(trainer.generator.trained.map(\.values) == before) }
    }
    #expect(trainer.generator.trained.map(\.values) != before)
    #expect(trainer.steps == 6)
  }

  @Test func weightsGivenAreBegunWith() throws {
    let first = try Small.trainer(Small.recipe())
    _ = try first.epoch(learningRates: Small.rates)
    var networks = try Small.networks()
    networks.generatorWeights = first.generator
    let second = try Trainer(
      networks, Small.recipe(), data: Small.data, workers: WorkerPool(threads: 1))
    #expect(second.generator.trained.map(\.values) == first.generator.trained.map(\.values))
    _ = try second.epoch(learningRates: Small.rates)
    #expect(second.generator.trained.map(\.values) != first.generator.trained.map(\.values))
  }

  @Test func aStopBetweenStepsLeavesTheEpochOut() throws {
    let trainer = try Small.trainer(Small.recipe())
    var asked = 0
    let record = try trainer.epoch(learningRates: Small.rates) {
      asked += 1
      return asked > 1
    }
    #expect(record == nil)
    #expect(trainer.steps == 1)
    #expect(trainer.epochs == 0)
  }

  @Test func aDivergedTrainingSaysWhere() throws {
    // Probabilities saturate and then teach nothing; logits do not.
    let trainer = try Trainer(
      Small.networks(output: nil),
      Small.recipe(epochs: 20, objective: "bce_logits"),
      data: Small.data, workers: WorkerPool(threads: 1))
    let error = try #require(throws: TrainingError.self) {
      for _ in 0..<20 { _ = try trainer.epoch(learningRates: LearningRates(1e30)) }
      try trainer.checkWeights()
    }
    guard case .diverged(let epoch, let step, let what) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(epoch >= 1)
    #expect(step >= 1)
    #expect(what.contains("not"))
  }

  /// One number that is none, anywhere in either network: the step says so or the epoch's end does.
  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsNoticedByTheEndOfTheEpoch(value: Float) throws {
    var swallowed = 0
    for index in 0..<100 {
      let trainer = try Small.trainer(Small.recipe(epochs: 1))
      let entries = trainer.generator.entries + trainer.discriminator.entries
      guard index < entries.count else { break }
      let entry = entries[index]
      guard entry.specification.role != .counter else { continue }
      entry.tensor[0, 0] = value
      guard (try? trainer.epoch(learningRates: Small.rates)) != nil else { continue }
      swallowed += 1
      let error = try #require(throws: TrainingError.self) { try trainer.checkWeights() }
      #expect("\(error)".contains(entry.name), "\(entry.name): \(error)")
    }
    // No loss shows an infinite running mean, for one: the weights themselves must be looked at.
    #expect(swallowed > 0)
  }

  @Test func finiteWeightsOfAnySizeAreFine() throws {
    let trainer = try Small.trainer(Small.recipe())
    trainer.generator.entries[0].tensor.fill(.greatestFiniteMagnitude)
    try trainer.checkWeights()
  }

  @Test func samplingMovesNothing() throws {
    let trainer = try Small.trainer(Small.recipe())
    _ = try trainer.epoch(learningRates: Small.rates)
    let before = trainer.generator.entries.map(\.tensor.values)
    let workers = WorkerPool(threads: 1)
    let sampler = try Sampler(Small.networks().generator, count: 5, seed: 1, workers: workers)
    let samples = sampler.samples(trainer.generator)
    #expect(samples.count == 5 * Small.features)
    #expect(samples.allSatisfy { abs($0) <= 1 })
    #expect(sampler.samples(trainer.generator) == samples)
    #expect(trainer.generator.entries.map(\.tensor.values) == before)
    // A single sample has no batch statistics; it must be drawn all the same.
    let one = try Sampler(Small.networks().generator, count: 1, seed: 1, workers: workers)
    #expect(one.samples(trainer.generator).allSatisfy { $0.isFinite })
  }
}

/// A training of a few hundred weights.
enum Small {
  static let features = 12
  static let rates = LearningRates(0.05)
  static let samples = 10

  static let data = TrainingData(
    values: (0..<samples * features).map { Float(sin(Double($0))) }, shape: Shape(features))

  static func networks(hidden: [String] = ["leakyrelu"], output: String? = "sigmoid") throws
    -> NetworkPair
  {
    NetworkPair(
      generator: try Network(
        name: "generator", input: 3,
        elements: [
          .dense(8), "batchnorm", "relu",
          .dense(features), "tanh",
        ], initializer: Initializer(named: "he")),
      discriminator: try Network(
        name: "discriminator", input: Shape(features),
        elements: [.dense(8)] + hidden.map { .init($0) } + [.dense(1)]
          + (output.map { [.init($0)] } ?? []), initializer: Initializer(named: "he")))
  }

  static func recipe(
    epochs: Int = 3, batch: Int = 4, objective: String = "bce",
    seed: UInt64 = 1, discriminatorSteps: Int = 1, dropsLastBatch: Bool = true,
    latents: [Float]? = nil
  ) throws -> Recipe {
    Recipe(
      epochs: epochs, batch: batch, optimizer: try optimizerCatalog.find("sgd").optimizer(),
      objective: try objectiveCatalog.find(objective).objective, seed: seed,
      discriminatorSteps: discriminatorSteps, dropsLastBatch: dropsLastBatch, latents: latents)
  }

  static func trainer(
    _ recipe: Recipe, hidden: [String] = ["leakyrelu"], threads: Int = 1
  ) throws -> Trainer {
    try Trainer(networks(hidden: hidden), recipe, data: data, workers: WorkerPool(threads: threads))
  }

  typealias Outcome = (records: [EpochRecord], generator: [[Float]], discriminator: [[Float]])

  /// What a whole training comes to.
  static func trained(
    epochs: Int = 3, hidden: [String] = ["leakyrelu"], seed: UInt64 = 1, threads: Int = 1
  ) throws -> Outcome {
    let trainer = try trainer(recipe(epochs: epochs, seed: seed), hidden: hidden, threads: threads)
    var records: [EpochRecord] = []
    for _ in 0..<epochs {
      if let record = try trainer.epoch(learningRates: Small.rates) { records.append(record) }
    }
    return (
      records, trainer.generator.entries.map(\.tensor.values),
      trainer.discriminator.entries.map(\.tensor.values)
    )
  }
}
