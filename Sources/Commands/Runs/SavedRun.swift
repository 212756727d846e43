import Adversarial
import Datasets
import Files
import GANScript
import Kernels
import Networks
import Vocabulary

/// A run as its folder keeps it: read back, and verified.
///
/// What `config.json` says is put into the words of the language again, and means what they mean; so an
/// option of `train` is declared once for both ways.
struct SavedRun: Sendable {
  let folder: RunFolder
  let status: RunStatus
  private let config: SavedConfig
  private let form: SampleForm

  /// Reads a run's folder. Throws `ScriptError` if it is none, or is damaged.
  init(_ folder: RunFolder) throws {
    self.folder = folder
    guard let status = folder.status, folder.has(.config) else {
      let runs = (try? namesInFolder(folder.path + "/" + RunStore.folder))?.names ?? []
      throw ScriptError(
        "\(folder.path) is no run's folder: it has no \(folder.has(.config) ? "status" : "config.json")",
        help: runs.last.map { "name one of its runs: \"\(folder.path)/\(RunStore.folder)/\($0)\"" },
        argument: "file", exitCode: .data, code: "E340")
    }
    self.status = status
    let path = folder.path(of: .config)
    let bytes: [UInt8]
    do { bytes = try readFile(path, limit: 1 << 24) } catch {
      throw scriptError(error, argument: "file")
    }
    // A run that has not ended has no digests yet.
    if let digest = status.digests[RunFolder.File.config.rawValue], sha256(bytes) != digest {
      throw SavedRun.damaged(path, "is not as it was written")
    }
    guard let config = SavedConfig(bytes) else {
      throw SavedRun.damaged(path, "is not what this version writes")
    }
    let geometry = config.data.shape.flatMap { Geometry(summary: $0) }
    guard (geometry == nil) == (config.data.shape == nil),
      let scaling = Scaling(summary: config.data.scaling), config.data.count > 0,
      (1...NetworkError.widest).contains(config.data.numbers),
      geometry.map({ $0.featureCount == config.data.numbers }) ?? true
    else { throw SavedRun.damaged(path, "has no samples that this version knows") }
    self.config = config
    form = SampleForm(featureCount: config.data.numbers, geometry: geometry, scaling: scaling)
  }

  /// Why a run without its checkpoint is none.
  private func missing(_ file: RunFolder.File) -> ScriptError {
    let isBeginning = status.state == .running || status.epochs == 0
    var error = SavedRun.damaged(
      folder.path(of: file),
      isBeginning
        ? "is not there; nothing was kept of the run yet"
        : "is gone, and the run's weights and history with it")
    error.help = isBeginning ? nil : "train it again with the words that it was trained with"
    return error
  }

  /// What `load run` takes for the run: its name where the output folder has it, else its path.
  private func reference(_ context: SessionContext) -> String {
    let here = try? pathWithoutLinks("\(context.output.path)/\(RunStore.folder)/\(folder.name)")
    let own = try? pathWithoutLinks(folder.path)
    return own != nil && here == own ? folder.name : folder.path
  }

  private static func damaged(_ path: String, _ reason: String) -> ScriptError {
    ScriptError("\(path): \(reason)", argument: "file", exitCode: .data, code: "E331")
  }

  // MARK: The run

  /// The run, as far as it is known without its checkpoint: it ends where its status says.
  func planned(_ context: SessionContext) throws -> RunObject {
    var plan = try plan(context)
    plan.recipe.epochs = min(max(status.epochs, 1), plan.recipe.epochs)
    return RunObject(plan: plan, result: nil)
  }

