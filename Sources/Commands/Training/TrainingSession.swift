import Adversarial
import Datasets
import Files
import GANScript
import Networks
import Vocabulary

/// One training from beginning to end, or from where an earlier one stopped: epochs, pictures
/// through the epochs, checkpoints, progress.
struct TrainingSession {
  private let plan: RunObject.Plan
  private let data: PreparedData
  private let identity: RunIdentity
  private let folder: RunFolder
  private let context: SessionContext
  private let isInterrupted: () -> Bool

  private let trainer: Trainer
  private var history: History
  /// Seconds that went into the epochs trained before.
  private let secondsBefore: Double
  private var journal: [String]
  /// The best epoch's checkpoint, until it is written.
  private var unwrittenBest: [UInt8]?
  /// The digests of the files that are finished, by name.
  var digests: [String: String] = [:]

  /// Prepares a training in a folder that is taken for it.
  init(
    _ plan: RunObject.Plan, _ data: PreparedData, _ identity: RunIdentity, _ folder: RunFolder,
    from start: RunStore.Start?, _ context: SessionContext, isInterrupted: @escaping () -> Bool
  ) throws {
    self.plan = plan
    self.data = data
    self.identity = identity
    self.folder = folder
    self.context = context
    self.isInterrupted = isInterrupted
    trainer = try TrainingSession.trainer(plan, data.set, from: start?.checkpoint, context)
    history = try start?.checkpoint.history ?? History()
    secondsBefore = start?.folder.status?.seconds ?? 0
    journal = start?.folder.name == folder.name ? [folder.text(.log)] : []
    if journal.last?.isEmpty == true { journal = [] }
    if let best = plan.best, let start, start.folder.name != folder.name,
      best.epoch(in: start.checkpoint.measurements) != nil
    {
      do throws(FileError) { unwrittenBest = try readFile(start.folder.path(of: .best)) } catch {
        throw scriptError(error)
      }
    }
    let kept = Set(plan.snapshotEpochs)
    history.snapshots.removeAll { !kept.contains($0.epoch) }
    history.measurements = history.measurements.with(columns: plan.meter?.names ?? [])
    history.measurements.rows.removeAll { [total = plan.recipe.epochs, meter = plan.meter] row in
      meter?.isDue(row.epoch, of: total) != true
    }
  }

  /// Trains until all epochs are done or the user stops it; what diverges is a result too.
  mutating func run() throws -> RunResult {
    let total = plan.recipe.epochs
    let layout = plan.pictureLayout
    let sampler = Sampler(
      plan.networks.generator, count: layout.count, kinds: layout.kinds, seed: plan.recipe.seed,
      workers: context.workers)
    let kept = Set(plan.snapshotEpochs)
    var progress = Progress(
      epochs: total, after: trainer.epochs, unit: plan.recipe.objective.unit, context)
    var checkpoints = CheckpointClock(every: plan.checkpointEvery)
    var failures = 0
    note("epoch \(trainer.epochs): begins")
    try noteSession()
    try save(status(.running, progress))
    progress.timer.skip()
    do {
      while trainer.epochs < total, !hasWaited {
        let rates = plan.learningRates(ofEpoch: trainer.epochs + 1)
        guard
          let record = try trainer.epoch(
            learningRates: rates,
            shouldStop: {
              progress.timer.step()
              return isInterrupted()
            })
        else { break }
        progress.timer.step()
        history.records.append(record)
        try trainer.checkWeights()
        if kept.contains(record.epoch) {
          history.snapshots.append(
            Snapshot(
              epoch: record.epoch,
              pixels: sampler.samples(trainer.drawingGenerator).map(data.set.scaling.pixel)))
        }
        try measure(record.epoch)
        progress.report(history.records) {
          layout.forEachKind(
            of: data.set.form.images(of: sampler.samples(trainer.drawingGenerator)),
            count: LiveDrawing.count
          ).map(Pictures.stretched)
        }
        let leftOut = checkpoints.leavesOut
        let isDue = record.epoch < total && checkpoints.isDue(epoch: record.epoch)
        if checkpoints.leavesOut, !leftOut {
          context.message(
            "checkpoints take more than half of the time; from now on some are left out")
        }
        if isDue {
          progress.timer.step()
          try checkpoints.write { try saveOnTheWay(&failures, status(.running, progress)) }
          checkpoints.draw { saveOutputsOnTheWay(sampler) }
          progress.timer.skip()
        }
      }
      try trainer.checkWeights()
    } catch let error as TrainingError {
      progress.finish(epochs: trainer.epochs, isComplete: false)
      return try diverged(error, progress)
    }
    let state: RunStatus.State = trainer.epochs == total || hasWaited ? .done : .interrupted
    if hasWaited, trainer.epochs < total, let best = plan.best {
      context.message(
        "no better \(best.measure) since epoch \(best.epoch(in: history.measurements) ?? 0): "
          + "the training ends after \(counted(trainer.epochs, "epoch"))")
    }
    var final = status(state, progress)
    try saveCheckpoint(.last, kept: state == .done ? plan.kept : .everything)
    try RunOutputs.removeStrip(from: folder)
    digests.merge(
      try RunOutputs.write(
        history, samples: sampler.samples(trainer.drawingGenerator), plan, data.set, into: folder)
    ) { $1 }
    final.digests = digests
    note("epoch \(trainer.epochs): \(state.rawValue), \(fixed(final.seconds, 1)) s in all")
    try save(final)
    progress.finish(epochs: trainer.epochs, isComplete: state == .done)
    return result(final)
  }

