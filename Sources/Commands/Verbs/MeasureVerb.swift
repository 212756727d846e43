import Adversarial
import Datasets
import GANScript
import Measures
import Networks
import Tensors
import Vocabulary

/// `measure`: how good and how various a run's pictures are.
enum MeasureVerb {
  static let verb = Verb<Session>(
    Term(
      "measure", "how good, how various and how new a run's pictures are, in numbers",
      discussion: """
        As many generated pictures as real ones (512 at most) are compared with the real ones. The \
        floor is what the same measure says of one half of the real pictures against the other: \
        nothing better can be told apart from chance. No network trained elsewhere is used, so no \
        number is FID: pictures are compared by what they look like (wavelet scattering of two \
        orders, roughness, contrast, layout of light and colour), or with features=pixels by 32 \
        principal components of their pixels, as samples that are no pictures are. Where the data has kinds, the share of each among generated pictures is \
        told by a classifier learned from the real ones; how often that is right on pictures it \
        was not shown is stated. Of a conditional run the table also says how many pictures of each \
        kind, asked for alone, are told as what was asked for. Gives m.coverage, m.kinds.close_up, \
        m.floor.coverage, m.asked.slim and m.told.slim, the share of real ones told right.
        """,
      parameters: [
        Parameter(
          "run", .object("run"), "of which run; the last one unless told otherwise",
          position: .positional),
        Parameter(
          "file", .outputFile(endings: ["csv", "json"]), "a file to write as well",
          position: .positional),
        Parameter(
          "features", .word(Seeing.catalog.terms), "what distances are taken in",
          default: "scattering"),
      ],
      example: "measure \"measures.csv\"")
  ) { call, session, phase in
    guard let run = call.object("run") as? RunObject ?? session.lastRun else {
      throw ScriptError(
        "there is no run to measure", help: "train before it, or name one", code: .arguments,
        isConsequence: true)
    }
    if let file = call.text("file") {
      let path = try session.context.outputPath(file, argument: "file")
      guard ["csv", "json"].contains(ending(of: file)) else {
        throw ScriptError(
          "measures are a .csv or .json, not \"\(file)\"", argument: "file", code: .badValue)
      }
      try session.claim(path, call)
    }
    guard phase == .run, let result = run.result else {
      return .object(MeasuresObject(values: nil, floor: nil, kinds: nil))
    }
    let seeing = call.text("features").flatMap(Seeing.init) ?? .scattering
    guard let reference = result.prepared.reference(seeing: seeing, on: session.context.workers)
    else {
      throw Reference.tooSmall(result.data.name, count: result.data.count)
    }
    let measures = try object(run, result.prepared, reference, session)
    show(measures, call)
    if let file = call.text("file") { try write(measures, file, call, session) }
    return .object(measures)
  }

  private static func object(
    _ run: RunObject, _ data: PreparedData, _ reference: Reference, _ session: Session
  ) throws -> MeasuresObject {
    try MemoryPlan.check(
      drawing: reference.count, from: run.plan.networks.generator,
      threads: session.context.workers.threads)
    let fakes = Sampler(
      run.plan.networks.generator, count: reference.count,
      kinds: data.set.kinds(ofSpread: reference.count), seed: run.plan.recipe.seed,
      workers: session.context.workers
    ).samples(try run.weights(of: .generator))
    let comparison = reference.comparison(with: fakes)
    let kinds = try reference.classifier.flatMap { classifier in
      try comparison.kindShares.map { shares in
        MeasuresObject.Kinds(
          names: classifier.kinds, shares: shares.map(\.share),
          realShares: classifier.realShares, accuracy: classifier.accuracy,
          told: classifier.recalls,
          asked: run.plan.networks.areConditional
            ? try asked(run, data.set, reference, classifier, session.context.workers) : nil)
      }
    }
    return MeasuresObject(
      values: comparison.values,
      floor: data.floor(seeing: reference.seeing, on: session.context.workers), kinds: kinds,
      obstacles: measureCatalog.elements.compactMap { measure in
        measure.obstacle(comparison).map { (measure.name, $0) }
      })
  }

  /// The share of pictures of each kind, asked for alone, that the classifier tells as such.
  private static func asked(
    _ run: RunObject, _ data: DataSet, _ reference: Reference, _ classifier: KindClassifier,
    _ workers: WorkerPool
  ) throws -> [Double] {
    let weights = try run.weights(of: .generator)
    let names = data.kindNames
    let count = max(16, min(100, 1024 / names.count))
    return classifier.kinds.enumerated().map { index, name in
      let kind = names.firstIndex(of: name) ?? 0
      let samples = Sampler(
        run.plan.networks.generator, count: count, kinds: [Int](repeating: kind, count: count),
        seed: run.plan.recipe.seed, stream: .newSamples, workers: workers
      ).samples(weights)
      let told = reference.kinds(of: samples) ?? []
      return Double(told.count { $0 == index }) / Double(count)
    }
  }

  private static func show(_ measures: MeasuresObject, _ call: Call) {
    call.emit(
      .table(
        columns: ["measure", "value", "floor", "good is", "what it says"],
        rows: measureCatalog.elements.map { measure in
          [
            .text(measure.name), .text(fixed(measures.values?[measure.name] ?? .nan, 4)),
            .text(fixed(measures.floor?[measure.name] ?? .nan, 4)), .text(words(measure.aim)),
            .text(measure.term.summary),
          ]
        }))
    for (words, names) in measures.obstaclesByWords {
      call.emit(.text("\(names.joined(separator: ", ")): no number; \(words)."))
    }
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
          + "was not shown."))
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
      ($0, measures.values?[$0] ?? .nan, measures.floor?[$0] ?? .nan)
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
