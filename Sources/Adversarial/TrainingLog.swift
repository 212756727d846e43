import Tensors

/// The losses and scores of one step.
public struct StepLosses: Sendable, Equatable {
  /// The discriminator's loss.
  public var discriminator = 0.0
  /// The generator's loss; `nil` if this step did not move it.
  public var generator: Double?
  /// D(x), the mean probability of being real that real samples have before the step; the mean score
  /// where the objective knows no probability.
  public var realScore = Double.nan
  /// D(G(z)), the same of generated samples.
  public var fakeScore = Double.nan

  /// The means over processes that each have an equal part of the minibatch, of what the discriminator's
  /// step gave.
  mutating func average(in collective: any Collective) {
    let means = collective.mean([discriminator, realScore, fakeScore])
    (discriminator, realScore, fakeScore) = (means[0], means[1], means[2])
  }
}

/// The losses and scores of one epoch.
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
  public var realScore: Double
  /// D(G(z)) in the last step.
  public var fakeScore: Double

  /// Gathers the steps of an epoch.
  struct Builder: Sendable, Equatable {
    private(set) var record: EpochRecord
    /// Steps that moved the generator.
    private(set) var generatorSteps = 0
    /// All steps.
    private(set) var steps = 0

    init(epoch: Int) {
      record = EpochRecord(
        epoch: epoch, generator: .nan, discriminator: .nan, generatorMean: 0,
        discriminatorMean: 0, realScore: .nan, fakeScore: .nan)
    }

    /// Continues an epoch after the given number of steps; the record's means are still sums.
    init(_ record: EpochRecord, steps: Int, generatorSteps: Int) {
      self.record = record
      self.steps = steps
      self.generatorSteps = generatorSteps
    }

    mutating func add(_ losses: StepLosses) {
      record.discriminator = losses.discriminator
      record.discriminatorMean += losses.discriminator
      record.realScore = losses.realScore
      record.fakeScore = losses.fakeScore
      steps += 1
      if let loss = losses.generator {
        record.generator = loss
        record.generatorMean += loss
        generatorSteps += 1
      }
    }

    func finished() -> EpochRecord {
      var record = record
      // Without a step there is no loss, and not a loss of 0 either.
      record.generatorMean =
        generatorSteps > 0 ? record.generatorMean / Double(generatorSteps) : .nan
      record.discriminatorMean /= Double(steps)
      return record
    }
  }
}

/// The generator's samples of the fixed latent vectors after an epoch, as pixels.
public struct Snapshot: Sendable, Equatable {
  /// After which epoch.
  public var epoch: Int
  /// Sample after sample, each as the data's pictures are laid out.
  public var pixels: [UInt8]

  /// How many samples a snapshot holds: the article's five rows of five.
  public static let count = 25

  /// Pixels after an epoch.
  public init(epoch: Int, pixels: [UInt8]) {
    self.epoch = epoch
    self.pixels = pixels
  }
}

/// Measures taken of a generator every few epochs: a table with a row for each measured epoch.
public struct Measurements: Sendable, Equatable {
  /// What was measured, a name for each column.
  public var names: [String]
  /// The numbers of an epoch, one for each name.
  public struct Row: Sendable, Equatable {
    /// After which epoch.
    public var epoch: Int
    /// A number for each name.
    public var values: [Double]

    /// Numbers after an epoch.
    public init(epoch: Int, values: [Double]) {
      self.epoch = epoch
      self.values = values
    }
  }
  /// In the order of their epochs.
  public var rows: [Row]

  /// A table, empty at first.
  public init(names: [String] = [], rows: [Row] = []) {
    self.names = names
    self.rows = rows
  }

  /// The same table with these columns, each with what it had under its name: NaN if there was none
  /// of that name.
  public func with(columns: [String]) -> Measurements {
    let indices = columns.map { names.firstIndex(of: $0) }
    return Measurements(
      names: columns,
      rows: rows.map { row in
        Row(epoch: row.epoch, values: indices.map { $0.map { row.values[$0] } ?? .nan })
      })
  }

  /// A column's numbers with their epochs; `nil` if it was not measured.
  public func column(_ name: String) -> [(epoch: Int, value: Double)]? {
    names.firstIndex(of: name).map { index in rows.map { ($0.epoch, $0.values[index]) } }
  }
}

/// Everything that was recorded during a training.
public struct History: Sendable, Equatable {
  /// One record an epoch.
  public var records: [EpochRecord] = []
  /// Pictures of the fixed latent vectors through the epochs.
  public var snapshots: [Snapshot] = []
  /// What was measured through the epochs.
  public var measurements = Measurements()

  /// An empty history.
  public init() {}
}
