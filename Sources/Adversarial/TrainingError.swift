import Networks

/// Why a training cannot start, or stopped.
public enum TrainingError: Error, Sendable, Equatable {
  /// The generator's pictures do not fit the data.
  case generatorDoesNotFit(output: Shape, data: Shape)
  /// The generator ends as a discriminator does, and the other way round.
  case networksSwapped(data: Shape)
  /// The discriminator's input does not fit the data.
  case discriminatorDoesNotFit(input: Shape, data: Shape)
  /// The colours of a pixel stand beside each other in one network and apart in the other.
  case colorOrdersDiffer(data: Shape)
  /// The discriminator gives more than one number.
  case discriminatorOutputs(Int, unit: ScoreUnit)
  /// The objective takes numbers of a unit, and the discriminator's last layer does not give them.
  case unitDoesNotFit(objective: String, unit: ScoreUnit, isBounded: Bool)
  /// More samples in a batch than there are.
  case batchTooLarge(batch: Int, samples: Int)
  /// Batch norm would see a single sample.
  case batchNormNeedsTwo(network: String, layer: String, batch: Int, last: Int, samples: Int)
  /// More discriminator steps for each generator step than the training has in all.
  case generatorNeverMoves(discriminatorSteps: Int, steps: Int)
  /// A gradient penalty for a discriminator with a layer whose derivative is not piecewise constant.
  case penaltyNeedsLinearLayers(penalty: String, layer: String)
  /// A discriminator, or a layer other than the generator's last, that would begin as principal
  /// components of the data.
  case componentsOutOfPlace(network: String, layer: String, data: Int)
  /// Components, and then a layer that is no activation.
  case componentsNotLast(layer: String)
  /// Components, whose lengths spectral norm would take away.
  case componentsWithSpectralNorm
  /// Gradients that are clipped, of weights with spectral norm.
  case clipWithSpectralNorm(network: String)
  /// Too few latent vectors given.
  case tooFewLatents(given: Int, needed: Int)
  /// One network is told kinds and the other is not.
  case onlyOneToldKinds(NetworkRole)
  /// A conditional network, and data without kinds.
  case dataWithoutKinds(NetworkRole)
  /// A conditional network that was made for another number of kinds.
  case kindsDiffer(NetworkRole, made: Int, data: Int)
  /// As many of each kind are wanted, and there is not more than one.
  case balanceNeedsKinds
  /// A minibatch of which processes cannot take equal parts.
  case batchDoesNotDivide(batch: Int, processes: Int, isLast: Bool)
  /// Something that sees a whole minibatch, of which each process has a part only.
  case needsWholeBatch(String)
  /// The data has a number that is not finite.
  case dataNotFinite(sample: Int)
  /// A loss or weight stopped being a number.
  case diverged(epoch: Int, step: Int, what: String)

  /// One sentence, without a full stop.
  public var message: String {
    switch self {
    case .generatorDoesNotFit(let output, let data):
      "the generator makes \(TrainingError.size(output, beside: data)), but a sample "
        + (output.isPicture && data.isPicture ? "is" : "has")
        + " \(TrainingError.size(data, beside: output, isSecond: true))"
    case .networksSwapped(let data):
      "the generator ends in 1 number and the discriminator in \(data.count): they are swapped"
    case .discriminatorDoesNotFit(let input, let data):
      "the discriminator takes \(TrainingError.size(input, beside: data)), but a sample "
        + (input.isPicture && data.isPicture ? "is" : "has")
        + " \(TrainingError.size(data, beside: input, isSecond: true))"
    case .colorOrdersDiffer(let data):
      "one network sees \(data.summary) as a picture and the other as \(data.count) plain numbers, "
        + "in another order of pixels and colours"
    case .discriminatorOutputs(let outputs, _):
      "the discriminator must end in 1 unit, its score, not \(outputs)"
    case .unitDoesNotFit(let objective, let unit, let isBounded):
      switch unit {
      case .probability:
        "loss=\(objective) takes probabilities, but the discriminator does not end in sigmoid"
      case .logit:
        "loss=\(objective) takes logits, but the discriminator ends in "
          + (isBounded ? "sigmoid" : "bounds")
      case .score:
        "loss=\(objective) takes scores of any size, but the discriminator's last layer bounds them"
      }
    case .batchTooLarge(let batch, let samples):
      "batch is \(batch), but there are only \(samples) samples"
    case .batchNormNeedsTwo(let network, let layer, let batch, let last, let samples):
      "\(layer) of the \(network) needs at least 2 samples in every batch; "
        + (batch == 1
          ? "batch is 1" : "the last batch has \(last) (\(samples) samples, batch \(batch))")
    case .generatorNeverMoves(let discriminatorSteps, let steps):
      "steps_d is \(discriminatorSteps), but the training has \(steps) "
        + "step\(steps == 1 ? "" : "s") in all: the generator would never move"
    case .penaltyNeedsLinearLayers(let penalty, let layer):
      "\(penalty)= needs a discriminator of dense layers, convolutions, pooling, relu and leakyrelu; it "
        + "has \(layer)"
    case .componentsOutOfPlace(let network, let layer, let data):
      "components begin as the \(data) numbers of a picture, which \(layer) of the \(network) does "
        + "not put out"
    case .componentsNotLast(let layer):
      "components begin as pictures before the activation, but \(layer) stands between"
    case .componentsWithSpectralNorm:
      "components begin with the lengths that the data have, and spectral=on takes lengths away"
    case .clipWithSpectralNorm(let network):
      "clip= bounds the gradient of weights, whose length says nothing where spectral=on divides "
        + "them by their norm, as in the \(network)"
    case .tooFewLatents(let given, let needed):
      "the latents have \(given) rows, but the training takes \(needed)"
    case .onlyOneToldKinds(let role):
      "the \(role.rawValue) is told kinds and the \(role.other.rawValue) is not"
    case .dataWithoutKinds(let role):
      "the \(role.rawValue) is told kinds, but the data has none"
    case .kindsDiffer(let role, let made, let data):
      "the \(role.rawValue) was made for \(made) kinds, but the data has \(data)"
    case .balanceNeedsKinds: "balance=on needs data of at least two kinds"
    case .batchDoesNotDivide(let batch, let processes, let isLast):
      "\(processes) processes cannot take equal parts of "
        + (isLast ? "the last batch, which has \(batch) samples" : "a batch of \(batch)")
    case .needsWholeBatch(let what):
      "\(what) compares the samples of a whole batch, of which each process has a part only"
    case .dataNotFinite(let sample):
      "sample \(sample + 1) of the data has a number that is not finite"
    case .diverged(let epoch, let step, let what):
      "training diverged in epoch \(epoch), step \(step): \(what)"
    }
  }

