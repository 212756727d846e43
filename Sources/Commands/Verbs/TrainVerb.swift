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
      parameters: [
        Parameter(
          "epochs", .whole(1...1_000_000), "how often all pictures are seen", default: "100"),
        Parameter("lr", .number(0...1e38), "learning rate of both networks", default: "0.01"),
        Parameter("lr_g", .number(0...1e38), "the generator's, if it differs"),
        Parameter("lr_d", .number(0...1e38), "the discriminator's, if it differs"),
        Parameter("batch", .whole(1...65_536), "pictures in a step", default: "32"),
        Parameter(
          "optimizer", .word(optimizerCatalog.terms), "rule that moves the weights",
          default: "sgd"),
        Parameter("loss", .word(objectiveCatalog.terms), "what is minimised", default: "bce"),
        Parameter("seed", .whole(0...Int.max), "what all random numbers come from", default: "1"),
        Parameter(
          "steps_d", .whole(1...1000), "discriminator steps for each generator step",
          default: "1"),
        Parameter("shuffle", .toggle, "a new order every epoch", default: "on"),
        Parameter(
          "last_batch",
          .word([
            Term("drop", "pictures that do not fill a batch are left out of the epoch"),
            Term("keep", "they make a smaller batch"),
          ]), "what becomes of the rest", default: "drop"),
        Parameter(
          "latents", .inputFile(endings: ["npy"]),
          "latent vectors to take in order, [rows, latent], instead of random ones"),
        Parameter(
          "snapshots", .whole(0...1_000_000),
          "pictures are kept every so many epochs, and of the first and last; 0 for none",
          default: "1"),
        Parameter(
          "measures", .whole(0...1_000_000),
          "the quick measures are taken every so many epochs, and of the first and last; 0 for none",
          default: "0"),
        Parameter(
          "checkpoint", .whole(1...1_000_000),
          "what is trained is written every so many epochs; about every 30 s if left out"),
        Parameter("data", .object("data set"), "instead of the last data set loaded"),
        Parameter("generator", .object("network"), "instead of the network of that name"),
        Parameter("discriminator", .object("network"), "instead of the network of that name"),
      ] + optimizerOptions,
      example: "baseline = train epochs=100 lr=0.01 batch=32 optimizer=sgd seed=1")
  ) { call, session, phase in
    let data = try data(call, session)
    let plan = try plan(call, data, session)
    let run = try Training.carryOut(plan, data, call, &session, phase)
    try run.checkConverged()
    session.lastRun = run
    return .object(run)
  }

  /// The options of all optimizers, each once; an optimizer takes its own only.
  private static let optimizerOptions: [Parameter] = {
    var options: [Parameter] = []
    for option in optimizerCatalog.terms.flatMap(\.parameters)
    where !options.contains(where: { $0.name == option.name }) {
      let owners = optimizerCatalog.terms.filter { $0.parameter(named: option.name) != nil }
      var option = option
      let standards = Set(owners.compactMap { $0.parameter(named: option.name)?.defaultText })
      option.summary +=
        " (\(owners.map(\.name).joined(separator: ", "))"
        + (standards.count == 1 ? "; default \(standards.first ?? ""))" : ")")
      option.defaultText = nil
      options.append(option)
    }
    return options
  }()

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
    _ call: Call, _ data: DataSetObject, _ session: Session
  ) throws -> RunObject.Plan {
    let generator = try network("generator", call, session)
    let discriminator = try network("discriminator", call, session)
    let (recipe, optimizer) = try recipe(call, session.context, latent: generator.inputs)
    let networks = NetworkPair(
      generator: generator, discriminator: discriminator,
      generatorWeights: try weights(for: generator, session),
      discriminatorWeights: try weights(for: discriminator, session))
    let measured = call.whole("measures") ?? 0
    let plan = RunObject.Plan(
      networks: networks, recipe: recipe,
      stages: [
        LearningRateStage(
          until: recipe.epochs, generator: recipe.generatorLearningRate,
          discriminator: recipe.discriminatorLearningRate)
      ], data: data.plan, snapshotsEvery: call.whole("snapshots") ?? 1,
      optimizer: call.word("optimizer") ?? "sgd", optimizerDetails: optimizer,
      checkpointEvery: call.whole("checkpoint"),
      arguments: call.verb.parameters.map { parameter in
        var value = call.value(parameter.name) ?? .nothing
        // Its options are listed by name.
        if case .applied(let word, _) = value { value = .word(word) }
        return RunObject.Argument(
          name: parameter.name, value: value,
          isDefault: !call.isGiven(parameter.name)
            || value.description == parameter.defaultText)
      }, meter: measured > 0 ? .measures(every: measured, data: data.data) : nil)
    try check(plan)
    return plan
  }

  /// Throws if a plan cannot be trained.
  static func check(_ plan: RunObject.Plan) throws {
    if plan.meter != nil, (1..<Reference.fewest).contains(plan.data.count) {
      throw Reference.tooSmall(plan.data.name, count: plan.data.count, argument: "measures")
    }
    // A data set that only the run will know has no features yet.
    if plan.data.featureCount > 0 {
      do throws(TrainingError) {
        try plan.recipe.check(
          plan.networks, features: plan.data.featureCount, samples: plan.data.count)
      } catch { throw scriptError(error) }
    }
    try MemoryPlan.check(plan)
  }

  private static func network(_ name: String, _ call: Call, _ session: Session) throws -> Network {
    if let given = call.object(name) as? NetworkObject { return given.network }
    guard let network = session.networks[name]?.network else {
      throw ScriptError(
        "there is no network called \(name)",
        help: name == "generator"
          ? "net generator: 100 -> 128 relu -> 4096 tanh"
          : "net discriminator: 4096 -> 256 leakyrelu -> 1 sigmoid", code: .unknownName,
        isConsequence: true)
    }
    return network
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

  private static func recipe(
    _ call: Call, _ context: SessionContext, latent: Int
  ) throws -> (Recipe, optimizer: String) {
    let learningRate = call.number("lr") ?? 0.01
    let kind = optimizerCatalog[call.word("optimizer") ?? "sgd"] ?? optimizerCatalog.elements[0]
    var options: [String: Double] = [:]
    for (option, value) in zip(kind.term.parameters, call.wordArguments("optimizer")) {
      options[option.name] = value.number ?? (value.isOn ? 1 : 0)
    }
    for option in optimizerOptions where call.isGiven(option.name) {
      guard kind.term.parameter(named: option.name) != nil else {
        let owners = optimizerCatalog.terms.filter { $0.parameter(named: option.name) != nil }
        throw ScriptError(
          "optimizer=\(kind.name) has no \(option.name)",
          help: "\(option.name) is for \(owners.map(\.name).joined(separator: ", "))",
          argument: option.name, code: .arguments)
      }
      options[option.name] =
        call.number(option.name) ?? (call.toggle(option.name) == true ? 1 : 0)
    }
    if kind.name == "sgd", options["momentum"] ?? 0 == 0,
      let idle = ["dampening", "nesterov"].first(where: call.isGiven)
    {
      throw ScriptError(
        "\(idle)= changes momentum, and there is none", help: "add momentum=0.9",
        argument: idle, code: .arguments)
    }
    let objective = objectiveCatalog[call.word("loss") ?? "bce"] ?? objectiveCatalog.elements[0]
    let details = kind.term.parameters.map { option in
      let value = options[option.name].map(shortest) ?? option.defaultText ?? "0"
      return " \(option.name)=\(value == "off" ? "0" : value)"
    }.joined()
    let recipe = Recipe(
      epochs: call.whole("epochs") ?? 100, batch: call.whole("batch") ?? 32,
      generatorLearningRate: call.number("lr_g") ?? learningRate,
      discriminatorLearningRate: call.number("lr_d") ?? learningRate,
      optimizer: kind.optimizer(options), objective: objective.objective,
      seed: UInt64(call.whole("seed") ?? 1), discriminatorSteps: call.whole("steps_d") ?? 1,
      shuffles: call.toggle("shuffle") ?? true, dropsLastBatch: call.word("last_batch") != "keep",
      latents: try latents(call, context, width: latent))
    return (recipe, kind.name + details)
  }

  private static func latents(_ call: Call, _ context: SessionContext, width: Int) throws
    -> [Float]?
  {
    guard let path = call.text("latents").map(context.inputPath) else { return nil }
    let data: DataSet
    do { data = try loadArray(path) } catch { throw scriptError(error, argument: "latents") }
    guard data.featureCount == width else {
      throw ScriptError(
        "\(path): a row has \(data.featureCount) numbers, but the generator takes \(width)",
        argument: "latents", exitCode: .data, code: "E110")
    }
    return data.values
  }
}

extension RunObject {
  /// Throws, with exit code 5, if the training diverged.
  func checkConverged() throws {
    guard let status = result?.status, status.state == .diverged else { return }
    throw ScriptError(
      status.reason, help: "use a smaller lr", exitCode: .diverged, code: "E413")
  }
}
