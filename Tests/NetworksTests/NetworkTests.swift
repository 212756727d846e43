import Networks
import Tensors
import Testing

struct NetworkTests {
  @Test func theArticlesGeneratorHasItsSize() throws {
    let network = try Network(
      name: "generator", input: 100,
      elements: [
        .dense(128), "relu", .dense(256), "batchnorm", "relu",
        .dense(512), "batchnorm", "relu", .dense(1024), "batchnorm",
        "relu",
        .dense(4096), "tanh",
      ])
    #expect(network.trainedParameterCount == 4_904_832)
    #expect(network.storedParameterCount == 4_904_832 + 3584)
    #expect(network.firstBatchLayer == "batchnorm after dense 256")
    #expect(
      network.summary
        == "100 -> 128 relu -> 256 batchnorm relu -> 512 batchnorm relu -> 1024 batchnorm relu "
        + "-> 4096 tanh")
  }

  @Test func mistakesAreNamed() throws {
    func message(_ input: Shape, _ elements: [Network.Element]) -> String? {
      do {
        _ = try Network(name: "n", input: input, elements: elements)
        return nil
      } catch { return error.message }
    }
    #expect(message(3, []) == "a network needs at least one layer: 100 -> 128 relu")
    #expect(message(0, [.dense(1)])?.contains("not 0") == true)
    #expect(message(3, [.dense(4), "rellu"])?.contains("rellu") == true)
    #expect(
      message(3, [.dense(4), .init("leakyrelu", 2)])?
        .contains("from 0 to 1, not 2") == true)
    #expect(
      message(3, [.dense(4), .init("relu", 2)])?.contains("no argument")
        == true)
    #expect(
      message(1_048_576, [.dense(1 << 20), .dense(1 << 20)])?
        .contains("1099512676352 parameters") == true)
  }

  /// 200 inputs, 300 outputs: he √(2/200), xavier √(2/500), uniform 1/√(3 · 200).
  @Test(arguments: [("normal", 0.01), ("he", 0.1), ("xavier", 0.063246), ("uniform", 0.040825)])
  func initialWeightsHaveTheirDeviation(name: String, standardDeviation: Double) throws {
    let network = try Network(
      name: "n", input: 200, elements: [.dense(300)], initializer: Initializer(named: name))
    let workers = WorkerPool(threads: 2)
    let parameters = Parameters(for: network, seed: 1, number: 0, on: workers)
    let values = parameters.trained[0].values.map(Double.init)
    let measured = (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    #expect(abs(measured / standardDeviation - 1) < 0.02)
    #expect(parameters.trained[1].values.allSatisfy { $0 == 0 } == (name != "uniform"))
    let again = Parameters(for: network, seed: 1, number: 0, on: WorkerPool(threads: 1))
    #expect(again.trained[0].values == parameters.trained[0].values)
    let other = Parameters(for: network, seed: 1, number: 1, on: workers)
    #expect(other.trained[0].values != parameters.trained[0].values)
  }
}
