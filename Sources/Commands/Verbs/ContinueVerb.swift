import Adversarial
import GANScript
import Vocabulary

/// `continue`: a run that continues where another one ended, with other learning rates if wanted.
enum ContinueVerb {
  static let verb = Verb<Session>(
    Term(
      "continue", "continues a run to a larger total of epochs, as a run of its own",
      discussion: """
        The first run stays as it is. `epochs` is the new total: continue baseline epochs=200 \
        trains 100 more after a run of 100. With the same learning rates the result is, bit for \
        bit, that of train epochs=200; with others they hold from there on and are kept in the \
        new run's config.json. Where something depends on how long a run is (schedule=, noise= without \
        noise_until=), a longer one differs from its first epoch on and is trained from there.
        """,
      parameters: [
        Parameter(
          "run", .object("run"), "the run to continue; the last run unless told otherwise",
          position: .positional)
      ] + continuingParameters,
      example: "longer = continue epochs=200 lr=0.005"), forget: Session.forgetsRun
  ) { call, session, phase in
    guard let run = call.object("run") as? RunObject ?? session.lastRun else {
      throw ScriptError(
        "there is no run to go on with", help: "train before it, or name one",
        code: .arguments, isConsequence: true)
    }
    let data = try run.result?.data.prepared()
    var whole = run.plan
    if let data, let saved = run.result?.saved {
      whole = try saved.planToContinue(data, session)
    }
    let plan = try plan(run, whole, call)
    try TrainVerb.check(plan, session.context)
    let known = data ?? session.plannedRuns.data(plan.data.source)
    let next = try Training.carryOut(
      plan, known.map { DataSetObject($0, plan: plan.data) } ?? DataSetObject(plan.data),
      after: run.result.flatMap { $0.saved == nil ? nil : $0 }, continuing: run.result,
      isInterrupted: call.isInterrupted, &session, phase)
    try next.checkConverged()
    session.lastRun = next
    return .object(next)
  }

  /// The options of `train` that may change on the way.
  private static let continuingParameters = trainingOptions.elements.filter(\.isForContinuing).map {
    option in
    var parameter = option.continuing
    if case .length = option.key {
      parameter.summary = "how many epochs it will have in all"
      parameter.isRequired = true
    }
    return parameter
  }

  /// The plan of a run, with what a call changes from where the run ends.
  private static func plan(
    _ run: RunObject, _ plan: RunObject.Plan, _ call: Call
  ) throws -> RunObject.Plan {
    var plan = plan
    let total = call.whole("epochs") ?? plan.recipe.epochs
    // An epoch that was stopped halfway is finished with the rates that it began with.
    let isWithinEpoch = try run.result?.checkpoint().isWithinEpoch ?? false
    let done = (run.result?.records.count ?? plan.recipe.epochs) + (isWithinEpoch ? 1 : 0)
    let reached = run.result?.records.count ?? plan.recipe.epochs
    // How many epochs a run with patience has is known only when it has ended.
    guard total > reached || (run.result == nil && plan.best?.patience != nil) else {
      throw ScriptError(
        "the run has \(counted(reached, "epoch")) already; epochs= is the total to reach",
        help: "write epochs=\(reached * 2), for example", argument: "epochs", code: "E341")
    }
    try run.checkConverged()
    if let result = run.result, plan.best?.isOver(result.measurements) == true {
      throw ScriptError(
        "the run ended after \(counted(reached, "epoch")) since none was better for so long",
        help: "train it with a larger patience=, or without", argument: "run", code: "E341")
    }
    // With patience a run may end before, and then there is nothing to go on with.
    plan.isSettled = plan.isSettled && call.isSettled && plan.best?.patience == nil
    var rates = plan.learningRates
    rates.generator = call.number("lr_g") ?? call.number("lr") ?? rates.generator
    rates.discriminator = call.number("lr_d") ?? call.number("lr") ?? rates.discriminator
    let stage = LearningRateStage(until: total, learningRates: rates)
    plan.stages[plan.stages.count - 1].until = done
    if rates == plan.learningRates || done >= total {
      plan.stages[plan.stages.count - 1].until = total
    } else if done == 0 {
      plan.stages[plan.stages.count - 1] = stage
    } else {
      plan.stages.append(stage)
    }
    if plan.recipe.noise?.untilEpoch == plan.recipe.epochs,
      plan.arguments.first(where: { $0.name == "noise_until" })?.isDefault != false
    {
      plan.recipe.noise?.untilEpoch = total
    }
    plan.recipe.epochs = total
    plan.checkpointEvery = call.whole("checkpoint") ?? plan.checkpointEvery
    plan.kept = call.word("keep").flatMap(Checkpoint.Kept.init) ?? plan.kept
    for index in plan.arguments.indices
    where call.verb.parameter(named: plan.arguments[index].name) != nil
      && call.isGiven(plan.arguments[index].name)
    {
      let name = plan.arguments[index].name
      plan.arguments[index].value = call.value(name) ?? .nothing
      plan.arguments[index].isDefault = false
    }
    return plan
  }
}
