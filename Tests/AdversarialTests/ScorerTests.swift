import Adversarial
import Foundation
import Networks
import Tensors
import Testing

/// What a discriminator says of samples is the probability that they are real.
struct ScorerTests {
  private let workers = WorkerPool(threads: 1)

  /// One unit of two inputs: x₀ ln 3 + bias, so that 1 is three times as likely to be real as not.
  private func scores(of samples: [Float], bias: Float = 0, modifiers: [String]) throws -> [Double]
  {
    let network = try Network(
      name: "discriminator", input: 2,
      elements: [.dense(1)] + modifiers.map { .init($0) })
    let weights = Parameters(for: network)
    weights.trained[0].values = [log(3), 0]
    weights.trained[1].values = [bias]
    for entry in weights.entries where ["1.weight", "1.running_var"].contains(entry.name) {
      entry.tensor.values = [1]
    }
    return Scorer(network, workers: workers).scores(on: samples, weights)
  }

  @Test(arguments: [["sigmoid"], []])
  func probabilitiesAreThoseOfBeingReal(modifiers: [String]) throws {
    let objective = try objectiveCatalog.find(modifiers.isEmpty ? "bce_logits" : "bce").objective
    let scores = try scores(of: [1, 5, 0, 5, -1, 5, 2, 5], modifiers: modifiers).map {
      try #require(objective.probability(of: $0))
    }
    for (score, expected) in zip(scores, [0.75, 0.5, 0.25, 0.9]) {
      #expect(abs(score - expected) < 1e-6)
    }
    #expect(scores.count == 4)
    let moved = try self.scores(of: [0, 5], bias: -log(3), modifiers: modifiers)
    #expect(abs(try #require(objective.probability(of: moved[0])) - 0.25) < 1e-6)
  }

  /// A sample's score does not depend on those it is scored with, as batch statistics would have it.
  @Test(arguments: [["batchnorm", "sigmoid"], ["dropout", "sigmoid"]])
  func everySampleIsScoredAlone(modifiers: [String]) throws {
    let together = try scores(of: [1, 5, 40, 5, -3, 5], modifiers: modifiers)
    let alone = try scores(of: [1, 5], modifiers: modifiers)
    #expect(together[0] == alone[0])
    #expect(abs(alone[0] - 0.75) < 1e-4)
  }

  @Test func noSamplesHaveNoScores() throws {
    #expect(try scores(of: [], modifiers: ["sigmoid"]).isEmpty)
  }
}
