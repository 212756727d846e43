import Files
import Networks
import Tensors

/// A tensor of a trainer's state, with its name in files.
struct StatePart {
  var name: String
  var shape: [Int]
  var tensor: Tensor
}

extension Trainer {
  /// The trainer's present state with the history so far: the whole file of a checkpoint. The same
  /// training gives the same bytes, no matter when it is written.
  ///
  /// - Parameter kept: What of the state is in it; without everything, nothing resumes.
  /// - Complexity: O(weights and pictures), some 1 ms a megabyte.
  public func checkpoint(
    recipe: String, history: History, kept: Checkpoint.Kept = .everything
  ) -> [UInt8] {
    let tensors =
      stateTensors.filter { kept.includes($0.name) }
      .map { StoredTensor($0.name, shape: $0.shape, floats: $0.tensor.values) } + noted(history)
    var metadata: [(key: String, value: String)] = [
      (CheckpointSeal.key, CheckpointSeal.blank), ("format", Checkpoint.format), ("recipe", recipe),
      ("steps", "\(steps)"),
      ("epochs", "\(epochs)"), ("latent_row", "\(latentRow)"),
      ("generator_steps", "\(generatorUpdater.steps)"),
      ("discriminator_steps", "\(discriminatorUpdater.steps)"),
      ("measures", history.measurements.names.joined(separator: " ")),
    ]
    if kept != .everything { metadata.append(("kept", kept.rawValue)) }
    for tensor in tensors { metadata.append(("sha256 \(tensor.name)", sha256(tensor.bytes))) }
    return CheckpointSeal.sealed(encodeSafetensors(tensors, metadata: metadata))
  }

  /// Weights, statistics, counters and optimizer state of both networks.
  var stateTensors: [StatePart] {
    var parts: [StatePart] = []
    for (role, parameters, updater) in [
      ("generator", generator, generatorUpdater),
      ("discriminator", discriminator, discriminatorUpdater),
    ] {
      for entry in parameters.entries {
        parts.append(
          StatePart(
            name: "\(role).\(entry.name)", shape: entry.specification.shape,
            tensor: entry.tensor))
      }
      let trained = parameters.entries.filter(\.specification.isTrained)
      for (index, (entry, state)) in zip(trained, updater.state).enumerated() {
        for (name, tensor) in zip(recipe.optimizer.stateNames, state) {
          parts.append(
            StatePart(
              name: "optimizer.\(role).\(entry.name).\(name)",
              shape: entry.specification.shape, tensor: tensor))
        }
        for (name, tensor) in updater.spectralState(of: index) {
          parts.append(
            StatePart(
              name: "spectral.\(role).\(entry.name).\(name)",
              shape: tensor.count == entry.specification.count
                ? entry.specification.shape : [tensor.count],
              tensor: tensor))
        }
      }
    }
    for entry in generatorAverage?.entries ?? [] {
      parts.append(
        StatePart(
          name: "\(Checkpoint.average).\(entry.name)", shape: entry.specification.shape,
          tensor: entry.tensor))
    }
    return parts
  }

  private func noted(_ history: History) -> [StoredTensor] {
    let measures = history.measurements
    let snapshots = history.snapshots
    return [
      StoredTensor(
        "history.losses", shape: [history.records.count, Checkpoint.columns],
        doubles: history.records.flatMap(\.row)),
      StoredTensor(
        "history.measures", shape: [measures.rows.count, measures.names.count + 1],
        doubles: measures.rows.flatMap { [Double($0.epoch)] + $0.values }),
      StoredTensor(
        "history.snapshot_epochs", shape: [snapshots.count],
        integers: snapshots.map { Int64($0.epoch) }),
      StoredTensor(
        "history.unfinished", shape: [Checkpoint.columns + 2],
        doubles: unfinished.record.row + [
          Double(unfinished.steps), Double(unfinished.generatorSteps),
        ]),
      // Bytes last, so that everything before them stays aligned.
      StoredTensor(
        "history.snapshots", shape: [snapshots.count, snapshots.first?.pixels.count ?? 0],
        bytes: snapshots.flatMap(\.pixels)),
    ]
  }
}
