import Tensors
import Vocabulary

/// What a discriminator said of a batch: [1, batch].
///
/// Only a pass through a discriminator makes one, so a loss cannot be taken of anything else.
public struct Verdicts: Sendable {
  let values: Tensor

  init(of values: Tensor) { self.values = values }

  /// The mean verdict, in the discriminator's own unit.
  public var mean: Double {
    (0..<values.columns).reduce(0) { $0 + Double(values[0, $1]) } / Double(max(values.columns, 1))
  }
}

/// What a verdict should have been.
public enum Claim: Sendable {
  /// The picture is real.
  case real
  /// The picture was generated.
  case fake

  var target: Float { self == .real ? 1 : 0 }
}

/// How wrong verdicts are.
///
/// The discriminator's loss is that of real pictures claimed real plus that of fakes claimed fake,
/// a sum; the generator's is that of fakes claimed real (the non-saturating loss of Goodfellow et
/// al. 2014, arXiv 1406.2661).
public protocol Objective: Described {
  /// Whether verdicts are probabilities, so that the discriminator must end in a sigmoid; otherwise
  /// they are logits and it must not.
  var wantsProbabilities: Bool { get }
  /// The loss of one verdict.
  func loss(_ verdict: Float, _ claim: Claim) -> Float
  /// d loss / d verdict.
  func slope(_ verdict: Float, _ claim: Claim) -> Float
}

extension Objective {
  /// The mean loss of a batch; its gradient goes into `gradient`, [1, batch].
  func evaluate(_ verdicts: Verdicts, _ claim: Claim, gradient: Tensor) -> Double {
    let values = verdicts.values
    let count = values.columns
    var total = 0.0
    for column in 0..<count {
      let verdict = values[0, column]
      total += Double(loss(verdict, claim))
      gradient[0, column] = slope(verdict, claim) / Float(count)
    }
    return total / Double(count)
  }
}

/// All objectives.
public let objectiveCatalog = Catalog<AnyObjective>(
  "loss", [AnyObjective(BinaryCrossEntropy()), AnyObjective(LogitCrossEntropy())])

/// An objective as an element of a catalog.
public struct AnyObjective: Described {
  /// The objective.
  public let objective: any Objective
  /// Its description.
  public var term: Term { objective.term }

  init(_ objective: any Objective) { self.objective = objective }
}
