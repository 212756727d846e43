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
    /// Where it is not as usual, after all others: a detail of another option, or what is only looked at.
    case detail
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
  /// Whether it is one of several that options are tried on.
  let isOfGrid: Bool
  var recipe: Recipe
  var learningRates = LearningRates(0)
  var optimizer: OptimizerChoice
  var snapshotsEvery = 0
  var checkpointEvery: Int?
  var meter: EpochMeter?
  var best: BestEpoch?
  var kept = Checkpoint.Kept.everything
}

/// All options of a training, in the order of the help.
let trainingOptions = Catalog<TrainingOption>(
  "option",
  [
    TrainingOption(
      Parameter(
        "epochs", .whole(1...1_000_000), "passes over all pictures", default: "100"),
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
      key: .line("batch") { "\($0.recipe.batch)" }
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
      Parameter("seed", .seed, "what all random numbers come from", default: "1"),
      key: .line("seed") { "\($0.recipe.seed)" }
    ) { call, draft in draft.recipe.seed = call.seedOrDefault("seed") },
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
        ]), "what to do with an incomplete last batch", default: "drop"),
      key: .line("drops_last_batch") { "\($0.recipe.dropsLastBatch)" }
    ) { call, draft in draft.recipe.dropsLastBatch = call.wordOrDefault("last_batch") == "drop" },
    TrainingOption(
      Parameter(
        "balance", .toggle,
        "each batch has equal numbers of each kind, so that pictures of rare ones come more often",
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
      key: .line("snapshots") { "\($0.snapshotsEvery)" }, folderName: .detail
    ) { call, draft in draft.snapshotsEvery = call.wholeOrDefault("snapshots") },
    TrainingOption(
      Parameter(
        "measures", .whole(0...1_000_000),
        "the quick measures are taken every so many epochs, and of the first and last; 0 for none; "
          + "shares of kinds are told by a quick classifier, `measure` of a conditional run asks a network",
        default: "0"),
      key: .line("measures") { $0.meter?.identity ?? "none" }, folderName: .detail
    ) { call, draft in
      let every = call.wholeOrDefault("measures")
      if every > 0, let data = draft.data, data.areAllEqual {
        throw Reference.unfit(data, argument: "measures")
      }
      draft.meter = every > 0 ? .measures(every: every, data: draft.data) : nil
    },
    TrainingOption(
      Parameter(
        "best", .word(EpochMeter.quickMeasures.map(\.term)),
        "the measure whose best epoch is kept, as run.best"),
      key: .line("best") { $0.best?.identity }, folderName: .detail
    ) { call, draft in
      guard let name = call.word("best") else { return }
      guard let meter = draft.meter else {
        throw ScriptError(
          "best=\(name) compares what is measured on the way, and nothing is",
          help: "add measures=10", argument: "best", code: .arguments)
      }
      let measure = measureCatalog.element(name)
      try BestEpoch.check(measure, of: draft.data)
      draft.best = BestEpoch(measure: name, aim: measure.aim, every: meter.every)
    },
    TrainingOption(
      Parameter(
        "patience", .whole(1...1_000_000),
        "ends the training when no epoch was better for so many; to the end if left out"),
      key: .within("best"), folderName: .detail
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
        "what is trained is written every so many epochs; if left out, after 10 s and then about every "
          + "30 s"),
      key: .none, folderName: .never, isForContinuing: true
    ) { call, draft in draft.checkpointEvery = call.whole("checkpoint") },
    TrainingOption(
      Parameter(
        "keep",
        .word([
          Term("everything", "weights and optimizer state: it can be gone on with"),
          Term("sampling", "the generator only: it draws, and can be measured"),
          Term("history", "no weights: losses, measures and pictures through the epochs"),
        ]), "what is kept of a run that is done, besides losses and pictures", default: "everything"
      ),
      key: .none, folderName: .never, isForContinuing: true
    ) { call, draft in
      draft.kept = Checkpoint.Kept(rawValue: call.wordOrDefault("keep")) ?? .everything
    },
  ] + remedyOptions + [
    TrainingOption(
      Parameter(
        "ranks",
        .word([
          Term("all", "every process has a part of each batch (mpirun -n 4 ganrepl run FILE)")
        ]), "all: several processes share this training"),
      key: .line("processes") { $0.recipe.processes > 1 ? "\($0.recipe.processes)" : nil }
    ) { call, draft in
      guard call.word("ranks") == "all" else { return }
      draft.recipe.processes = draft.context.processes
    },
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
