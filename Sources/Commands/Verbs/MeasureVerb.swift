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
}
