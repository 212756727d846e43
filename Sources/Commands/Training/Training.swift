import Adversarial
import Files
import GANScript
import Networks
import Tensors
import Vocabulary

/// From a plan to a run: found again, gone on with, or trained.
enum Training {
  /// A plan carried out; what diverged is a run too, with its status.
  ///
  /// - Parameters:
  ///   - data: What it learns from; only its plan is known in a check.
  ///   - before: A run that it goes on with, wherever its folder is.
  ///   - continued: The run that it was asked to go on with; it says so if it cannot.
  ///   - isInterrupted: Whether the user wants the work to stop.
  static func carryOut(
    _ plan: RunObject.Plan, _ data: DataSetObject, after before: RunResult? = nil,
    continuing continued: RunResult? = nil, isInterrupted: @escaping () -> Bool,
    _ session: inout Session,
    _ phase: ExecutionPhase
  ) throws -> RunObject {
    let run = try unnoted(
      plan, data, after: before, continuing: continued, isInterrupted: isInterrupted, &session,
      phase
    )
    session.note(run)
    return run
  }

  /// The same ahead of the statement that will find the run: the session does not note it as one that a
  /// statement gave.
  static func unnoted(
    _ plan: RunObject.Plan, _ data: DataSetObject, after before: RunResult? = nil,
    continuing continued: RunResult? = nil, isInterrupted: @escaping () -> Bool,
    _ session: inout Session,
    _ phase: ExecutionPhase
  ) throws -> RunObject {
    let context = session.context
    let store = RunStore(context)
    guard phase == .run, let samples = data.prepared else {
      do { try store.checkWritable() } catch { throw scriptError(error) }
      session.plannedRuns.add(
        plan, data.prepared, context.trainsAnew ? nil : store, threads: context.workers.threads)
      return RunObject(plan: plan, result: nil)
    }
    let identity = RunIdentity(plan, fingerprint: samples.fingerprint)
    let collective = plan.recipe.processes > 1 ? context.collective : nil
    var folder = store.folder(identity)
    folder.isWritten = collective.map { $0.number == 0 } ?? true
    let mayFind = !context.trainsAnew || session.trainedRuns.contains(folder.name)
    if mayFind,
      let result = found(folder, plan, identity, samples, context)
    {
      return RunObject(plan: plan, result: result)
    }
    guard collective == nil || !session.isAlone else {
      throw ScriptError(
        "ranks=all: what this training learns from is known only when the notebook runs, which one "
          + "process does",
        help: "leave out ranks=, or what in it comes from another training", code: "E414")
    }
    let lock = folder.isWritten ? try folder.take() : nil
    defer { withExtendedLifetime(lock) {} }
    try checkSpace(plan, folder)
    let start =
      mayFind || before != nil || !session.trainedRuns.isEmpty
      ? store.start(
        of: plan, identity, after: before, among: context.trainsAnew ? session.trainedRuns : nil,
        told: context.message) : nil
    if let collective { try agree(on: start, folder, collective) }
    if let start, start.checkpoint.epochs < plan.recipe.epochs {
      let whose = start.folder.name == folder.name ? "" : " of run \(start.folder.name)"
      context.message(
        "run \(folder.name): going on from epoch \(start.checkpoint.epochs)\(whose)")
    }
    if start == nil, let continued {
      context.message(
        "run \(folder.name): trained from its first epoch" + detour(plan, from: continued.status))
    }
    for note in [sparseSteps(plan), plan.unreachable] {
      if let note { context.message(note) }
    }
    let config = Array(RunConfig.text(plan, identity, samples).utf8)
    do throws(FileError) { try folder.write(config, .config) } catch { throw scriptError(error) }
    do {
      var training = try TrainingSession(
        plan, samples, identity, folder, from: start, context, isInterrupted: isInterrupted)
      training.digests[RunFolder.File.config.rawValue] = sha256(config)
      let result = try training.run()
      session.trainedRuns.insert(folder.name)
      context.message(
        "run \(folder.name): \(result.status.state.rawValue), kept in \(folder.path)")
      if result.isComplete, let warning = try warning(result, plan, samples, context) {
        context.message(warning)
      }
      return RunObject(plan: plan, result: result)
    } catch let error as TrainingError {
      throw scriptError(error)
    } catch let error as NetworkError { throw scriptError(error, path: folder.path) }
  }

  /// What to say of a training that has ended, after a look at its last pictures; of several processes
  /// one does.
  private static func warning(
    _ result: RunResult, _ plan: RunObject.Plan, _ data: PreparedData, _ context: SessionContext
  ) throws -> String? {
    guard result.folder.isWritten else { return nil }
    let pictures = SeenPictures(
      try result.checkpoint().history.snapshots, data,
      isConditional: plan.networks.areConditional, isBrief: true, on: context.workers)
    return Diagnosis(result, plan, pictures: pictures, isPrompt: context.isPrompt).warning
  }

