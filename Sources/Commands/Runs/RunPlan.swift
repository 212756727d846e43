import Adversarial
import Datasets
import GANScript
import Vocabulary

extension RunObject {
  /// What can be known of a run before training: everything but what comes out.
  struct Plan: Sendable {
    var networks: NetworkPair
    /// How it trains.
    var recipe: Recipe
    /// The learning rates through the epochs; the last stage ends with the run.
    var stages: [LearningRateStage]
    var data: DataSetObject.Plan
    /// Pictures are kept every so many epochs; 0 for none.
    var snapshotsEvery: Int
    /// The rule that moves the weights, and how it is told.
    var optimizer: OptimizerChoice
    /// A checkpoint every so many epochs; `nil` leaves it to the clock.
    var checkpointEvery: Int?
    /// Every argument of the statement, for `config.json` and for tables.
    var arguments: [Argument]
    /// What is measured of the generator on the way.
    var meter: EpochMeter?
    /// Which epoch's weights are kept besides the last one's.
    var best: BestEpoch?

    /// What is kept of its weights once it is done.
    var kept = Checkpoint.Kept.everything
    /// Whether all that its statement says was known when it was planned; a check does not know what comes
    /// from another training's result, and takes what an argument left out would be.
    var isSettled = true

    /// How its pictures are laid out: those of its end, and those kept through the epochs.
    var pictureLayout: PictureLayout {
      networks.areConditional
        ? PictureLayout(kinds: networks.generator.kinds) : PictureLayout(rows: 5, columns: 5)
    }

    /// What to say of a generator whose numbers cannot become the data's; `nil` if they can, or it is not
    /// known where the data's lie.
    var unreachable: String? {
      let made = networks.generator.outputRange
      guard case .range(let low, let high)? = data.scaling, data.geometry != nil,
        made.lowerBound > Double(low) + 1e-6 || made.upperBound < Double(high) - 1e-6
      else { return nil }
      let ends = made.upperBound.isFinite ? "to \(shortest(made.upperBound))" : "upwards"
      let end = low >= 0 && high <= 1 ? " with sigmoid" : low >= -1 && high <= 1 ? " with tanh" : ""
      return
        "the generator gives numbers from \(shortest(made.lowerBound)) \(ends), and the data has "
        + "\(shortest(Double(low))) to \(shortest(Double(high))): it cannot make all of it"
        + (end.isEmpty ? "; end it without an activation" : "; end it" + end)
    }

    /// What a step of it does.
    var step: TrainingStep { TrainingStep(networks, recipe) }

    /// The learning rates of the last stage.
    var learningRates: LearningRates { stages[stages.count - 1].learningRates }

    /// The learning rates of an epoch, counted from 1.
    func learningRates(ofEpoch epoch: Int) -> LearningRates {
      stages.first { $0.until >= epoch }?.learningRates ?? learningRates
    }

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
  /// The last epoch with these learning rates.
  var until: Int
  var learningRates: LearningRates
}

extension LearningRates {
  /// For people: one number where both are the same.
  var words: String {
    generator == discriminator
      ? shortest(generator) : "\(shortest(generator)) (G) \(shortest(discriminator)) (D)"
  }

  /// As keys have them.
  var key: String { "\(shortest(generator)) \(shortest(discriminator))" }
}
