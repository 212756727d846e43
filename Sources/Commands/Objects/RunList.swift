import GANScript
import Vocabulary

/// Runs as arguments of verbs: single ones, lists of them, sweeps.
enum RunList {
  /// A run, a list of them, a sweep.
  static let kind = Kind.either([
    .object("run"), .object("sweep"), .list(.either([.object("run"), .object("sweep")])),
  ])

  /// The argument that takes any number of them, by position.
  static let parameter = Parameter(
    "runs", kind,
    "runs, lists of them or sweeps; the last run unless told otherwise", position: .positional,
    isRepeated: true)

  /// The runs that a call names, in order; the last run, or none, if it names none.
  static func runs(
    _ call: Call, _ session: Session, argument: String = parameter.name
  ) -> [RunObject] {
    guard let given = call.list(argument) else { return session.lastRun.map { [$0] } ?? [] }
    return given.flatMap(runs)
  }

  /// The runs that a value stands for: one, those of a list or of a sweep, or none.
  static func runs(in value: Value) -> [RunObject] {
    switch value {
    case .object(let run as RunObject): [run]
    case .object(let sweep as SweepObject): sweep.runs
    case .list(let values): values.flatMap(runs)
    default: []
    }
  }

  /// The arguments in which runs differ, by name, in the order of `train`.
  static func differences(_ runs: [RunObject]) -> [String] {
    guard let first = runs.first else { return [] }
    return first.plan.arguments.map(\.name).filter { name in
      trainingOptions[name].map { if case .none = $0.key { false } else { true } } != false
        && Set(runs.map { text(name, of: $0) }).count > 1
    }
  }

  /// An argument of a run as text, learning rates as they were in the end.
  static func text(_ name: String, of run: RunObject) -> String {
    value(name, of: run).description
  }

  /// An argument of a run; a changed learning rate as `0.1, then 0.05`.
  static func value(_ name: String, of run: RunObject) -> Value {
    if name == "lr", run.plan.stages.count > 1 {
      return .text(
        run.plan.stages.map { shortest($0.learningRates.generator) }.joined(separator: ", then "))
    }
    return run.plan.arguments.first { $0.name == name }?.value ?? .nothing
  }

  /// What each run is called among the others: `lr=0.05 seed=1`. A network is its name, unless two
  /// have the same; what a run does not have is left out.
  ///
  /// - Parameter leavingOut: Arguments that are told elsewhere.
  static func labels(_ runs: [RunObject], leavingOut others: [String] = []) -> [String] {
    let names = differences(runs).filter { !others.contains($0) }
    let short = labels(runs, names) { value in
      if case .object(let object) = value { object.field("name") ?? value } else { value }
    }
    return Set(short).count == runs.count ? short : labels(runs, names) { $0 }
  }

  private static func labels(
    _ runs: [RunObject], _ names: [String], _ shown: (Value) -> Value
  ) -> [String] {
    return runs.enumerated().map { index, run in
      let parts = names.compactMap { name in
        let text = shown(value(name, of: run)).description
        return text.isEmpty ? nil : "\(name)=\(text)"
      }
      return parts.isEmpty ? "run \(index + 1)" : parts.joined(separator: " ")
    }
  }
}
