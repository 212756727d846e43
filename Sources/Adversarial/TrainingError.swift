/// Why a training cannot start, or stopped.
public enum TrainingError: Error, Sendable, Equatable {
  /// The generator's pictures do not fit the data.
  case generatorDoesNotFit(outputs: Int, features: Int)
  /// The generator ends as a discriminator does, and the other way round.
  case networksSwapped(features: Int)
  /// The discriminator's input does not fit the data.
  case discriminatorDoesNotFit(inputs: Int, features: Int)
  /// The discriminator gives more than one number.
  case discriminatorOutputs(Int)
  /// The objective takes probabilities, and the discriminator does not end in a sigmoid.
  case objectiveWantsSigmoid(objective: String)
  /// The objective takes logits, and the discriminator ends in a sigmoid.
  case objectiveWantsLogits(objective: String)
  /// More samples in a batch than there are.
  case batchTooLarge(batch: Int, samples: Int)
  /// Batch norm would see a single sample.
  case batchNormNeedsTwo(network: String, layer: String, batch: Int, last: Int, samples: Int)
  /// Too few latent vectors given.
  case tooFewLatents(given: Int, needed: Int)
  /// The data has a number that is not finite.
  case dataNotFinite(sample: Int)
  /// A loss or weight stopped being a number.
  case diverged(epoch: Int, step: Int, what: String)

  /// One sentence, without a full stop.
  public var message: String {
    switch self {
    case .generatorDoesNotFit(let outputs, let features):
      "the generator makes \(outputs) numbers, but a sample has \(features)"
    case .networksSwapped(let features):
      "the generator ends in 1 number and the discriminator in \(features): they are swapped"
    case .discriminatorDoesNotFit(let inputs, let features):
      "the discriminator takes \(inputs) numbers, but a sample has \(features)"
    case .discriminatorOutputs(let outputs):
      "the discriminator must end in 1 unit, the score, not \(outputs)"
    case .objectiveWantsSigmoid(let objective):
      "loss=\(objective) takes probabilities, but the discriminator does not end in sigmoid"
    case .objectiveWantsLogits(let objective):
      "loss=\(objective) takes logits, but the discriminator ends in sigmoid"
    case .batchTooLarge(let batch, let samples):
      "batch is \(batch), but there are only \(samples) samples"
    case .batchNormNeedsTwo(let network, let layer, let batch, let last, let samples):
      "batch norm after \(layer) of the \(network) needs at least 2 samples in every batch; "
        + (batch == 1
          ? "batch is 1" : "the last batch has \(last) (\(samples) samples, batch \(batch))")
    case .tooFewLatents(let given, let needed):
      "the latents have \(given) rows, but the training takes \(needed)"
    case .dataNotFinite(let sample):
      "sample \(sample + 1) of the data has a number that is not finite"
    case .diverged(let epoch, let step, let what):
      "training diverged in epoch \(epoch), step \(step): \(what)"
    }
  }

  /// What to do about it.
  public var help: String? {
    switch self {
    case .generatorDoesNotFit(_, let features): "end the generator with -> \(features) tanh"
    case .networksSwapped: "the generator makes pictures, the discriminator scores them"
    case .discriminatorDoesNotFit(_, let features): "begin the discriminator with \(features) ->"
    case .discriminatorOutputs: "end the discriminator with -> 1 sigmoid"
    case .objectiveWantsSigmoid: "end the discriminator with -> 1 sigmoid, or use loss=bce_logits"
    case .objectiveWantsLogits: "end the discriminator with -> 1, or use loss=bce"
    case .batchTooLarge(_, let samples): "use batch=\(samples) or less"
    case .batchNormNeedsTwo(_, _, let batch, _, _):
      batch == 1 ? "use batch=2 or more" : "use last_batch=drop or another batch"
    case .tooFewLatents: nil
    case .dataNotFinite: nil
    case .diverged: "use a smaller lr"
    }
  }
}

extension Recipe {
  /// Checks everything that can be known before the first step; throws the first thing wrong.
  public func check(_ networks: NetworkPair, features: Int, samples: Int) throws(TrainingError) {
    if features > 1, networks.generator.outputs == 1, networks.discriminator.outputs == features {
      throw .networksSwapped(features: features)
    }
    guard networks.generator.outputs == features else {
      throw .generatorDoesNotFit(outputs: networks.generator.outputs, features: features)
    }
    guard networks.discriminator.inputs == features else {
      throw .discriminatorDoesNotFit(inputs: networks.discriminator.inputs, features: features)
    }
    guard networks.discriminator.outputs == 1 else {
      throw .discriminatorOutputs(networks.discriminator.outputs)
    }
    if objective.wantsProbabilities != networks.discriminator.endsInSigmoid {
      throw objective.wantsProbabilities
        ? .objectiveWantsSigmoid(objective: objective.name)
        : .objectiveWantsLogits(objective: objective.name)
    }
    guard batch <= samples else { throw .batchTooLarge(batch: batch, samples: samples) }
    let sizes = batchSizes(samples: samples)
    for (name, network) in [
      ("generator", networks.generator), ("discriminator", networks.discriminator),
    ] {
      if let layer = network.firstBatchNorm, let last = sizes.last, sizes.contains(1) {
        throw .batchNormNeedsTwo(
          network: name, layer: layer, batch: batch, last: last, samples: samples)
      }
    }
    if let latents {
      let needed = sizes.reduce(0, +) * epochs
      let given = latents.count / networks.generator.inputs
      guard given >= needed else { throw .tooFewLatents(given: given, needed: needed) }
    }
  }
}
