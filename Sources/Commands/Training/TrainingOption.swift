import Adversarial
import Datasets
import GANScript
import Measures
import Networks
import Vocabulary

/// An option of a training, declared once.
///
/// The verbs' parameters, the plan, the run's key, the name of its folder, `config.json`, tables and
/// labels all come from this declaration. What an option means for the key has no default: a new one
/// does not compile without it, so that two trainings that differ are never one run.
struct TrainingOption: Described {
  /// How an option enters the key of a run.
  enum Key: Sendable {
    /// As a line of the key: its name and its value in the plan; `nil` for no line, which an option that
    /// came later has for its default, so that runs of before keep their keys.
    case line(String, @Sendable (RunObject.Plan) -> String?)
    /// As a part of what another option's line says.
    case within(String)
    /// The length of the run: runs that differ in nothing else are of one family.
    case length
    /// The learning rates, stage by stage, after all lines.
    case learningRates
    /// What is trained, by its contents, before all lines.
    case subject
    /// Not at all, since it changes no number.
    case none
  }

  /// Where the name of a run's folder tells it.
  enum FolderName: Sendable {
    /// At the beginning, for every run.
    case head
    /// Where it is not as usual.
    case ifChanged
    /// Nowhere.
    case never
  }

  /// How users write it.
  let parameter: Parameter
  /// How it enters the key.
  let key: Key
  /// Where the folder's name tells it.
  let folderName: FolderName
  /// Whether `continue` may change it.
  let isForContinuing: Bool
  /// Puts an argument, or its default, into a draft. Throws `ScriptError`.
  let apply: @Sendable (Call, inout TrainingDraft) throws -> Void

  init(
    _ parameter: Parameter, key: Key, folderName: FolderName = .ifChanged,
    isForContinuing: Bool = false,
    apply: @escaping @Sendable (Call, inout TrainingDraft) throws -> Void = { _, _ in }
  ) {
    self.parameter = parameter
    self.key = key
    self.folderName = folderName
    self.isForContinuing = isForContinuing
    self.apply = apply
  }

  var term: Term { Term(parameter.name, parameter.summary) }

  /// The parameter for going on with a run, where nothing is left to a default.
  var continuing: Parameter {
    var parameter = parameter
    parameter.defaultText = nil
    if case .learningRates = key { parameter.summary += ", from here on" }
    return parameter
  }
}

/// What a call asks for, option by option, before it becomes a plan.
struct TrainingDraft {
  /// Numbers of a row of given latent vectors, a kind's included where the generator is told kinds.
  let latentCount: Int
  /// The data, if they are known.
  let data: DataSet?
  /// What a sample is.
  let shape: Shape
  let context: SessionContext
  var recipe: Recipe
  var learningRates = LearningRates(0)
  var optimizer: OptimizerChoice
  var snapshotsEvery = 0
  var checkpointEvery: Int?
  var meter: EpochMeter?
  var best: BestEpoch?
}

/// An optimizer with its options, and how it is told.
struct OptimizerChoice: Sendable {
  /// What it is called.
  var name: String
  /// With all its options, `adam beta1=0.5 …`.
  var details: String
  var optimizer: any Optimizer
}

