import Adversarial
import Datasets
import Files
import GANScript
import Networks
import Plotting
import Vocabulary

/// `study`: what a run's pictures are worth for telling kinds apart.
enum StudyVerb {
  static let verb = Verb<Session>(
    Term(
      "study", "whether generated pictures help a classifier of kinds, on held-out real ones",
      discussion: """
        The real pictures are split into folds. For each, the training of a conditional run is done \
        again on the others, and classifiers learn from some of the real pictures (`sizes`, and all), \
        from these with flips and shifts, from these with generated ones, and from generated ones \
        alone (GAN-train); all are tested on the held-out pictures, which no generator has seen. A \
        classifier of real pictures is also asked about generated ones (GAN-test). There are two: \
        kernel regression, as in measure, and a small convolutional network; in both each kind weighs \
        the same, so that copies of rare kinds alone would change nothing. The generator has learned \
        from all of the others, so that with few real pictures its own carry what it saw of the rest. \
        A difference counts if a paired t test over the folds tells it from chance (Nadeau and Bengio \
        2003). Gives s.verdict, s.network.real.mean, s.kernel.balanced, s.network.recall.added, each \
        with all real pictures. What was done is found again, fold by fold.
        """,
      parameters: [
        Parameter(
          "run", .object("run"), "of which run; the last one unless told otherwise",
          position: .positional),
        Parameter(
          "file", .outputFile(endings: ["csv"]), "the table as a file as well",
          position: .positional),
        Parameter(
          "figure", .outputFile(endings: FigureFormat.catalog.names),
          "accuracy against the number of real pictures, as a file"),
        Parameter("folds", .whole(5...20), "parts that are held out in turn", default: "5"),
        Parameter(
          "sizes", .list(.whole(16...1_000_000)),
          "numbers of real pictures to learn from, besides all; those that no fold has are left out",
          default: "[32, 64, 128]"),
        Parameter(
          "generated", .whole(16...10_000),
          "generated pictures to learn from; as many as there are real ones if left out"),
        Parameter(
          "steps", .whole(1...1_000_000), "steps of the network that classifies", default: "400"),
      ],
      example: "# s = study \"study.csv\" figure=\"study.png\"")
  ) { call, session, phase in
    guard let run = call.object("run") as? RunObject ?? session.lastRun else {
      throw ScriptError(
        "there is no run to study", help: "train before it, or name one", code: .arguments,
        isConsequence: true)
    }
    try claimFiles(call, &session)
    let data = try checked(run, call)
    let options = options(call, count: run.plan.data.count)
    if run.plan.data.count > 0 { tellLeftOut(options, call, session.context) }
    try requireMemory(run.plan, options)
    guard phase == .run, let result = run.result else {
      for fold in 0..<options.folds {
        let part = DataSetObject(part(of: run.plan.data, fold: fold, options.folds, count: nil))
        try train(run.plan, part, call, &session, phase)
      }
      return .object(StudyObject(result: nil))
    }
    let learned = try result.data.prepared().set
    let parts = try Parts(learned, options, seed: run.plan.recipe.seed, data)
    var folds: [[StudyRow]] = []
    for fold in 0..<options.folds {
      guard
        let rows = try rows(of: fold, parts, run, learned, options, call, &session)
      else { break }
      folds.append(rows)
    }
    if folds.count < options.folds {
      session.context.message(
        "study stopped in fold \(folds.count + 1) of \(options.folds); the same line goes on there")
    }
    guard folds.count > 1 else { return .object(StudyObject(result: nil)) }
    let study = StudyResult(folds: folds)
    try StudyReport(study, call, session).emit()
    return .object(StudyObject(result: study))
  }

  /// The folds of a data set and what is held out in each.
  private struct Parts {
    let folds: StudyFolds
    let kinds: [Int]