  /// The run with what came out. Throws `ScriptError` if a file of it is damaged, or not there.
  ///
  /// - Parameter data: The data that it learned from, if they are at hand.
  /// - Cost: every file of the folder is read once a process.
  func run(_ data: PreparedData?, _ context: SessionContext) throws -> RunObject {
    var plan = try plan(context)
    let file: RunFolder.File = status.state == .diverged ? .diverged : .last
    guard folder.has(file) else {
      throw missing(file)
    }
    let checkpoint = try folder.checkpoint(file, recipe: config.recipe)
    let recipes =
      Array(RunIdentity(plan, fingerprint: config.data.sha256).families.dropLast())
      + [config.recipe]
    // A training that was killed between its checkpoint and its status is behind in the latter.
    if status.state != .running {
      let damaged = RunOutputs.damaged(in: folder, status, plan)
      if let file = damaged.first(where: { !$0.isDrawn }) {
        throw SavedRun.damaged(folder.path(of: file), "is missing, or not as it was written")
      }
      if !damaged.isEmpty {
        context.message(
          "run \(folder.name): \(damaged.map(\.rawValue).joined(separator: ", ")) missing, or not as "
            + "written; plot and save draw it again")
      }
      guard folder.hasBest(plan, checkpoint.measurements, recipes: recipes) else {
        throw SavedRun.damaged(folder.path(of: .best), "is missing, or not that of the best epoch")
      }
      guard checkpoint.epochs == status.epochs else {
        throw SavedRun.damaged(
          folder.path(of: file), "has \(checkpoint.epochs) epochs, its status \(status.epochs)")
      }
    }
    plan.meter?.names = checkpoint.measurements.names
    if let data { try check(data) }
    let source = data.map { RunData($0) } ?? RunData(form) { try loadData(context) }
    return RunObject(
      plan: plan,
      result: RunResult(
        records: checkpoint.records, measurements: checkpoint.measurements,
        steps: checkpoint.steps, data: source, status: status, folder: folder,
        recipes: recipes, saved: self))
  }

  /// The whole plan, to go on with; the weights that it began with are taken from a session. Throws
  /// `ScriptError` where the recipe cannot be told from the folder.
  func planToContinue(_ data: PreparedData, _ session: Session) throws -> RunObject.Plan {
    var weights = PersistentMap<String, InitialWeights>()
    for network in [config.networks.generator, config.networks.discriminator] {
      guard network["initial_weights_sha256"]?.source != nil, let name = network["name"]?.source
      else { continue }
      weights[name] = session.initialWeights[name]
    }
    let plan = try plan(data, weights: weights, session.context)
    guard RunIdentity(plan, fingerprint: data.fingerprint).family == config.recipe else {
      throw ScriptError(
        "run \(folder.name) cannot be gone on with from its folder: \(obstacle(session.context))",
        help: "train it with the words that it was trained with", argument: "run", exitCode: .data,
        code: "E339")
    }
    return plan
  }

  /// Why the recipe that config.json tells is not the one that the run had.
  private func obstacle(_ context: SessionContext) -> String {
    if config.program.engine != Trainer.numericVersion {
      return "engine \(config.program.engine) trained it, and this is \(Trainer.numericVersion)"
    }
    if config.program.vectorWidth != Processor.lanes {
      return "it was trained with vectors of \(config.program.vectorWidth) numbers, and this "
        + "processor's have \(Processor.lanes)"
    }
    if let processes = config.processes, processes != context.processes {
      return "\(processes) processes trained it together, and here \(context.processes) "
        + (context.processes == 1 ? "is" : "are") + " at work"
    }
    let networks = [config.networks.generator, config.networks.discriminator]
    if networks.contains(where: { $0["initial_weights_sha256"]?.source != nil }) {
      return "it began with weights from a file; load them before it"
    }
    if config.arguments["latents"]?.value.source != nil {
      return "it took its latent vectors from a file"
    }
    return "config.json does not tell all of its recipe"
  }

  // MARK: Data

  /// Throws unless data are those that the run learned from.
  private func check(_ data: PreparedData) throws {
    guard data.fingerprint != config.data.sha256 else { return }
    throw ScriptError(
      "\(data.set.name) are other data than run \(folder.name) learned from: "
        + "\(config.data.source) (SHA-256 \(config.data.sha256.prefix(12))..., these have "
        + "\(data.fingerprint.prefix(12))...)", argument: "data", exitCode: .data, code: "E339")
  }

