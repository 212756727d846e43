import Foundation
import Networks
import Tensors
import Testing

@testable import Adversarial

/// Kinds beside samples; ten steps of conditional pairs are also held to PyTorch.
struct ConditionalTests {
  private static let kinds = [0, 1, 1, 2, 1, 1, 0, 1, 1, 1]
  private static let data = TrainingData(
    values: Small.data.values, shape: Shape(channels: 1, height: 3, width: 4), kinds: kinds)

  private static func networks(_ generatorKinds: Int = 3, _ discriminatorKinds: Int = 3) throws
    -> NetworkPair
  {
    NetworkPair(
      generator: try Network(
        name: "generator", input: 3, kinds: generatorKinds,
        elements: [
          .dense(8), "leakyrelu", .dense(Shape(channels: 1, height: 3, width: 4)), "tanh",
        ],
        initializer: Initializer(named: "he")),
      discriminator: try Network(
        name: "discriminator", input: Shape(channels: 1, height: 3, width: 4),
        kinds: discriminatorKinds,
        elements: [.init("conv", 4), "leakyrelu", .dense(1)],
        initializer: Initializer(named: "he")))
  }

  private static func recipe() throws -> Recipe {
    var recipe = try Small.recipe(objective: "bce_logits", dropsLastBatch: false)
    recipe.augmentation = Augmentation([.flip, .shift, .contrast], picture: data.shape)
    recipe.noise = InstanceNoise(standardDeviation: 0.2, untilEpoch: 2)
    recipe.penalties = [
      GradientPenalty(.real, weight: 0.3, every: 2), GradientPenalty(.mixture, weight: 0.1),
    ]
    recipe.averageKeep = 0.9
    recipe.balances = true
    return recipe
  }

  @Test func inputsAreSamplesThenKinds() throws {
    let network = try Network(
      name: "d", input: Shape(channels: 2, height: 1, width: 3), kinds: 2, elements: [.dense(1)])
    #expect(network.input == Shape(channels: 4, height: 1, width: 3))
    #expect(network.sample == Shape(channels: 2, height: 1, width: 3))
    #expect(network.givenCount == 8)
    let input = Tensor(rows: 12, columns: 2)
    input.fill(5)
    let kinds = Tensor(rows: 2, columns: 2)
    kinds.setOneHot([1, 0])
    network.putKinds(kinds, into: input)
    #expect((0..<12).map { input[$0, 0] } == [5, 5, 5, 5, 5, 5, 0, 0, 0, 1, 1, 1])
    #expect((0..<12).map { input[$0, 1] } == [5, 5, 5, 5, 5, 5, 1, 1, 1, 0, 0, 0])
    #expect(try Network(name: "g", input: 5, kinds: 3, elements: [.dense(1)]).input == 8)
  }

  @Test func balancedMinibatchesHaveAsManyOfEachKind() {
    var stream = RandomStream(seed: 1, .shuffle)
    let order = balancedOrder(Self.kinds) { stream.permutation($0) }
    #expect(order.count == Self.kinds.count)
    for start in stride(from: 0, to: 9, by: 3) {
      #expect(Set(order[start..<start + 3].map { Self.kinds[$0] }) == [0, 1, 2])
    }
    #expect(order.count { $0 == 3 } == 3, "the only sample of its kind comes in each round")
    let plain = balancedOrder([1, 0, 1, 1]) { _ in nil }
    #expect(plain == [1, 0, 1, 2])
    // Until all have come, none comes again.
    let most = balancedOrder(Self.kinds + Self.kinds + Self.kinds) { stream.permutation($0) }
    let ones = most.filter { $0 < 10 && Self.kinds[$0] == 1 }
    #expect(Set(ones).count == ones.count)
  }