/// All options of a training, in the order of the help.
let trainingOptions = Catalog<TrainingOption>(
  "option",
  [
    TrainingOption(
      Parameter(
        "epochs", .whole(1...1_000_000), "how often all pictures are seen", default: "100"),
      key: .length, folderName: .never, isForContinuing: true
    ) { call, draft in draft.recipe.epochs = call.wholeOrDefault("epochs") },
    TrainingOption(
      Parameter("lr", .number(0...1e38), "learning rate of both networks", default: "0.01"),
      key: .learningRates, folderName: .head, isForContinuing: true
    ) { call, draft in draft.learningRates = LearningRates(call.numberOrDefault("lr")) },
    TrainingOption(
      Parameter("lr_g", .number(0...1e38), "the generator's, if it differs"),
      key: .learningRates, folderName: .head, isForContinuing: true
    ) { call, draft in
      draft.learningRates.generator = call.number("lr_g") ?? draft.learningRates.generator
    },
    TrainingOption(
      Parameter("lr_d", .number(0...1e38), "the discriminator's, if it differs"),
      key: .learningRates, folderName: .head, isForContinuing: true
    ) { call, draft in
      draft.learningRates.discriminator = call.number("lr_d") ?? draft.learningRates.discriminator
    },
    TrainingOption(
      Parameter("batch", .whole(1...65_536), "pictures in a step", default: "32"),
      key: .line("batch") { "\($0.recipe.batch)" }, folderName: .head
    ) { call, draft in draft.recipe.batch = call.wholeOrDefault("batch") },
    TrainingOption(
      Parameter(
        "optimizer", .word(optimizerCatalog.terms), "rule that moves the weights", default: "sgd"),
      key: .line("optimizer") { $0.optimizer.details }, folderName: .head
    ) { call, draft in
      draft.optimizer = try OptimizerChoice(call)
      draft.recipe.optimizer = draft.optimizer.optimizer
    },
    TrainingOption(
      Parameter("loss", .word(objectiveCatalog.terms), "what is minimised", default: "bce"),
      key: .line("loss") { $0.recipe.objective.identity }
    ) { call, draft in
      draft.recipe.objective = objectiveCatalog.element(call.wordOrDefault("loss")).objective
    },
    TrainingOption(
      Parameter("seed", .whole(0...Int.max), "what all random numbers come from", default: "1"),
      key: .line("seed") { "\($0.recipe.seed)" }
    ) { call, draft in draft.recipe.seed = UInt64(call.wholeOrDefault("seed")) },
    TrainingOption(
      Parameter(
        "steps_d", .whole(1...1000), "discriminator steps for each generator step", default: "1"),
      key: .line("steps_d") { "\($0.recipe.discriminatorSteps)" }
    ) { call, draft in draft.recipe.discriminatorSteps = call.wholeOrDefault("steps_d") },
    TrainingOption(
      Parameter("shuffle", .toggle, "a new order every epoch", default: "on"),
      key: .line("shuffle") { "\($0.recipe.shuffles)" }
    ) { call, draft in draft.recipe.shuffles = call.isOnOrDefault("shuffle") },
    TrainingOption(
      Parameter(
        "last_batch",
        .word([
          Term("drop", "pictures that do not fill a batch are left out of the epoch"),
          Term("keep", "they make a smaller batch"),
        ]), "what becomes of the rest", default: "drop"),
      key: .line("drops_last_batch") { "\($0.recipe.dropsLastBatch)" }
    ) { call, draft in draft.recipe.dropsLastBatch = call.wordOrDefault("last_batch") == "drop" },
    TrainingOption(
      Parameter(
        "balance", .toggle,
        "batches have as many of each kind, so that pictures of rare ones come more often",
        default: "off"),
      key: .line("balance") { $0.recipe.balances ? "on" : nil }
    ) { call, draft in draft.recipe.balances = call.isOnOrDefault("balance") },
    TrainingOption(
      Parameter(
        "latents", .inputFile(endings: ["npy"]),
        "latent vectors to take in order, [rows, latent] or, with +kinds, [rows, latent + kinds]"),
      key: .line("latents") { RunIdentity.digest($0.recipe.latents) }
    ) { call, draft in
      draft.recipe.latents = try LatentFile.rows(call, draft.context, width: draft.latentCount)
    },
    TrainingOption(
      Parameter(
        "snapshots", .whole(0...1_000_000),
        "pictures are kept every so many epochs, and of the first and last; 0 for none",
        default: "1"),
      key: .line("snapshots") { "\($0.snapshotsEvery)" }
    ) { call, draft in draft.snapshotsEvery = call.wholeOrDefault("snapshots") },
    TrainingOption(
      Parameter(
        "measures", .whole(0...1_000_000),
        "the quick measures are taken every so many epochs, and of the first and last; 0 for none",
        default: "0"),
      key: .line("measures") { $0.meter?.identity ?? "none" }
    ) { call, draft in
      let every = call.wholeOrDefault("measures")
      draft.meter = every > 0 ? .measures(every: every, data: draft.data) : nil
    },
    TrainingOption(
      Parameter(
        "best", .word(EpochMeter.quickMeasures.map(\.term)),
        "the measure whose best epoch is kept, as run.best"),
      key: .line("best") { $0.best?.identity }
    ) { call, draft in
      guard let name = call.word("best") else { return }
      guard let meter = draft.meter else {
        throw ScriptError(
          "best=\(name) compares what is measured on the way, and nothing is",
          help: "add measures=10", argument: "best", code: .arguments)
      }
      draft.best = BestEpoch(
        measure: name, aim: measureCatalog.element(name).aim, every: meter.every)
    },
    TrainingOption(
      Parameter(
        "patience", .whole(1...1_000_000),
        "ends the training when no epoch was better for so many; to the end if left out"),
      key: .within("best")
    ) { call, draft in
      guard let patience = call.whole("patience") else { return }
      guard draft.best != nil else {
        throw ScriptError(
          "patience= waits for a better epoch, and nothing says which is better",
          help: "add best=kid measures=10", argument: "patience", code: .arguments)
      }
      draft.best?.patience = patience
    },
    TrainingOption(
      Parameter(
        "checkpoint", .whole(1...1_000_000),
        "what is trained is written every so many epochs; about every 30 s if left out"),
      key: .none, folderName: .never, isForContinuing: true
    ) { call, draft in draft.checkpointEvery = call.whole("checkpoint") },
  ] + remedyOptions + [
    TrainingOption(
      Parameter("data", .object("data set"), "instead of the last data set loaded"),
      key: .subject, folderName: .never),
    TrainingOption(
      Parameter("generator", .object("network"), "instead of the network of that name"),
      key: .subject, folderName: .never),
    TrainingOption(
      Parameter("discriminator", .object("network"), "instead of the network of that name"),
      key: .subject, folderName: .never),
  ]
    + OptimizerChoice.parameters.map {
      TrainingOption($0, key: .within("optimizer"), folderName: .never)
    })

