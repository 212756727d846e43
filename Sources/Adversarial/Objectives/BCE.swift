import Foundation
import Vocabulary

/// Binary cross entropy of probabilities, as MindSpore 1.9 computes it in float32.
///
/// −ln(p + 1e-12) for real, −ln(1 − p + 1e-12) for fake, so at most 27.63; the derivative is
/// (p − target) / max(p (1 − p), 1e-12). Through a sigmoid before it, a score that rounds to 1 or lies
/// under 1e-12 gives next to no gradient: nothing is learned from it.
struct BCE: Objective {
  /// By how much the target of real samples is below 1.
  var smoothing: Float = 0

  var term: Term {
    Term(
      "bce", "binary cross entropy of probabilities, as the article's framework computes it",
      discussion: """
        loss_d = -mean ln D(x) - mean ln(1 - D(G(z))), loss_g = -mean ln D(G(z)), with 1e-12 in \
        logarithm and quotient as in MindSpore 1.9. The discriminator must end in sigmoid. \
        In balance loss_d is 2 ln 2 = 1.386 and loss_g is ln 2 = 0.693.
        """)
  }
  var unit: ScoreUnit { .probability }
  var balance: LossPair? { LossPair(discriminator: 2 * log(2), generator: log(2)) }
  var victory: LossPair? { LossPair(discriminator: 0.1, generator: 0.2) }
  var largestLoss: Double? { -log(1e-12) }

  func discriminatorLoss(real: ScoresWithGradient, fake: ScoresWithGradient) -> Double {
    mean(of: real, loss: smoothedLoss, derivative: { derivative($0, target: 1 - smoothing) })
      + mean(of: fake, loss: { loss(ofReal: 1 - $0) }, derivative: { derivative($0, target: 0) })
  }

  func generatorLoss(fake: ScoresWithGradient, real: Scores?) -> Double {
    mean(of: fake, loss: loss(ofReal:), derivative: { derivative($0, target: 1) })
  }

  func smoothed(by share: Double) -> (any Objective)? { BCE(smoothing: Float(share)) }

  private func smoothedLoss(_ p: Float) -> Float {
    smoothing == 0
      ? loss(ofReal: p) : (1 - smoothing) * loss(ofReal: p) + smoothing * loss(ofReal: 1 - p)
  }

  private func loss(ofReal p: Float) -> Float { -log(p + 1e-12) }

  private func derivative(_ p: Float, target: Float) -> Float {
    let spread = p * (1 - p)
    // Written so that NaN stays NaN.
    return (p - target) / (spread < 1e-12 ? 1e-12 : spread)
  }
}