  private static func trainer(
    _ plan: RunObject.Plan, _ data: DataSet, from checkpoint: Checkpoint?, _ context: SessionContext
  ) throws -> Trainer {
    let samples = TrainingData(
      values: data.values, shape: plan.data.shape, kinds: data.kindNumbers)
    let collective = plan.recipe.processes > 1 ? context.collective : nil
    guard let checkpoint else {
      return try Trainer(
        plan.networks, plan.recipe, data: samples, workers: context.workers, collective: collective)
    }
    return try Trainer(
      plan.networks, plan.recipe, data: samples, from: checkpoint, workers: context.workers,
      collective: collective)
  }

  /// The one place where measures are taken during training.
  private mutating func measure(_ epoch: Int) throws {
    guard let meter = plan.meter, meter.isDue(epoch, of: plan.recipe.epochs) else { return }
    let values = try meter.measure(trainer.drawingGenerator, epoch, plan, data, context.workers)
    history.measurements.rows.append(Measurements.Row(epoch: epoch, values: values))
    if plan.best?.epoch(in: history.measurements) == epoch {
      unwrittenBest = trainer.checkpoint(recipe: identity.family, history: history)
    }
  }

  /// Whether the training has waited long enough for a better epoch.
  private var hasWaited: Bool {
    plan.best?.isOver(history.measurements) ?? false
  }

  /// Writes the present state, after the best epoch's if there is a new one: a later best epoch than
  /// the last checkpoint is reached again, an earlier one would be lost.
  private mutating func saveCheckpoint(
    _ file: RunFolder.File, kept: Checkpoint.Kept = .everything
  ) throws {
    if let best = unwrittenBest {
      try write(best, .best)
      unwrittenBest = nil
    }
    try write(trainer.checkpoint(recipe: identity.family, history: history, kept: kept), file)
  }

  private func write(_ bytes: [UInt8], _ file: RunFolder.File) throws {
    do throws(FileError) { try folder.write(checkpoint: bytes, file) } catch {
      if error.refusal != nil { throw scriptError(error) }
      let free = freeBytes(at: folder.path).map { ", \(byteText($0)) free" } ?? ""
      let last = folder.status.map { $0.epochs } ?? 0
      throw ScriptError(
        "cannot save epoch \(trainer.epochs) of run \(folder.name): \(error.reason) "
          + "(needs \(byteText(bytes.count))\(free)); last good: epoch \(last)", exitCode: .files,
        code: "E401")
    }
  }

  /// Writes a checkpoint during training: one failure is reported, two in a row end the training.
  private mutating func saveOnTheWay(_ failures: inout Int, _ status: RunStatus) throws {
    do {
      try saveCheckpoint(.last)
      do throws(FileError) {
        try folder.write(LossTable(history.records, history.measurements).csv, .losses)
      } catch { throw scriptError(error) }
      note("epoch \(trainer.epochs): checkpoint")
      try save(status)
      failures = 0
    } catch let error as ScriptError {
      failures += 1
      if failures > 1 { throw error }
      context.message(error.message)
    }
  }

  /// Writes losses and pictures to look at while it trains. They are no part of the run: what fails
  /// is told, and the training goes on.
  private func saveOutputsOnTheWay(_ sampler: Sampler) {
    do {
      try RunOutputs.writeOnTheWay(
        history, samples: sampler.samples(trainer.drawingGenerator), plan, data.set, into: folder)
    } catch {
      context.message((error as? ScriptError)?.message ?? "\(error)")
    }
  }

  private mutating func diverged(_ error: TrainingError, _ progress: Progress) throws -> RunResult {
    var status = self.status(.diverged, progress)
    status.reason = error.message
    try saveCheckpoint(.diverged)
    try RunOutputs.removeAllOnTheWay(from: folder)
    let losses = Array(LossTable(history.records, history.measurements).csv.utf8)
    do throws(FileError) { try folder.write(losses, .losses) } catch { throw scriptError(error) }
    digests[RunFolder.File.losses.rawValue] = sha256(losses)
    status.digests = digests
    note("epoch \(trainer.epochs): \(error.message)")
    try save(status)
    return result(status)
  }

  private func status(_ state: RunStatus.State, _ progress: Progress) -> RunStatus {
    RunStatus(
      state: state, epochs: trainer.epochs, total: plan.recipe.epochs,
      seconds: secondsBefore + progress.elapsed)
  }

  private func save(_ status: RunStatus) throws {
    do throws(FileError) {
      try folder.write(journal.joined(separator: "\n") + "\n", .log)
      try folder.write(status.text, .status)
    } catch { throw scriptError(error) }
  }

  /// Adds a line on this session to those of the folder.
  private func noteSession() throws {
    let line = context.provenance.line(
      fromEpoch: trainer.epochs, threads: context.workers.threads)
    do throws(FileError) {
      try folder.write(folder.text(.sessions) + line + "\n", .sessions)
    } catch { throw scriptError(error) }
  }

  private mutating func note(_ line: String) { journal.append(line) }

  private func result(_ status: RunStatus) -> RunResult {
    RunResult(
      records: history.records, measurements: history.measurements, steps: trainer.steps,
      data: RunData(data), status: status, folder: folder, recipes: identity.families)
  }
}
