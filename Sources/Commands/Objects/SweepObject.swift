import GANScript

/// The runs of a grid, as scripts see them: a list of runs, and curves over their ends.
struct SweepObject: ScriptObject {
  /// The runs in the order of the grid, the last axis fastest.
  let runs: [RunObject]
  /// What was varied.
  let axes: [String]

  var typeName: String { "sweep" }
  var fieldNames: [String] {
    ["count", "axes", "each", "loss", "lowest", "highest"] + RunCurve.measured(inAll: runs)
      + (runs.allSatisfy { $0.plan.meter != nil } ? ["kinds"] : [])
  }
  var elements: [Value]? { runs.map { .object($0) } }

  func field(_ name: String) -> Value? {
    switch name {
    case "count": .number(Double(runs.count))
    case "axes": .list(axes.map { .text($0) })
    case "each": .object(EachObject(name: "each", objects: runs))
    case "loss": .object(SweepLosses(runs: runs))
    case "lowest": .object(SweepExtreme(runs: runs, isLowest: true))
    case "highest": .object(SweepExtreme(runs: runs, isLowest: false))
    case "kinds" where runs.allSatisfy { $0.plan.meter != nil }:
      .object(SweepKinds(runs: runs))
    default:
      RunCurve.measured(inAll: runs).contains(name)
        ? .object(RunCurve.ends(name, of: runs)) : nil
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
    fieldNames.contains(name) ? .object(RunCurve.ends(name, of: runs)) : nil
  }
}

/// `sweep.kinds.close_up`: the last shares of a kind of all runs, in their order.
private struct SweepKinds: ScriptObject {
  let runs: [RunObject]

  var typeName: String { "shares of kinds" }
  var fieldNames: [String] { runs.first.map { RunCurve.kindColumns(of: $0).map(\.kind) } ?? [] }
  var summary: String { fieldNames.joined(separator: ", ") }

  func field(_ name: String) -> Value? {
    guard runs.allSatisfy({ $0.result != nil }) else {
      return .object(CurveObject(name: name, ofRuns: nil))
    }
    return fieldNames.contains(name)
      ? .object(RunCurve.ends(EpochMeter.shareColumn + name, of: runs)) : nil
  }
}

/// `sweep.lowest.generator`: the run in which a curve ends lowest; runs that end in no number are
/// passed over.
private struct SweepExtreme: ScriptObject {
  let runs: [RunObject]
  let isLowest: Bool

  var typeName: String { "choice of a sweep" }
  var fieldNames: [String] { RunCurve.names + RunCurve.measured(inAll: runs) }
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
    guard let result = run.result, let record = result.records.last else { return nil }
    // An epoch in which the generator did not move has no loss of it.
    let moved = result.records.last { !$0.generator.isNaN } ?? record
    return switch name {
    case "generator": moved.generator
    case "discriminator": record.discriminator
    case "generator_mean": moved.generatorMean
    case "discriminator_mean": record.discriminatorMean
    default: result.measurements.column(name)?.last?.value
    }
  }

  /// Where the curves of several runs end, as a curve of their own.
  static func ends(_ name: String, of runs: [RunObject]) -> CurveObject {
    let isTrained = runs.allSatisfy { $0.result != nil }
    return CurveObject(
      name: name, ofRuns: isTrained ? runs.map { last(name, of: $0) ?? .nan } : nil)
  }

  /// The measures that a meter takes, without shares of kinds.
  static func measured(by meter: EpochMeter) -> [String] {
    meter.names.filter { !$0.hasPrefix(EpochMeter.shareColumn) }
  }

  /// The measures that all runs took on their way.
  static func measured(inAll runs: [RunObject]) -> [String] {
    guard let first = runs.first?.plan.meter, runs.allSatisfy({ $0.plan.meter != nil }) else {
      return []
    }
    return measured(by: first)
  }

  /// The kinds whose shares a run measured, with their columns.
  static func kindColumns(of run: RunObject) -> [(kind: String, column: String)] {
    (run.plan.meter?.names ?? []).filter { $0.hasPrefix(EpochMeter.shareColumn) }
      .map { (String($0.dropFirst(EpochMeter.shareColumn.count)), $0) }
  }
}
