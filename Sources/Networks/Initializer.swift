import Foundation
import Tensors
import Vocabulary

/// How weights begin.
public struct Initializer: Sendable, Equatable {
  /// Its name in the catalog.
  public var name: String
  /// The standard deviation of `normal`.
  public var standardDeviation: Double

  /// MindSpore 1.9's: weights normal with standard deviation 0.01, biases zero.
  public static let normal = Initializer(name: "normal", standardDeviation: 0.01)

  /// The initializer of that name; `argument` is normal's standard deviation.
  public init(named name: String, argument: Double? = nil) throws(NetworkError) {
    do { _ = try Initializer.catalog.find(name) } catch { throw .unknown(error) }
    if let argument {
      guard name == "normal" else {
        throw .tooManyArguments(layer: name, given: 1, most: 0)
      }
      guard argument > 0, argument <= 100 else {
        throw .argumentOutOfRange(
          layer: name, argument: "deviation", value: shortest(argument),
          allowed: "a number above 0 to 100")
      }
    }
    self.init(name: name, standardDeviation: argument ?? 0.01)
  }

  private init(name: String, standardDeviation: Double) {
    self.name = name
    self.standardDeviation = standardDeviation
  }

  /// As the user writes it.
  public var summary: String { name == "normal" ? "normal(\(shortest(standardDeviation)))" : name }

  /// All initializers.
  public static let catalog = Catalog<Term>(
    "initializer",
    [
      Term(
        "normal", "weights normal with a standard deviation of 0.01 or as given, biases 0",
        discussion: "The default, as in MindSpore 1.9: init=normal(0.01).",
        parameters: [
          Parameter(
            "deviation", .number(0...100, exclusiveMinimum: true), "standard deviation",
            position: .positional, default: "0.01")
        ]),
      Term(
        "he", "weights normal with standard deviation sqrt(2 / inputs), biases 0",
        discussion: "For ReLU. He et al. 2015, arXiv 1502.01852."),
      Term(
        "xavier", "weights uniform within sqrt(6 / (inputs + outputs)), biases 0",
        discussion: "For tanh and sigmoid. Glorot and Bengio 2010."),
      Term(
        "uniform", "weights and biases uniform within 1 / sqrt(inputs)",
        discussion: "PyTorch's default, and MindSpore's from 2.1 on."),
    ])

  /// Fills a parameter. Every row of every parameter has a random stream of its own, so the numbers
  /// depend on the seed, the network's number, the parameter's number and the row, nothing else.
  func fill(
    _ tensor: Tensor, _ role: ParameterSpecification.Role, seed: UInt64, network: Int,
    parameter: Int, on workers: WorkerPool
  ) {
    switch role {
    case .trained(let value), .statistic(let value): tensor.fill(value)
    case .counter: tensor.fill(0)
    case .bias(let inputs):
      guard name == "uniform" else { return tensor.fill(0) }
      draw(tensor, .uniform(1 / Double(inputs).squareRoot()), seed, network, parameter, workers)
    case .weight(let inputs, let outputs):
      let law: Law =
        switch name {
        case "he": .normal((2 / Double(inputs)).squareRoot())
        case "xavier": .uniform((6 / Double(inputs + outputs)).squareRoot())
        case "uniform": .uniform(1 / Double(inputs).squareRoot())
        default: .normal(standardDeviation)
        }
      draw(tensor, law, seed, network, parameter, workers)
    }
  }

  private enum Law {
    case normal(Double)
    case uniform(Double)
  }

  private func draw(
    _ tensor: Tensor, _ law: Law, _ seed: UInt64, _ network: Int, _ parameter: Int,
    _ workers: WorkerPool
  ) {
    workers.splitRows(tensor) { rows in
      for row in rows {
        var stream = RandomStream(
          seed: seed, .weights, index: network << 16 | parameter, subindex: row)
        switch law {
        case .normal(let standardDeviation):
          stream.fillNormal(tensor, row: row, standardDeviation: standardDeviation)
        case .uniform(let bound):
          for column in 0..<tensor.columns {
            tensor[row, column] = Float((Double(stream.uniform()) * 2 - 1) * bound)
          }
        }
      }
    }
  }
}
