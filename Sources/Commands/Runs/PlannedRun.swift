import Adversarial
import Files
import GANScript
import Measures
import Networks
import Vocabulary

/// A training that a check has met: what it will cost.
struct PlannedRun: Sendable {
  /// The name that its folder will have, without keys.
  var description: String
  /// Steps in all.
  var steps: Int
  /// Numbers that are trained.
  var parameters: Int
  /// Bytes of memory.
  var memory: Double
  /// Bytes in the run's folder.
  var disk: Double
  /// How long it takes; an estimate.
  var seconds: Double
  /// What it begins like: runs of one family go on where another ended.
  var family: String
  /// Whether all processes train it together.
  var isShared: Bool
  /// Whether a finished run of this recipe is there, or will be when its turn comes.
  var isFound: Bool

  /// What there is to say of what the generator cannot make.
  var warning: String?

  /// Floating-point operations that one thread makes in a second in the article's training,
  /// measured on a Zen 4 with AVX-512; other processors differ.
  static let operationsPerThread = 85e9

  /// Seconds that one thread takes to compare a generated number with a real one in a training's measures:
  /// 24 ms for 256 pictures of 64 x 64, measured on a Zen 5; drawing them with the article's generator
  /// takes as long again.
  static let measuringSeconds = 0.024 / (256 * 4096)

  /// Seconds of one thread for what a plan measures on the way after some epochs: drawing samples, and
  /// comparing them with as many real ones.
  private static func measuringSeconds(_ plan: RunObject.Plan, after trained: Int) -> Double {
    guard let meter = plan.meter, plan.recipe.epochs > trained else { return 0 }
    let times = (trained + 1...plan.recipe.epochs).count { meter.isDue($0, of: plan.recipe.epochs) }
    let samples = Double(min(plan.data.count, Reference.mostSamples))
    let drawing = 2 * plan.networks.generator.products(toWeights: false, toInput: false).forward
    return Double(times) * samples
      * (Double(plan.data.featureCount) * measuringSeconds + Double(drawing) / operationsPerThread)
  }

  /// What a plan will cost; finished runs are looked for by what can be known of their recipes.
  ///
  /// - Parameters:
  ///   - family: The key of its family: a longer run of a family continues where a shorter one
  ///     ended.
  ///   - before: The lengths of the runs of its family that are planned before it.
  ///   - store: The runs that are there, if they count.
  init(
    _ plan: RunObject.Plan, family: String, after before: Set<Int>, _ store: RunStore?,
    threads: Int
  ) {
    let recipe = plan.recipe
    let networks = plan.networks
    self.family = family
    isShared = recipe.processes > 1
    let batches = recipe.batchSizes(samples: plan.data.count)
    steps = batches.count * recipe.epochs
    parameters =
      networks.generator.trainedParameterCount + networks.discriminator.trainedParameterCount
    memory = MemoryPlan.bytes(plan, threads: threads)
    disk =
      MemoryPlan.keptBytes(plan) * 1.2 + 3e5
      + (plan.best == nil ? 0 : MemoryPlan.checkpointBytes(plan))
    let rates = plan.stages.map(\.learningRates.words).joined(separator: ", then ")
    description =
      "\(plan.optimizer.name), lr \(rates), \(counted(recipe.epochs, "epoch")), "
      + "batch \(recipe.batch), seed \(recipe.seed)"
    let trained = before.filter { $0 <= recipe.epochs }.max() ?? 0
    let perEpoch = batches.reduce(0.0) { sum, size in
      sum + 2 * TrainingStep(networks, recipe, batch: size / recipe.processes).multiplications
    }
    let work = perEpoch * Double(recipe.epochs - trained)
    seconds =
      0.5
      + (work / PlannedRun.operationsPerThread + PlannedRun.measuringSeconds(plan, after: trained))
      / Double(threads)
    warning = plan.unreachable
    isFound = before.contains(recipe.epochs) || store?.hasFinished(family, recipe.epochs) == true
  }

  /// One line.
  var line: String {
    "\(description): " + (isFound ? "found, trained before" : cost)
  }

  private var cost: String {
    "\(grouped(steps)) steps, \(grouped(parameters)) parameters, "
      + "\(byteText(whole(memory))) memory, \(byteText(whole(disk))) files, "
      + "about \(durationText(seconds))"
  }

  private func whole(_ bytes: Double) -> Int { Int(min(bytes, 1e18)) }
}

