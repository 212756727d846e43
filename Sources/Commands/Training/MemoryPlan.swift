import Adversarial
import Foundation
import GANScript
import Networks

/// What memory a training needs, known before any of it is taken.
enum MemoryPlan {
  /// Throws with exit code 6 if a training needs more than 80 % of this machine's memory.
  static func check(_ plan: RunObject.Plan) throws {
    let needed = bytes(plan)
    let limit = Double(ProcessInfo.processInfo.physicalMemory) * 0.8
    guard needed <= limit else {
      throw ScriptError(
        "the training needs \(gigabytes(needed)), the limit is \(gigabytes(limit))",
        help: "use smaller networks, a smaller batch, or fewer snapshots", exitCode: .limit,
        code: "E407")
    }
  }

  /// The size of a run's last checkpoint.
  static func checkpointBytes(_ plan: RunObject.Plan) -> Double {
    let networks = [plan.networks.generator, plan.networks.discriminator]
    let numbers = networks.reduce(0) {
      $0 + $1.storedParameterCount
        + $1.trainedParameterCount * plan.recipe.optimizer.stateCount
    }
    return Double(numbers * 4 + plan.recipe.epochs * 56)
      + Double(plan.snapshotEpochs.count * Snapshot.count) * Double(plan.data.featureCount)
  }

  /// The memory of a training in bytes.
  static func bytes(_ plan: RunObject.Plan) -> Double {
    let features = Double(plan.data.featureCount)
    var total = Double(plan.data.count) * features * 4
    total += Double(plan.snapshotEpochs.count * Snapshot.count) * features
    let optimizer = plan.recipe.optimizer
    let copies = optimizer.isPlainDescent ? 1 : 2 + optimizer.stateCount
    for network in [plan.networks.generator, plan.networks.discriminator] {
      total += Double(network.storedParameterCount * 4 * copies)
      total += 3 * Double(Workspace.byteCount(network, batch: plan.recipe.batch))
    }
    // A checkpoint is copied, then laid out as a file.
    return total + 2 * checkpointBytes(plan)
  }

  private static func gigabytes(_ bytes: Double) -> String { fixed(bytes / 1e9, 1) + " GB" }
}
