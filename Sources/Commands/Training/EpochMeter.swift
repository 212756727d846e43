import Adversarial
import Networks
import Tensors

/// Something measured of the generator every few epochs of a training; its numbers are kept
/// in the run's history, as further columns over the epochs.
struct EpochMeter: Sendable {
  /// What tells it from others in a recipe: what it measures, with all options.
  var identity: String
  /// The columns that it fills.
  var names: [String]
  /// Measured every so many epochs, and after the first and the last.
  var every: Int
  /// The column that decides which epoch is best, and whether lower is better; `nil` for no notion
  /// of best. The best epoch's checkpoint is kept in addition to the last one.
  var best: (column: String, isLower: Bool)?
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

  /// Whether the last of some measurements is the best of all so far.
  func isBest(_ measurements: Measurements) -> Bool {
    guard let best, let values = measurements.column(best.column)?.map(\.value),
      let last = values.last, last.isFinite
    else { return false }
    return values.dropLast().allSatisfy { $0.isNaN || (best.isLower ? last < $0 : last > $0) }
  }
}