  /// What to do about it.
  public var help: String? {
    switch self {
    case .generatorDoesNotFit(let output, let data):
      output.isPicture && data.isPicture
        ? "end the generator with a layer that gives \(data.summary)"
        : "end the generator with -> \(data.count) tanh"
    case .networksSwapped: "the generator makes pictures, the discriminator scores them"
    case .discriminatorDoesNotFit(let input, let data):
      "begin the discriminator with "
        + (input.isPicture && data.isPicture ? data.summary : "\(data.count)") + " ->"
    case .colorOrdersDiffer(let data):
      "end the generator with \(data.summary) and begin the discriminator with it, or neither"
    case .discriminatorOutputs(_, let unit):
      "end the discriminator with -> 1" + (unit == .probability ? " sigmoid" : "")
    case .unitDoesNotFit(_, .probability, _):
      "end the discriminator with -> 1 sigmoid, or use loss=bce_logits"
    case .unitDoesNotFit: "end the discriminator with -> 1, or use loss=bce"
    case .generatorNeverMoves(_, let steps): "use steps_d=\(steps) or less, or more epochs"
    case .batchTooLarge(_, let samples): "use batch=\(samples) or less"
    case .batchNormNeedsTwo(_, let layer, let batch, _, let samples):
      samples < 2
        ? "load two samples or more, or leave out \(layer)"
        : batch == 1 ? "use batch=2 or more" : "use last_batch=drop or another batch"
    case .penaltyNeedsLinearLayers(let penalty, let layer):
      "leave out \(penalty)=, or \(layer) in the discriminator"
    case .componentsOutOfPlace(_, _, let data):
      "write it after the generator's last dense layer: -> \(data) components tanh"
    case .componentsNotLast(let layer): "leave out \(layer)"
    case .componentsWithSpectralNorm, .clipWithSpectralNorm: "leave out one of them"
    case .tooFewLatents: nil
    case .onlyOneToldKinds: "add +kinds to what goes into both networks, or to neither"
    case .dataWithoutKinds:
      "sub-folders or a kinds.csv give pictures kinds; or leave out +kinds in both networks"
    case .kindsDiffer: "say the net lines again after load"
    case .balanceNeedsKinds: "sub-folders or a kinds.csv give pictures kinds; or leave it out"
    case .batchDoesNotDivide(_, let processes, let isLast):
      isLast
        ? "use last_batch=drop"
        : "use a batch that is a multiple of \(processes), or leave out ranks="
    case .needsWholeBatch: "leave it out, or ranks="
    case .dataNotFinite: nil
    case .diverged: "use a smaller lr"
    }
  }
}

extension TrainingError {
  /// What a network gives or takes, and what a sample is: as shapes if both are, otherwise as counts.
  private static func size(_ shape: Shape, beside other: Shape, isSecond: Bool = false) -> String {
    if shape.isPicture && other.isPicture { return shape.summary }
    return isSecond ? "\(shape.count)" : "\(shape.count) numbers"
  }
}

