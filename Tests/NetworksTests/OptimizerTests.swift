import Networks
import Tensors
import Testing

struct OptimizerTests {
  @Test(arguments: TorchChain.trajectories)
  func stepsAreThoseOfPyTorch(trajectory: TorchChain.Trajectory) throws {
    let optimizer = try #require(optimizerCatalog[trajectory.optimizer])
      .optimizer(trajectory.options)
    let w = Tensor(rows: 1, columns: 2)
    w.values = [1, -2]
    let state = (0..<optimizer.stateCount).map { _ in Tensor(rows: 1, columns: 2) }
    let gradient = Tensor(rows: 1, columns: 2)
    for (step, values) in TorchChain.gradients.enumerated() {
      gradient.values = values
      optimizer.update(
        w, gradient: gradient, state: state, learningRate: 0.1, step: step + 1,
        on: WorkerPool(threads: 1))
    }
    for (value, expected) in zip(w.values, trajectory.end) {
      #expect(abs(value - expected) < 1e-6)
    }
  }

  /// Descent in place and descent by stored gradients are the same step.
  @Test func updatersAgree() throws {
    let network = try Network(
      name: "n", inputs: 6,
      stages: [.init(units: 5, modifiers: [.init("batchnorm"), .init("tanh")]), .init(units: 2)],
      initializer: Initializer(named: "xavier"))
    let workers = WorkerPool(threads: 1)
    let results = [1, 2].map { passes in
      let parameters = Parameters(for: network, seed: 1, number: 0, on: workers)
      var updater = Updater(
        optimizerCatalog["sgd"]!.optimizer(), network: network, parameters: parameters,
        learningRate: 0.1, passes: passes)
      let space = Workspace(network, batch: 8)
      var stream = RandomStream(seed: 2, .drawing)
      for _ in 0..<3 {
        space.input.values = (0..<48).map { _ in stream.uniform() }
        space.forward(parameters, .sampling, on: workers)
        space.outputGradient.values = (0..<16).map { _ in stream.uniform() }
        space.backward(parameters, sinks: updater.sinks, .sampling, on: workers)
        updater.finishStep(on: workers)
      }
      return parameters.trained.flatMap(\.values)
    }
    for (inPlace, stored) in zip(results[0], results[1]) { #expect(abs(inPlace - stored) < 1e-6) }
  }
}
