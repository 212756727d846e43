import Adversarial
import Datasets
import GANScript
import Measures
import Networks
import Tensors
import Vocabulary

/// `measure`: how good and how various a run's pictures are, or those of another data set.
enum MeasureVerb {
  static let verb = Verb<Session>(
    Term(
      "measure", "how good, how various and how new a run's pictures are, in numbers",
      discussion: """
        As many generated pictures as real ones (512 at most) are compared with the real ones. The \
        floor is what the same measure says of one half of the real pictures, drawn at random but \
        always the same, against the other: \
        nothing better can be told apart from chance. No network trained elsewhere is used, so no \
        number is FID: pictures are compared by what they look like (wavelet scattering of two \
        orders, roughness, contrast, layout of light and colour), or with features=pixels by 32 \
        principal components of their pixels, as samples that are no pictures are. Where the data has \
        kinds, the share of each among generated pictures is \
        told by a classifier learned from the real ones; how often that is right on pictures it \
        was not shown is stated. Of a conditional run a small network tells kinds, learned from the \
        real ones with flips and shifts, and the table also says how many pictures of each \
        kind, asked for alone, are told as what was asked for; the shares that measures= takes through \
        the epochs (run.kinds) are told by the classifier and differ. Gives m.coverage, m.kinds.close_up, \
        m.floor.coverage, m.asked.slim and m.told.slim, the share of real ones told right. Several \
        runs, or a sweep, are a table with a row a run, and a list of such measures. `measure \
        data=flowers of=other` compares a data set with the real pictures instead: a folder of \
        pictures that were made elsewhere, for example. Numbers of another scale are brought to that of \
        the real ones.
        """,
      parameters: [
        RunList.parameter,
        Parameter(
          "file", .outputFile(endings: ["csv", "json"]), "a file to write as well",
          position: .positional),
        Parameter("data", .object("data set"), "the real pictures that of= is compared with"),
        Parameter("of", .object("data set"), "a data set to measure instead of a run"),
        Parameter(
          "features", .word(Seeing.catalog.terms), "what distances are taken in",
          default: "scattering"),
      ],
      example: "measure \"measures.csv\"")
  ) { call, session, phase in
    if let file = call.text("file") {
      let path = try session.context.outputPath(file, argument: "file")
      guard ["csv", "json"].contains(ending(of: file)) else {
        throw ScriptError(
          "measures are a .csv or .json, not \"\(file)\"", argument: "file", code: .badValue)
      }
      try session.claim(path, call)
    }
    if call.isGiven("data") || call.isGiven("of") { return try measureData(call, session, phase) }
    let runs = RunList.runs(call, session)
    guard let first = runs.first else {
      throw ScriptError(
        "there is no run to measure", help: "train before it, or name one", code: .arguments,
        isConsequence: true)
    }
    let isOne = runs.count == 1
    guard phase == .run else {
      let unknown = Value.object(MeasuresObject(values: nil, floor: nil, kinds: nil))
      return isOne ? unknown : .list(runs.map { _ in unknown })
    }
    if isOne {
      let measures = try MeasureVerb.measures(of: first, call, session)
      show(measures, call)
      if let file = call.text("file") { try write(measures, file, call, session) }
      return .object(measures)
    }
    return try compare(runs, call, session)
  }

  // MARK: Runs

  private static func measures(
    of run: RunObject, _ call: Call, _ session: Session
  ) throws -> MeasuresObject {
    guard let result = run.result else {
      return MeasuresObject(values: nil, floor: nil, kinds: nil)
    }
    let data = try result.data.prepared()
    let reference = try reference(data, call, session)
    try stopIfAsked(call)
    try MemoryPlan.check(
      drawing: reference.count, from: run.plan.networks.generator,
      threads: session.context.workers.threads)
    let fakes = Sampler(
      run.plan.networks.generator, count: reference.count,
      kinds: data.set.kinds(ofSpread: reference.count), seed: run.plan.recipe.seed,
      workers: session.context.workers
    ).samples(try run.weights(of: .generator))
    return try object(fakes, of: run, data, reference, call, session)
  }

