import Adversarial
import Files
import GANScript
import Kernels

/// A training whose plan and data are known before anything runs.
struct ReadyTraining: Sendable {
  var plan: RunObject.Plan
  var data: PreparedData
  /// How long it takes; an estimate.
  var seconds: Double
  /// What makes it that run.
  var identity: RunIdentity

  init(_ plan: RunObject.Plan, _ data: PreparedData, seconds: Double) {
    self.plan = plan
    self.data = data
    self.seconds = seconds
    identity = RunIdentity(plan, fingerprint: data.fingerprint)
  }
}

/// The trainings of notebooks that depend on nothing that only running them can tell, for several
/// processes that share one output folder.
///
/// A process takes one by taking its folder, as for any run; so each is trained by one of them, and what
/// is left when a process is gone is taken by another, or found and gone on with the next time.
public struct TrainingPool: Sendable {
  /// Runs that begin alike, shorter ones first: a longer one goes on where a shorter one ended. One
  /// process at a time trains those of a chain.
  private let chains: [[ReadyTraining]]

  /// Those that all processes train together, a part of every minibatch each; in the notebooks' order.
  private let shared: [ReadyTraining]

  /// The trainings that checks of notebooks have met, with their data read (`SessionContext.readsAhead`).
  public init(_ sessions: [Session]) {
    var names: Set<String> = []
    var families: [String: [ReadyTraining]] = [:]
    let all = sessions.flatMap(\.plannedRuns.allReady).filter {
      names.insert($0.identity.folderName).inserted
    }
    shared = all.filter { $0.plan.recipe.processes > 1 }
    for training in all where training.plan.recipe.processes == 1 {
      families[training.identity.family(stages: 1), default: []].append(training)
    }
    let chains = families.mapValues { $0.sorted { $0.plan.recipe.epochs < $1.plan.recipe.epochs } }
    self.chains = chains.sorted {
      let (left, right) = ($0.value[$0.value.count - 1], $1.value[$1.value.count - 1])
      return (right.seconds, $0.key) < (left.seconds, $1.key)
    }.map(\.value)
  }

  /// How many trainings there are.
  public var count: Int { shared.count + chains.reduce(0) { $0 + $1.count } }

  /// How many all processes train together.
  public var sharedCount: Int { shared.count }

  /// How many can be trained at the same time.
  public var chainCount: Int { chains.count }

  /// What processes that share them must agree on, 64 digits: program, kernels, notebooks and data, as far
  /// as a number of a run depends on them.
  public var digest: String {
    let names = (shared + chains.joined()).map { $0.identity.family + " \($0.plan.recipe.epochs)" }
    let engine = "\(Release.version) \(Processor.lanes)"
    return sha256(Array((([engine] + names).joined(separator: "\n")).utf8))
  }

  /// Says now and then, to a process that has nothing more to do, how many trainings are over.
  public func waiting(_ context: SessionContext) -> Waiting { Waiting(self, context) }

  /// How far the trainings of other processes are.
  public final class Waiting {
    private let line: WaitingLine
    private let folders: [(folder: RunFolder, epochs: Int)]
    private var looked = ContinuousClock().now

    fileprivate init(_ pool: TrainingPool, _ context: SessionContext) {
      let store = RunStore(context)
      line = WaitingLine("trainings over, waiting for those of other processes", context)
      // With `--fresh` folders do not tell what was trained this time.
      let trainings = context.trainsAnew ? [] : pool.shared + pool.chains.joined()
      folders = trainings.map { (store.folder($0.identity), $0.plan.recipe.epochs) }
    }

    /// Looks at the runs' folders, twice a second at most.
    public func look() {
      let now = ContinuousClock().now
      guard !folders.isEmpty, now - looked > .milliseconds(500) else { return }
      looked = now
      let over = folders.count { training in
        training.folder.status.map { $0.isOver && $0.total == training.epochs } ?? false
      }
      line.report(over, of: folders.count)
    }

    /// All are over.
    public func finish() { line.finish() }
  }

  /// Trains what is not done and no other process is at.
  ///
  /// A training that diverges is a result. Throws `ScriptError` if a run cannot be kept.
  ///
  /// - Parameters:
  ///   - turn: With `--fresh`, where folders of finished runs do not tell who trained them: every `of`th
  ///     chain from `number` on is this process's.
  public func train(
    _ session: inout Session, turn: (number: Int, of: Int), isInterrupted: @escaping () -> Bool
  ) throws {
    let store = RunStore(session.context)
    let isFresh = session.context.trainsAnew
    session.isAlone = false
    for training in shared where !isInterrupted() {
      _ = try Training.unnoted(
        training.plan, DataSetObject(training.data, plan: training.plan.data),
        isInterrupted: isInterrupted, &session, .run)
    }
    session.isAlone = true
    for (number, chain) in chains.enumerated() where !isFresh || number % turn.of == turn.number {
      for training in chain where !isInterrupted() {
        let status = store.folder(training.identity).status
        if !isFresh, let status, status.isOver, status.total == training.plan.recipe.epochs {
          continue
        }
        do {
          _ = try Training.unnoted(
            training.plan, DataSetObject(training.data, plan: training.plan.data),
            isInterrupted: isInterrupted, &session, .run)
        } catch let error as ScriptError where error.exitCode == .inUse { break }
      }
    }
    if isFresh {
      session.trainedRuns.formUnion((shared + chains.joined()).map(\.identity.folderName))
    }
  }
}
