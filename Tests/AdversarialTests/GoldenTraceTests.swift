import Adversarial
import Foundation
import Networks
import Tensors
import Testing

/// Five steps of the article's networks against what MindSpore 1.9.0 printed.
///
/// `Fixtures/golden_ms190.json` was recorded by running MindSpore 1.9.0 on a CPU, from weights and
/// data made by an integer hash (lowbias32) that this file makes again; the tolerances are how far
/// the same mathematics in float64 is from it.
struct GoldenTraceTests {
  @Test(arguments: ["sgd", "sgd_momentum"])
  func matchesTheArticlesFramework(name: String) throws {
    let golden = try #require(try Golden.load()[name])
    let isPlain = golden.momentum == 0
    let players = try Hash.players()
    let recipe = Recipe(
      epochs: 1, batch: golden.batch, generatorRate: golden.lr, discriminatorRate: golden.lr,
      optimizer: optimizerCatalog["sgd"]!.optimizer(["momentum": golden.momentum]),
      objective: objectiveCatalog["bce"]!.objective, shuffles: false,
      latents: (0..<golden.steps).flatMap { Hash.latents(step: $0, rows: golden.batch) })
    let trainer = try Trainer(
      players, recipe,
      data: TrainingData(
        values: (0..<golden.steps).flatMap { Hash.samples(step: $0, rows: golden.batch) },
        features: 4096), workers: WorkerPool(threads: 2))
    let tolerance = isPlain ? 3e-7 : 3e-6
    for step in 0..<golden.steps {
      let losses = try trainer.step(Array(step * golden.batch..<(step + 1) * golden.batch))
      expectClose(losses.discriminator, golden.discriminatorLosses[step], tolerance)
      expectClose(try #require(losses.generator), golden.generatorLosses[step], tolerance)
    }
    for (parameters, sums) in [
      (trainer.generator, golden.generatorSums),
      (trainer.discriminator, golden.discriminatorSums),
    ] {
      for (tensor, sum) in zip(parameters.trained, sums) {
        expectClose(tensor.values.reduce(0) { $0 + abs(Double($1)) }, sum, tolerance)
      }
    }
    let statistics = { (name: String) in
      trainer.generator.entries.filter { $0.specification.name == name }.map(\.tensor.values)
    }
    for (values, sum) in zip(statistics("running_mean"), golden.runningMeanSums) {
      expectClose(values.reduce(0) { $0 + abs(Double($1)) }, sum, tolerance)
    }
    for (values, sum) in zip(statistics("running_var"), golden.runningVarianceSums) {
      expectClose(values.reduce(0) { $0 + Double($1) }, sum, tolerance)
    }
    #expect(statistics("num_batches_tracked").allSatisfy { $0 == [10] })

    let sampler = Sampler(
      players.generator, latents: Hash.latents(p: 3000, rows: 4), workers: WorkerPool(threads: 1))
    let still = sampler.samples(trainer.generator, phase: .inference)
    for (value, expected) in zip(still, golden.inferenceSample) {
      expectClose(Double(value), expected, isPlain ? 3e-7 : 2e-5)
    }
    let moving = sampler.samples(trainer.generator)
    for (value, expected) in zip(moving, golden.batchSample) {
      // Normalised over 4 rows. With momentum one ReLU's input is 0 but for rounding: float64 falls
      // on the other side than MindSpore and is 1.32e-4 off, an engine on MindSpore's side is 6e-7.
      expectClose(Double(value), expected, isPlain ? 3e-7 : 1.3e-4)
    }
    let judge = Workspace(players.discriminator, batch: golden.batch)
    judge.input.values = transposed(
      Hash.samples(step: golden.steps - 1, rows: golden.batch), rows: golden.batch)
    judge.forward(trainer.discriminator, .inference, on: WorkerPool(threads: 1))
    for (value, expected) in zip(judge.output.values, golden.lastVerdicts) {
      expectClose(Double(value), expected, isPlain ? 3e-7 : 3e-6)
    }
  }

  /// Relative above 1, absolute below.
  private func expectClose(
    _ value: Double, _ expected: Double, _ tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = abs(value - expected) / max(1, abs(expected))
    #expect(
      error <= tolerance, "\(value) against \(expected): \(error)", sourceLocation: sourceLocation)
  }
}