/// What helps beyond the article: regularisers, augmentation, averages, schedules. By default none is there,
/// and the arithmetic is the article's, to the bit.
private let remedyOptions: [TrainingOption] = [
  TrainingOption(
    Parameter(
      "r1", .number(0...1e6), "weight of the squared gradient of D at real pictures",
      default: "0"),
    key: .line("r1") { penaltyLine(.real, $0) }
  ) { call, draft in addPenalty(.real, call, &draft) },
  TrainingOption(
    Parameter(
      "r2", .number(0...1e6), "weight of the squared gradient of D at generated pictures",
      default: "0"),
    key: .line("r2") { penaltyLine(.fake, $0) }
  ) { call, draft in addPenalty(.fake, call, &draft) },
  TrainingOption(
    Parameter(
      "gp", .number(0...1e6), "weight of WGAN-GP's pull of D's gradient to length 1", default: "0"),
    key: .line("gp") { penaltyLine(.mixture, $0) }
  ) { call, draft in addPenalty(.mixture, call, &draft) },
  TrainingOption(
    Parameter(
      "penalty_every", .whole(1...1000),
      "these penalties are taken every so many steps, with as many times the weight", default: "1"),
    key: .within("r1, r2, gp")
  ) { call, draft in
    try require(!draft.recipe.penalties.isEmpty, "penalty_every", "r1=, r2= or gp=", call)
  },
  TrainingOption(
    Parameter(
      "label_smoothing", .number(0...0.5), "how far the target of real pictures is below 1",
      default: "0"),
    key: .line("label_smoothing") { changed("label_smoothing", $0) }
  ) { call, draft in
    let share = call.numberOrDefault("label_smoothing")
    guard share > 0 else { return }
    guard let objective = draft.recipe.objective.smoothed(by: share) else {
      throw ScriptError(
        "loss=\(draft.recipe.objective.name) has no targets that could be smoothed",
        help: "leave out label_smoothing=, or use loss=bce_logits", argument: "label_smoothing",
        code: .arguments)
    }
    draft.recipe.objective = objective
  },
  TrainingOption(
    Parameter(
      "augment", .list(.word(Augmentation.catalog.terms)),
      "changes of all pictures before D sees them, drawn anew each time"),
    key: .line("augment") { plan in
      plan.recipe.augmentation.map { $0.changes.map(\.rawValue).joined(separator: " ") }
    }
  ) { call, draft in
    let changes = (call.list("augment") ?? []).compactMap { value -> Augmentation.Change? in
      if case .word(let word) = value { Augmentation.Change(rawValue: word) } else { nil }
    }
    guard !changes.isEmpty else { return }
    guard draft.shape.isPicture else {
      throw ScriptError(
        "augment= changes pictures, and the samples are \(draft.shape.count) plain numbers",
        help: "leave it out", argument: "augment", code: .arguments)
    }
    draft.recipe.augmentation = Augmentation(changes, picture: draft.shape)
  },
  TrainingOption(
    Parameter(
      "noise", .number(0...10), "standard deviation of noise on what D sees, falling to 0",
      default: "0"),
    key: .line("noise") { plan in
      plan.recipe.noise.map { "\(shortest($0.standardDeviation)) until \($0.untilEpoch)" }
    }
  ) { call, draft in
    let deviation = call.numberOrDefault("noise")
    guard deviation > 0 else { return }
    draft.recipe.noise = InstanceNoise(
      standardDeviation: deviation,
      untilEpoch: call.whole("noise_until") ?? draft.recipe.epochs)
  },
  TrainingOption(
    Parameter(
      "noise_until", .whole(1...1_000_000),
      "the epoch by which the noise is gone; the last if left out"),
    key: .within("noise")
  ) { call, draft in try require(draft.recipe.noise != nil, "noise_until", "noise=", call) },
  TrainingOption(
    Parameter(
      "ema", .number(0...0.99999),
      "share that a moving average of the generator keeps in a step; pictures come from it",
      default: "0"),
    key: .line("ema") { changed("ema", $0) }
  ) { call, draft in draft.recipe.averageKeep = call.numberOrDefault("ema") },
  TrainingOption(
    Parameter(
      "clip", .number(0...1e9), "the longest gradient of a network; 0 for no limit", default: "0"),
    key: .line("clip") { changed("clip", $0) }
  ) { call, draft in
    let longest = call.numberOrDefault("clip")
    draft.recipe.clip = longest > 0 ? longest : nil
  },
  TrainingOption(
    Parameter(
      "schedule",
      .word([
        Term("constant", "the learning rates stay"), Term("linear", "they fall to 0 in a line"),
        Term("cosine", "they fall to 0 along half a cosine"),
      ]), "how the learning rates fall", default: "constant"),
    key: .line("schedule", scheduleLine)
  ) { call, draft in
    draft.recipe.schedule.decay =
      LearningRateSchedule.Decay(rawValue: call.wordOrDefault("schedule")) ?? .constant
  },
  TrainingOption(
    Parameter(
      "decay", .number(0...1, exclusiveMinimum: true),
      "the last part of the epochs, in which they fall",
      default: "1"),
    key: .within("schedule")
  ) { call, draft in
    try require(
      draft.recipe.schedule.decay != .constant, "decay", "schedule=linear or schedule=cosine", call)
    draft.recipe.schedule.decayShare = call.numberOrDefault("decay")
  },
  TrainingOption(
    Parameter(
      "warmup", .number(0...1e6), "epochs in which the learning rates rise at first", default: "0"),
    key: .within("schedule")
  ) { call, draft in draft.recipe.schedule.warmup = call.numberOrDefault("warmup") },
]

