import Synchronization
import Tensors

/// An optimizer at work on one network: its state, and where gradients go.
///
/// Where a step has one backward pass, no gradient of weights is stored: plain descent adds it to
/// the weights at once, and other optimizers move weights block by block while it is computed.
public struct Updater: Sendable {
  /// The state tensors of each trained parameter.
  public let state: [[Tensor]]
  /// Steps made.
  public var steps: Int { count.made }
  private let count = StepCount()
  private let optimizer: any Optimizer
  private let learningRate: Float
  private let trained: [Tensor]
  /// The trained parameters that are moved when the step is finished, with their gradients.
  private let stored: [(index: Int, gradient: Tensor)]

  /// For each layer, where its gradients go in a step's first backward pass. With several passes a
  /// step, gradients are stored, since the later ones must see the same weights.
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
    let trained = parameters.trained
    let state = trained.map { tensor in
      (0..<optimizer.stateCount).map { _ in Tensor(rows: tensor.rows, columns: tensor.columns) }
    }
    self.trained = trained
    self.state = state
    if optimizer.isPlainDescent, passes == 1 {
      let scale = -Float(learningRate)
      sinks = parameters.byLayer.map { GradientSinks(tensors: $0, scale: scale) }
      laterSinks = sinks
      stored = []
      return
    }

    let gradients = Parameters(for: network)
    laterSinks = gradients.byLayer.map { GradientSinks(tensors: $0, scale: 1) }
    var sinks: [GradientSinks] = []
    var stored: [(index: Int, gradient: Tensor)] = []
    var index = 0
    for (layer, tensors) in zip(network.layers, gradients.byLayer) {
      var sink = GradientSinks(tensors: tensors, scale: 1, replacesContents: true)
      for (specification, gradient) in zip(layer.parameters, tensors)
      where specification.isTrained {
        if case .weight = specification.role, passes == 1 {
          sink.takeWeightGradient = { [count, weights = trained[index], state = state[index]] in
            optimizer.update(
              weights, gradient: $0, state: state, learningRate: Float(learningRate),
              step: count.made + 1)
          }
        } else {
          stored.append((index, gradient))
        }
        index += 1
      }
      sinks.append(sink)
    }
    self.sinks = sinks
    self.stored = stored
  }

  /// Continues after the given number of steps; the caller sets the state tensors itself.
  public func resume(steps: Int) {
    count.made = steps
  }

  /// Moves the parameters along what the sinks have gathered.
  public func finishStep(on workers: WorkerPool) {
    count.made += 1
    for (index, gradient) in stored {
      workers.splitRows(gradient) { rows in
        optimizer.update(
          trained[index], gradient: GradientBlock(gradient, rows: rows), state: state[index],
          learningRate: learningRate, step: count.made)
      }
    }
  }
}

/// How many steps an updater has made: shared by all that move a part of its parameters.
private final class StepCount: Sendable {
  private let number = Atomic(0)

  var made: Int {
    get { number.load(ordering: .relaxed) }
    set { number.store(newValue, ordering: .relaxed) }
  }
}