extension Recipe {
  /// Checks everything that can be known before the first step; throws the first thing wrong.
  ///
  /// - Parameter kinds: How many kinds the data has; `nil` if that is not known yet.
  public func check(
    _ networks: NetworkPair, data: Shape, samples: Int, kinds: Int? = 0
  ) throws(TrainingError) {
    try checkShapes(networks.generator, networks.discriminator, data)
    try checkKinds(networks, kinds)
    try checkScores(of: networks.discriminator)
    if let penalty = penalties.first,
      let layer = networks.discriminator.withoutSigmoid.firstSmoothLayer
    {
      throw .penaltyNeedsLinearLayers(penalty: penalty.point.rawValue, layer: layer)
    }
    for role in NetworkRole.allCases {
      let network = networks[role]
      if clip != nil, network.hasSpectralNorm {
        throw .clipWithSpectralNorm(network: role.rawValue)
      }
      if let index = network.componentsLayer {
        let layers = network.layers[index...]
        if network.hasSpectralNorm { throw .componentsWithSpectralNorm }
        if role == .generator, layers[index].output.count == data.count,
          let other = layers.dropFirst().first(where: { !$0.parameters.isEmpty })
        {
          throw .componentsNotLast(layer: other.title)
        }
        let isLast = layers.dropFirst().allSatisfy { $0.output.count == data.count }
        guard role == .generator, isLast, layers[index].output.count == data.count else {
          throw .componentsOutOfPlace(
            network: role.rawValue, layer: layers[index].title, data: data.count)
        }
      }
    }
    guard batch <= samples else { throw .batchTooLarge(batch: batch, samples: samples) }
    let sizes = batchSizes(samples: samples)
    for role in NetworkRole.allCases {
      if let layer = networks[role].firstBatchLayer, let last = sizes.last, sizes.contains(1) {
        throw .batchNormNeedsTwo(
          network: role.rawValue, layer: layer, batch: batch, last: last, samples: samples)
      }
    }
    if processes > 1 { try checkShares(networks, sizes) }
    let steps = sizes.count * epochs
    guard discriminatorSteps <= steps else {
      throw .generatorNeverMoves(discriminatorSteps: discriminatorSteps, steps: steps)
    }
    if let latents {
      let needed = sizes.reduce(0, +) * epochs
      let given = latents.count / networks.generator.givenCount
      guard given >= needed else { throw .tooFewLatents(given: given, needed: needed) }
    }
  }

  private func checkShares(_ networks: NetworkPair, _ sizes: [Int]) throws(TrainingError) {
    if let size = sizes.first(where: { !$0.isMultiple(of: processes) }) {
      throw .batchDoesNotDivide(batch: size, processes: processes, isLast: size != batch)
    }
    for role in NetworkRole.allCases {
      if let layer = networks[role].layers.first(where: \.needsWholeBatch) {
        throw .needsWholeBatch("\(layer.title) of the \(role.rawValue)")
      }
    }
    if objective.comparesWithReal { throw .needsWholeBatch("loss=\(objective.name)") }
  }

  private func checkShapes(
    _ generator: Network, _ discriminator: Network, _ data: Shape
  ) throws(TrainingError) {
    if data.count > 1, generator.output.count == 1, discriminator.output.count == data.count {
      throw .networksSwapped(data: data)
    }
    func fits(_ shape: Shape) -> Bool {
      shape.isPicture && data.isPicture ? shape == data : shape.count == data.count
    }
    guard fits(generator.output) else {
      throw .generatorDoesNotFit(output: generator.output, data: data)
    }
    guard fits(discriminator.sample) else {
      throw .discriminatorDoesNotFit(input: discriminator.sample, data: data)
    }
    let shapes = [generator.output, discriminator.sample]
    if shapes.contains(where: { $0.isPicture && $0.channels > 1 }),
      shapes.contains(where: { !$0.isPicture })
    {
      throw .colorOrdersDiffer(data: shapes[0].isPicture ? shapes[0] : shapes[1])
    }
  }

  private func checkKinds(_ networks: NetworkPair, _ kinds: Int?) throws(TrainingError) {
    let told = NetworkRole.allCases.filter { networks[$0].kinds > 0 }
    if told.count == 1 { throw .onlyOneToldKinds(told[0]) }
    guard let kinds else { return }
    for role in told where networks[role].kinds != kinds {
      throw kinds == 0
        ? .dataWithoutKinds(role) : .kindsDiffer(role, made: networks[role].kinds, data: kinds)
    }
    if balances, kinds < 2 { throw .balanceNeedsKinds }
  }

  private func checkScores(of discriminator: Network) throws(TrainingError) {
    guard discriminator.output.count == 1 else {
      throw .discriminatorOutputs(discriminator.output.count, unit: objective.unit)
    }
    let range = discriminator.outputRange
    let isBounded = range.lowerBound.isFinite && range.upperBound.isFinite
    guard objective.unit == .probability ? range == 0...1 : !isBounded else {
      throw .unitDoesNotFit(
        objective: objective.name, unit: objective.unit, isBounded: range == 0...1)
    }
  }
}