  /// A row for each run, and one for the floor of each data set.
  private static func compare(
    _ runs: [RunObject], _ call: Call, _ session: Session
  ) throws -> Value {
    var rows: [[Value]] = []
    var floors: [(fingerprint: String, row: [Value])] = []
    var all: [MeasuresObject] = []
    func row(_ name: String, _ measured: MeasuredValues?) -> [Value] {
      [.text(name)] + measureCatalog.names.map { .number(measured?.values[$0] ?? .nan) }
    }
    for (run, label) in zip(runs, RunList.labels(runs)) {
      let measures = try measures(of: run, call, session)
      all.append(measures)
      rows.append(row(label, measures.values))
      guard let data = try run.result?.data.prepared(),
        !floors.contains(where: { $0.fingerprint == data.fingerprint })
      else { continue }
      floors.append((data.fingerprint, row("floor", measures.floor)))
    }
    let table = RunTable(columns: ["run"] + measureCatalog.names, rows: rows + floors.map(\.row))
    call.emit(
      .table(
        columns: table.columns,
        rows: table.rows.map { $0.map { .text($0.number.map { fixed($0, 4) } ?? $0.description) } })
    )
    var said: Set<String> = []
    for line in all.flatMap(\.notes) where said.insert(line).inserted { call.emit(.text(line)) }
    if let file = call.text("file"), let format = TableFormat(rawValue: ending(of: file)) {
      call.emit(
        .saved(
          try session.context.save(
            Array(format.encoded(table).utf8), as: file, argument: "file",
            remark: counted(runs.count, "run"))))
    }
    return .list(all.map { .object($0) })
  }

  // MARK: Data sets

  /// Measures a data set against another one.
  private static func measureData(
    _ call: Call, _ session: Session, _ phase: ExecutionPhase
  ) throws -> Value {
    guard let real = call.object("data") as? DataSetObject,
      let other = call.object("of") as? DataSetObject
    else {
      throw ScriptError(
        "data= and of= go together: the real pictures, and those that are measured",
        help: "measure data=flowers of=other", argument: call.isGiven("of") ? "of" : "data",
        code: .arguments)
    }
    guard !call.isGiven(RunList.parameter.name) else {
      throw ScriptError(
        "either a run is measured or a data set", help: "leave out the run, or data= and of=",
        argument: "of", code: .arguments)
    }
    try checkAlike(real.plan, other.plan)
    guard phase == .run, let prepared = real.prepared, let samples = other.data else {
      return .object(MeasuresObject(values: nil, floor: nil, kinds: nil))
    }
    guard samples.count >= Reference.fewestSamples else {
      throw Reference.tooSmall(samples.name, count: samples.count, argument: "of")
    }
    let reference = try reference(prepared, call, session)
    // As many as of the real ones, evenly spread.
    let count = min(samples.count, reference.count)
    let chosen = samples.spread(count).flatMap { samples.sample($0) }
    let values = samples.scaling.converted(chosen, to: prepared.set.scaling)
    if samples.scaling != prepared.set.scaling {
      call.emit(
        .remark(
          "\(other.plan.name), scaled to \(words(samples.scaling)), is brought to the scale of "
            + "\(real.plan.name), \(words(prepared.set.scaling))"))
    }
    call.emit(
      .text(
        "\(counted(count, "sample")) of \(other.plan.name) against \(reference.count) of "
          + real.plan.name))
    let measures = try object(values, of: nil, prepared, reference, call, session)
    show(measures, call)
    if let file = call.text("file") { try write(measures, file, call, session) }
    return .object(measures)
  }

  private static func rounded(_ bound: Float) -> String {
    shortest((Double(bound) * 100).rounded() / 100)
  }

  /// A scale for people, its numbers rounded.
  private static func words(_ scaling: Scaling) -> String {
    switch scaling {
    case .standardized(let mean, let standardDeviation):
      "mean \(fixed(mean, 1)), deviation \(fixed(standardDeviation, 1))"
    case .none: "0..255"
    case .range(let low, let high): "\(rounded(low))..\(rounded(high))"
    }
  }

