import Tensors
import Vocabulary

/// A discriminator's outputs for a batch: [1, batch].
///
/// Only a pass through a discriminator makes one, so a loss cannot be taken of anything else.
public struct Scores: Sendable {
  let values: Tensor

  init(of values: Tensor) { self.values = values }

  /// The mean score, in the discriminator's own unit.
  public var mean: Double {
    (0..<values.columns).reduce(0) { $0 + Double(values[0, $1]) } / Double(max(values.columns, 1))
  }
}

/// What a sample is, and so what its score should be.
public enum Label: Sendable {
  /// The picture is real.
  case real
  /// The picture was generated.
  case fake

  var target: Float { self == .real ? 1 : 0 }
}

/// A loss: how wrong scores are.
///
/// The discriminator's loss is that of real pictures labelled real plus that of fakes labelled
/// fake, a sum; the generator's is that of fakes labelled real (the non-saturating loss of
/// Goodfellow et al. 2014, arXiv 1406.2661).
public protocol Objective: Described {
  /// Whether scores are probabilities, so that the discriminator must end in a sigmoid; otherwise
  /// they are logits and it must not.
  var wantsProbabilities: Bool { get }
  /// The loss of one score.
  func loss(_ score: Float, _ label: Label) -> Float
  /// d loss / d score.
  func derivative(_ score: Float, _ label: Label) -> Float
}

extension Objective {
  /// The mean loss of a batch; its gradient goes into `gradient`, [1, batch].
  func evaluate(_ scores: Scores, _ label: Label, gradient: Tensor) -> Double {
    let values = scores.values
    let count = values.columns
    var total = 0.0
    for column in 0..<count {
      let score = values[0, column]
      total += Double(loss(score, label))
      gradient[0, column] = derivative(score, label) / Float(count)
    }
    return total / Double(count)
  }
}

/// All objectives.
public let objectiveCatalog = Catalog<AnyObjective>(
  "loss", [AnyObjective(BCE()), AnyObjective(BCEWithLogits())])

/// An objective as an element of a catalog.
public struct AnyObjective: Described {
  /// The objective.
  public let objective: any Objective
  /// Its description.
  public var term: Term { objective.term }

  init(_ objective: any Objective) { self.objective = objective }
}
