import Networks
import Tensors

/// Trains a generator against a discriminator, step by step as the article's framework does.
///
/// One step (MindSpore's tutorial on GANs, run on MindSpore 1.9): latent vectors z are drawn; the
/// discriminator learns from real samples and from G(z); then the generator learns from what the
/// already moved discriminator says of the same G(z). G(z) is the same in both halves, so it is
/// computed once; batch norm's running statistics move twice, as if it had been computed twice.
public final class Trainer {
  /// Counted up whenever the same recipe begins to give different bits, so that runs kept from an
  /// earlier version are not taken for runs of this one.
  public static let numericVersion = 3

  /// What decides how the training goes.
  public let recipe: Recipe
  /// The generator's present weights.
  public let generator: Parameters
  /// The discriminator's present weights.
  public let discriminator: Parameters
  /// The moving average of the generator's weights and statistics, if the recipe asks for one.
  public let generatorAverage: Parameters?
  /// What pictures and measures come from: the average, if there is one.
  public var drawingGenerator: Parameters { generatorAverage ?? generator }
  /// Steps made so far.
  public internal(set) var steps = 0
  /// Epochs finished so far.
  public internal(set) var epochs = 0

  let networks: NetworkPair
  let workers: WorkerPool
  /// The processes that share every minibatch; `nil` for one alone.
  private let collective: (any Collective)?
  private let data: TrainingData
  /// Latent vectors to take in order and, of a conditional generator, their kinds, one-hot.
  private let givenLatents: (vectors: [Float], kinds: [Float])?
  /// By the number of samples: an epoch's last batch may be smaller.
  private var memories: [Int: StepMemory] = [:]
  let generatorUpdater: Updater
  let discriminatorUpdater: Updater
  var latentRow = 0
  /// The steps of the epoch that is not finished.
  var unfinished = EpochRecord.Builder(epoch: 1)

  /// Prepares a training: checks that everything fits together, draws or copies initial weights.
  ///
  /// Throws what `Recipe.check` throws, and if the data has a number that is not finite.
  ///
  /// - Parameter collective: The processes that share every minibatch, as many as the recipe says. All
  ///   make the same calls, with the same data; their weights are the same after each step.
  public convenience init(
    _ networks: NetworkPair, _ recipe: Recipe, data: TrainingData, workers: WorkerPool,
    collective: (any Collective)? = nil
  ) throws(TrainingError) {
    try self.init(networks, recipe, data, workers, collective) { network, given, number in
      guard let given else {
        let drawn = Parameters(for: network, seed: recipe.seed, number: number, on: workers)
        if network.componentsLayer != nil {
          let samples = data.ordered(for: networks.discriminator.sample).values
          drawn.setComponents(of: samples, in: network, on: workers)
        }
        return drawn
      }
      let parameters = Parameters(for: network)
      parameters.copy(from: given)
      return parameters
    }
  }

  /// Prepares to go on from a checkpoint of a training with the same networks, data and optimizer;
  /// no weights are drawn.
  ///
  /// Throws what the other initializer throws, and `NetworkError` if the checkpoint's tensors are not
  /// those of this training or cannot be read.
  public convenience init(
    _ networks: NetworkPair, _ recipe: Recipe, data: TrainingData, from checkpoint: Checkpoint,
    workers: WorkerPool, collective: (any Collective)? = nil
  ) throws {
    try self.init(networks, recipe, data, workers, collective) { network, _, _ in
      Parameters(for: network)
    }
    try restore(checkpoint)
  }

  private init(
    _ networks: NetworkPair, _ recipe: Recipe, _ data: TrainingData, _ workers: WorkerPool,
    _ collective: (any Collective)?,
    weights: (_ of: Network, _ given: Parameters?, _ number: Int) -> Parameters
  ) throws(TrainingError) {
    try recipe.check(
      networks, data: data.shape, samples: data.count, kinds: data.kindCount)
    if let index = data.values.firstIndex(where: { !$0.isFinite }) {
      throw .dataNotFinite(sample: index / data.shape.count)
    }
    precondition((collective?.count ?? 1) == recipe.processes)
    self.collective = collective
    self.networks = networks
    self.recipe = recipe
    self.data = data.ordered(for: networks.discriminator.sample)
    givenLatents = recipe.latents.map { networks.generator.separated($0) }
    self.workers = workers
    generator = weights(networks.generator, networks.generatorWeights, 0)
    discriminator = weights(networks.discriminator, networks.discriminatorWeights, 1)
    let step = TrainingStep(networks, recipe)
    generatorUpdater = Updater(
      recipe.optimizer, network: networks.generator, parameters: generator,
      destination: step.gradientDestination(of: .generator))
    discriminatorUpdater = Updater(
      recipe.optimizer, network: networks.discriminator, parameters: discriminator,
      destination: step.gradientDestination(of: .discriminator))
    if recipe.averageKeep > 0 {
      let average = Parameters(for: networks.generator)
      average.copy(from: generator)
      generatorAverage = average
    } else {
      generatorAverage = nil
    }
  }

