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
    /// As a line of the key: its name and its value in the plan.
    case line(String, @Sendable (RunObject.Plan) -> String)
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
  /// The generator's input, which latent vectors must fit.
  let latentCount: Int
  /// The data, if they are known.
  let data: DataSet?
  let context: SessionContext
  var recipe: Recipe
  var learningRates = LearningRates(0)
  var optimizer: OptimizerChoice
  var snapshotsEvery = 0
  var checkpointEvery: Int?
  var meter: EpochMeter?
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
        "latents", .inputFile(endings: ["npy"]),
        "latent vectors to take in order, [rows, latent], instead of random ones"),
      key: .line("latents") { RunIdentity.digest($0.recipe.latents) }
    ) { call, draft in
      draft.recipe.latents = try latents(call, draft.context, width: draft.latentCount)
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
        "checkpoint", .whole(1...1_000_000),
        "what is trained is written every so many epochs; about every 30 s if left out"),
      key: .none, folderName: .never, isForContinuing: true
    ) { call, draft in draft.checkpointEvery = call.whole("checkpoint") },
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

private func latents(_ call: Call, _ context: SessionContext, width: Int) throws -> [Float]? {
  guard
    let path = try call.text("latents").map({
      try context.inputPath($0, call, argument: "latents")
    })
  else { return nil }
  let data: DataSet
  do { data = try loadArray(path) } catch { throw scriptError(error, argument: "latents") }
  guard data.featureCount == width else {
    throw ScriptError(
      "\(path): a row has \(data.featureCount) numbers, but the generator takes \(width)",
      argument: "latents", exitCode: .data, code: "E110")
  }
  return data.values
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
