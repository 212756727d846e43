import Networks
import Tensors
import Testing

/// Every layer's gradients, and those of whole networks, against differences of the function.
struct GradientTests {
  static let chains: [[Network.Stage]] =
    layerCatalog.names.map { [.init(units: 6, modifiers: [.init($0)])] } + [
      [.init(units: 5)],
      [
        .init(units: 7, modifiers: [.init("tanh"), .init("batchnorm"), .init("leakyrelu", [0.3])]),
        .init(units: 4, modifiers: [.init("gelu"), .init("sigmoid")]),
      ],
      [
        .init(units: 6, modifiers: [.init("dropout", [0.4]), .init("elu")]),
        .init(units: 3, modifiers: [.init("batchnorm"), .init("gelu"), .init("tanh")]),
      ],
      [.init(units: 8, modifiers: [.init("tanh"), .init("sigmoid"), .init("tanh")])],
    ]

  @Test(arguments: chains) func gradientsAreThoseOfTheFunction(stages: [Network.Stage]) throws {
    let network = try Network(
      name: "chain", inputs: 5, stages: stages, initializer: Initializer(named: "xavier"))
    let workers = WorkerPool(threads: 1)
    let batch = 9
    let parameters = Parameters(for: network, seed: 3, number: 0, on: workers)
    var stream = RandomStream(seed: 4, .drawing)
    for entry in parameters.entries where entry.specification.isTrained {
      entry.tensor.values = entry.tensor.values.map { $0 + 0.3 * (stream.uniform() - 0.5) }
    }
    let space = Workspace(
      network, batch: batch, inputGradient: Tensor(rows: 5, columns: batch))
    space.input.values = (0..<space.input.count).map { _ in stream.uniform() * 4 - 2 }
    let weights = (0..<space.output.count).map { _ in stream.uniform() * 2 - 1 }
    let phase = Phase.training(DropoutPosition(seed: 1, step: 0, pass: 0))
    let loss = {
      space.forward(parameters, phase, on: workers)
      return zip(space.output.values, weights).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    }
    let gradients = Parameters(for: network)
    _ = loss()
    space.outputGradient.values = weights
    space.backward(
      parameters, sinks: gradients.byLayer.map { GradientSinks(tensors: $0, scale: 1) },
      toInput: true, phase, on: workers)
    let inputGradient = try #require(space.inputGradient)
    #expect(gradientError(at: space.input, gradient: inputGradient, loss: loss) < 0.01)
    for (entry, gradient) in zip(parameters.entries, gradients.entries)
    where entry.specification.isTrained {
      let error = gradientError(at: entry.tensor, gradient: gradient.tensor, loss: loss)
      #expect(error < 0.01, "\(entry.name)")
    }
  }
}
