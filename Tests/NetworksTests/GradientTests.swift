import Networks
import Tensors
import Testing

/// Every layer's gradients, and those of whole networks, against differences of the function.
struct GradientTests {
  /// A chain from a shape.
  struct Chain: Sendable, CustomTestStringConvertible {
    var input: Shape
    var elements: [Network.Element]

    init(_ input: Shape, _ elements: Network.Element...) {
      self.init(input, elements)
    }

    init(_ input: Shape, _ elements: [Network.Element]) {
      self.input = input
      self.elements = elements
    }

    var testDescription: String { "\(input.summary) \(elements)" }
  }

  static let picture = Shape(channels: 4, height: 2, width: 4)

  /// Every row of the catalog, on plain numbers where it takes them, and on pictures.
  static let rows: [Chain] = layerCatalog.elements.flatMap { kind -> [Chain] in
    // What must be given is a number of channels or units.
    let row = Network.Element(kind.name, kind.term.parameters.filter(\.isRequired).map { _ in 3 })
    let onNumbers = Chain(5, kind.position == .modifier ? [.dense(6), row] : [row])
    let onPictures = Chain(
      picture, kind.position == .modifier ? [.dense(picture), row] : [row, "tanh"])
    return [onNumbers, onPictures].filter {
      (try? Network(name: "n", input: $0.input, elements: $0.elements)) != nil
    }
  }

  static let chains = [
    Chain(5, .dense(5)),
    Chain(
      5, .dense(7), "tanh", "batchnorm", .init("leakyrelu", 0.3), .dense(4), "gelu", "sigmoid"),
    Chain(
      5, .dense(6), .init("dropout", 0.4), "elu", .dense(3), "batchnorm", "gelu", "tanh"),
    Chain(5, .dense(8), "tanh", "sigmoid", "tanh"),
    Chain(picture, .dense(7), .init("batchnorm", false), "relu", .dense(picture), "tanh"),
  ]

  @Test func everyRowOfTheCatalogIsTried() {
    for name in layerCatalog.names {
      #expect(Self.rows.contains { $0.elements.contains { $0.name == name } }, "\(name)")
    }
  }

  @Test(arguments: rows + chains) func gradientsAreThoseOfTheFunction(chain: Chain) throws {
    let network = try Network(
      name: "chain", input: chain.input, elements: chain.elements,
      initializer: Initializer(named: "xavier"))
    let workers = WorkerPool(threads: 1)
    let batch = 9
    let parameters = Parameters(for: network, seed: 3, number: 0, on: workers)
    var stream = RandomStream(seed: 4, .drawing)
    for entry in parameters.entries where entry.specification.isTrained {
      entry.tensor.values = entry.tensor.values.map { $0 + 0.3 * (stream.uniform() - 0.5) }
    }
    let space = Workspace(
      network, batch: batch, inputGradient: Tensor(rows: chain.input.count, columns: batch),
      threads: 1)
    space.input.values = (0..<space.input.count).map { _ in stream.uniform() * 4 - 2 }
    let weights = (0..<space.output.count).map { _ in stream.uniform() * 2 - 1 }
    let phase = Phase.training(TrainingPass(seed: 1, step: 0, pass: 0))
    let loss = {
      space.forward(parameters, phase, on: workers)
      return zip(space.output.values, weights).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    }
    let gradients = Parameters(for: network)
    // Gradients that are stored must replace what was there.
    for entry in gradients.entries { entry.tensor.fill(3) }
    _ = loss()
    space.outputGradient.values = weights
    space.backward(parameters, toInput: true, phase, on: workers) {
      ParameterGradients(to: gradients.byLayer[$0], .store)
    }
    let inputGradient = try #require(space.inputGradient)
    #expect(error(at: space.input, inputGradient, loss) < 0.01)
    for (entry, gradient) in zip(parameters.entries, gradients.entries)
    where entry.specification.isTrained {
      #expect(error(at: entry.tensor, gradient.tensor, loss) < 0.01, "\(entry.name)")
    }

    // Gradients that are added: twice as much on top of as much.
    let stored = gradients.entries.map(\.tensor.values)
    _ = loss()
    space.outputGradient.values = weights
    space.backward(parameters, phase, on: workers) {
      ParameterGradients(to: gradients.byLayer[$0], .add(scale: 2))
    }
    for (entry, before) in zip(gradients.entries, stored) where entry.specification.isTrained {
      for (value, single) in zip(entry.tensor.values, before) {
        #expect(abs(value - 3 * single) <= 1e-4 * max(1, abs(single)), "\(entry.name)")
      }
    }
  }

  /// The median over directions: a wrong gradient is wrong along most of them, while the kink of a
  /// ReLU, or a sum of much and minus as much, spoils one.
  private func error(at point: Tensor, _ gradient: Tensor, _ loss: () -> Double) -> Double {
    let errors = (1...7).map {
      gradientError(at: point, gradient: gradient, probes: 1, seed: $0, loss: loss)
    }
    return errors.sorted()[errors.count / 2]
  }

  @Test(arguments: rows) func shapesAreThoseThatLayersTell(chain: Chain) throws {
    let network = try Network(name: "chain", input: chain.input, elements: chain.elements)
    var shape = chain.input
    for layer in network.layers {
      #expect(layer.input.count == shape.count)
      shape = layer.output
    }
    #expect(network.output == shape)
    let space = Workspace(network, batch: 3, threads: 1)
    #expect(space.output.rows == shape.count && space.output.columns == 3)
  }
}
