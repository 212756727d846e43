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
  private let gradients: Parameters?

  /// For each layer, where its gradients go. One pass that adds to them is a gradient's whole sum
  /// if the network has a single pass a step; with several, plain descent is not done in place,
  /// since the later pass must see the weights that the earlier one saw.
  public let sinks: [GradientSinks]

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
    self.gradients = gradients
    state = trained.map { tensor in
      (0..<optimizer.stateCount).map { _ in Tensor(rows: tensor.rows, columns: tensor.columns) }
    }
    let target = gradients ?? parameters
    let scale = isInPlace ? -Float(learningRate) : 1
    sinks = target.byLayer.map { GradientSinks(tensors: $0, scale: scale) }
  }

  /// Goes on behind so many steps; the state tensors are set by whoever says so.
  public mutating func resume(steps: Int) { self.steps = steps }

  /// Forgets the last step's gradients.
  public func beginStep() {
    guard let gradients else { return }
    for tensor in gradients.trained { tensor.fill(0) }
  }

  /// Moves the parameters along what the sinks have gathered.
  public mutating func finishStep(on workers: WorkerPool) {
    steps += 1
    guard let gradients else { return }
    for (place, gradient) in gradients.trained.enumerated() {
      optimizer.update(
        trained[place], gradient: gradient, state: state[place], learningRate: learningRate,
        step: steps, on: workers)
    }
  }
}
