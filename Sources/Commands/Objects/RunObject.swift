import Adversarial
import Datasets
import GANScript
import Networks

/// What a training gave, as scripts see it; in a check only its plan is known.
struct RunObject: ScriptObject {
  /// What can be known before training.
  struct Plan: Sendable {
    var players: Players
    var recipe: Recipe
    var data: DataSetObject.Plan
    /// Epochs whose pictures are kept; in order.
    var snapshotEpochs: [Int]
    /// What the optimizer is called.
    var optimizer: String
  }

  let plan: Plan
  /// The trained networks and their history; `nil` in a check.
  let result: RunResult?

  var typeName: String { "run" }
  var fieldNames: [String] { ["epochs", "loss", "lr", "batch", "seed", "status"] }

  func field(_ name: String) -> Value? {
    switch name {
    case "epochs": result.map { .number(Double($0.records.count)) } ?? .unknown("a number")
    case "loss": .object(LossObject(records: result?.records))
    case "lr": .number(plan.recipe.generatorRate)
    case "batch": .number(Double(plan.recipe.batch))
    case "seed": .number(Double(plan.recipe.seed))
    case "status":
      result.map { .text($0.isComplete ? "done" : "interrupted") } ?? .unknown("a text")
    default: nil
    }
  }

  var summary: String {
    guard let result else { return "run of \(plan.recipe.epochs) epochs" }
    let last = result.records.last
    return "run: \(result.records.count) of \(plan.recipe.epochs) epochs"
      + (last.map {
        ", D \(fixed($0.discriminator, 3))  G \(fixed($0.generator, 3)) in the last step"
      } ?? "") + ", \(durationText(result.seconds))"
  }
}

/// What came out of a training.
struct RunResult: Sendable {
  /// One record an epoch.
  var records: [EpochRecord]
  /// The generator's weights at the end.
  var generator: Parameters
  /// The discriminator's weights at the end.
  var discriminator: Parameters
  /// Pictures of the fixed latent vectors through the epochs.
  var snapshots: [Snapshot]
  /// The data it learned from, for the way back to pixels.
  var data: DataSet
  /// Whether all epochs were trained.
  var isComplete: Bool
  /// How long it took.
  var seconds: Double
}

/// The losses of a run: `run.loss.generator.last`.
struct LossObject: ScriptObject {
  let records: [EpochRecord]?

  var typeName: String { "loss" }
  var fieldNames: [String] { ["generator", "discriminator"] }

  func field(_ name: String) -> Value? {
    switch name {
    case "generator":
      .object(CurveObject(name: name, values: records?.map(\.generator)))
    case "discriminator":
      .object(CurveObject(name: name, values: records?.map(\.discriminator)))
    default: nil
    }
  }

  var summary: String {
    guard let last = records?.last else { return "losses" }
    return "generator \(fixed(last.generator, 4)), discriminator \(fixed(last.discriminator, 4))"
  }
}

/// Values over the epochs: `first`, `last`, `min`, `max`, `mean`.
struct CurveObject: ScriptObject {
  let name: String
  /// One an epoch; `nil` in a check.
  let values: [Double]?

  var typeName: String { "curve" }
  var fieldNames: [String] { ["first", "last", "min", "max", "mean"] }
  var elements: [Value]? { values?.map { .number($0) } ?? [.unknown("a number")] }

  func field(_ name: String) -> Value? {
    guard fieldNames.contains(name) else { return nil }
    guard let values, let first = values.first, let last = values.last else {
      return .unknown("a number")
    }
    return switch name {
    case "first": .number(first)
    case "last": .number(last)
    case "min": .number(values.min() ?? .nan)
    case "max": .number(values.max() ?? .nan)
    default: .number(values.reduce(0, +) / Double(values.count))
    }
  }

  var summary: String {
    guard let first = values?.first, let last = values?.last else { return name }
    return "\(name): \(fixed(first, 4)) to \(fixed(last, 4)) over \(values?.count ?? 0) epochs"
  }
}