/// Throws if an option is given that says nothing without another one.
private func require(
  _ isThere: Bool, _ option: String, _ other: String, _ call: Call
) throws {
  guard !isThere, call.isGiven(option) else { return }
  throw ScriptError(
    "\(option)= says nothing without \(other)", help: "add it, or leave out \(option)=",
    argument: option, code: .arguments)
}

/// A gradient penalty, if the call asks for it.
private func addPenalty(_ point: GradientPenalty.Point, _ call: Call, _ draft: inout TrainingDraft)
{
  let weight = call.numberOrDefault(point.rawValue)
  guard weight > 0 else { return }
  draft.recipe.penalties.append(
    GradientPenalty(point, weight: weight, every: call.wholeOrDefault("penalty_every")))
}

private func penaltyLine(_ point: GradientPenalty.Point, _ plan: RunObject.Plan) -> String? {
  plan.recipe.penalties.first { $0.point == point }.map {
    "\(shortest($0.weight)) every \($0.every)"
  }
}

/// The schedule with all that decides it: where it falls it depends on the number of epochs.
private func scheduleLine(_ plan: RunObject.Plan) -> String? {
  let schedule = plan.recipe.schedule
  if schedule.isConstant { return nil }
  let fall =
    schedule.decay == .constant
    ? "constant"
    : "\(schedule.decay.rawValue) in \(shortest(schedule.decayShare)) of \(plan.recipe.epochs)"
  return "\(fall), warmup \(shortest(schedule.warmup))"
}