    /// Throws, with exit code 3, unless each fold has each kind and there is enough to learn from.
    init(_ data: DataSet, _ options: StudyOptions, seed: UInt64, _ kindNames: [String]) throws {
      kinds = data.kindNumbers
      for (number, name) in data.kindNames.enumerated() {
        let count = kinds.count { $0 == number }
        guard count >= options.folds else {
          throw ScriptError(
            "there \(count == 1 ? "is" : "are") \(counted(count, "sample")) of kind \(name): too few "
              + "for \(options.folds) folds, each of which has every kind",
            help: "leave that kind out of the data, or put it together with another",
            exitCode: .data,
            code: "E313")
        }
      }
      let least = options.sizes.min() ?? kinds.count
      guard least >= data.kindNames.count, kinds.count >= StudyVerb.fewestSamples else {
        throw StudyVerb.tooFew(data.name, kinds.count)
      }
      folds = StudyFolds(kinds, folds: options.folds, seed: seed)
    }
  }

  /// The fewest samples that a study is made of.
  fileprivate static let fewestSamples = 40

  fileprivate static func tooFew(_ name: String, _ count: Int) -> ScriptError {
    ScriptError(
      "a study takes at least \(fewestSamples) samples, and sizes of as many as there are kinds; "
        + "\(name) has \(count)", exitCode: .data, code: "E313")
  }

  /// The kinds of the run's data, as far as known. Throws if the run cannot be studied.
  private static func checked(_ run: RunObject, _ call: Call) throws -> [String] {
    let plan = run.plan
    guard plan.networks.areConditional else {
      throw ScriptError(
        "a study asks for pictures of each kind, and the run was told no kinds",
        help: "add +kinds to what goes into both networks: net generator: 100+kinds -> ...",
        argument: call.isGiven("run") ? "run" : nil, code: .arguments)
    }
    guard plan.data.count == 0 || plan.data.count >= fewestSamples else {
      throw tooFew(plan.data.name, plan.data.count)
    }
    let shape = plan.data.shape
    guard plan.data.count == 0 || (shape.isPicture && min(shape.height, shape.width) >= 8) else {
      throw ScriptError(
        "a study is of pictures of at least 8x8, and the samples are \(shape.summary)",
        code: .arguments)
    }
    return plan.data.kinds ?? []
  }

  private static func options(_ call: Call, count: Int) -> StudyOptions {
    let folds = call.wholeOrDefault("folds")
    let rest = count - (count + folds - 1) / folds
    let sizes = (call.list("sizes") ?? []).compactMap { $0.number.flatMap { Int(exactly: $0) } }
    return StudyOptions(
      folds: folds, sizes: Set(sizes).filter { $0 < rest }.sorted(),
      generated: call.whole("generated") ?? max(16, rest), steps: call.wholeOrDefault("steps"))
  }

  /// Says which of the sizes asked for are left out, as no fold has so many to learn from.
  private static func tellLeftOut(
    _ options: StudyOptions, _ call: Call, _ context: SessionContext
  ) {
    guard call.isGiven("sizes") else { return }
    if options.sizes.isEmpty {
      context.message("classifiers learn from all real pictures of a fold, and from no fewer")
    }
    let left = Set((call.list("sizes") ?? []).compactMap(\.number)).filter {
      !options.sizes.map(Double.init).contains($0)
    }
    guard !left.isEmpty else { return }
    context.message(
      "sizes \(left.sorted().map(shortest).joined(separator: ", ")) are left out: a fold has no more to "
        + "learn from than that")
  }

  /// What a run learns from in a fold.
  private static func part(
    of data: DataSetObject.Plan, fold: Int, _ folds: Int, count: Int?
  ) -> DataSetObject.Plan {
    var plan = data
    plan.count = count ?? data.count - data.count / folds
    plan.source += HeldOutPart(fold: fold, folds: folds).words
    return plan
  }

  private static func claimFiles(_ call: Call, _ session: inout Session) throws {
    if let file = call.text("file") {
      let path = try session.context.outputPath(file, argument: "file")
      guard ending(of: file) == "csv" else {
        throw ScriptError(
          "a study's table is a .csv, not \"\(file)\"", argument: "file", code: .badValue)
      }
      try session.claim(path, call)
    }
    if let figure = call.text("figure") {
      try FigureOutput.claim(figure, call, argument: "figure", &session)
    }
  }

