import Vocabulary

/// Least squares: scores are drawn to 1 for real and to 0 for generated samples.
struct LeastSquares: Objective {
  /// By how much the target of real samples is below 1.
  var smoothing: Float = 0

  var term: Term {
    Term(
      "lsgan", "squared distance of scores from 1 for real and 0 for generated pictures",
      discussion: """
        loss_d = mean (D(x) - 1)^2 / 2 + mean D(G(z))^2 / 2, loss_g = mean (D(G(z)) - 1)^2 / 2. The \
        discriminator's numbers are scores, not probabilities: end it with -> 1. Undecided at 0.5, \
        loss_d is 0.25 and loss_g 0.125. Mao et al. 2017, arXiv 1611.04076.
        """)
  }
  var unit: ScoreUnit { .score }
  var balance: LossPair? { LossPair(discriminator: 0.25, generator: 0.125) }
  var victory: LossPair? { LossPair(discriminator: 0.02, generator: 0.02) }

  func discriminatorLoss(real: ScoresWithGradient, fake: ScoresWithGradient) -> Double {
    mean(
      of: real, loss: { loss($0 - (1 - smoothing)) }, derivative: { $0 - (1 - smoothing) })
      + mean(of: fake, loss: loss, derivative: { $0 })
  }

  func smoothed(by share: Double) -> (any Objective)? {
    LeastSquares(smoothing: Float(share))
  }

  func generatorLoss(fake: ScoresWithGradient, real: Scores?) -> Double {
    mean(of: fake, loss: { loss($0 - 1) }, derivative: { $0 - 1 })
  }

  private func loss(_ distance: Float) -> Float { 0.5 * distance * distance }
}
