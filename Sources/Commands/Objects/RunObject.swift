import Adversarial
import Datasets
import GANScript
import Networks
import Vocabulary

/// What a training gave, as scripts see it; in a check only its plan is known.
struct RunObject: ScriptObject {
  let plan: Plan
  /// The trained networks and their history; `nil` in a check.
  let result: RunResult?

  var typeName: String { "run" }
  var fieldNames: [String] {
    ["epochs", "loss", "lr", "lr_g", "lr_d", "batch", "seed", "status", "seconds", "name"]
      + (hasBest ? ["best"] : [])
      + (plan.meter.map { RunCurve.measured(by: $0) + ["kinds"] } ?? [])
  }

  func field(_ name: String) -> Value? {
    switch name {
    case "epochs": return result.map { .number(Double($0.records.count)) } ?? .unknown("a number")
    case "loss": return .object(LossObject(records: result?.records))
    case "lr", "lr_g": return .number(plan.learningRates.generator)
    case "lr_d": return .number(plan.learningRates.discriminator)
    case "batch": return .number(Double(plan.recipe.batch))
    case "seed": return Value(plan.recipe.seed)
    case "status": return result.map { .text($0.status.state.rawValue) } ?? .unknown("a text")
    case "seconds": return result.map { .number($0.status.seconds) } ?? .unknown("a number")
    case "name": return result.map { .text($0.folder.name) } ?? .unknown("a text")
    case "best": return hasBest ? best : nil
    case "kinds": return plan.meter == nil ? nil : .object(KindCurvesObject(run: self))
    default:
      guard let meter = plan.meter, RunCurve.measured(by: meter).contains(name) else { return nil }
      return .object(CurveObject(name: name, result?.measurements.column(name)))
    }
  }

  /// Whether a best epoch is kept; it has none of its own.
  private var hasBest: Bool { plan.best != nil && result?.isBest != true }

  /// The run as it was after its best epoch.
  private var best: Value {
    guard let result else { return .object(RunObject(plan: plan, result: nil)) }
    guard let epoch = plan.best?.epoch(in: result.measurements) else { return .nothing }
    var best = result
    best.isBest = true
    best.records.removeAll { $0.epoch > epoch }
    best.measurements.rows.removeAll { $0.epoch > epoch }
    best.status.epochs = epoch
    return .object(RunObject(plan: plan, result: best))
  }

  var summary: String {
    guard let result else { return "run of \(plan.recipe.epochs) epochs" }
    let last = result.records.last
    return "run \(result.folder.name): \(result.records.count) of \(plan.recipe.epochs) epochs"
      + (last.map {
        ", D \(fixed($0.discriminator, 3))  G \(fixed($0.generator, 3)) in the last step"
      } ?? "") + ", \(result.status.state.rawValue), \(durationText(result.status.seconds))"
  }
}

extension NetworkRole {
  /// Words for the networks of a run, whatever is described in the session.
  static let terms = allCases.map {
    Term($0.rawValue, "the run's \($0.rawValue)")
  }

  /// As legends write it.
  var letter: String { self == .generator ? "G" : "D" }
}

extension Checkpoint {
  /// Throws `ScriptError` unless it keeps the weights of a role's network. The owner is what has it, in
  /// words.
  func requireWeights(
    of role: NetworkRole, owner: String, argument: String? = nil
  ) throws(ScriptError) {
    let needed: Kept = role == .generator ? .sampling : .everything
    guard kept < needed else { return }
    throw ScriptError(
      "\(owner) kept no weights of its \(role.rawValue) (keep=\(kept.rawValue))",
      help: "train it with keep=\(needed.rawValue)", argument: argument, exitCode: .data,
      code: "E339")
  }
}

extension RunObject {
  /// The weights of a role's network at the end, from the run's folder. Throws `ScriptError`.
  func weights(of role: NetworkRole) throws -> Parameters {
    guard let result else {
      throw ScriptError("there is no trained run", code: .arguments, isConsequence: true)
    }
    let checkpoint = try result.checkpoint()
    try checkpoint.requireWeights(of: role, owner: "run \(result.folder.name)")
    do {
      return try checkpoint.weights(of: role, for: plan.networks[role])
    } catch { throw scriptError(error, path: result.folder.path) }
  }
}

/// What came out of a training. Weights and pictures stay in the run's folder until asked for, so
/// that many runs take little memory.
struct RunResult: Sendable {
  /// One record an epoch.
  var records: [EpochRecord]
  /// What was measured through the epochs.
  var measurements: Measurements
  /// Steps made.
  var steps: Int
  /// The data it learned from.
  var data: RunData
  /// What became of it.
  var status: RunStatus
  /// Where everything is.
  var folder: RunFolder
  /// The keys of the recipes on its way, its own last.
  var recipes: [String]
  /// Whether it is the state after the best epoch, not the last.
  var isBest = false
  /// What its folder says, where it was taken up from one instead of trained or found by its recipe.
  var saved: SavedRun?

  /// Whether all epochs were trained.
  var isComplete: Bool { status.state == .done }

  /// Everything that the folder keeps. Throws if it is gone, damaged, or has gone on since.
  func checkpoint() throws -> Checkpoint {
    let file: RunFolder.File = isBest ? .best : status.state == .diverged ? .diverged : .last
    let checkpoint = try folder.checkpoint(file, recipes: isBest ? recipes : recipes.suffix(1))
    guard isBest ? checkpoint.epochs == records.count : checkpoint.steps == steps else {
      if saved != nil {
        throw ScriptError(
          "run \(folder.name) has gone on since it was taken up: another process trains it",
          help: "wait for its end, and load it again", exitCode: .data, code: "E339")
      }
      throw ScriptError(
        "run \(folder.name) was trained further since; this one is gone",
        help:
          "run = load run \"\(folder.name)\" takes it up as it is now; without a run's name, verbs "
          + "take the last one", exitCode: .data, code: "E339")
    }
    return checkpoint
  }
}

/// The losses of a run: `run.loss.generator.last`.
struct LossObject: ScriptObject {
  let records: [EpochRecord]?

  var typeName: String { "loss" }
  var fieldNames: [String] { ["generator", "discriminator", "crossing"] }

  func field(_ name: String) -> Value? {
    switch name {
    case "generator":
      // An epoch in which the generator did not move has no loss of it.
      let moved = records?.filter { !$0.generator.isNaN }
      return .object(CurveObject(name: name, moved?.map { ($0.epoch, $0.generator) }))
    case "discriminator":
      return .object(CurveObject(name: name, records?.map { ($0.epoch, $0.discriminator) }))
    case "crossing":
      guard let records else { return .unknown("a number") }
      return .number(Curves.crossing(of: records).map(Double.init) ?? .nan)
    default: return nil
    }
  }

  var summary: String {
    guard let last = records?.last else { return "losses" }
    return "generator \(fixed(last.generator, 4)), discriminator \(fixed(last.discriminator, 4))"
  }
}
