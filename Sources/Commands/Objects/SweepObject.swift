import GANScript

/// The runs of a grid, as scripts see them: a list of runs, and curves over their ends.
struct SweepObject: ScriptObject {
  /// The runs in the order of the grid, the last axis fastest.
  let runs: [RunObject]
  /// What was varied.
  let axes: [String]

  var typeName: String { "sweep" }
  var fieldNames: [String] { ["count", "axes", "loss", "lowest", "highest"] }
  var elements: [Value]? { runs.map { .object($0) } }

  func field(_ name: String) -> Value? {
    switch name {
    case "count": .number(Double(runs.count))
    case "axes": .list(axes.map { .text($0) })
    case "loss": .object(SweepLosses(runs: runs))
    case "lowest": .object(SweepExtreme(runs: runs, isLowest: true))
    case "highest": .object(SweepExtreme(runs: runs, isLowest: false))
    default: nil
    }
  }

  var summary: String {
    "sweep of \(runs.count) runs over \(axes.joined(separator: ", "))"
  }
}

/// `sweep.loss.generator`: the last losses of all runs, in their order.
private struct SweepLosses: ScriptObject {
  let runs: [RunObject]

  var typeName: String { "losses of a sweep" }
  var fieldNames: [String] { RunCurve.names }
  var summary: String { "last losses of \(runs.count) runs" }

  func field(_ name: String) -> Value? {
    guard fieldNames.contains(name) else { return nil }
    let values = runs.map { RunCurve.last(name, of: $0) }
    let known = values.compactMap { $0 }
    return .object(CurveObject(name: name, values: known.count == values.count ? known : nil))
  }
}

/// `sweep.lowest.generator`: the run in which a curve ends lowest; runs that end in no number are
/// passed over.
private struct SweepExtreme: ScriptObject {
  let runs: [RunObject]
  let isLowest: Bool

  var typeName: String { "choice of a sweep" }
  var fieldNames: [String] { RunCurve.names }
  var summary: String { "the run whose curve ends \(isLowest ? "lowest" : "highest")" }

  func field(_ name: String) -> Value? {
    guard fieldNames.contains(name) else { return nil }
    guard runs.allSatisfy({ $0.result != nil }) else {
      return runs.first.map { .object(RunObject(plan: $0.plan, result: nil)) }
    }
    let known = runs.compactMap { run in
      RunCurve.last(name, of: run).flatMap { $0.isFinite ? (run, $0) : nil }
    }
    let chosen = isLowest ? known.min { $0.1 < $1.1 } : known.max { $0.1 < $1.1 }
    return chosen.map { .object($0.0) } ?? .nothing
  }
}

/// The curves of a run by name.
enum RunCurve {
  static let names = ["generator", "discriminator", "generator_mean", "discriminator_mean"]

  /// Where a curve ends; `nil` in a check and for a run without an epoch.
  static func last(_ name: String, of run: RunObject) -> Double? {
    guard let record = run.result?.records.last else { return nil }
    return switch name {
    case "generator": record.generator
    case "discriminator": record.discriminator
    case "generator_mean": record.generatorMean
    default: record.discriminatorMean
    }
  }
}
