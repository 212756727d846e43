import Foundation
import Vocabulary

/// Binary cross entropy of logits: the sigmoid is part of the loss, so no score loses its gradient.
///
/// softplus(−c) for real, softplus(c) for fake; the derivative is sigmoid(c) − target.
struct BCEWithLogits: Objective {
  /// By how much the target of real samples is below 1.
  var smoothing: Float = 0

  var term: Term {
    Term(
      "bce_logits", "binary cross entropy of logits; the sigmoid is part of the loss",
      discussion: """
        The same losses as bce without its limits: a discriminator that is quite sure still \
        teaches. The discriminator must not end in sigmoid.
        """)
  }
  var unit: ScoreUnit { .logit }
  var balance: LossPair? { LossPair(discriminator: 2 * log(2), generator: log(2)) }
  /// D(x) was the mean logit at first; it is the mean probability now.
  var version: Int { 2 }
  var victory: LossPair? { LossPair(discriminator: 0.1, generator: 0.2) }

  func discriminatorLoss(real: ScoresWithGradient, fake: ScoresWithGradient) -> Double {
    mean(
      of: real, loss: { softplus(-$0) + (smoothing == 0 ? 0 : smoothing * $0) },
      derivative: { sigmoid($0) - (1 - smoothing) })
      + mean(of: fake, loss: softplus, derivative: { sigmoid($0) })
  }

  func smoothed(by share: Double) -> (any Objective)? {
    BCEWithLogits(smoothing: Float(share))
  }

  func generatorLoss(fake: ScoresWithGradient, real: Scores?) -> Double {
    mean(of: fake, loss: { softplus(-$0) }, derivative: { sigmoid($0) - 1 })
  }
}

/// ln(1 + e^x), without overflow.
func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }

/// 1 / (1 + e^−x).
func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
