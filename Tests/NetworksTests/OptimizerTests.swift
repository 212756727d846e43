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
        w, gradient: GradientBlock(gradient, rows: 0..<1), state: state, learningRate: 0.1,
        step: step + 1)
    }
    for (value, expected) in zip(w.values, trajectory.end) {
      #expect(abs(value - expected) < 1e-6)
    }
  }

  /// Weights moved while their gradient is computed end where stored gradients lead them.
  @Test(arguments: [("sgd", [:]), ("sgd", ["momentum": 0.9]), ("adam", [:]), ("rmsprop", [:])])
  func updatersAgree(name: String, options: [String: Double]) throws {
    let network = try Network(
      name: "n", input: 300,
      elements: [
        .dense(150), "batchnorm", "tanh", .dense(2),
      ],
      initializer: Initializer(named: "xavier"))
    let workers = WorkerPool(threads: 2)
    let optimizer = try #require(optimizerCatalog[name]).optimizer(options)
    let results = [1, 2].map { passes in
      let parameters = Parameters(for: network, seed: 1, number: 0, on: workers)
      let before = parameters.trained.flatMap(\.values)
      let updater = Updater(
        optimizer, network: network, parameters: parameters,
        destination: GradientDestination(optimizer, passes: passes))
      let space = Workspace(network, batch: 8, threads: 2)
      var stream = RandomStream(seed: 2, .drawing)
      for _ in 0..<3 {
        space.input.values = (0..<2400).map { _ in stream.uniform() }
        space.forward(parameters, .sampling, on: workers)
        space.outputGradient.values = (0..<16).map { _ in stream.uniform() }
        updater.beginStep(learningRate: 0.01)
        space.backward(parameters, .sampling, on: workers) { updater.gradients(ofLayer: $0) }
        updater.finishStep(on: workers)
      }
      #expect(updater.steps == 3)
      return zip(parameters.trained.flatMap(\.values), before).map { $0 - $1 }
    }
    // Plain descent adds to weights in another order of roundings.
    let tolerance: Float = optimizer.isPlainDescent ? 1e-6 : 0
    for (atOnce, stored) in zip(results[0], results[1]) {
      #expect(abs(atOnce - stored) <= tolerance)
    }
    #expect(results[0].contains { abs($0) > 1e-3 })
  }
}