  /// A run that ended, as its folder keeps it; `nil`, with a word, if the folder is damaged.
  private static func found(
    _ folder: RunFolder, _ plan: RunObject.Plan, _ identity: RunIdentity, _ data: PreparedData,
    _ context: SessionContext
  ) -> RunResult? {
    let told = context.message
    guard let status = folder.status, status.total == plan.recipe.epochs else { return nil }
    let file: RunFolder.File
    switch status.state {
    case .done where folder.has(.last): file = .last
    case .diverged: file = .diverged
    default: return nil
    }
    do {
      let checkpoint = try folder.checkpoint(file, recipe: identity.family)
      let isWhole =
        checkpoint.epochs == status.total
        || plan.best?.isOver(checkpoint.measurements) == true
      guard status.state == .diverged || isWhole else { return nil }
      guard checkpoint.kept >= plan.kept else {
        told(
          "run \(folder.name) was kept with keep=\(checkpoint.kept.rawValue) and is trained again")
        return nil
      }
      let result = RunResult(
        records: checkpoint.records, measurements: checkpoint.measurements,
        steps: checkpoint.steps, data: RunData(data), status: status, folder: folder,
        recipes: identity.families)
      var damaged = RunOutputs.damaged(in: folder, status, plan)
      if !folder.hasBest(plan, checkpoint.measurements, recipes: identity.families) {
        damaged.append(.best)
      }
      if !damaged.isEmpty {
        told(
          "run \(folder.name): \(damaged.map(\.rawValue).joined(separator: ", ")) "
            + "\(damaged.count == 1 ? "is" : "are") missing or damaged and written anew")
        // A run without its optimizer's state would be trained from its first epoch for a picture.
        guard checkpoint.kept != .everything, damaged.allSatisfy(\.isDrawn) else { return nil }
        try RunOutputs.redraw(damaged, of: RunObject(plan: plan, result: result), context)
      }
      told(
        "found run \(folder.name), "
          + (status.state == .done ? "trained before" : "which diverged before"))
      return result
    } catch {
      let reason = (error as? ScriptError)?.message ?? "\(error)"
      told("run \(folder.name) is damaged and is trained again: \(reason)")
      return nil
    }
  }

  /// Waits until all processes have read what is there; throws if one of them begins elsewhere.
  private static func agree(
    on start: RunStore.Start?, _ folder: RunFolder, _ collective: any Collective
  ) throws {
    let steps = collective.gather([Double(start?.checkpoint.steps ?? 0)])
    guard Set(steps).count > 1 else { return }
    throw ScriptError(
      "the processes see different states of run \(folder.name), after "
        + steps.map { shortest($0) }.joined(separator: ", ") + " steps",
      help: "all of them must see the same output folder", exitCode: .data, code: "E415")
  }

  /// Why a run is not on the way of a longer one, and what would go on with it where it was stopped.
  private static func detour(_ plan: RunObject.Plan, from status: RunStatus) -> String {
    let decay = plan.recipe.schedule.decay
    let reason =
      decay == .constant
      ? "; what was trained before is not on its way"
      : ": with schedule=\(decay.rawValue) a run of \(plan.recipe.epochs) epochs has other rates than "
        + "one of \(status.total)"
    guard status.state == .interrupted, status.total != plan.recipe.epochs else { return reason }
    return reason + "; continue epochs=\(status.total) goes on where it was stopped"
  }

  /// What to say of a generator that does not move in every epoch; `nil` if it does.
  private static func sparseSteps(_ plan: RunObject.Plan) -> String? {
    let recipe = plan.recipe
    let inEpoch = recipe.batchSizes(samples: plan.data.count).count
    guard recipe.discriminatorSteps > inEpoch else { return nil }
    let moves = inEpoch * recipe.epochs / recipe.discriminatorSteps
    return
      "steps_d=\(recipe.discriminatorSteps), and an epoch has \(counted(inEpoch, "step")): the "
      + "generator moves in \(moves) of \(counted(recipe.epochs, "epoch")); the others have no loss "
      + "of it"
  }

  /// Throws unless there is room for two checkpoints and the pictures.
  private static func checkSpace(_ plan: RunObject.Plan, _ folder: RunFolder) throws {
    let needed = MemoryPlan.checkpointBytes(plan) * 2 + 4e6
    guard let free = freeBytes(at: folder.path), Double(free) < needed else { return }
    throw ScriptError(
      "\(folder.path): no space for the run (needs \(byteText(Int(min(needed, 1e15)))), "
        + "\(byteText(free)) free)", exitCode: .files, code: "E402")
  }
}
