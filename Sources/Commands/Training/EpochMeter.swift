import Adversarial
import Datasets
import Networks
import Tensors

/// Something measured of the generator now and then on the way of a training; its numbers are kept
/// in the run's history, as further columns over the epochs.
struct EpochMeter: Sendable {
  /// What tells it from others in a recipe: what it measures, with all options.
  var identity: String
  /// The columns that it fills.
  var names: [String]
  /// Measured every so many epochs, and after the first and the last.
  var every: Int
  /// The numbers, one a column. Must depend on its arguments only, and change none of them.
  var measure:
    @Sendable (
      _ generator: Parameters, _ epoch: Int, _ plan: RunObject.Plan, _ data: DataSet,
      _ workers: WorkerPool
    ) throws -> [Double]
}
