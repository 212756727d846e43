import Adversarial
import GANScript
import Networks

/// What statements know of those before them. A value: a failed statement's copy is thrown away.
public struct Session: Sendable {
  /// The data set that `train` uses unless told otherwise: the last one loaded.
  var dataSet: DataSetObject?
  /// The networks by name, as last described.
  var networks = PersistentMap<String, NetworkObject>()
  /// Weights to begin with, by the name of their network.
  var initialWeights = PersistentMap<String, InitialWeights>()
  /// The run that `plot`, `save` and `show` take unless told otherwise: the last one.
  var lastRun: RunObject?
  /// Whether a wrong statement of a check would have given a run.
  private var hasForgottenRun = false
  /// The files that the script writes, with the statement that does.
  var writtenFiles = PersistentMap<String, ScriptLocation>()
  /// The folders of runs trained in this session, which `--fresh` need not train again.
  var trainedRuns: Set<String> = []
  /// The runs that statements gave, trained or found, by the key of their family.
  var runs: [String: RunRecord] = [:]
  /// Whether the other processes of the context's collective have done their part and run nothing.
  public var isAlone = true
  /// What a check has found that will be trained.
  var plannedRuns = PlannedRuns()
  /// What the session works with.
  public let context: SessionContext

  /// A new session.
  public init(context: SessionContext) { self.context = context }

  /// A new session after another one in the same context: it writes none of the other's files, and
  /// what the other trained is not trained again.
  ///
  /// - Parameter notebook: The notebook that it runs.
  public init(after earlier: Session, notebook: Provenance.Notebook) {
    var context = earlier.context
    context.provenance.notebook = notebook
    self.context = context
    writtenFiles = earlier.writtenFiles
    trainedRuns = earlier.trainedRuns
    runs = earlier.runs
  }
}

extension Session {
  /// What a check does after a wrong statement that gives a run.
  static let forgetsRun: @Sendable (Call?, inout Session) -> Void = { _, session in
    session.forgetRun()
  }

  /// Takes away the last run: it is another one, which a wrong statement would have given.
  mutating func forgetRun() {
    lastRun = nil
    hasForgottenRun = true
  }

  /// What is wrong where the network of a role is wanted, and nothing gives one.
  func lacks(_ role: NetworkRole) -> ScriptError {
    ScriptError(
      "there is no network called \(role.rawValue), and no run that has one",
      help: "net \(role.rawValue): ... comes first", argument: "what", code: .unknownName,
      isConsequence: hasForgottenRun)
  }
}

/// What a report says of a run that is in it.
struct RunRecord: Sendable {
  var data: String
  var seed: UInt64
  var seconds: Double
}

extension Session {
  /// What was learned from, with which seeds, and how long the runs took that the session's statements
  /// gave, whenever they were trained.
  public var trainingWork: (data: [String], seeds: [UInt64], seconds: Double) {
    let runs = runs.values
    return (
      Set(runs.map(\.data)).sorted(), Set(runs.map(\.seed)).sorted(),
      runs.reduce(0) { $0 + $1.seconds }
    )
  }

  /// Notes a run that a statement gave.
  mutating func note(_ run: RunObject) {
    guard let result = run.result else { return }
    // The seconds of a run include those of the shorter ones that it went on from.
    let family = result.recipes.first ?? result.folder.name
    runs[family] = RunRecord(
      data: "\(run.plan.data.count) pictures of \(run.plan.data.name)", seed: run.plan.recipe.seed,
      seconds: max(result.status.seconds, runs[family]?.seconds ?? 0))
  }
}

/// Weights loaded from a file.
struct InitialWeights: Sendable {
  /// The file.
  var path: String
  /// The network that they were checked against.
  var network: Network
  /// The numbers; `nil` in a check.
  var parameters: Parameters?
}