  /// Throws unless samples of two data sets have the same form, as far as that is known.
  private static func checkAlike(
    _ real: DataSetObject.Plan, _ other: DataSetObject.Plan
  ) throws {
    guard real.featureCount > 0, other.featureCount > 0,
      real.geometry != other.geometry || real.featureCount != other.featureCount
    else { return }
    func words(_ plan: DataSetObject.Plan) -> String {
      plan.geometry.map { "\($0.summary) pictures" } ?? "\(plan.featureCount) plain numbers"
    }
    throw ScriptError(
      "\(real.name) has \(words(real)), \(other.name) \(words(other)); they cannot be compared",
      help: "load both with the same size= and color=", argument: "of", exitCode: .data,
      code: "E345")
  }

  // MARK: Numbers

  /// What samples are compared with. Throws if the data are too few.
  private static func reference(
    _ data: PreparedData, _ call: Call, _ session: Session
  ) throws -> Reference {
    let seeing = call.word("features").flatMap(Seeing.init) ?? .scattering
    let reference = data.reference(
      seeing: seeing, on: session.context.workers, isStopped: call.isInterrupted)
    try stopIfAsked(call)
    guard let reference else {
      throw Reference.tooSmall(data.set.name, count: data.set.count)
    }
    return reference
  }

  /// All measures; a signal is heard between two of them.
  private static func values(
    of comparison: Comparison, _ call: Call, _ session: Session
  ) throws -> MeasuredValues {
    let line = WaitingLine("measures taken", session.context)
    defer { line.finish() }
    let values = MeasuredValues(comparison, isStopped: call.isInterrupted) {
      line.report($0, of: measureCatalog.elements.count)
    }
    guard let values else { throw stopped }
    return values
  }

  private static func stopIfAsked(_ call: Call) throws {
    if call.isInterrupted() { throw stopped }
  }

  private static var stopped: ScriptError {
    ScriptError("stopped", exitCode: .interrupted, code: .interrupted)
  }

  private static func object(
    _ fakes: [Float], of run: RunObject?, _ data: PreparedData, _ reference: Reference,
    _ call: Call, _ session: Session
  ) throws -> MeasuresObject {
    guard let comparison = reference.comparison(with: fakes, isStopped: call.isInterrupted) else {
      throw stopped
    }
    let values = try values(of: comparison, call, session)
    let kinds = try kinds(of: run, fakes, comparison, data, call, session)
    let floor = data.floor(
      seeing: reference.seeing, on: session.context.workers, isStopped: call.isInterrupted)
    try stopIfAsked(call)
    return MeasuresObject(
      values: values, floor: floor, kinds: kinds, repeated: repeated(reference))
  }

  /// How many of the real samples occur more than once, in words; `nil` where none does, or there is but
  /// one.
  private static func repeated(_ reference: Reference) -> String? {
    guard reference.repeatedCount > 0, reference.differentCount > 1 else { return nil }
    return "\(reference.repeatedCount) of the \(counted(reference.count, "real sample")) compared "
      + "occur more than once (mirror images count); \(reference.differentCount) differ, and only "
      + "those are neighbours of each other."
  }

  /// What is known of kinds: of a conditional run as a network tells them, which is asked about pictures
  /// of each kind alone as well. `nil` where the data have none.
  private static func kinds(
    of run: RunObject?, _ fakes: [Float], _ comparison: Comparison, _ data: PreparedData,
    _ call: Call, _ session: Session
  ) throws -> MeasuresObject.Kinds? {
    guard let classifier = comparison.reference.classifier, let shares = comparison.kindShares
    else {
      return nil
    }
    let kinds = MeasuresObject.Kinds(
      names: classifier.kinds, shares: shares.map(\.share), realShares: classifier.realShares,
      accuracy: classifier.accuracy, told: classifier.recalls)
    guard let run, run.plan.networks.areConditional else { return kinds }
    return try conditionalKinds(kinds, of: run, fakes, data, call, session)
  }

