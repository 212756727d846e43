import Vocabulary

/// The hinge loss: scores of real samples beyond 1, and of generated ones beyond −1, teach no more.
struct Hinge: Objective {
  var term: Term {
    Term(
      "hinge", "scores beyond a margin of 1 teach the discriminator nothing more",
      discussion: """
        loss_d = mean max(0, 1 - D(x)) + mean max(0, 1 + D(G(z))), loss_g = -mean D(G(z)). The \
        discriminator's numbers are scores, not probabilities: end it with -> 1. Undecided, loss_d \
        is 2. Lim and Ye 2017, arXiv 1705.02894.
        """)
  }
  var unit: ScoreUnit { .score }
  var balance: LossPair? { LossPair(discriminator: 2, generator: 0) }
  var victory: LossPair? { LossPair(discriminator: 0.1, generator: -.infinity) }

  func discriminatorLoss(real: ScoresWithGradient, fake: ScoresWithGradient) -> Double {
    mean(of: real, loss: { loss(1 - $0) }, derivative: { -derivative(1 - $0) })
      + mean(of: fake, loss: { loss(1 + $0) }, derivative: { derivative(1 + $0) })
  }

  func generatorLoss(fake: ScoresWithGradient, real: Scores?) -> Double {
    mean(of: fake, loss: { -$0 }, derivative: { $0.isNaN ? $0 : -1 })
  }

  // Written so that NaN stays NaN.
  private func loss(_ x: Float) -> Float { x < 0 ? 0 : x }
  private func derivative(_ x: Float) -> Float { x.isNaN ? x : x > 0 ? 1 : 0 }
}
