import Tensors
import Vocabulary

/// What a discriminator said of a batch: [1, batch].
///
/// Only a pass through a discriminator makes one, so a loss cannot be taken of anything else.
public struct Scores: Sendable {
  let values: Tensor

  init(of values: Tensor) { self.values = values }

  /// How many samples.
  public var count: Int { values.columns }

  /// The mean score.
  public var mean: Double { mean { $0 } }

  /// The mean probability of being real, or the mean score where an objective knows none.
  func mean(for objective: any Objective) -> Double {
    mean { objective.probability(of: $0) ?? $0 }
  }

  private func mean(_ function: (Double) -> Double) -> Double {
    (0..<values.columns).reduce(0) { $0 + function(Double(values[0, $1])) }
      / Double(max(values.columns, 1))
  }
}

/// What the number that a discriminator gives for a sample is.
public enum ScoreUnit: String, Sendable {
  /// The probability that the sample is real, from 0 to 1.
  case probability
  /// Its logarithm of odds: the probability is its sigmoid.
  case logit
  /// A number that only means something beside those of other samples.
  case score
}

/// The losses of both networks at a state, such as the balance in which nothing can be told.
public struct LossPair: Sendable, Equatable {
  /// The discriminator's.
  public var discriminator: Double
  /// The generator's.
  public var generator: Double
}

/// What the two networks minimise, and what the numbers mean.
///
/// It has two sides: the discriminator's loss is of scores of real and of generated samples, the
/// generator's of scores of generated ones and, where it compares them, of real ones.
public protocol Objective: Described {
  /// What the discriminator must give.
  var unit: ScoreUnit { get }
  /// The losses where the discriminator gives every sample the same; `nil` if they say nothing.
  var balance: LossPair? { get }
  /// Whether the generator's loss needs the scores of real samples, too.
  var comparesWithReal: Bool { get }
  /// Losses below which one network has won: the other one's pictures, or scores, teach it nothing.
  var victory: LossPair? { get }
  /// Counted up when the same training begins to be recorded in other numbers.
  var version: Int { get }
  /// The largest loss that one score can give, where more is cut off, and the gradient with it.
  var largestLoss: Double? { get }
  /// The objective with the target of real samples moved by a share towards that of generated ones;
  /// `nil` if it has no targets (Salimans et al. 2016, arXiv 1606.03498).
  func smoothed(by share: Double) -> (any Objective)?
  /// The discriminator's mean loss; its gradients go where they are wanted, [1, batch] each.
  func discriminatorLoss(real: ScoresWithGradient, fake: ScoresWithGradient) -> Double
  /// The generator's mean loss, with its gradient by the scores of the generated samples.
  func generatorLoss(fake: ScoresWithGradient, real: Scores?) -> Double
}

extension Objective {
  /// Most do not compare.
  public var comparesWithReal: Bool { false }
  /// Most have no targets.
  public func smoothed(by share: Double) -> (any Objective)? { nil }
  /// Most have none that would be known.
  public var victory: LossPair? { nil }
  /// Most are as they were.
  public var version: Int { 1 }

  /// The objective as keys of trainings have it.
  public var identity: String { version == 1 ? name : "\(name) \(version)" }

  /// Most have no bound.
  public var largestLoss: Double? { nil }

  /// The probability of being real that a score stands for; `nil` where it stands for none.
  public func probability(of score: Double) -> Double? {
    switch unit {
    case .probability: score
    case .logit: 1 / (1 + exponential(-score))
    case .score: nil
    }
  }

  /// The mean of a loss over scores; its derivative goes into the gradient, divided by their number.
  func mean(
    of scores: ScoresWithGradient, loss: (Float) -> Float, derivative: (Float) -> Float
  ) -> Double {
    let values = scores.scores.values
    let count = values.columns
    var total = 0.0
    for column in 0..<count {
      let score = values[0, column]
      total += Double(loss(score))
      scores.gradient[0, column] = derivative(score) / Float(count)
    }
    return total / Double(count)
  }
}

/// Scores, and where the gradient of the loss by them goes, [1, batch].
public struct ScoresWithGradient {
  package let scores: Scores
  let gradient: Tensor

  package init(_ scores: Tensor, gradient: Tensor) {
    self.scores = Scores(of: scores)
    self.gradient = gradient
  }
}

/// All objectives.
public let objectiveCatalog = Catalog<AnyObjective>(
  "loss",
  [
    AnyObjective(BCE()), AnyObjective(BCEWithLogits()), AnyObjective(Hinge()),
    AnyObjective(LeastSquares()), AnyObjective(Wasserstein()), AnyObjective(RelativisticAverage()),
  ])

/// An objective as an element of a catalog.
public struct AnyObjective: Described {
  /// The objective.
  public let objective: any Objective
  /// Its description.
  public var term: Term { objective.term }

  init(_ objective: any Objective) { self.objective = objective }
}
