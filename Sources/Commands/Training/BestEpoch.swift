import Adversarial
import Datasets
import GANScript
import Measures

/// Which epoch of a training is the best one, by a measure taken on the way, and how long to wait for
/// a better one.
struct BestEpoch: Sendable {
  /// The measure's name.
  var measure: String
  /// Which of its values are good.
  var aim: Measure.Aim
  /// The training ends when no epoch was better for so many; `nil` to train to the end.
  var patience: Int?
  /// Measured every so many epochs. What is measured of a last epoch in between is not compared, so
  /// that a longer training has the same best epochs on its way.
  var every: Int

  /// Throws if the measure can be taken of no epoch, since the data have too few samples for it.
  static func check(_ measure: Measure, of data: DataSet?) throws(ScriptError) {
    guard let data, (Reference.fewestSamples..<measure.fewestReal).contains(data.count) else {
      return
    }
    throw ScriptError(
      "\(measure.name) takes at least \(measure.fewestReal) samples; \(data.name) has "
        + "\(data.count)",
      help: "give more pictures, or choose by best=kid", argument: "best", exitCode: .data,
      code: "E313")
  }

  /// As the run's key has it.
  var identity: String { measure + (patience.map { ", patience \($0)" } ?? "") }

  /// The best epoch so far, the first of equally good ones; `nil` if nothing was measured.
  func epoch(in measurements: Measurements) -> Int? {
    guard let column = measurements.names.firstIndex(of: measure) else { return nil }
    var best: (epoch: Int, badness: Double)?
    for row in measurements.rows where isCompared(row) {
      let badness = badness(row.values[column])
      if badness.isFinite, badness < best?.badness ?? .infinity { best = (row.epoch, badness) }
    }
    return best?.epoch
  }

  /// Whether the training has waited long enough for a better epoch: no epoch that was measured since
  /// the best one was better, and the last of them came `patience` epochs later or more.
  func isOver(_ measurements: Measurements) -> Bool {
    guard let patience, let best = epoch(in: measurements),
      let last = measurements.rows.last(where: isCompared)?.epoch
    else { return false }
    return last > best && last - best >= patience
  }

  private func isCompared(_ row: Measurements.Row) -> Bool {
    row.epoch == 1 || row.epoch % every == 0
  }

  private func badness(_ value: Double) -> Double {
    switch aim {
    case .low: value
    case .high: -value
    case .near(let ideal): abs(value - ideal)
    }
  }
}
