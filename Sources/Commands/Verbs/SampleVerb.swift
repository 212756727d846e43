import Adversarial
import Datasets
import GANScript
import Imaging
import Networks
import Tensors
import Vocabulary

/// `sample`: new pictures from a run's generator.
enum SampleVerb {
  static let verb = Verb<Session>(
    Term(
      "sample", "new pictures from a run's generator, in the terminal and to a file",
      discussion: """
        New latent vectors are drawn from `seed`. mode=together normalises by the statistics of the \
        pictures drawn together, as the article's do, so that a picture depends on its \
        neighbours; mode=running by those gathered in training, as pictures of a conditional run \
        always are. Of such a run `kind` asks for one kind, and without it each row is of another. A \
        .npy holds the generator's own numbers, [count, numbers].
        """,
      parameters: [
        Parameter(
          "run", .object("run"), "of which run; the last one unless told otherwise",
          position: .positional),
        Parameter(
          "file", .outputFile(endings: ["png", "npy"]), "a file to write as well",
          position: .positional),
        Parameter("count", .whole(1...10_000), "how many", default: "25"),
        Parameter("kind", .name, "of which kind; each row of another if left out"),
        Parameter("seed", .whole(0...Int.max), "what the latent vectors come from", default: "1"),
        Parameter(
          "mode",
          .word([
            Term("together", "batch norm with the statistics of these samples"),
            Term("running", "batch norm with the statistics gathered in training"),
          ]), "how batch norm works", default: "together"),
        SaveOption.contrast,
      ],
      example: "sample \"new.png\" count=16 seed=7"),
    role: .output
  ) { call, session, phase in
    guard let run = call.object("run") as? RunObject ?? session.lastRun else {
      throw ScriptError(
        "there is no run to sample from", help: "train before it, or name one",
        code: .arguments, isConsequence: true)
    }
    let kind = try run.plan.kind(call)
    try checkMode(run.plan, call)
    let file = call.text("file")
    if let file {
      let path = try session.context.outputPath(file, argument: "file")
      guard ["png", "npy"].contains(ending(of: file)) else {
        throw ScriptError(
          "samples are a .png or .npy, not \"\(file)\"", argument: "file", code: .badValue)
      }
      try session.claim(path, call)
    }
    guard phase == .run, let data = run.result?.data else { return .nothing }
    let count = call.wholeOrDefault("count")
    let columns = min(count, max(5, Int(Double(count).squareRoot().rounded(.up))))
    let layout = PictureLayout(
      rows: (count + columns - 1) / columns, columns: columns,
      kindCount: run.plan.networks.generator.kinds)
    let kinds =
      kind.map { [Int](repeating: $0, count: count) }
      ?? layout.kinds.map { Array($0.prefix(count)) }
    let samples = try samples(run, count, kinds, call, session.context)
    let images = Pictures.images(of: samples, data)
    let isFixed = call.word("contrast") == "fixed"
    let sheet = grid(
      isFixed ? images : images.map(Pictures.stretched), rows: layout.rows,
      columns: layout.columns)
    let alternative =
      counted(count, "generated picture")
      + (kind.flatMap { run.plan.data.kinds?[$0] }.map { " of kind \($0)" } ?? "")
    call.emit(
      .exhibit(
        Exhibit(
          terminalText: try TerminalPicture.text(
            sheet, session.context.terminal, alternative: alternative),
          alternative: alternative,
          medium: { Medium(ending: "png", bytes: try encodePNG(sheet)) })))
    guard let file else { return .nothing }
    let bytes: [UInt8]
    do throws(ImageError) {
      bytes =
        ending(of: file) == "png"
        ? try encodePNG(sheet) : encodeNPY(shape: [count, data.featureCount], floats: samples)
    } catch { throw ScriptError(error.message, exitCode: .limit) }
    call.emit(
      .saved(
        try session.context.save(
          bytes, as: file, argument: "file", remark: counted(count, "sample"), isShown: true)))
    return .nothing
  }

  /// Throws if pictures of a conditional run are to be normalised by their own statistics.
  private static func checkMode(_ plan: RunObject.Plan, _ call: Call) throws {
    guard plan.networks.areConditional, call.isGiven("mode"), call.word("mode") == "together",
      plan.networks.generator.usesBatchStatistics
    else { return }
    throw ScriptError(
      "pictures of a conditional run are not normalised together: those of one kind would lose what "
        + "they have in common", help: "use mode=running, or leave it out", argument: "mode",
      code: .arguments)
  }

  private static func samples(
    _ run: RunObject, _ count: Int, _ kinds: [Int]?, _ call: Call, _ context: SessionContext
  ) throws -> [Float] {
    try MemoryPlan.check(
      drawing: count, from: run.plan.networks.generator, threads: context.workers.threads,
      argument: "count")
    let sampler = Sampler(
      run.plan.networks.generator, count: count, kinds: kinds,
      seed: UInt64(call.wholeOrDefault("seed")), stream: .newSamples, workers: context.workers)
    return sampler.samples(
      try run.weights(of: .generator),
      phase: call.word("mode") == "running" ? .inference : .sampling)
  }
}