  /// The data, loaded again the way they were.
  private func loadData(_ context: SessionContext) throws -> PreparedData {
    let help = "load them, and name them: load run \"\(reference(context))\" data=..."
    var problem = ScriptError(
      "the data of run \(folder.name) cannot be loaded by what its config.json says: "
        + config.data.source, help: help, exitCode: .data, code: "E340")
    for statement in loadStatements(context) {
      var interpreter = Interpreter(language, session: Session(context: context))
      let report = interpreter.run(Program.parse(statement, name: folder.path(of: .config)))
      if let whole = interpreter.session.dataSet?.prepared {
        let data = withoutHeldOut(whole)
        if data.fingerprint == config.data.sha256 { return data }
        problem = ScriptError(
          "what is here as \(data.set.name) is not what run \(folder.name) learned from: "
            + "the SHA-256 of its samples is another", help: help, exitCode: .data, code: "E339")
      } else if let found = report.diagnostics.first {
        problem = ScriptError(
          "the data of run \(folder.name) cannot be loaded again: \(found.message)", help: help,
          exitCode: found.exitCode, code: found.code)
      }
    }
    throw problem
  }

  /// Loaded data without what a study held out of them when it trained the run.
  private func withoutHeldOut(_ whole: PreparedData) -> PreparedData {
    let parts = HeldOutPart.parts(of: config.data.source).parts
    guard !parts.isEmpty, let seed = config.arguments["seed"]?.value.value.whole else {
      return whole
    }
    return PreparedData(parts.reduce(whole.set) { $1.rest(of: $0, seed: seed) })
  }

  /// Every `load` that may have given the data.
  private func loadStatements(_ context: SessionContext) -> [String] {
    let source = HeldOutPart.parts(of: config.data.source).whole
    guard let tail = source.range(of: " size=") else { return [] }
    let name = String(source[..<tail.lowerBound])
    let options = source[tail.lowerBound...].dropFirst()
    guard !name.isEmpty, !options.contains("\n") else { return [] }
    let path = context.besideScript(name)
    guard name == "sunflowers" else { return [loadStatement(name, at: path, options)] }
    // A folder may have the name, too.
    let isThere = kindOfFile(at: path) != nil
    return ["load sunflowers " + loadOptions(options, ofArray: false)]
      + (isThere ? [loadStatement("./" + name, at: path, options)] : [])
  }

  /// The `load` of a file or folder.
  private func loadStatement(_ name: String, at path: String, _ options: Substring) -> String {
    let isArray = (try? DataForm.at(path)).map { $0 != .pictures } ?? false
    return "load \(Value.text(name).source) " + loadOptions(options, ofArray: isArray)
  }

  /// The options of a `load`, in its words. An array comes in its own size, and in the range that was found
  /// for it where none was asked for.
  private func loadOptions(_ options: Substring, ofArray isArray: Bool) -> String {
    let kept = isArray ? ["standardize", "limit", "labels"] : nil
    var words = options.split(separator: " ").filter { word in
      let option = word.prefix { $0 != "=" }
      if word == "standardize=off" || option == "range" { return false }
      return kept?.contains { $0 == option } ?? true
    }
    if case .range = form.scaling { words.append("range=\(form.scaling.summary)") }
    return words.map { word in
      word.hasPrefix("labels=")
        ? "labels=\(Value.text(String(word.dropFirst("labels=".count))).source)" : String(word)
    }.joined(separator: " ")
  }

  // MARK: The plan

  /// What the recipe's words mean, without the data.
  private func plan(_ context: SessionContext) throws -> RunObject.Plan {
    try plan(nil, weights: PersistentMap(), context)
  }