  /// Resuming within and between epochs, on one thread or two.
  @Test func conditionalTrainingsResumeToTheByte() throws {
    let recipe = try Self.recipe()
    func trainer(from bytes: [UInt8]? = nil, threads: Int) throws -> Trainer {
      let workers = WorkerPool(threads: threads)
      guard let bytes else {
        return try Trainer(Self.networks(), recipe, data: Self.data, workers: workers)
      }
      return try Trainer(
        Self.networks(), recipe, data: Self.data, from: Checkpoint(bytes), workers: workers)
    }
    func train(stop: Int?, threads: Int) throws -> [UInt8] {
      var current = try trainer(threads: threads)
      var history = History()
      var asked = 0
      while current.epochs < 3 {
        let record = try current.epoch(learningRates: Small.rates) {
          asked += 1
          return asked == stop.map { $0 + 1 }
        }
        if let record {
          history.records.append(record)
        } else {
          current = try trainer(
            from: current.checkpoint(recipe: "r", history: history), threads: threads)
        }
      }
      return current.checkpoint(recipe: "r", history: history)
    }
    let whole = try train(stop: nil, threads: 1)
    for stop in [1, 2, 4] { #expect(try train(stop: stop, threads: 2) == whole) }
  }

  /// The generator's gradient, through augmentation and the rows without kinds, against differences
  /// of its loss.
  @Test func gradientsReachTheGenerator() throws {
    var recipe = try Small.recipe(objective: "bce_logits")
    recipe.augmentation = Augmentation([.flip, .shift, .contrast], picture: Self.data.shape)
    func loss(_ change: (Parameters) -> Void) throws -> (Double, Trainer) {
      let trainer = try Trainer(
        Self.networks(), recipe, data: Self.data, workers: WorkerPool(threads: 1))
      change(trainer.generator)
      let losses = try trainer.step(
        [0, 1, 2, 3], learningRates: LearningRates(generator: 1, discriminator: 0))
      return (try #require(losses.generator), trainer)
    }
    let start = try Trainer(
      Self.networks(), recipe, data: Self.data, workers: WorkerPool(threads: 1))
    let moved = try loss { _ in }.1
    for (number, tensor) in start.generator.trained.enumerated() {
      for index in stride(from: 0, to: tensor.count, by: 5) {
        let gradient =
          Double(tensor.values[index] - moved.generator.trained[number].values[index])
        let step: Float = 1e-2
        let ends = try [step, -step].map { step in
          try loss { $0.trained[number].values[index] += step }.0
        }
        let difference = (ends[0] - ends[1]) / Double(2 * step)
        #expect(abs(gradient - difference) < 2e-3, "parameter \(number), \(index)")
      }
    }
  }

  @Test func penaltiesLeaveKindsAlone() throws {
    // With D(x, k) = w . x + v . k the penalty pulls w, and v not at all.
    let networks = NetworkPair(
      generator: try Network(name: "generator", input: 2, kinds: 3, elements: [.dense(12)]),
      discriminator: try Network(
        name: "discriminator", input: 12, kinds: 3, elements: [.dense(1)]))
    var recipe = try Small.recipe(objective: "wasserstein")
    func moved() throws -> [Float] {
      let trainer = try Trainer(
        networks, recipe,
        data: TrainingData(values: Small.data.values, shape: 12, kinds: Self.kinds),
        workers: WorkerPool(threads: 1))
      trainer.discriminator.trained[0].values = (0..<15).map { Float($0 + 1) / 20 }
      _ = try trainer.step([0, 1, 2, 3], learningRates: LearningRates(0.1))
      return trainer.discriminator.trained[0].values
    }
    let plain = try moved()
    recipe.penalties = [
      GradientPenalty(.real, weight: 0.5), GradientPenalty(.mixture, weight: 0.5),
    ]
    let penalised = try moved()
    #expect(penalised[..<12].elementsEqual(plain[..<12]) == false)
    #expect(penalised[12...].elementsEqual(plain[12...]))
  }

  @Test func generatedSamplesAreOfTheKindsAskedFor() throws {
    let generator = try Self.networks().generator
    let weights = Parameters(for: generator)
    let workers = WorkerPool(threads: 1)
    // Only the weights of kinds are not 0: samples of a kind are alike.
    for unit in 0..<8 { weights.byLayer[0][0][unit, 3 + unit % 3] = 1 }
    weights.byLayer[2][0].values = (0..<96).map { sin(Float($0)) }
    let asked = [2, 0, 0, 1, 2]
    let samples = Sampler(generator, count: 5, kinds: asked, seed: 1, workers: workers)
      .samples(weights)
    func sample(_ index: Int) -> [Float] { Array(samples[index * 12..<index * 12 + 12]) }
    for a in 0..<5 {
      for b in 0..<5 { #expect((sample(a) == sample(b)) == (asked[a] == asked[b])) }
    }
    let rows = asked.flatMap { kind -> [Float] in
      [0.1, 0.2, 0.3] + (0..<3).map { $0 == kind ? Float(1) : 0 }
    }
    #expect(Sampler(generator, latents: rows, workers: workers).samples(weights) == samples)
  }

  @Test func kindsMustFitTheData() throws {
    func check(_ g: Int, _ d: Int, kinds: Int?, balances: Bool = false) throws {
      var recipe = try Small.recipe(objective: "bce_logits")
      recipe.balances = balances
      try recipe.check(
        try Self.networks(g, d), data: Self.data.shape, samples: 10, kinds: kinds)
    }
    try check(3, 3, kinds: 3, balances: true)
    try check(0, 0, kinds: 2)
    try check(3, 3, kinds: nil)
    #expect(throws: TrainingError.onlyOneToldKinds(.generator)) { try check(3, 0, kinds: 3) }
    #expect(throws: TrainingError.onlyOneToldKinds(.discriminator)) { try check(0, 3, kinds: 3) }
    #expect(throws: TrainingError.dataWithoutKinds(.generator)) { try check(3, 3, kinds: 0) }
    #expect(throws: TrainingError.kindsDiffer(.discriminator, made: 4, data: 3)) {
      try check(3, 4, kinds: 3)
    }
    #expect(throws: TrainingError.balanceNeedsKinds) {
      try check(0, 0, kinds: 1, balances: true)
    }
  }
}
