import Vocabulary

/// The Wasserstein loss: the discriminator drives mean scores apart, the generator follows.
struct Wasserstein: Objective {
  var term: Term {
    Term(
      "wasserstein", "difference of the mean scores of generated and of real pictures",
      discussion: """
        loss_d = mean D(G(z)) - mean D(x), loss_g = -mean D(G(z)). The discriminator's numbers are \
        scores without a scale, and nothing holds them: it wants a bound on its gradient, or small \
        steps. End it with -> 1. Arjovsky et al. 2017, arXiv 1701.07875.
        """)
  }
  var unit: ScoreUnit { .score }
  var balance: LossPair? { LossPair(discriminator: 0, generator: 0) }

  func discriminatorLoss(real: ScoresWithGradient, fake: ScoresWithGradient) -> Double {
    mean(of: real, loss: { -$0 }, derivative: { $0.isNaN ? $0 : -1 })
      + mean(of: fake, loss: { $0 }, derivative: { $0.isNaN ? $0 : 1 })
  }

  func generatorLoss(fake: ScoresWithGradient, real: Scores?) -> Double {
    mean(of: fake, loss: { -$0 }, derivative: { $0.isNaN ? $0 : -1 })
  }
}