  /// Throws with exit code 6 if a fold needs more memory than there may be: samples with their changed
  /// copies and features, and the kernel of all pairs.
  private static func requireMemory(_ plan: RunObject.Plan, _ options: StudyOptions) throws {
    let rows = Double(plan.data.count) * Double(1 + FoldStudy.copies) + Double(options.generated)
    let pool = Double(options.generated * max(plan.networks.generator.kinds, 1))
    try MemoryPlan.require(
      (rows + pool) * Double(plan.data.featureCount) * 12 + rows * rows * 16, for: "a study",
      help: "use fewer generated pictures, or load fewer with limit=")
  }

  /// The run's training again, on other data.
  @discardableResult
  private static func train(
    _ plan: RunObject.Plan, _ data: DataSetObject, _ call: Call, _ session: inout Session,
    _ phase: ExecutionPhase
  ) throws -> RunObject {
    var plan = plan
    plan.data = data.plan
    try TrainVerb.check(plan, session.context)
    return try Training.carryOut(plan, data, isInterrupted: call.isInterrupted, &session, phase)
  }

  /// The rows of a fold, found or made; `nil` if the user stops it.
  private static func rows(
    of fold: Int, _ parts: Parts, _ run: RunObject, _ data: DataSet, _ options: StudyOptions,
    _ call: Call, _ session: inout Session
  ) throws -> [StudyRow]? {
    let context = session.context
    let (held, rest) = (parts.folds.held(fold), parts.folds.rest(fold))
    // A generator learns from them in the order in which they were loaded.
    let prepared = PreparedData(data.subset(rest.sorted()))
    let object = DataSetObject(
      prepared, plan: part(of: run.plan.data, fold: fold, options.folds, count: rest.count))
    var plan = run.plan
    plan.data = object.plan
    let store = StudyStore(context)
    let name = StudyStore.name(
      RunIdentity(plan, fingerprint: prepared.fingerprint), epochs: plan.recipe.epochs, options,
      fold: fold)
    let heading = "fold \(fold + 1) of \(options.folds)"
    if !context.trainsAnew, let rows = store.rows(name) {
      context.message("\(heading): found, studied before")
      return rows
    }
    context.message("\(heading): \(rest.count) to learn from, \(held.count) held out")
    let trained = try train(plan, object, call, &session, .run)
    try trained.checkConverged()
    guard trained.result?.isComplete == true, !call.isInterrupted() else { return nil }
    let study = FoldStudy(
      options: options, shape: plan.data.shape, kindCount: plan.networks.generator.kinds,
      seed: plan.recipe.seed &+ UInt64(fold), workers: context.workers,
      rest: data.labelled(rest), held: data.labelled(held),
      pool: try pool(trained, options, context))
    let line = WaitingLine("classifiers learned", context)
    defer { line.finish() }
    let total = FoldStudy.classifierCount(sizes: options.sizes.count + 1)
    var done = 0
    do {
      guard
        let rows = try study.rows(
          isInterrupted: call.isInterrupted,
          progress: {
            done += 1
            line.report(done, of: total)
          })
      else { return nil }
      try store.write(rows, name)
      return rows
    } catch let error as NetworkError {
      throw scriptError(error)
    } catch let error as FileError { throw scriptError(error) }
  }

  /// Generated samples of each kind, as many as a set can take of one.
  private static func pool(
    _ run: RunObject, _ options: StudyOptions, _ context: SessionContext
  ) throws -> [[Float]] {
    let generator = run.plan.networks.generator
    try MemoryPlan.check(
      drawing: options.generated, from: generator, threads: context.workers.threads,
      argument: "generated")
    let weights = try run.weights(of: .generator)
    return (0..<generator.kinds).map { kind in
      Sampler(
        generator, count: options.generated,
        kinds: [Int](repeating: kind, count: options.generated),
        seed: run.plan.recipe.seed &+ UInt64(kind), stream: .newSamples, workers: context.workers
      ).samples(weights)
    }
  }
}

extension DataSet {
  /// Some of the samples with their kinds.
  fileprivate func labelled(_ indices: [Int]) -> LabelledSamples {
    let kinds = kindNumbers
    var samples = LabelledSamples()
    for index in indices { samples.append(sample(index), kind: kinds[index]) }
    return samples
  }
}
