import Networks
import Tensors

/// A training at rest: all that going on needs, and all that was noted so far, as one file.
///
/// A training that goes on from it is, bit for bit, the one that was never stopped: random numbers
/// are drawn by counters, so counters, weights and optimizer state are everything. The file is
/// safetensors, with a checksum for every tensor in its metadata: weights under
/// `generator.3.running_mean`, optimizer state under `optimizer.discriminator.0.weight.velocity`.
public struct Checkpoint: Sendable {
  /// What the training is, beside its length: trainings of one recipe can go on from each other.
  public var recipe: String
  /// Steps made.
  public var steps: Int
  /// Epochs finished.
  public var epochs: Int
  /// What was noted so far.
  public var history: History
  /// Rows taken of given latent vectors.
  var latentRow: Int
  var generatorSteps: Int
  var discriminatorSteps: Int
  var unfinished: EpochRecord.Builder
  /// Weights and optimizer state.
  let tensors: [StoredTensor]

  /// Whether the checkpoint lies within an epoch.
  public var isWithinEpoch: Bool { unfinished.steps > 0 }

  /// A trainer as it stands, with what was noted so far.
  public init(of trainer: Trainer, recipe: String, history: History) {
    self.recipe = recipe
    self.history = history
    steps = trainer.steps
    epochs = trainer.epochs
    latentRow = trainer.latentRow
    generatorSteps = trainer.generatorUpdater.steps
    discriminatorSteps = trainer.discriminatorUpdater.steps
    unfinished = trainer.unfinished
    tensors = trainer.stateTensors.map {
      StoredTensor($0.name, shape: $0.shape, floats: $0.tensor.values)
    }
  }

  init(
    recipe: String, steps: Int, epochs: Int, history: History, latentRow: Int,
    generatorSteps: Int, discriminatorSteps: Int, unfinished: EpochRecord.Builder,
    tensors: [StoredTensor]
  ) {
    self.recipe = recipe
    self.steps = steps
    self.epochs = epochs
    self.history = history
    self.latentRow = latentRow
    self.generatorSteps = generatorSteps
    self.discriminatorSteps = discriminatorSteps
    self.unfinished = unfinished
    self.tensors = tensors
  }

  /// The weights of a player's network, `generator` or `discriminator`. Throws if they are not its.
  public func weights(of player: String, for network: Network) throws(NetworkError) -> Parameters {
    let parameters = Parameters(for: network)
    try restore(
      parameters.entries.map {
        StatePart(
          name: "\(player).\($0.name)", shape: $0.specification.shape, tensor: $0.tensor)
      })
    return parameters
  }

  /// Copies what the file holds into tensors of the same names and shapes.
  func restore(_ parts: [StatePart]) throws(NetworkError) {
    var byName: [String: StoredTensor] = [:]
    for tensor in tensors { byName[tensor.name] = tensor }
    for part in parts {
      guard let stored = byName[part.name] else {
        throw .weightsDoNotFit(["\(part.name) is missing"])
      }
      guard stored.shape == part.shape, stored.bytes.count == 4 * part.tensor.count else {
        throw .weightsDoNotFit(["\(part.name) is \(stored.shape), wanted is \(part.shape)"])
      }
      part.tensor.values = stored.floats
    }
  }
}

/// A tensor of a trainer's state, with its name in files.
struct StatePart {
  var name: String
  var shape: [Int]
  var tensor: Tensor
}

extension Trainer {
  /// Goes on from a checkpoint of a training with the same networks, data and optimizer; the
  /// learning rates may be others. Throws if its tensors are not this trainer's.
  public func restore(_ checkpoint: Checkpoint) throws(NetworkError) {
    try checkpoint.restore(stateTensors)
    steps = checkpoint.steps
    epochs = checkpoint.epochs
    latentRow = checkpoint.latentRow
    unfinished = checkpoint.unfinished
    generatorUpdater.resume(steps: checkpoint.generatorSteps)
    discriminatorUpdater.resume(steps: checkpoint.discriminatorSteps)
  }

  /// Weights, statistics, counters and optimizer state of both players.
  var stateTensors: [StatePart] {
    var parts: [StatePart] = []
    for (player, parameters, updater) in [
      ("generator", generator, generatorUpdater),
      ("discriminator", discriminator, discriminatorUpdater),
    ] {
      for entry in parameters.entries {
        parts.append(
          StatePart(
            name: "\(player).\(entry.name)", shape: entry.specification.shape,
            tensor: entry.tensor))
      }
      let trained = parameters.entries.filter(\.specification.isTrained)
      for (entry, state) in zip(trained, updater.state) {
        for (name, tensor) in zip(recipe.optimizer.stateNames, state) {
          parts.append(
            StatePart(
              name: "optimizer.\(player).\(entry.name).\(name)",
              shape: entry.specification.shape, tensor: tensor))
        }
      }
    }
    return parts
  }
}
