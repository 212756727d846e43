import Adversarial
import Datasets
import Files
import GANScript
import Measures
import Networks
import Vocabulary

/// `train`: trains the generator against the discriminator, from their initial weights.
enum TrainVerb {
  static let verb = Verb<Session>(
    Term(
      "train", "trains the generator against the discriminator from their initial weights",
      discussion: """
        One step: the discriminator learns from a batch of real pictures and from as many \
        generated ones, then the generator from what the discriminator, already moved, says of \
        the same pictures. Gives a run: run.loss.generator.last, run.loss.discriminator.mean. \
        Ctrl-C finishes the step and keeps the run.
        """,
      parameters: trainingOptions.elements.map { $0.parameter },
      example: "baseline = train epochs=100 lr=0.01 batch=32 optimizer=sgd seed=1"),
    forget: Session.forgetsRun
  ) { call, session, phase in
    let data = try data(call, session)
    let plan = try plan(call, data, session)
    let run = try Training.carryOut(plan, data, isInterrupted: call.isInterrupted, &session, phase)
    try run.checkConverged()
    session.lastRun = run
    return .object(run)
  }

  /// The data set that a call is about.
  static func data(_ call: Call, _ session: Session) throws -> DataSetObject {
    guard let data = call.object("data") as? DataSetObject ?? session.dataSet else {
      throw ScriptError(
        "there is no data to learn from", help: "load sunflowers", code: .arguments,
        isConsequence: true
      )
    }
    return data
  }

  /// What a call with the arguments of `train` is to train; throws whatever is wrong with it.
  static func plan(
    _ call: Call, _ data: DataSetObject, _ session: Session, isOfGrid: Bool = false
  ) throws -> RunObject.Plan {
    let generator = try network("generator", call, session)
    let discriminator = try network("discriminator", call, session)
    let networks = NetworkPair(
      generator: generator, discriminator: discriminator,
      generatorWeights: try weights(for: generator, session),
      discriminatorWeights: try weights(for: discriminator, session))
    let optimizer = try OptimizerChoice(call)
    var draft = TrainingDraft(
      latentCount: generator.givenCount, data: data.data, shape: data.plan.shape,
      context: session.context, isOfGrid: isOfGrid,
      recipe: Recipe(
        epochs: 1, batch: 1, optimizer: optimizer.optimizer,
        objective: objectiveCatalog.elements[0].objective), optimizer: optimizer)
    for option in trainingOptions.elements { try option.apply(call, &draft) }
    let plan = RunObject.Plan(
      networks: networks, recipe: draft.recipe,
      stages: [
        LearningRateStage(until: draft.recipe.epochs, learningRates: draft.learningRates)
      ], data: data.plan, snapshotsEvery: draft.snapshotsEvery, optimizer: draft.optimizer,
      checkpointEvery: draft.checkpointEvery,
      arguments: trainingOptions.elements.map { option in
        let parameter = option.parameter
        var value = call.value(parameter.name) ?? .nothing
        // Its options are listed by name.
        if case .applied(let word, _) = value { value = .word(word) }
        return RunObject.Argument(
          name: parameter.name, value: value,
          isDefault: !call.isGiven(parameter.name)
            || value.description == parameter.defaultText)
      }, meter: draft.meter, best: draft.best, kept: draft.kept,
      isSettled: call.isSettled)
    do {
      try check(plan, session.context)
    } catch var error as ScriptError {
      // The recommended networks do not go with the article's training, which is the default.
      if error.argument == "loss", !call.isGiven("loss"),
        let recipe = try? RecommendedTraining(session), recipe.isFor(discriminator)
      {
        error.help = "the training that goes with these networks: \(recipe.training)"
      }
      throw error
    }
    return plan
  }

  /// Throws if a plan cannot be trained.
  static func check(_ plan: RunObject.Plan, _ context: SessionContext) throws {
    if plan.meter != nil, (1..<Reference.fewestSamples).contains(plan.data.count) {
      throw Reference.tooSmall(plan.data.name, count: plan.data.count, argument: "measures")
    }
    // A data set that only the run will know has no features yet.
    if plan.data.featureCount > 0 {
      do throws(TrainingError) {
        try plan.recipe.check(
          plan.networks, data: plan.data.shape, samples: plan.data.count,
          kinds: plan.data.kinds?.count)
      } catch { throw scriptError(error) }
    }
    try MemoryPlan.check(plan, context)
  }

  private static func network(_ name: String, _ call: Call, _ session: Session) throws -> Network {
    if let given = call.object(name) as? NetworkObject { return given.network }
    guard let network = session.networks[name]?.network else {
      throw ScriptError(
        "there is no network called \(name)", help: proposal(of: name, session),
        code: .unknownName, isConsequence: true)
    }
    return network
  }

  /// A network that learns the last data set, and where a training for it is to be had: what a user who
  /// takes hints by their letter ends with.
  private static func proposal(of name: String, _ session: Session) -> String {
    let recipe = try? RecommendedTraining(session)
    let line =
      recipe?.lines.first { $0.hasPrefix("net \(name):") }
      ?? (name == "generator"
        ? "net generator: 100 -> 128 relu -> 4096 tanh"
        : "net discriminator: 4096 -> 256 leakyrelu -> 1 sigmoid")
    return recipe == nil
      ? line : ":recipe at the prompt writes both networks and a training; by hand: \(line)"
  }

  private static func weights(for network: Network, _ session: Session) throws -> Parameters? {
    guard let weights = session.initialWeights[network.name] else { return nil }
    guard weights.network.hasSameLayers(as: network) else {
      throw ScriptError(
        "the weights of \(weights.path) were loaded for \(network.name) when it was "
          + weights.network.summary, help: "load them again after the new net line",
        exitCode: .data, code: "E337")
    }
    return weights.parameters
  }
}

extension RunObject {
  /// Throws, with exit code 5, if the training diverged.
  func checkConverged() throws {
    guard let status = result?.status, status.state == .diverged else { return }
    let penalties = plan.recipe.penalties.map { "a smaller \($0.point.rawValue)" }
    throw ScriptError(
      status.reason, help: "use " + (["a smaller lr"] + penalties).joined(separator: ", or "),
      exitCode: .diverged, code: "E413")
  }
}
