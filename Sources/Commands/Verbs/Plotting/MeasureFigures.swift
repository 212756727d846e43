import GANScript
import Measures
import Plotting
import Vocabulary

extension Plottable {
  /// The shares of kinds over the epochs.
  static let kinds = Plottable(
    term: Term("kinds", "the share of each kind among generated pictures over the epochs"),
    takesSeveralRuns: false
  ) { runs, call, session in
    let run = runs[0]
    let columns = RunCurve.kindColumns(of: run)
    guard let result = run.result, !columns.isEmpty else {
      throw ScriptError(
        "the run knows no shares of kinds",
        help: "train with measures=10 on data that has kinds", argument: "what", code: .arguments)
    }
    let series = columns.map { kind, column in
      let points = result.measurements.column(column) ?? []
      return Series(name: kind, x: points.map { Double($0.epoch) }, y: points.map(\.value))
    }
    return Figure(
      title: call.text("title") ?? "Kinds among generated pictures", xLabel: "epoch",
      yLabel: "share", series: series, yRange: call.range("y") ?? 0...1,
      referenceLines: realShares(run).map { ReferenceLine($0.share, label: "real \($0.kind)") })
  }

  /// Each quick measure over the epochs.
  static let measures: [Plottable] = measureCatalog.elements.filter(\.isQuick).map { measure in
    Plottable(
      term: Term(measure.name, measure.term.summary + ", over the epochs"), takesSeveralRuns: true
    ) { runs, call, _ in
      guard RunCurve.measured(inAll: runs).contains(measure.name) else {
        throw ScriptError(
          "\(measure.name) was not measured on the way", help: "train with measures=10",
          argument: "what", code: .arguments)
      }
      let labels = RunList.labels(runs)
      // As many curves as the losses of three runs can be told apart in one plot.
      let hasPanels = runs.count > 2 * LossFigure.mostOverlaid
      let series = zip(runs, labels).map { run, label in
        let points = run.result?.measurements.column(measure.name) ?? []
        return Series(
          name: runs.count == 1 || hasPanels ? measure.name : label,
          x: points.map { Double($0.epoch) }, y: points.map(\.value),
          palette: hasPanels ? 0 : nil, panel: hasPanels ? label : nil)
      }
      return Figure(
        title: call.text("title") ?? "\(measure.name): \(measure.term.summary)", xLabel: "epoch",
        yLabel: measure.name, series: series, yRange: call.range("y"),
        yScale: call.toggle("log") == true ? .log : .linear)
    }
  }

  /// The share of each kind among a run's real samples; none where those are gone.
  private static func realShares(_ run: RunObject) -> [(kind: String, share: Double)] {
    guard let kinds = try? run.result?.data.prepared().set.kinds else { return [] }
    return RunCurve.kindColumns(of: run).map { column in
      let count = kinds.count { kindName($0) == column.kind }
      return (column.kind, Double(count) / Double(kinds.count))
    }
  }
}
