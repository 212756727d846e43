import Tensors

/// An optimizer at work on one network: its state, and where gradients go.
public struct Updater: Sendable {
  /// The state tensors of each trained parameter.
  public let state: [[Tensor]]
  /// Steps made.
  public private(set) var steps: Int
  private let optimizer: any Optimizer
  private let learningRate: Float
  private let trained: [Tensor]
  /// One a trained parameter; none where descent is in place.
  private let gradients: [Tensor]

  /// For each layer, where its gradients go in a step's first backward pass. With several passes a
  /// step, plain descent is not done in place, since the later ones must see the same weights.
  public let sinks: [GradientSinks]
  /// Where gradients go in a step's later passes: they are added to those of the first.
  public let laterSinks: [GradientSinks]

  /// An optimizer for a network's parameters. `passes` is how many backward passes a step has.
  public init(
    _ optimizer: any Optimizer, network: Network, parameters: Parameters, learningRate: Double,
    passes: Int
  ) {
    self.optimizer = optimizer
    self.learningRate = Float(learningRate)
    trained = parameters.trained
    steps = 0
    let isInPlace = optimizer.isPlainDescent && passes == 1
    let gradients = isInPlace ? nil : Parameters(for: network)
    self.gradients = gradients?.trained ?? []
    state = trained.map { tensor in
      (0..<optimizer.stateCount).map { _ in Tensor(rows: tensor.rows, columns: tensor.columns) }
    }
    let target = gradients ?? parameters
    let scale = isInPlace ? -Float(learningRate) : 1
    laterSinks = target.byLayer.map { GradientSinks(tensors: $0, scale: scale) }
    sinks = target.byLayer.map {
      GradientSinks(tensors: $0, scale: scale, replacesContents: !isInPlace)
    }
  }

  /// Goes on behind so many steps; the state tensors are set by whoever says so.
  public mutating func resume(steps: Int) {
    self.steps = steps
  }

  /// Moves the parameters along what the sinks have gathered.
  public mutating func finishStep(on workers: WorkerPool) {
    steps += 1
    for (place, gradient) in gradients.enumerated() {
      optimizer.update(
        trained[place], gradient: gradient, state: state[place], learningRate: learningRate,
        step: steps, on: workers)
    }
  }
}