/// An argument that is not as usual, as text.
private func changed(_ name: String, _ plan: RunObject.Plan) -> String? {
  plan.arguments.first { $0.name == name && !$0.isDefault }.map(\.value.description)
}

extension OptimizerChoice {
  /// The optimizer of a call, with the options that belong to it. Throws for those that do not.
  init(_ call: Call) throws {
    let kind = optimizerCatalog.element(call.wordOrDefault("optimizer"))
    var options: [String: Double] = [:]
    for (option, value) in zip(kind.term.parameters, call.wordArguments("optimizer")) {
      options[option.name] = value.number ?? (value.isOn ? 1 : 0)
    }
    for option in OptimizerChoice.parameters where call.isGiven(option.name) {
      guard kind.term.parameter(named: option.name) != nil else {
        let owners = OptimizerChoice.owners(of: option.name)
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
    name = kind.name
    details =
      kind.name
      + kind.term.parameters.map { option in
        let value = options[option.name].map(shortest) ?? option.defaultText ?? "0"
        return " \(option.name)=\(value == "off" ? "0" : value)"
      }.joined()
    optimizer = kind.optimizer(options)
  }

  /// The options of all optimizers, each once; an optimizer takes its own only.
  static let parameters: [Parameter] = {
    var options: [Parameter] = []
    for option in optimizerCatalog.terms.flatMap(\.parameters)
    where !options.contains(where: { $0.name == option.name }) {
      let owners = owners(of: option.name)
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

  private static func owners(of option: String) -> [Term] {
    optimizerCatalog.terms.filter { $0.parameter(named: option) != nil }
  }

  /// The options that are not as usual, `beta10.5`, for the name of a folder.
  var changes: [String] {
    let options = optimizerCatalog[name]?.term.parameters ?? []
    let standard = options.map {
      " \($0.name)=\($0.defaultText == "off" ? "0" : $0.defaultText ?? "0")"
    }
    return details.split(separator: " ").dropFirst().filter { !standard.contains(" \($0)") }
      .map { $0.split(separator: "=").joined() }
  }
}

extension Catalog {
  /// The element of a name that the language has checked.
  func element(_ name: String) -> Element { self[name] ?? elements[0] }
}

/// Arguments whose parameters have defaults: where a check does not know a value yet, the default
/// stands for it.
extension Call {
  func numberOrDefault(_ name: String) -> Double {
    number(name) ?? defaultValue(name)?.number ?? .nan
  }

  func wholeOrDefault(_ name: String) -> Int {
    whole(name) ?? defaultValue(name)?.number.flatMap { Int(exactly: $0) } ?? 0
  }

  func isOnOrDefault(_ name: String) -> Bool { toggle(name) ?? defaultValue(name)?.isOn ?? false }

  func wordOrDefault(_ name: String) -> String {
    if let word = word(name) { return word }
    switch defaultValue(name) {
    case .word(let word), .applied(let word, _): return word
    default: return ""
    }
  }

  func sizeOrDefault(_ name: String) -> (rows: Int, columns: Int) {
    if let size = size(name) { return size }
    if case .size(let rows, let columns) = defaultValue(name) { return (rows, columns) }
    return (1, 1)
  }

  private func defaultValue(_ name: String) -> Value? { verb.parameter(named: name)?.defaultValue }
}