  /// One step on the samples of these numbers, of which this process takes its share. The generator's loss is `nil` in a step that moves
  /// the discriminator only. Throws when a loss is not finite.
  ///
  /// Complexity: 84 million floating-point operations a sample for the article's networks.
  public func step(
    _ samples: [Int], learningRates: LearningRates
  ) throws(TrainingError) -> StepLosses {
    let share = collective.map { BatchShare($0, of: samples.count) }
    let samples = share.map { Array(samples[$0.samples]) } ?? samples
    let memory = memory(batch: samples.count, share)
    let context = StepContext(
      discriminator: discriminator, updater: discriminatorUpdater, objective: recipe.objective,
      seed: recipe.seed, step: steps, share: share, workers: workers)
    gatherColumns(samples, of: data.values, into: memory.real, on: workers)
    drawKinds(beside: samples, share, into: memory)
    drawLatents(share, into: memory)
    memory.generator.forward(generator, context.phase(0), on: workers)
    memory.seen?.make(memory, context, epoch: epochs)
    let learningRates = scheduled(learningRates)

    // The discriminator: real samples are real, G(z) is fake.
    var losses = StepLosses()
    discriminatorUpdater.beginStep(learningRate: learningRates.discriminator)
    for term in memory.terms { term.addDiscriminatorLoss(context, to: &losses) }
    if let collective { losses.average(in: collective) }
    try check(losses.discriminator, "the discriminator's loss", discriminator)
    for (index, term) in memory.terms.enumerated() {
      term.backpropagateToDiscriminator(context, isFirstTerm: index == 0)
    }
    discriminatorUpdater.finishStep(longest: recipe.clip, sharedIn: collective, on: workers)
    memory.generator.updateRunningStatistics(generator, on: workers)

    // The generator: the moved discriminator should take the same G(z) for real.
    if (steps + 1) % recipe.discriminatorSteps == 0 {
      generatorUpdater.beginStep(learningRate: learningRates.generator)
      var loss = memory.terms.reduce(0) { $0 + $1.generatorLoss(context) }
      if let collective { loss = collective.mean([loss])[0] }
      try check(loss, "the generator's loss", generator)
      for term in memory.terms { term.backpropagateToGenerator(context) }
      memory.seen?.backpropagate(to: memory.generator.outputGradient, on: workers)
      memory.generator.backward(generator, context.phase(0), on: workers) { layer in
        generatorUpdater.gradients(ofLayer: layer)
      }
      generatorUpdater.finishStep(longest: recipe.clip, sharedIn: collective, on: workers)
      memory.generator.updateRunningStatistics(generator, on: workers)
      moveAverage()
      losses.generator = loss
    }
    steps += 1
    return losses
  }

  /// One epoch, or the rest of one that was stopped; `shouldStop` is asked between steps, and `nil`
  /// is the answer if it said so.
  public func epoch(
    learningRates: LearningRates, shouldStop: () -> Bool = { false }
  ) throws(TrainingError) -> EpochRecord? {
    let order = sampleOrder()
    var start = 0
    for (number, size) in recipe.batchSizes(samples: data.count).enumerated() {
      let samples = Array(order[start..<start + size])
      start += size
      if number < unfinished.steps { continue }
      if isToStop(shouldStop()) { return nil }
      unfinished.add(try step(samples, learningRates: learningRates))
    }
    epochs += 1
    defer { unfinished = EpochRecord.Builder(epoch: epochs + 1) }
    return unfinished.finished()
  }

  /// Whether one of the processes is to stop: then all do, before the same step.
  private func isToStop(_ own: Bool) -> Bool {
    guard let collective else { return own }
    return collective.sum([own ? 1 : 0])[0] > 0
  }

  /// Throws if any weight is not finite: the last step's losses do not show what it did, and an
  /// infinite bias before a ReLU or a tanh never shows in a loss.
  ///
  /// Cost: about a hundredth of an epoch of the article's.
  public func checkWeights() throws(TrainingError) {
    for (name, parameters) in [("generator", generator), ("discriminator", discriminator)] {
      if let tensor = parameters.firstNonFinite(on: workers) {
        throw .diverged(
          epoch: epochs, step: steps, what: "\(tensor) of the \(name) is not finite")
      }
    }
  }

