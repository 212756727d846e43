import Foundation
import Networks
import Tensors
import Testing

/// Weights that begin as the principal components of data.
struct ComponentsTests {
  private static let count = 12
  private static let features = 20

  /// Numbers from -0.9 to 0.9 that differ in every way.
  private static var samples: [Float] {
    var stream = RandomStream(seed: 5, .drawing)
    return (0..<count * features).map { _ in 1.8 * stream.uniform() - 0.9 }
  }

  private static func begun(
    _ elements: [Network.Element], _ samples: [Float], threads: Int = 1
  ) throws -> (weight: Tensor, bias: [Float]) {
    let network = try Network(name: "n", input: 3, elements: elements)
    let workers = WorkerPool(threads: threads)
    let parameters = Parameters(for: network, seed: 1, number: 0, on: workers)
    parameters.setComponents(of: samples, in: network, on: workers)
    let index = try #require(network.componentsLayer)
    return (parameters.byLayer[index][0], parameters.byLayer[index][1].values)
  }

  /// With as many components as there are, the weight times its own transpose is the covariance of what
  /// goes into the activation, and the bias its mean.
  @Test(arguments: ["tanh", "sigmoid", ""])
  func weightsHaveTheDatasCovariance(activation: String) throws {
    let elements: [Network.Element] =
      [.dense(15), .dense(Self.features), "components"]
      + (activation.isEmpty ? [] : [.init(activation)])
    let samples = Self.samples.map { activation == "sigmoid" ? ($0 + 1) / 2 : $0 }
    let (weight, bias) = try Self.begun(elements, samples)
    let inputs = samples.map { value -> Double in
      let y = Double(value)
      return switch activation {
      case "tanh": atanh(y)
      case "sigmoid": -log(1 / y - 1)
      default: y
      }
    }
    let mean = (0..<Self.features).map { column in
      (0..<Self.count).reduce(0) { $0 + inputs[$1 * Self.features + column] } / Double(Self.count)
    }
    for column in 0..<Self.features { #expect(abs(Double(bias[column]) - mean[column]) < 1e-5) }
    for i in 0..<Self.features {
      for j in 0..<Self.features {
        let covariance =
          (0..<Self.count).reduce(0.0) { sum, row in
            let start = row * Self.features
            return sum + (inputs[start + i] - mean[i]) * (inputs[start + j] - mean[j])
          } / Double(Self.count)
        let product = (0..<15).reduce(0.0) { $0 + Double(weight[i, $1]) * Double(weight[j, $1]) }
        #expect(abs(product - covariance) < 1e-4)
      }
    }
    // Eleven ways to differ; the largest first, zeros for the rest.
    let lengths = (0..<15).map { column in
      (0..<Self.features).reduce(0) { $0 + weight[$1, column] * weight[$1, column] }
    }
    #expect(zip(lengths, lengths.dropFirst()).allSatisfy { $0 >= $1 - 1e-6 })
    #expect(lengths[10] > 1e-3 && lengths[11] < 1e-6)
  }

  @Test func threadsChangeNothing() throws {
    let elements: [Network.Element] = [.dense(8), .dense(Self.features), "components", "tanh"]
    let alone = try Self.begun(elements, Self.samples)
    let together = try Self.begun(elements, Self.samples, threads: 3)
    #expect(alone.weight.values == together.weight.values && alone.bias == together.bias)
  }

  /// Pixels at the ends of tanh's range have no preimage; they are cut off.
  @Test func whiteAndBlackStayFinite() throws {
    let elements: [Network.Element] = [.dense(8), .dense(Self.features), "components", "tanh"]
    let (weight, bias) = try Self.begun(elements, Self.samples.map { $0 > 0 ? 1 : -1 })
    let isFinite = (weight.values + bias).allSatisfy { $0.isFinite }
    #expect(isFinite)
  }

  @Test func onlyADenseLayerBeginsSo() throws {
    #expect(throws: NetworkError.needsDense(modifier: "components", outputs: 8)) {
      try Network(name: "n", input: 3, elements: [.dense(8), "tanh", "components"])
    }
    let shaped = try Network(
      name: "n", input: 3,
      elements: [.dense(Shape(channels: 2, height: 2, width: 2)), "components"])
    #expect(shaped.componentsLayer == 0 && shaped.summary == "3 -> 2@2x2 components")
    #expect(shaped.layers.count == 2)
  }
}
