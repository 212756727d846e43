import Adversarial
import Files
import GANScript
import Networks

/// What memory something needs, known before any of it is taken.
enum MemoryPlan {
  /// Throws with exit code 6 if a training needs more than there may be; with several processes on this
  /// machine each of them has one.
  static func check(_ plan: RunObject.Plan, _ context: SessionContext) throws {
    try require(
      bytes(plan, threads: context.workers.threads), for: "the training",
      processes: context.processesHere,
      help: "use smaller networks, a smaller batch, or fewer snapshots"
        + (context.processesHere > 1 ? ", or fewer processes" : ""))
  }

  /// Throws with exit code 6 if drawing so many samples needs more than there may be.
  static func check(
    drawing count: Int, from generator: Network, threads: Int, argument: String? = nil
  ) throws {
    try require(
      Double(Sampler.byteCount(generator, count: count, threads: threads)),
      for: "drawing \(grouped(count)) samples at once", help: "draw fewer", argument: argument)
  }

  /// Throws with exit code 6 if scoring so many samples needs more than there may be.
  static func check(scoring count: Int, with discriminator: Network, threads: Int) throws {
    try require(
      Double(Scorer.byteCount(discriminator, samples: count, threads: threads)),
      for: "scoring \(grouped(count)) samples at once", help: "use a smaller discriminator")
  }

  /// Throws with exit code 6 if data need more than there may be: their numbers, and the bytes that
  /// they are made of.
  static func check(
    loading count: Int, _ featureCount: Int, bytesEach: Int, argument: String? = nil
  ) throws {
    try require(
      Double(count) * Double(featureCount) * Double(bytesEach), for: "loading the data",
      help: "use a smaller size, or limit=", argument: argument)
  }

  /// Throws with exit code 6 if something needs more than this machine, this process or its control
  /// group may have.
  static func require(
    _ needed: Double, for purpose: String, processes: Int = 1, help: String,
    argument: String? = nil
  ) throws {
    let limit = MemoryLimit.least(processes: processes)
    guard needed <= limit.bytes else {
      throw ScriptError(
        "\(purpose) needs \(gigabytes(needed)), the limit is \(gigabytes(limit.bytes)): "
          + limit.source,
        help: help, argument: argument, exitCode: .limit, code: "E407")
    }
  }

  /// The size of a run's last checkpoint.
  static func checkpointBytes(_ plan: RunObject.Plan) -> Double {
    let networks = [plan.networks.generator, plan.networks.discriminator]
    let numbers = networks.reduce(0) {
      $0 + $1.storedParameterCount
        + $1.trainedParameterCount * plan.recipe.optimizer.stateCount
    }
    return Double(numbers * 4 + plan.recipe.epochs * 56) + snapshotBytes(plan)
  }

  /// The size of what a run keeps once it is done.
  static func keptBytes(_ plan: RunObject.Plan) -> Double {
    let history = Double(plan.recipe.epochs * 56) + snapshotBytes(plan)
    let generator = plan.networks.generator.storedParameterCount
    return switch plan.kept {
    case .everything: checkpointBytes(plan)
    case .sampling: history + Double(generator * (plan.recipe.averageKeep > 0 ? 8 : 4))
    case .history: history
    }
  }

  /// What the program takes before it trains: 27 MB with its libraries, and what drawing or reading
  /// pictures leaves behind.
  private static let programBytes = 32e6

  /// The memory of a training in bytes: the program, data, pictures, weights, the steps of every batch
  /// size, a checkpoint, which is copied and then laid out as a file, and that of the best epoch until
  /// it is written.
  static func bytes(_ plan: RunObject.Plan, threads: Int) -> Double {
    let step = plan.step
    let average = plan.recipe.averageKeep > 0 ? Parameters.byteCount(plan.networks.generator) : 0
    let weights = NetworkRole.allCases.reduce(average) {
      $0 + Parameters.byteCount(plan.networks[$1])
    }
    let sizes = Set(plan.recipe.batchSizes(samples: plan.data.count)).union([plan.recipe.batch])
    let passes = sizes.reduce(0) {
      $0
        + TrainingStep(plan.networks, plan.recipe, batch: $1 / plan.recipe.processes)
        .passBytes(threads: threads)
    }
    let sampler = Sampler.byteCount(
      plan.networks.generator, count: plan.pictureLayout.count, threads: threads)
    let data = Double(plan.data.count) * Double(plan.data.featureCount) * 4
    return programBytes + data + snapshotBytes(plan)
      + Double(weights + step.updateBytes + passes + sampler)
      + (plan.best == nil ? 2 : 3) * checkpointBytes(plan)
  }

  private static func snapshotBytes(_ plan: RunObject.Plan) -> Double {
    Double(plan.snapshotEpochs.count * plan.pictureLayout.count) * Double(plan.data.featureCount)
  }

  private static func gigabytes(_ bytes: Double) -> String { fixed(bytes / 1e9, 1) + " GB" }
}