  private static func conditionalKinds(
    _ kinds: MeasuresObject.Kinds, of run: RunObject, _ fakes: [Float], _ data: PreparedData,
    _ call: Call, _ session: Session
  ) throws -> MeasuresObject.Kinds {
    let workers = session.context.workers
    let line = WaitingLine("classifiers learned", session.context)
    var learned = 0
    let judge: KindJudge?
    do {
      defer { line.finish() }
      judge = try data.judge(on: workers, isStopped: call.isInterrupted) {
        learned += 1
        line.report(learned, of: KindJudge.networks)
      }
    } catch { throw scriptError(error) }
    guard let judge else { throw stopped }
    let weights = try run.weights(of: .generator)
    let names = data.set.kindNames
    let numbers = kinds.names.map { names.firstIndex(of: $0) ?? 0 }
    let told = judge.kinds(of: fakes, on: workers)
    let count = max(16, min(100, 1024 / names.count))
    var kinds = kinds
    kinds.shares = numbers.map { kind in
      Double(told.count { $0 == kind }) / Double(told.count)
    }
    kinds.accuracy = judge.accuracy
    kinds.told = numbers.map { judge.recalls[$0] }
    kinds.asked = try numbers.map { kind in
      try stopIfAsked(call)
      let samples = Sampler(
        run.plan.networks.generator, count: count, kinds: [Int](repeating: kind, count: count),
        seed: run.plan.recipe.seed, stream: .newSamples, workers: workers
      ).samples(weights)
      return Double(judge.kinds(of: samples, on: workers).count { $0 == kind }) / Double(count)
    }
    return kinds
  }

  private static func show(_ measures: MeasuresObject, _ call: Call) {
    call.emit(
      .table(
        columns: ["measure", "value", "floor", "good is", "what it says"],
        rows: measureCatalog.elements.map { measure in
          [
            .text(measure.name), .text(fixed(measures.values?.values[measure.name] ?? .nan, 4)),
            .text(fixed(measures.floor?.values[measure.name] ?? .nan, 4)),
            .text(words(measure.aim)),
            .text(measure.term.summary),
          ]
        }))
    for line in measures.notes { call.emit(.text(line)) }
    guard let kinds = measures.kinds else { return }
    func percent(_ share: Double) -> Value { .text(fixed(share * 100, 1) + " %") }
    call.emit(
      .table(
        columns: ["kind", "generated", "real"]
          + (kinds.asked == nil ? [] : ["told as asked for", "real ones told right"]),
        rows: kinds.names.indices.map { index in
          [
            .text(kinds.names[index]), percent(kinds.shares[index]),
            percent(kinds.realShares[index]),
          ] + (kinds.asked.map { [percent($0[index]), percent(kinds.told[index])] } ?? [])
        }))
    call.emit(
      .text(
        "The classifier is right for \(fixed(kinds.accuracy * 100, 0)) % of real pictures that it "
          + "was not shown."
          + (kinds.asked == nil
            ? ""
            : " It is a small network; the shares through the epochs, which measures= takes, are told "
              + "by a quicker classifier and differ.")))
  }

  private static func words(_ aim: Measure.Aim) -> String {
    switch aim {
    case .low: "low"
    case .high: "high"
    case .near(let number): "near \(shortest(number))"
    }
  }

  private static func write(
    _ measures: MeasuresObject, _ file: String, _ call: Call, _ session: Session
  ) throws {
    var rows = measureCatalog.names.map {
      ($0, measures.values?.values[$0] ?? .nan, measures.floor?.values[$0] ?? .nan)
    }
    if let kinds = measures.kinds {
      rows += kinds.names.indices.map { index in
        (
          EpochMeter.shareColumn + kindName(kinds.names[index]), kinds.shares[index],
          kinds.realShares[index]
        )
      }
      rows += (kinds.asked ?? []).enumerated().map { index, share in
        ("asked_" + kindName(kinds.names[index]), share, kinds.told[index])
      }
    }
    let text: String
    if ending(of: file) == "csv" {
      text =
        "measure,value,floor\n"
        + rows.map { "\($0.0),\(shortest($0.1)),\(shortest($0.2))\n" }.joined()
    } else {
      text =
        JSON.list(
          rows.map {
            .object([("measure", .text($0.0)), ("value", .number($0.1)), ("floor", .number($0.2))])
          }
        ).encoded() + "\n"
    }
    call.emit(
      .saved(
        try session.context.save(
          Array(text.utf8), as: file, argument: "file", remark: counted(rows.count, "measure"))))
  }
}
