import Foundation
import Vocabulary

/// The relativistic average loss: is a real sample more real than generated ones are in the mean?
///
/// With r = D(x) − mean D(G(z)) and f = D(G(z)) − mean D(x): the discriminator's loss is
/// mean softplus(−r) + mean softplus(f), and the generator's swaps the two.
struct RelativisticAverage: Objective {
  var term: Term {
    Term(
      "relativistic", "scores against the mean score of the other side, in both networks",
      discussion: """
        With r = D(x) - mean D(G(z)) and f = D(G(z)) - mean D(x): loss_d = mean softplus(-r) + mean \
        softplus(f), loss_g = mean softplus(r) + mean softplus(-f). The discriminator's numbers are \
        scores that only differences give a meaning: end it with -> 1. Undecided, both are 2 ln 2 = \
        1.386. A generator's step scores the real pictures once more. Jolicoeur-Martineau 2019, \
        arXiv 1807.00734.
        """)
  }
  var unit: ScoreUnit { .score }
  var balance: LossPair? { LossPair(discriminator: 2 * log(2), generator: 2 * log(2)) }
  var victory: LossPair? { LossPair(discriminator: 0.1, generator: 0.2) }
  var comparesWithReal: Bool { true }

  func discriminatorLoss(real: ScoresWithGradient, fake: ScoresWithGradient) -> Double {
    let (realMean, fakeMean) = (Float(real.scores.mean), Float(fake.scores.mean))
    // Each side's mean stands in every term of the other's loss.
    let fromFake = meanDerivative(fake.scores) { sigmoid($0 - realMean) }
    let fromReal = meanDerivative(real.scores) { sigmoid($0 - fakeMean) - 1 }
    return mean(
      of: real, loss: { softplus(fakeMean - $0) },
      derivative: { sigmoid($0 - fakeMean) - 1 - fromFake })
      + mean(
        of: fake, loss: { softplus($0 - realMean) },
        derivative: { sigmoid($0 - realMean) - fromReal })
  }

  func generatorLoss(fake: ScoresWithGradient, real: Scores?) -> Double {
    guard let real else { return .nan }
    let (realMean, fakeMean) = (Float(real.mean), Float(fake.scores.mean))
    let fromReal = meanDerivative(real) { sigmoid($0 - fakeMean) }
    let realLoss =
      (0..<real.count).reduce(0.0) { $0 + Double(softplus(real.values[0, $1] - fakeMean)) }
      / Double(real.count)
    return realLoss
      + mean(
        of: fake, loss: { softplus(realMean - $0) },
        derivative: { sigmoid($0 - realMean) - 1 - fromReal })
  }

  /// The mean of a loss's derivative over scores.
  private func meanDerivative(_ scores: Scores, _ derivative: (Float) -> Float) -> Float {
    let sum = (0..<scores.count).reduce(0.0) { $0 + Double(derivative(scores.values[0, $1])) }
    return Float(sum / Double(scores.count))
  }
}
