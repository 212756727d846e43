/// What one step says.
public struct StepLosses: Sendable, Equatable {
  /// The discriminator's loss: real plus fake.
  public var discriminator: Double
  /// The generator's loss; `nil` if this step did not move it.
  public var generator: Double?
  /// The mean verdict on real samples before the step, D(x).
  public var realVerdict: Double
  /// The mean verdict on generated samples before the step, D(G(z)).
  public var fakeVerdict: Double
}

/// What one epoch says.
public struct EpochRecord: Sendable, Equatable {
  /// The epoch, counted from 1.
  public var epoch: Int
  /// The generator's loss in the last step, as the article plotted it.
  public var generator: Double
  /// The discriminator's loss in the last step.
  public var discriminator: Double
  /// The generator's mean loss over the epoch's steps.
  public var generatorMean: Double
  /// The discriminator's mean loss over the epoch's steps.
  public var discriminatorMean: Double
  /// D(x) in the last step.
  public var realVerdict: Double
  /// D(G(z)) in the last step.
  public var fakeVerdict: Double

  /// Gathers the steps of an epoch.
  struct Builder {
    private var record: EpochRecord
    private var generatorSteps = 0
    private var discriminatorSteps = 0

    init(epoch: Int) {
      record = EpochRecord(
        epoch: epoch, generator: .nan, discriminator: .nan, generatorMean: 0,
        discriminatorMean: 0, realVerdict: .nan, fakeVerdict: .nan)
    }

    mutating func add(_ losses: StepLosses) {
      record.discriminator = losses.discriminator
      record.discriminatorMean += losses.discriminator
      record.realVerdict = losses.realVerdict
      record.fakeVerdict = losses.fakeVerdict
      discriminatorSteps += 1
      if let loss = losses.generator {
        record.generator = loss
        record.generatorMean += loss
        generatorSteps += 1
      }
    }

    func finished() -> EpochRecord {
      var record = record
      record.generatorMean /= Double(generatorSteps)
      record.discriminatorMean /= Double(discriminatorSteps)
      return record
    }
  }
}
