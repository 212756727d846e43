import Adversarial
import GANScript
import Vocabulary

/// `diagnose`: what a run's curves and pictures say, and what to try.
enum DiagnoseVerb {
  static let verb = Verb<Session>(
    Term(
      "diagnose", "what the curves and the pictures of a run say, and what to try",
      discussion:
        "The gravest sign that the losses and the pictures kept through the epochs show, and one thing "
        + "to try; others are named. Signs, the gravest first: "
        + diagnosisCatalog.terms.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")
        + ".",
      parameters: [
        Parameter(
          "run", .object("run"), "which run; the last one unless told otherwise",
          position: .positional)
      ],
      example: "diagnose"),
    role: .output
  ) { call, session, phase in
    guard let run = call.object("run") as? RunObject ?? session.lastRun else {
      throw ScriptError(
        "there is no run to look at", help: "train before it, or name one",
        code: .arguments, isConsequence: true)
    }
    guard phase == .run, let result = run.result else { return .nothing }
    let diagnosis = Diagnosis(
      result, run.plan, pictures: try pictures(of: run, session),
      isPrompt: session.context.isPrompt)
    call.emit(.text(diagnosis.text(name: result.folder.name, epochs: result.records.count)))
    return .nothing
  }

  /// What the pictures of a run show; `nil` where the data are gone, or no pictures.
  private static func pictures(of run: RunObject, _ session: Session) throws -> SeenPictures? {
    guard let result = run.result, let data = try? result.data.prepared() else { return nil }
    let workers = session.context.workers
    var snapshots = try result.checkpoint().history.snapshots
    if snapshots.last?.epoch != result.records.last?.epoch, let last = result.records.last,
      let weights = try? run.weights(of: .generator)
    {
      let layout = run.plan.pictureLayout
      let sampler = Sampler(
        run.plan.networks.generator, count: layout.count, kinds: layout.kinds,
        seed: run.plan.recipe.seed, workers: workers)
      let samples = sampler.samples(weights)
      snapshots.append(
        Snapshot(epoch: last.epoch, pixels: samples.map(data.set.scaling.pixel)))
    }
    return SeenPictures(
      snapshots, data, isConditional: run.plan.networks.areConditional, isBrief: false, on: workers)
  }
}