  private func plan(
    _ data: PreparedData?, weights: PersistentMap<String, InitialWeights>,
    _ context: SessionContext
  ) throws -> RunObject.Plan {
    var session = Session(context: context)
    session.initialWeights = weights
    let known = DataSetObject.Plan(
      name: config.data.name, count: config.data.count, featureCount: config.data.numbers,
      geometry: form.geometry, kinds: config.data.kinds, source: config.data.source)
    session.dataSet = data.map { DataSetObject($0, plan: known) } ?? DataSetObject(known)
    let program = Program.parse(statements, name: folder.path(of: .config))
    let (after, report) = Interpreter(SavedRun.recipeLanguage, session: session).plan(program)
    guard var plan = after.lastRun?.plan, !report.hasErrors else {
      throw SavedRun.damaged(
        folder.path(of: .config),
        report.diagnostics.first?.message ?? "is not what this version writes")
    }
    plan.stages = config.rates.map {
      LearningRateStage(
        until: $0.untilEpoch,
        learningRates: LearningRates(generator: $0.generator, discriminator: $0.discriminator))
    }
    for index in plan.arguments.indices {
      guard let saved = config.arguments[plan.arguments[index].name] else { continue }
      plan.arguments[index].isDefault = saved.isDefault
      // Words and lists stay what the language made of them.
      switch (plan.arguments[index].value, saved.value) {
      case (.nothing, _), (_, .number): plan.arguments[index].value = saved.value.value
      case (_, .nothing): plan.arguments[index].value = .nothing
      default: break
      }
    }
    return plan
  }

  /// The recipe in the words of the language.
  private var statements: String {
    let networks = [config.networks.generator, config.networks.discriminator].map { network in
      let options = SavedRun.recipeLanguage.networkOptions.compactMap { option in
        network[option.name]?.source.map { " \(option.name)=\($0)" }
      }
      return "net \(network["name"]?.source ?? ""): \(network["layers"]?.source ?? "")"
        + options.joined()
    }
    return (networks + ["train " + arguments.joined(separator: " ")]).joined(separator: "\n")
  }

  /// The arguments of `train` that are not as usual.
  private var arguments: [String] {
    let names = [
      "generator": config.networks.generator["name"]?.source,
      "discriminator": config.networks.discriminator["name"]?.source,
    ]
    let optimizer = config.optimizer.split(separator: " ").map(String.init)
    let own = optimizerCatalog[optimizer.first ?? ""]?.term.parameters ?? []
    // The options of the optimizer are told whole, however they were written.
    let options = optimizer.dropFirst().compactMap { word -> String? in
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let option = own.first(where: { $0.name == parts[0] }) else {
        return word
      }
      let isToggle = option.kind == .toggle
      let text = isToggle ? (parts[1] == "1" ? "on" : "off") : parts[1]
      return text == option.defaultText ? nil : "\(option.name)=\(text)"
    }
    return trainingOptions.elements.compactMap { option in
      let parameter = option.parameter
      guard own.allSatisfy({ $0.name != parameter.name }),
        let saved = config.arguments[parameter.name], let source = saved.value.source,
        source != parameter.defaultText
      else { return nil }
      switch parameter.kind {
      case .inputFile, .object("data set"): return nil
      case .object: return names[parameter.name].flatMap { $0 }.map { "\(parameter.name)=\($0)" }
      default: return "\(parameter.name)=\(source)"
      }
    } + options
  }

  /// The language of recipes: networks, and `train`, which only plans.
  private static let recipeLanguage = Language<Session>(
    verbs: Catalog(
      "verb",
      [
        Verb(TrainVerb.verb.term) { call, session, _ in
          guard let data = session.dataSet else { return .nothing }
          session.lastRun = RunObject(plan: try TrainVerb.plan(call, data, session), result: nil)
          return .nothing
        }
      ]), layers: language.layers, modifiers: language.modifiers,
    networkOptions: language.networkOptions, define: language.define)
}