  private func check(
    _ loss: Double, _ what: String, _ parameters: Parameters
  ) throws(TrainingError) {
    guard !loss.isFinite else { return }
    let tensor =
      parameters.firstNonFinite(on: workers).map { "; the first tensor not finite is \($0)" } ?? ""
    throw .diverged(
      epoch: epochs + 1, step: steps + 1, what: "\(what) is not a finite number\(tensor)")
  }

  /// The learning rates of this step, by the recipe's schedule.
  private func scheduled(_ rates: LearningRates) -> LearningRates {
    guard !recipe.schedule.isConstant else { return rates }
    let stepsPerEpoch = recipe.batchSizes(samples: data.count).count
    let epoch = Double(epochs) + Double(unfinished.steps) / Double(stepsPerEpoch)
    let factor = recipe.schedule.factor(
      at: epoch, step: 1 / Double(stepsPerEpoch), of: recipe.epochs)
    return LearningRates(
      generator: factor * rates.generator, discriminator: factor * rates.discriminator)
  }

  /// The average goes a small part of the way to the weights; less of it is kept in the beginning, as
  /// Karras et al. and TensorFlow have it: min(keep, (1 + k) / (10 + k)) in step k.
  private func moveAverage() {
    guard let generatorAverage else { return }
    let made = Double(generatorUpdater.steps)
    let keep = Float(min(recipe.averageKeep, (1 + made) / (10 + made)))
    for (average, present) in zip(generatorAverage.entries, generator.entries) {
      if present.specification.role == .counter {
        average.tensor.copy(from: present.tensor)
      } else {
        Tensors.moveAverage(average.tensor, towards: present.tensor, keep: keep, on: workers)
      }
    }
  }

  /// The samples of the epoch in the order in which minibatches take them.
  private func sampleOrder() -> [Int] {
    var stream = RandomStream(seed: recipe.seed, .shuffle, index: epochs)
    if recipe.balances {
      return balancedOrder(data.kinds) { recipe.shuffles ? stream.permutation($0) : nil }
    }
    return recipe.shuffles ? stream.permutation(data.count) : Array(0..<data.count)
  }

  /// Real samples have their own kinds; generated ones are asked for in the data's shares, or for each
  /// kind as often where minibatches are balanced.
  private func drawKinds(beside samples: [Int], _ share: BatchShare?, into memory: StepMemory) {
    guard let kinds = memory.kinds else { return }
    let batch = memory.batch
    let asked = kinds.columns(batch..<2 * batch)
    kinds.columns(0..<batch).setOneHot(samples.map { data.kinds[$0] })
    if let givenLatents {
      gatherColumns(latentRows(batch, share), of: givenLatents.kinds, into: asked, on: workers)
    } else {
      var stream = RandomStream(seed: recipe.seed, .kinds, index: epochs, subindex: steps)
      let drawn = (0..<(share?.whole ?? batch)).map { _ in
        recipe.balances ? stream.below(kinds.rows) : data.kinds[stream.below(data.count)]
      }
      asked.setOneHot(Array(drawn[share?.samples ?? 0..<batch]))
    }
    networks.generator.putKinds(asked, into: memory.generator.input)
  }

  /// The rows of given latent vectors that this process takes in a step.
  private func latentRows(_ batch: Int, _ share: BatchShare?) -> [Int] {
    let first = latentRow + (share?.samples.lowerBound ?? 0)
    return Array(first..<first + batch)
  }

  private func drawLatents(_ share: BatchShare?, into memory: StepMemory) {
    let vectors = networks.generator.samples(in: memory.generator.input)
    if let givenLatents {
      gatherColumns(
        latentRows(memory.batch, share), of: givenLatents.vectors, into: vectors, on: workers)
      latentRow += share?.whole ?? memory.batch
    } else {
      RandomStream(seed: recipe.seed, .latents, index: epochs, subindex: steps)
        .fillNormal(memory.drawnLatents, on: workers)
      transpose(memory.latents, into: vectors, on: workers)
    }
  }

  private func memory(batch: Int, _ share: BatchShare?) -> StepMemory {
    if let memory = memories[batch] { return memory }
    let memory = StepMemory(
      TrainingStep(networks, recipe, batch: batch), share, threads: workers.threads)
    memories[batch] = memory
    return memory
  }
}
