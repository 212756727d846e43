import GANScript
import Networks

/// A network as scripts see it: a description, no weights.
struct NetworkObject: ScriptObject {
  let network: Network

  var typeName: String { "network" }
  var fieldNames: [String] { ["name", "inputs", "outputs", "layers", "parameters"] }

  func field(_ name: String) -> Value? {
    switch name {
    case "name": .text(network.name)
    case "inputs": .number(Double(network.inputs))
    case "outputs": .number(Double(network.outputs))
    case "layers": .number(Double(network.layers.count))
    case "parameters": .number(Double(network.trainedParameterCount))
    default: nil
    }
  }

  var summary: String {
    "\(network.name): \(network.summary) (\(grouped(network.trainedParameterCount)) parameters)"
  }
}
