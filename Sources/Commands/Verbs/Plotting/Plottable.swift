import Adversarial
import GANScript
import Networks
import Plotting
import Tensors
import Vocabulary

/// Something that `plot` can draw.
struct Plottable: Described {
  /// Its description.
  let term: Term
  /// Whether several runs can be drawn over each other.
  let takesSeveralRuns: Bool
  /// Draws it. Throws `ScriptError`.
  let figure: @Sendable (_ runs: [RunObject], Call, Session) throws -> Figure
}

/// All that can be drawn.
let plottableCatalog = Catalog<Plottable>(
  "thing to plot",
  [Plottable.loss, Plottable.answers, Plottable.weights, Plottable.kinds] + Plottable.measures)

extension Plottable {
  /// The losses of both networks.
  static let loss = Plottable(
    term: Term("loss", "the losses of both networks over the epochs"), takesSeveralRuns: true
  ) { runs, call, session in
    let labels = RunList.labels(runs)
    return LossFigure.figure(
      of: zip(runs, labels).map { run, label in
        LossFigure.RunLosses(run.result?.records ?? [], plan: run.plan, name: label)
      },
      LossFigure.Options(
        title: call.text("title"), y: call.range("y"),
        scale: call.toggle("log") == true ? .log : .linear, smoothing: call.number("smooth") ?? 0))
  }

  /// What the discriminator says of real and of generated pictures.
  static let answers = Plottable(
    term: Term("answers", "the discriminator's outputs for real and for generated pictures"),
    takesSeveralRuns: false
  ) { runs, call, session in
    let run = runs[0]
    guard let result = run.result else { return Figure(series: []) }
    let data = try result.data.prepared().set
    let shown = data.spread(1024)
    let count = shown.count
    let workers = session.context.workers
    try MemoryPlan.check(
      drawing: count, from: run.plan.networks.generator, threads: workers.threads)
    try MemoryPlan.check(
      scoring: count, with: run.plan.networks.discriminator, threads: workers.threads)
    let kinds = data.kinds(ofSpread: count)
    let fakes = Sampler(
      run.plan.networks.generator, count: count, kinds: kinds, seed: run.plan.recipe.seed,
      workers: workers
    ).samples(try run.weights(of: .generator))
    let scorer = Scorer(run.plan.networks.discriminator, workers: workers)
    let weights = try run.weights(of: .discriminator)
    let reals = shown.flatMap { data.sample($0) }
    let objective = run.plan.recipe.objective
    let values = { (samples: [Float]) in
      scorer.scores(on: samples, kinds: kinds, weights).map { objective.probability(of: $0) ?? $0 }
    }
    return Figure(
      title: call.text("title") ?? "D's outputs for \(count) real and \(count) generated pictures",
      xLabel: objective.unit == .score ? "score" : "probability of being real",
      yLabel: "pictures",
      series: [
        Series(name: "generated", values: values(fakes)),
        Series(name: "real", values: values(reals)),
      ], yRange: call.range("y"), yScale: call.toggle("log") == true ? .log : .linear,
      kind: .histogram)
  }

  /// How large the weights are.
  static let weights = Plottable(
    term: Term("weights", "how large the weights of each layer are, in a histogram"),
    takesSeveralRuns: false
  ) { runs, call, session in
    var series: [Series] = []
    for role in NetworkRole.allCases {
      for entry in try runs[0].weights(of: role).entries {
        guard case .weight = entry.specification.role else { continue }
        let values = entry.tensor.values
        // A hundred thousand weights tell the shape of four million.
        let step = max(1, values.count / 100_000)
        series.append(
          Series(
            name: "\(role.letter) \(entry.name)",
            values: stride(from: 0, to: values.count, by: step).map { Double(values[$0]) }))
      }
    }
    return Figure(
      title: call.text("title") ?? "Weights of the layers (at most 100,000 of each)",
      xLabel: "weight", yLabel: "weights", series: series, yRange: call.range("y"),
      yScale: call.toggle("log") == true ? .log : .linear, kind: .histogram)
  }
}
