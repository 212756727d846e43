import Adversarial
import Datasets
import GANScript
import Networks
import Tensors
import Vocabulary

/// What samples are drawn from: a run's generator, or a network whose weights were loaded.
struct SampleSource {
  let network: Network
  /// The run; `nil` for a network.
  let run: RunObject?
  /// The shape of its samples as pictures; `nil` for plain numbers.
  let geometry: Geometry?
  private let loaded: InitialWeights?
  private let data: DataSetObject?

  /// The argument that names it, by position.
  static let parameter = Parameter(
    "run", .either([.object("run"), .object("network")]),
    "of which run, or a network whose weights were loaded; the last run unless told otherwise",
    position: .positional)

  /// What a call names; the last run if it names nothing. Throws if there is none, or if the network has
  /// no weights.
  ///
  /// - Parameter purpose: What it is wanted for, as a verb: "sample from".
  init(_ call: Call, _ session: Session, for purpose: String) throws {
    if let network = (call.object("run") as? NetworkObject)?.network {
      guard let weights = session.initialWeights[network.name],
        weights.network.hasSameLayers(as: network)
      else {
        throw ScriptError(
          "\(network.name) has no weights to \(purpose)",
          help: "load \(network.name) \"\(network.name).safetensors\", or name a run",
          argument: "run", code: .arguments, isConsequence: true)
      }
      self.init(network, weights, session.dataSet)
      try checkMode(call)
      return
    }
    guard let run = call.object("run") as? RunObject ?? session.lastRun else {
      throw ScriptError(
        "there is no run to \(purpose)", help: "train before it, or name one", code: .arguments,
        isConsequence: true)
    }
    self.init(run)
    try checkMode(call)
  }

  /// A run's generator.
  init(_ run: RunObject) {
    network = run.plan.networks.generator
    self.run = run
    geometry = run.plan.data.geometry
    loaded = nil
    data = nil
  }

  /// A network with its weights. Its samples are pictures like those of the data set, if they have as
  /// many numbers; else of the network's own shape, or gray and square where that can be.
  private init(_ network: Network, _ weights: InitialWeights, _ data: DataSetObject?) {
    let output = network.output
    self.network = network
    run = nil
    loaded = weights
    if let data, data.plan.featureCount == output.count {
      self.data = data
      geometry = data.plan.geometry
      return
    }
    self.data = nil
    let side = Int(Double(output.count).squareRoot().rounded())
    if output.isPicture, [1, 3].contains(output.channels) {
      geometry = Geometry(
        height: output.height, width: output.width, channels: output.channels)
    } else if side > 1, side * side == output.count {
      geometry = Geometry(height: side, width: side, channels: 1)
    } else {
      geometry = nil
    }
  }

  /// What a sample is, and the way to pixels. Known in a run only.
  var form: SampleForm {
    run?.result?.data.form ?? data?.data?.form
      ?? SampleForm(
        featureCount: network.output.count, geometry: geometry,
        scaling: network.outputRange == 0...1 ? .range(low: 0, high: 1) : .range(low: -1, high: 1))
  }

  /// Its weights. Throws `ScriptError` in a check, or if they cannot be read.
  func weights() throws -> Parameters {
    if let run { return try run.weights(of: .generator) }
    guard let parameters = loaded?.parameters else {
      throw ScriptError(
        "there are no weights of \(network.name)", code: .arguments, isConsequence: true)
    }
    return parameters
  }

  /// The names of the kinds that it can be asked for, in their order; `nil` if they are not known.
  var kindNames: [String]? { run.map { $0.plan.data.kinds } ?? data?.plan.kinds }

  /// The kind that a call asks for; `nil` if it asks for none, or where a check does not know the kinds
  /// yet. Throws if there are no kinds to ask for, or none of that name.
  func kind(_ call: Call) throws -> (index: Int, name: String)? {
    guard let name = call.text("kind") else { return nil }
    guard network.kinds > 0 else {
      throw ScriptError(
        "\(run == nil ? network.name : "the run") was told no kinds, so none can be asked for",
        help: "add +kinds to what goes into both networks: net generator: 100+kinds -> ...",
        argument: "kind", code: .arguments)
    }
    return try kindNames.map { names in
      let index = try kindIndex(name, among: names)
      return (index, names[index])
    }
  }

  /// Throws if pictures of a conditional generator are to be normalised by their own statistics.
  func checkMode(_ call: Call) throws {
    guard network.kinds > 0, call.isGiven("mode"), call.word("mode") == "together",
      network.usesBatchStatistics
    else { return }
    throw ScriptError(
      "pictures of a conditional run are not normalised together: those of one kind would lose what "
        + "they have in common", help: "use mode=running, or leave it out", argument: "mode",
      code: .arguments)
  }

  /// Says that a picture drawn alone has no statistics of its own, where those were to be used.
  func tellAlone(_ count: Int, _ call: Call, _ context: SessionContext) {
    guard count == 1, network.kinds == 0, network.usesBatchStatistics,
      call.word("mode") != "running"
    else { return }
    context.message(
      "one picture alone has no statistics to be normalised by: it is drawn with mode=running")
  }

  /// Samples of latent vectors, [count, features] row by row, drawn together; of a conditional generator of
  /// these kinds, or of each in turn. Throws with exit code 6 if that takes too much memory.
  func samples(
    _ latents: [Float], kinds: [Int]? = nil, _ call: Call, _ context: SessionContext
  ) throws -> [Float] {
    try MemoryPlan.check(
      drawing: latents.count / network.sample.count, from: network,
      threads: context.workers.threads, argument: call.isGiven("latents") ? "latents" : "count")
    let sampler = Sampler(
      network, latents: network.told(latents, kinds: kinds), workers: context.workers)
    return sampler.samples(
      try weights(), phase: call.word("mode") == "running" ? .inference : .sampling)
  }
}

/// Options of everything that draws new samples.
enum SampleOption {
  static let mode = Parameter(
    "mode",
    .word([
      Term("together", "batch norm with the statistics of these samples"),
      Term("running", "batch norm with the statistics gathered in training"),
    ]), "how batch norm works", default: "together")
  static let truncate = Parameter(
    "truncate", .number(0.05...10),
    "latent numbers beyond so many standard deviations are drawn again")

  static let kind = Parameter(
    "kind", .name, "of which kind, of a conditional run; of each in turn if left out")

  /// The file that a call names, claimed for it; `nil` if it names none. Throws for another ending.
  static func claimFile(
    _ call: Call, _ session: inout Session, endings: [String], what: String
  ) throws -> String? {
    guard let file = call.text("file") else { return nil }
    let path = try session.context.outputPath(file, argument: "file")
    guard endings.contains(ending(of: file)) else {
      throw ScriptError(
        "\(what) a .\(endings.joined(separator: " or .")), not \"\(file)\"", argument: "file",
        code: .badValue)
    }
    try session.claim(path, call)
    return file
  }

  /// New latent vectors of a call, [count, width], from a row on.
  static func latents(
    _ call: Call, count: Int, width: Int, seed: UInt64, from first: Int = 0
  ) -> [Float] {
    Sampler.latents(
      count: count, width: width, seed: seed, stream: .newSamples, from: first,
      truncation: call.number("truncate"))
  }
}
