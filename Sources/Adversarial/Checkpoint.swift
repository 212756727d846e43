import Files
import Networks
import Tensors

/// The state of a training in a file: everything that resuming needs, and the history so far.
///
/// A resumed training is, bit for bit, the one that was never stopped: random numbers are drawn by
/// counters, so counters, weights and optimizer state are all there is to save. The file is
/// safetensors, with checksums of its header and of every tensor in its metadata: weights under
/// `generator.3.running_mean`, optimizer state under `optimizer.discriminator.0.weight.velocity`.
/// Weights and pictures are read from it only when they are asked for.
public struct Checkpoint: Sendable {
  /// What the training is, apart from its length: trainings of one recipe can resume each other.
  public let recipe: String
  /// Steps made.
  public let steps: Int
  /// Epochs finished.
  public let epochs: Int
  /// One record an epoch.
  public let records: [EpochRecord]
  /// What was measured through the epochs.
  public let measurements: Measurements
  /// How many rows of given latent vectors have been used.
  let latentRow: Int
  let generatorSteps: Int
  let discriminatorSteps: Int
  let unfinished: EpochRecord.Builder
  private let file: SafetensorsFile

  static let format = "ganrepl checkpoint 2"
  /// What the format of every version begins with.
  private static let formatName = "ganrepl checkpoint"
  static let columns = 7
  /// What the tensors of the generator's average are called.
  static let average = "average"

  /// What a checkpoint holds of the state, besides losses, measures and pictures.
  public enum Kept: String, Sendable, CaseIterable, Comparable {
    /// Nothing.
    case history
    /// The generator, and its moving average.
    case sampling
    /// What resuming needs.
    case everything

    /// Whether a tensor of the state, by its name in files, is kept.
    func includes(_ name: String) -> Bool {
      switch self {
      case .history: false
      case .sampling: name.hasPrefix("generator.") || name.hasPrefix(Checkpoint.average + ".")
      case .everything: true
      }
    }

    /// Less is kept.
    public static func < (a: Kept, b: Kept) -> Bool {
      (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
  }

  /// What it holds of the state.
  public let kept: Kept

  /// Whether the checkpoint was written in the middle of an epoch.
  public var isWithinEpoch: Bool { unfinished.steps > 0 }

  /// Reads a checkpoint from bytes in memory, as the other initializer does from a file.
  public init(_ bytes: [UInt8]) throws(NetworkError) { try self.init(SafetensorsFile(bytes)) }

  /// Reads a checkpoint from a file. Throws `NetworkError.brokenWeights` if the file is damaged,
  /// naming the tensor, or is not a checkpoint.
  ///
  /// - Parameter isVerified: Whether the file is known to be intact, so that its checksums need not
  ///   be compared.
  /// - Complexity: O(file), some 1 ms a megabyte; O(epochs) for a file known to be intact.
  public init(_ file: SafetensorsFile, isVerified: Bool = false) throws(NetworkError) {
    guard Checkpoint.isOfThisVersion(file) else {
      throw .brokenWeights("is no checkpoint that this version reads")
    }
    if !isVerified { try Checkpoint.verify(file) }
    func number(_ key: String) throws(NetworkError) -> Int {
      guard let number = file.metadata[key].flatMap({ Int($0) }), number >= 0 else {
        throw .brokenWeights("has no \(key)")
      }
      return number
    }
    guard let kept = Kept(rawValue: file.metadata["kept"] ?? Kept.everything.rawValue) else {
      throw .brokenWeights("does not say what it keeps")
    }
    self.kept = kept
    self.file = file
    recipe = file.metadata["recipe"] ?? ""
    steps = try number("steps")
    epochs = try number("epochs")
    latentRow = try number("latent_row")
    generatorSteps = try number("generator_steps")
    discriminatorSteps = try number("discriminator_steps")
    records = try Checkpoint.records(file)
    measurements = try Checkpoint.measurements(file)
    unfinished = try Checkpoint.unfinished(file)
    guard records.count == epochs else {
      throw .brokenWeights("has \(records.count) records of \(epochs) epochs")
    }
  }

  /// The whole history so far, pictures included. Throws if they cannot be read.
  ///
  /// Complexity: O(pictures); the article's are 0.1 MB an epoch.
  public var history: History {
    get throws(NetworkError) {
      var history = History()
      history.records = records
      history.measurements = measurements
      history.snapshots = try Checkpoint.snapshots(file)
      return history
    }
  }

  /// Whether the file holds a moving average of the generator's weights.
  var hasAverage: Bool {
    file.entries.contains { $0.name.hasPrefix(Checkpoint.average + ".") }
  }

  /// Whether a file says that it is a checkpoint, of this version or another.
  public static func claims(_ file: SafetensorsFile) -> Bool {
    file.metadata["format"]?.hasPrefix(formatName) == true
  }

  /// Whether a file is a checkpoint of the form that this version reads.
  public static func isOfThisVersion(_ file: SafetensorsFile) -> Bool {
    file.metadata["format"] == format
  }

  /// What the names of the tensors of a role's network begin with: of a generator with a moving average,
  /// of that.
  public func prefix(of role: NetworkRole) -> String {
    (role == .generator && hasAverage ? Checkpoint.average : role.rawValue) + "."
  }

  /// The weights of the network in a role; of a generator with a moving average, that. Throws if they do
  /// not fit it, or cannot be read.
  ///
  /// Complexity: O(weights of that network); those of the other network are not read.
  public func weights(
    of role: NetworkRole, for network: Network
  ) throws(NetworkError) -> Parameters {
    let parameters = Parameters(for: network)
    let prefix = prefix(of: role)
    try restore(
      parameters.entries.map {
        StatePart(
          name: prefix + $0.name, shape: $0.specification.shape, tensor: $0.tensor)
      })
    return parameters
  }

  /// Copies what the file holds into tensors of the same names and shapes.
  func restore(_ parts: [StatePart]) throws(NetworkError) {
    let byName = Checkpoint.entries(file)
    for part in parts {
      guard let entry = byName[part.name], entry.type == "F32" else {
        throw .weightsDoNotFit(["\(part.name) is missing"])
      }
      guard entry.shape == part.shape, entry.shape.reduce(1, *) == part.tensor.count else {
        throw .weightsDoNotFit(["\(part.name) is \(entry.shape), wanted is \(part.shape)"])
      }
      part.tensor.values = try file.values(of: entry)
    }
  }
}

extension Trainer {
  /// Resumes from a checkpoint of a training with the same networks, data and optimizer; the
  /// learning rates may differ. Throws if its tensors do not fit this trainer.
  func restore(_ checkpoint: Checkpoint) throws(NetworkError) {
    try checkpoint.restore(stateTensors)
    steps = checkpoint.steps
    epochs = checkpoint.epochs
    latentRow = checkpoint.latentRow
    unfinished = checkpoint.unfinished
    generatorUpdater.resume(steps: checkpoint.generatorSteps)
    discriminatorUpdater.resume(steps: checkpoint.discriminatorSteps)
  }
}
