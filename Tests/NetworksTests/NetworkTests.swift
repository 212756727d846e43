import Networks
import Tensors
import Testing

struct NetworkTests {
  @Test func theArticlesGeneratorHasItsSize() throws {
    let normed = [Network.Modifier("batchnorm"), Network.Modifier("relu")]
    let network = try Network(
      name: "generator", inputs: 100,
      stages: [
        .init(units: 128, modifiers: [.init("relu")]), .init(units: 256, modifiers: normed),
        .init(units: 512, modifiers: normed), .init(units: 1024, modifiers: normed),
        .init(units: 4096, modifiers: [.init("tanh")]),
      ])
    #expect(network.trainedParameterCount == 4_904_832)
    #expect(network.storedParameterCount == 4_904_832 + 3584)
    #expect(network.firstBatchNorm == "dense 256")
    #expect(
      network.summary
        == "100 -> 128 relu -> 256 batchnorm relu -> 512 batchnorm relu -> 1024 batchnorm relu "
        + "-> 4096 tanh")
  }

  @Test func mistakesAreNamed() throws {
    func message(_ inputs: Int, _ stages: [Network.Stage]) -> String? {
      do {
        _ = try Network(name: "n", inputs: inputs, stages: stages)
        return nil
      } catch { return error.message }
    }
    #expect(message(3, []) == "a network needs at least one layer: 100 -> 128 relu")
    #expect(message(0, [.init(units: 1)])?.contains("not 0") == true)
    #expect(message(3, [.init(units: 4, modifiers: [.init("rellu")])])?.contains("rellu") == true)
    #expect(
      message(3, [.init(units: 4, modifiers: [.init("leakyrelu", [2])])])?
        .contains("from 0 to 1, not 2") == true)
    #expect(
      message(3, [.init(units: 4, modifiers: [.init("relu", [2])])])?.contains("no argument")
        == true)
    #expect(
      message(1 << 20, [.init(units: 1 << 20), .init(units: 1 << 20)])?
        .contains("1099511627776 parameters") == true)
  }

  /// 200 inputs, 300 outputs: he √(2/200), xavier √(2/500), uniform 1/√(3 · 200).
  @Test(arguments: [("normal", 0.01), ("he", 0.1), ("xavier", 0.063246), ("uniform", 0.040825)])
  func initialWeightsHaveTheirDeviation(name: String, standardDeviation: Double) throws {
    let network = try Network(
      name: "n", inputs: 200, stages: [.init(units: 300)], initializer: Initializer(named: name))
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