/// The recorded trace.
struct Golden: Decodable {
  var steps: Int
  var batch: Int
  var lr: Double
  var momentum: Double
  var discriminatorLosses: [Double]
  var generatorLosses: [Double]
  var generatorSums: [Double]
  var discriminatorSums: [Double]
  var runningMeanSums: [Double]
  var runningVarianceSums: [Double]
  var inferenceSample: [Double]
  var batchSample: [Double]
  var lastVerdicts: [Double]

  private enum CodingKeys: String, CodingKey {
    case steps
    case batch
    case lr
    case momentum
    case discriminatorLosses = "loss_d"
    case generatorLosses = "loss_g"
    case generatorSums = "sum_abs_params_G"
    case discriminatorSums = "sum_abs_params_D"
    case runningMeanSums = "moving_mean_sumabs"
    case runningVarianceSums = "moving_var_sum"
    case inferenceSample = "eval_sample_row0_first6"
    case batchSample = "train_sample_row0_first6"
    case lastVerdicts = "D_of_last_x"
  }

  static func load() throws -> [String: Golden] {
    let url = try #require(
      Bundle.module.url(
        forResource: "golden_ms190", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode([String: Golden].self, from: Data(contentsOf: url))
  }
}

/// Inputs of the trace: u(p, i) = lowbias32(i + p · 0x9E3779B9) / 2^32.
enum Hash {
  static func uniform(_ p: Int, _ i: Int) -> Double {
    var h = UInt32(truncatingIfNeeded: i) &+ UInt32(truncatingIfNeeded: p &* 0x9e37_79b9)
    h ^= h >> 16
    h = h &* 0x7feb_352d
    h ^= h >> 15
    h = h &* 0x846c_a68b
    h ^= h >> 16
    return Double(h) / 4_294_967_296
  }

  static func samples(step: Int, rows: Int) -> [Float] {
    (0..<rows * 4096).map { Float(2 * uniform(1000 + step, $0) - 1) }
  }

  static func latents(step: Int, rows: Int) -> [Float] { latents(p: 2000 + step, rows: rows) }

  static func latents(p: Int, rows: Int) -> [Float] {
    (0..<rows * 100).map { Float(12.0.squareRoot() * (uniform(p, $0) - 0.5)) }
  }

  static func players() throws -> Players {
    let (generator, discriminator) = try Article.networks()
    var p = 0
    let fill = { (network: Network) in
      let parameters = Parameters(for: network)
      for entry in parameters.entries where entry.specification.isTrained {
        let count = entry.tensor.count
        entry.tensor.values = (0..<count).map { i in
          let u = uniform(p, i)
          return switch entry.specification.role {
          case .weight(let inputs, _): Float((2 * u - 1) / Double(inputs).squareRoot())
          case .trained(from: 1): Float(1 + 0.2 * (u - 0.5))
          case .trained: Float(0.2 * (u - 0.5))
          default: Float(0.1 * (u - 0.5))
          }
        }
        p += 1
      }
      for entry in parameters.entries where entry.specification.name == "running_var" {
        entry.tensor.fill(1)
      }
      return parameters
    }
    let weights = fill(generator)
    return Players(
      generator: generator, discriminator: discriminator, generatorWeights: weights,
      discriminatorWeights: fill(discriminator))
  }
}

/// The article's two networks.
enum Article {
  static func networks() throws -> (Network, Network) {
    let normed = [Network.Modifier("batchnorm"), Network.Modifier("relu")]
    let leaky = [Network.Modifier("leakyrelu")]
    return (
      try Network(
        name: "generator", inputs: 100,
        stages: [
          .init(units: 128, modifiers: [.init("relu")]), .init(units: 256, modifiers: normed),
          .init(units: 512, modifiers: normed), .init(units: 1024, modifiers: normed),
          .init(units: 4096, modifiers: [.init("tanh")]),
        ]),
      try Network(
        name: "discriminator", inputs: 4096,
        stages: [
          .init(units: 1024, modifiers: leaky), .init(units: 256, modifiers: leaky),
          .init(units: 1, modifiers: [.init("sigmoid")]),
        ])
    )
  }
}

/// [rows, columns] row by row to [columns, rows].
func transposed(_ values: [Float], rows: Int) -> [Float] {
  let columns = values.count / rows
  return (0..<values.count).map { values[$0 % rows * columns + $0 / rows] }
}
