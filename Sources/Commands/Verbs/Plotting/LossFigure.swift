import Adversarial
import Foundation
import Plotting
import Vocabulary

/// Losses over the epochs as a figure.
enum LossFigure {
  /// The curves of one run.
  struct RunLosses {
    var name: String
    var epochs: [Double]
    var generator: [Double]
    var discriminator: [Double]
    var subtitle: String
    /// Where the losses lie while nothing can be told.
    var balance: [ReferenceLine]

    init(_ records: [EpochRecord], plan: RunObject.Plan, name: String = "") {
      self.name = name
      epochs = records.map { Double($0.epoch) }
      generator = records.map(\.generator)
      discriminator = records.map(\.discriminator)
      let rates = plan.stages.map(\.learningRates.words).joined(separator: ", then ")
      subtitle =
        "\(plan.optimizer.name), lr \(rates), batch \(plan.recipe.batch), seed \(plan.recipe.seed)"
      balance = plan.recipe.objective.balanceLines
    }
  }

  /// How it is drawn.
  struct Options {
    var title: String?
    var y: ClosedRange<Double>?
    var scale = AxisScale.linear
    /// How much of the smoothed curve carries over from an epoch to the next; 0 draws the losses
    /// alone.
    var smoothing = 0.0
  }

  /// The most runs that are drawn over each other.
  static let mostOverlaid = 3

  /// One run's two curves, or those of several: over each other, the discriminators dashed, or each in
  /// a panel of its own where that would be more than three.
  static func figure(of runs: [RunLosses], _ options: Options = Options()) -> Figure {
    var series: [Series] = []
    for (index, run) in runs.enumerated() {
      let hasPanel = runs.count > mostOverlaid
      let isAlone = runs.count == 1 || hasPanel
      for (number, (role, values)) in [
        ("generator", run.generator), ("discriminator", run.discriminator),
      ].enumerated() {
        let palette = isAlone ? number : 2 * index + number
        let panel = hasPanel ? run.name : nil
        let stroke: Series.Stroke = !isAlone && number == 1 ? .dashed : .solid
        let letter = number == 0 ? "G" : "D"
        let name = hasPanel ? letter : isAlone ? role : letter + " " + run.name
        if options.smoothing > 0 {
          series.append(
            Series(
              name: name, x: run.epochs, y: values, stroke: .faint, palette: palette, panel: panel))
        }
        series.append(
          Series(
            name: name, x: run.epochs, y: smoothed(values, options.smoothing), stroke: stroke,
            palette: palette, panel: panel))
      }
    }
    return Figure(
      title: options.title
        ?? "Losses" + (runs.count == 1 ? ": \(runs[0].subtitle)" : " of \(runs.count) runs"),
      xLabel: "epoch", yLabel: "loss (last step)", series: series, yRange: options.y,
      yScale: options.scale,
      referenceLines: referenceLines(runs),
      notes: options.smoothing > 0 ? [smoothingNote(options.smoothing)] : [])
  }

  /// How curves were smoothed, and what the numbers beside their names are.
  static func smoothingNote(_ share: Double) -> String {
    "lines and last values: moving average, \(shortest(share)) kept each epoch; pale: the losses"
  }

  /// The lines that all runs share.
  private static func referenceLines(_ runs: [RunLosses]) -> [ReferenceLine] {
    guard let first = runs.first?.balance, runs.allSatisfy({ $0.balance == first }) else {
      return []
    }
    return first
  }

  /// An exponential moving average, corrected for its start; gaps stay gaps.
  static func smoothed(_ values: [Double], _ share: Double) -> [Double] {
    guard share > 0 else { return values }
    var sum = 0.0
    var weight = 0.0
    return values.map { value in
      guard value.isFinite else { return value }
      sum = share * sum + (1 - share) * value
      weight = share * weight + (1 - share)
      return sum / weight
    }
  }
}

extension Objective {
  /// The losses of a discriminator that can tell nothing, as lines of a plot.
  fileprivate var balanceLines: [ReferenceLine] {
    guard let balance else { return [] }
    let lines = [
      ReferenceLine(balance.generator, label: name(of: balance.generator)),
      ReferenceLine(balance.discriminator, label: name(of: balance.discriminator)),
    ]
    return balance.generator == balance.discriminator ? [lines[0]] : lines
  }

  private func name(of loss: Double) -> String {
    switch loss {
    case log(2): "ln 2"
    case 2 * log(2): "2 ln 2"
    default: shortest(loss)
    }
  }
}
