import Adversarial
import Foundation
import Networks
import Tensors

/// The recorded trace: `Fixtures/golden_ms190.json`, from running MindSpore 1.9.0 on a CPU, with weights
/// and data made by an integer hash (lowbias32) that this file makes again.
package struct Golden: Decodable {
  package var steps: Int
  package var batch: Int
  package var lr: Double
  package var momentum: Double
  package var discriminatorLosses: [Double]
  package var generatorLosses: [Double]
  package var generatorSums: [Double]
  package var discriminatorSums: [Double]
  package var runningMeanSums: [Double]
  package var runningVarianceSums: [Double]
  package var inferenceSample: [Double]
  package var batchSample: [Double]
  package var lastScores: [Double]

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
    case lastScores = "D_of_last_x"
  }

  package static func load() throws -> [String: Golden] {
    let url = Bundle.module.bundleURL.appending(path: "Fixtures/golden_ms190.json")
    return try JSONDecoder().decode([String: Golden].self, from: Data(contentsOf: url))
  }
}

/// Inputs of the trace: u(p, i) = lowbias32(i + p · 0x9E3779B9) / 2^32.
package enum Hash {
  package static func uniform(_ p: Int, _ i: Int) -> Double {
    var h = UInt32(truncatingIfNeeded: i) &+ UInt32(truncatingIfNeeded: p &* 0x9e37_79b9)
    h ^= h >> 16
    h = h &* 0x7feb_352d
    h ^= h >> 15
    h = h &* 0x846c_a68b
    h ^= h >> 16
    return Double(h) / 4_294_967_296
  }

  package static func samples(step: Int, rows: Int) -> [Float] {
    (0..<rows * 4096).map { Float(2 * uniform(1000 + step, $0) - 1) }
  }

  package static func latents(step: Int, rows: Int) -> [Float] {
    latents(p: 2000 + step, rows: rows)
  }

  package static func latents(p: Int, rows: Int) -> [Float] {
    (0..<rows * 100).map { Float(12.0.squareRoot() * (uniform(p, $0) - 0.5)) }
  }

  package static func networks() throws -> NetworkPair {
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
    return NetworkPair(
      generator: generator, discriminator: discriminator, generatorWeights: weights,
      discriminatorWeights: fill(discriminator))
  }
}

/// The article's two networks.
package enum Article {
  package static func networks() throws -> (Network, Network) {
    return (
      try Network(
        name: "generator", input: 100,
        elements: [
          .dense(128), "relu", .dense(256), "batchnorm", "relu",
          .dense(512), "batchnorm", "relu", .dense(1024), "batchnorm",
          "relu",
          .dense(4096), "tanh",
        ]),
      try Network(
        name: "discriminator", input: 4096,
        elements: [
          .dense(1024), "leakyrelu", .dense(256), "leakyrelu",
          .dense(1), "sigmoid",
        ])
    )
  }
}

/// [rows, columns] row by row to [columns, rows].
package func transposed(_ values: [Float], rows: Int) -> [Float] {
  let columns = values.count / rows
  return (0..<values.count).map { values[$0 % rows * columns + $0 / rows] }
}
