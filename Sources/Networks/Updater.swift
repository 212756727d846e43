import Synchronization
import Tensors

/// Where the gradients of a network's weights go in a training step.
///
/// Chosen in one place, by what the optimizer does and by how many backward passes a step has.
public enum GradientDestination: Sendable, Equatable {
  /// w ← w − learningRate · gradient while the gradient is computed; it is never stored. Plain descent
  /// with one backward pass.
  case inPlace
  /// The gradients of large weights are handed to the optimizer block by block, while they are in
  /// cache; there is memory for them, but none is kept. Other optimizers with one backward pass.
  case streamed
  /// All gradients are kept until the step ends: passes that come later must see the same weights.
  case stored

  /// The destination for an optimizer in steps of so many backward passes; of a network with spectral
  /// norm, whose gradients are turned before they are used, they are stored.
  public init(_ optimizer: any Optimizer, passes: Int, hasSpectralNorm: Bool = false) {
    self =
      passes > 1 || hasSpectralNorm
      ? .stored : optimizer.isPlainDescent ? .inPlace : .streamed
  }

  /// Bytes of the gradients' memory for a network.
  public func byteCount(_ network: Network) -> Int {
    self == .inPlace ? 0 : Parameters.byteCount(network)
  }
}

/// An optimizer at work on one network: its state, and where gradients go.
///
/// Which code moves a weight depends on `destination`: in place it is the layer's own product, which
/// adds to the weights; streamed and stored it is `Optimizer.update`.
public final class Updater: Sendable {
  /// The state tensors of each trained parameter.
  public let state: [[Tensor]]
  /// Where gradients go.
  public let destination: GradientDestination
  /// Steps made.
  public var steps: Int { clock.steps }

  private let clock = UpdateClock()
  private let optimizer: any Optimizer
  private let parameters: Parameters
  private let trained: [Tensor]
  /// The spectral norms of trained parameters, by their index.
  private let spectral: [Int: SpectralNorm]
  /// By layer; none where gradients are never stored.
  private let gradients: [[Tensor]]
  /// The trained parameters that are moved when the step is finished, with their gradients.
  private let stored: [(index: Int, gradient: Tensor)]
  /// By layer, what becomes of its gradients in a step's first pass.
  private let rules: [ParameterGradients.Rule]

  /// An optimizer for a network's parameters.
  public init(
    _ optimizer: any Optimizer, network: Network, parameters: Parameters,
    destination: GradientDestination
  ) {
    self.optimizer = optimizer
    self.parameters = parameters
    self.destination = destination
    let trained = parameters.trained
    let state = trained.map { tensor in
      (0..<optimizer.stateCount).map { _ in Tensor(rows: tensor.rows, columns: tensor.columns) }
    }
    var spectral: [Int: SpectralNorm] = [:]
    if network.hasSpectralNorm {
      let entries = parameters.entries.filter(\.specification.isTrained)
      for (index, entry) in entries.enumerated() where entry.specification.shape.count > 1 {
        spectral[index] = SpectralNorm(entry.tensor, entry.specification)
      }
    }
    self.spectral = spectral
    self.trained = trained
    self.state = state
    if destination == .inPlace {
      (gradients, stored, rules) = ([], [], [])
      return
    }

    let gradients = Parameters(for: network)
    var stored: [(index: Int, gradient: Tensor)] = []
    var rules: [ParameterGradients.Rule] = []
    var index = 0
    for (layer, tensors) in zip(network.layers, gradients.byLayer) {
      var rule = ParameterGradients.Rule.store
      for (number, specification) in layer.parameters.enumerated() where specification.isTrained {
        if number == 0, layer.streamsWeightGradient, destination == .streamed {
          rule = .stream { [clock, weights = trained[index], state = state[index]] in
            optimizer.update(
              weights, gradient: $0, state: state, learningRate: clock.learningRate,
              step: clock.steps + 1)
          }
        } else {
          stored.append((index, tensors[number]))
        }
        index += 1
      }
      rules.append(rule)
    }
    self.gradients = gradients.byLayer
    self.stored = stored
    self.rules = rules
  }

  /// The tensors from which a trained parameter's spectral norm follows, by name: the weight that the
  /// optimizer moves, and a singular vector. None without spectral norm.
  public func spectralState(of index: Int) -> [(name: String, tensor: Tensor)] {
    spectral[index].map { [("original", $0.raw), ("singular", $0.v)] } ?? []
  }

  /// Goes on after so many steps; the state tensors are set by the caller.
  public func resume(steps: Int) {
    clock.steps = steps
    for norm in spectral.values { norm.restore() }
  }

  /// Begins a step with a learning rate.
  public func beginStep(learningRate: Double) { clock.learningRate = Float(learningRate) }

  /// Where a layer's gradients go in a step's first backward pass; in later ones they are added to
  /// those of the first.
  public func gradients(ofLayer layer: Int, isFirstPass: Bool = true) -> ParameterGradients {
    switch destination {
    case .inPlace:
      ParameterGradients(to: parameters.byLayer[layer], .add(scale: -clock.learningRate))
    case .streamed, .stored:
      ParameterGradients(to: gradients[layer], isFirstPass ? rules[layer] : .add(scale: 1))
    }
  }

  /// Moves the parameters along the gradients that were stored; if a longest is given, which wants all
  /// of them stored, a longer gradient is scaled down to it (Pascanu et al. 2013, arXiv 1211.5063).
  ///
  /// With a collective, which wants all of them stored too, the gradients are first averaged in it.
  public func finishStep(
    longest: Double? = nil, sharedIn collective: (any Collective)? = nil, on workers: WorkerPool
  ) {
    clock.steps += 1
    collective?.average(stored.map(\.gradient))
    for (index, gradient) in stored { spectral[index]?.pullBack(gradient) }
    if let longest {
      let norm = stored.reduce(0) { $0 + squaredNorm($1.gradient) }.squareRoot()
      if norm > longest {
        for (_, gradient) in stored { multiplyElements(gradient, by: Float(longest / norm)) }
      }
    }
    for (index, gradient) in stored {
      workers.splitRows(gradient) { rows in
        optimizer.update(
          spectral[index]?.raw ?? trained[index], gradient: GradientBlock(gradient, rows: rows),
          state: state[index], learningRate: clock.learningRate, step: clock.steps)
      }
      spectral[index]?.update()
    }
  }
}

/// The step that an updater is in: known to everything that moves a part of its parameters.
private final class UpdateClock: Sendable {
  private let made = Atomic(0)
  private let rate = Atomic<UInt32>(0)

  /// Steps made.
  var steps: Int {
    get { made.load(ordering: .relaxed) }
    set { made.store(newValue, ordering: .relaxed) }
  }
  /// The learning rate of the present step.
  var learningRate: Float {
    get { Float(bitPattern: rate.load(ordering: .relaxed)) }
    set { rate.store(newValue.bitPattern, ordering: .relaxed) }
  }
}
