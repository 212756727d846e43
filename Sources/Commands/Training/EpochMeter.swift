import Adversarial
import Networks
import Tensors

/// Something measured of the generator every few epochs of a training; its numbers are kept
/// in the run's history, as further columns over the epochs.
struct EpochMeter: Sendable {
  /// What tells it from others in a recipe: every column with the version of what fills it, and when.
  var identity: String
  /// The columns that it fills.
  var names: [String]
  /// Measured every so many epochs, and after the first and the last.
  var every: Int
  /// The numbers, one a column. Must depend on its arguments only, and change none of them.
  var measure:
    @Sendable (
      _ generator: Parameters, _ epoch: Int, _ plan: RunObject.Plan, _ data: PreparedData,
      _ workers: WorkerPool
    ) throws -> [Double]
}

extension EpochMeter {
  /// Whether it measures after an epoch of a training of so many.
  func isDue(_ epoch: Int, of epochs: Int) -> Bool {
    epoch == 1 || epoch == epochs || epoch % every == 0
  }
}
