import Adversarial
import GANScript
import Vocabulary

extension RunObject {
  /// What can be known of a run before training: everything but what comes out.
  struct Plan: Sendable {
    var networks: NetworkPair
    /// How it trains; the learning rates are those of the last stage.
    var recipe: Recipe
    /// The learning rates through the epochs; the last stage ends with the run.
    var stages: [LearningRateStage]
    var data: DataSetObject.Plan
    /// Pictures are kept every so many epochs; 0 for none.
    var snapshotsEvery: Int
    /// What the optimizer is called.
    var optimizer: String
    /// The optimizer with all its options, `adam beta1=0.5 …`.
    var optimizerDetails: String
    /// A checkpoint every so many epochs; `nil` leaves it to the clock.
    var checkpointEvery: Int?
    /// Every argument of the statement, for `config.json` and for tables.
    var arguments: [Argument]
    /// What is measured of the generator on the way.
    var meter: EpochMeter?

    /// Epochs whose pictures are kept; in order.
    var snapshotEpochs: [Int] {
      let last = recipe.epochs
      return snapshotsEvery == 0
        ? [] : (1...last).filter { $0 == 1 || $0 == last || $0 % snapshotsEvery == 0 }
    }
  }

  /// An argument of `train` as it was resolved.
  struct Argument: Sendable {
    var name: String
    var value: Value
    /// Whether it was left to its default.
    var isDefault: Bool
  }
}

/// The learning rates up to an epoch.
struct LearningRateStage: Sendable, Equatable {
  /// The last epoch with these rates.
  var until: Int
  var generator: Double
  var discriminator: Double

  /// The rates for people: one number where both are the same.
  var words: String {
    generator == discriminator
      ? shortest(generator) : "\(shortest(generator)) (G) \(shortest(discriminator)) (D)"
  }

  /// The rates alone, as texts of recipes have them.
  var rates: String { "\(shortest(generator)) \(shortest(discriminator))" }
}
