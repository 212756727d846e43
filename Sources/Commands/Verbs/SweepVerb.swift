import GANScript
import Vocabulary

/// `sweep`: a `train` whose lists are the axes of a grid.
enum SweepVerb {
  static let verb = Verb<Session>(
    Term(
      "sweep", "trains a grid: a `train` whose lists are the axes",
      discussion: """
        Takes what train takes, and lists of it: sweep lr=[0.05, 0.1] seed=[1, 2] makes four runs, \
        the last axis fastest, shorter ones first where longer ones can continue them. A run that \
        diverges is a row of the grid, and the rest is trained all the same. Gives a list of runs: \
        for run in grid, grid.count, grid.lowest.generator, grid.loss.discriminator.mean. \
        grid.each takes any field of a run, for all of them: grid.each.loss.generator.late.mean.
        """,
      parameters: TrainVerb.verb.term.parameters,
      example: "grid = sweep lr=[0.05, 0.1] epochs=[100, 200] seed=1\ntable grid"),
    acceptsLists: true, forget: Session.forgetsRun
  ) { call, session, phase in
    let axes = call.axes
    let count = axes.reduce(1.0) { $0 * Double($1.values.count) }
    guard count <= Double(mostRuns) else {
      throw ScriptError(
        "the grid has \(shortest(count)) runs; at most \(mostRuns) are trained",
        exitCode: .limit, code: "E407")
    }
    let data = try TrainVerb.data(call, session)
    let plans = try combinations(call, axes).map {
      try TrainVerb.plan($0, data, session, isOfGrid: true)
    }
    var runs: [RunObject?] = Array(repeating: nil, count: plans.count)
    let order = plans.indices.sorted {
      (plans[$0].recipe.epochs, $0) < (plans[$1].recipe.epochs, $1)
    }
    for (number, index) in order.enumerated() where phase == .check || !call.isInterrupted() {
      if phase == .run {
        session.context.message(
          "run \(number + 1) of \(plans.count): "
            + axes.map { axis in
              let argument = plans[index].arguments.first { $0.name == axis.name }
              return "\(axis.name)=\(argument?.value.description ?? "")"
            }.joined(separator: " "))
      }
      let run = try Training.carryOut(
        plans[index], data, isInterrupted: call.isInterrupted, &session, phase)
      if let status = run.result?.status, status.state == .diverged {
        session.context.message(status.reason + "; the sweep continues")
      }
      runs[index] = run
    }
    let trained = runs.compactMap { $0 }
    session.lastRun = trained.last { $0.result?.status.state != .diverged } ?? trained.last
    return .object(SweepObject(runs: trained, axes: axes.map(\.name)))
  }

  /// Runs of a grid at most.
  private static let mostRuns = 1000

  /// A call for each point of the grid, the last axis fastest.
  private static func combinations(
    _ call: Call, _ axes: [(name: String, values: [Value])]
  ) -> [Call] {
    var calls = [call]
    for axis in axes {
      calls = calls.flatMap { call in axis.values.map { call.replacing(axis.name, with: $0) } }
    }
    return calls
  }
}
