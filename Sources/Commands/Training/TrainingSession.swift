import Adversarial
import Datasets
import Foundation
import Networks

/// One training from beginning to end: epochs, pictures through the epochs, progress.
struct TrainingSession {
  private let plan: RunObject.Plan
  private let data: DataSet
  private let studio: Studio
  private let isInterrupted: () -> Bool

  init(
    _ plan: RunObject.Plan, _ data: DataSet, _ studio: Studio,
    isInterrupted: @escaping () -> Bool
  ) {
    self.plan = plan
    self.data = data
    self.studio = studio
    self.isInterrupted = isInterrupted
  }

  /// Trains until all epochs are done or the user stops it; throws `TrainingError`.
  func run() throws -> RunResult {
    let trainer = try Trainer(
      plan.players, plan.recipe,
      data: TrainingData(values: data.values, features: data.featureCount),
      workers: studio.workers)
    let sampler = Sampler(
      plan.players.generator, count: Snapshot.count, seed: plan.recipe.seed,
      workers: studio.workers)
    let kept = Set(plan.snapshotEpochs)
    var progress = Progress(epochs: plan.recipe.epochs, studio)
    var records: [EpochRecord] = []
    var snapshots: [Snapshot] = []
    while records.count < plan.recipe.epochs {
      guard let record = try trainer.epoch(shouldStop: isInterrupted) else { break }
      records.append(record)
      if kept.contains(record.epoch) {
        let samples = sampler.samples(trainer.generator)
        snapshots.append(
          Snapshot(epoch: record.epoch, pixels: samples.map(data.scaling.pixel)))
      }
      progress.report(record)
    }
    try trainer.checkWeights()
    let isComplete = records.count == plan.recipe.epochs
    progress.finish(epochs: records.count, isComplete: isComplete)
    return RunResult(
      records: records, generator: trainer.generator, discriminator: trainer.discriminator,
      snapshots: snapshots, data: data, isComplete: isComplete, seconds: progress.elapsed)
  }
}