/// The trainings that a check has met, in their order.
struct PlannedRuns: Sendable {
  private var runs = PersistentMap<Int, PlannedRun>()
  /// Those whose data are there already.
  private var ready = PersistentMap<Int, ReadyTraining>()
  private var count = 0
  /// The one that takes longest, with its seconds.
  private(set) var longest: (plan: RunObject.Plan, seconds: Double)?
  /// The lengths of the runs of each family.
  private var lengths = PersistentMap<String, Set<Int>>()

  /// All of them. Complexity: O(count).
  var all: [PlannedRun] { runs.values }

  /// Those that can be trained at once, since the check has read their data. Complexity: O(count).
  var allReady: [ReadyTraining] { ready.values }

  /// The data of a description, where the check has read them.
  func data(_ source: String) -> PreparedData? {
    allReady.first { $0.plan.data.source == source }?.data
  }

  /// Adds the next one.
  mutating func add(
    _ plan: RunObject.Plan, _ data: PreparedData?, _ store: RunStore?, threads: Int
  ) {
    let family = RunIdentity(plan, fingerprint: nil).family
    let before = lengths[family] ?? []
    let run = PlannedRun(plan, family: family, after: before, store, threads: threads)
    runs[count] = run
    if let data, plan.isSettled { ready[count] = ReadyTraining(plan, data, seconds: run.seconds) }
    if run.seconds > longest?.seconds ?? -1 { longest = (plan, run.seconds) }
    count += 1
    lengths[family] = before.union([plan.recipe.epochs])
  }
}

/// What of a training decides how long its steps take.
public struct TrainingWork: Sendable {
  /// The networks.
  public let networks: NetworkPair
  /// How they are trained.
  public let recipe: Recipe
  /// What the optimizer is called.
  public let optimizer: String
  /// The learning rates at its end.
  public let learningRates: LearningRates
  /// What a sample is.
  public let shape: Shape
  /// Samples in an epoch.
  public let samples: Int
}

extension Session {
  /// Of the trainings that a check has met, the one that takes longest by estimate; `nil` if there is
  /// none.
  public var longestTraining: TrainingWork? {
    guard let plan = plannedRuns.longest?.plan, plan.data.count > 0 else { return nil }
    return TrainingWork(
      networks: plan.networks, recipe: plan.recipe, optimizer: plan.optimizer.name,
      learningRates: plan.learningRates, shape: plan.data.shape, samples: plan.data.count)
  }

  /// What a check has found that running will cost: a line a training, then all of them together.
  /// Empty if nothing is trained.
  public var plan: [String] {
    let processes = context.processes
    let plannedRuns = self.plannedRuns.all
    guard !plannedRuns.isEmpty else { return [] }
    let new = plannedRuns.filter { !$0.isFound }
    let seconds = new.reduce(0) { $0 + $1.seconds }
    let disk = new.reduce(0) { $0 + $1.disk }
    let found = plannedRuns.count - new.count
    return plannedRuns.map { "  " + $0.line } + [
      "in all \(counted(plannedRuns.count, "training"))"
        + (found > 0 ? ", \(found) of them found" : "")
        + ": about \(durationText(seconds)) (an estimate), "
        + "\(byteText(Int(min(disk, 1e18)))) on disk"
    ]
      + (processes > 1
        ? [
          "among \(processes) processes with as many threads each: about "
            + "\(durationText(Session.seconds(of: new, among: processes)))"
        ] : []) + Session.warnings(of: plannedRuns)
  }

  /// What there is to warn of, each once.
  private static func warnings(of runs: [PlannedRun]) -> [String] {
    runs.compactMap(\.warning).reduce(into: []) { warnings, next in
      if !warnings.contains(next) { warnings.append(next) }
    }
  }

  /// How long processes take that share runs as they do: those of all together first, then those of a
  /// family one after the other, the longest family to whichever process is free.
  static func seconds(of runs: [PlannedRun], among processes: Int) -> Double {
    var together = 0.0
    var families: [String: Double] = [:]
    for run in runs {
      if run.isShared {
        together += run.seconds
      } else {
        families[run.family, default: 0] += run.seconds
      }
    }
    var ends = [Double](repeating: together, count: processes)
    for seconds in families.values.sorted(by: >) {
      let free = ends.indices.min { ends[$0] < ends[$1] } ?? 0
      ends[free] += seconds
    }
    return ends.max() ?? 0
  }
}
