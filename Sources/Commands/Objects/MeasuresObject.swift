import GANScript
import Measures

/// What `measure` found, as scripts see it: `m.coverage`, `m.kinds.close_up`, `m.floor.kid`.
struct MeasuresObject: ScriptObject {
  /// A number a measure; `nil` in a check.
  let values: MeasuredValues?
  /// The same of one half of the real samples against the other.
  let floor: MeasuredValues?
  /// Shares of kinds among the generated pictures and among the real ones, and how often the
  /// classifier is right.
  let kinds: Kinds?
  /// How many real samples occur more than once, in words; `nil` where none does.
  var repeated: String?

  /// What is to be said of the numbers: real samples that repeat, and what is missing.
  var notes: [String] { (repeated.map { [$0] } ?? []) + missing }

  /// Why measures, or their floors, have no number: a line for each reason.
  var missing: [String] {
    let values = values?.obstaclesByWords ?? []
    let known = Set(values.flatMap(\.names))
    func words(_ names: [String]) -> String {
      names.count == measureCatalog.names.count ? "all measures" : names.joined(separator: ", ")
    }
    return values.map { "\(words($0.names)): no number; \($0.words)." }
      + (floor?.obstaclesByWords ?? []).compactMap { reason in
        let names = reason.names.filter { !known.contains($0) }
        return names.isEmpty ? nil : "floor of \(words(names)): no number; \(reason.words)."
      }
  }

  /// What is known of kinds.
  struct Kinds: Sendable {
    var names: [String]
    var shares: [Double]
    var realShares: [Double]
    var accuracy: Double
    /// Of each kind the share of real pictures that a classifier not shown them tells right.
    var told: [Double]
    /// Of each kind the share of pictures asked for that are told as it; `nil` unless the run is
    /// conditional.
    var asked: [Double]?
  }

  var typeName: String { "measures" }
  var fieldNames: [String] {
    measureCatalog.names + ["kinds", "real_kinds", "asked", "told", "accuracy", "floor"]
  }

  func field(_ name: String) -> Value? {
    switch name {
    case "kinds": .object(SharesObject(names: kinds?.names, shares: kinds?.shares ?? []))
    case "real_kinds": .object(SharesObject(names: kinds?.names, shares: kinds?.realShares ?? []))
    case "asked": .object(SharesObject(names: kinds?.names, shares: kinds?.asked ?? []))
    case "told": .object(SharesObject(names: kinds?.names, shares: kinds?.told ?? []))
    case "accuracy":
      values == nil ? .unknown("a number") : .number(kinds?.accuracy ?? .nan)
    case "floor":
      .object(MeasuresObject(values: floor, floor: nil, kinds: nil))
    default:
      measureCatalog[name] == nil
        ? nil : values.map { .number($0.values[name] ?? .nan) } ?? .unknown("a number")
    }
  }

  var summary: String {
    guard let values else { return "measures" }
    let shown = ["kid", "coverage", "precision", "nn"]
    return shown.map { "\($0) \(fixed(values.values[$0] ?? .nan, 3))" }.joined(separator: ", ")
  }
}

/// Shares of kinds: `m.kinds.close_up`. Which kinds there are is known only when data are loaded.
struct SharesObject: ScriptObject {
  let names: [String]?
  let shares: [Double]

  var typeName: String { "shares of kinds" }
  var fieldNames: [String] { (names ?? []).map(kindName) }
  var elements: [Value]? { names == nil ? [.unknown("a number")] : shares.map { .number($0) } }

  func field(_ name: String) -> Value? {
    guard let names else { return .unknown("a number") }
    return names.firstIndex { kindName($0) == name }.map {
      .number($0 < shares.count ? shares[$0] : .nan)
    }
  }

  var summary: String {
    zip(names ?? [], shares).map { "\($0) \(fixed($1 * 100, 0)) %" }.joined(separator: ", ")
  }
}

/// Shares of kinds over the epochs of a run: `run.kinds.close_up.late`.
struct KindCurvesObject: ScriptObject {
  let run: RunObject

  var typeName: String { "shares of kinds" }
  var fieldNames: [String] { RunCurve.kindColumns(of: run).map(\.kind) }
  var summary: String { fieldNames.joined(separator: ", ") }

  func field(_ name: String) -> Value? {
    guard let result = run.result else { return .object(CurveObject(name: name, nil)) }
    guard let column = RunCurve.kindColumns(of: run).first(where: { $0.kind == name })?.column
    else { return nil }
    return .object(CurveObject(name: name, result.measurements.column(column)))
  }
}
