import GANScript
import Networks

/// A network as scripts see it: a description, no weights.
package struct NetworkObject: ScriptObject {
  package let network: Network

  package var typeName: String { "network" }
  package var fieldNames: [String] { ["name", "inputs", "outputs", "layers", "parameters"] }

  package func field(_ name: String) -> Value? {
    switch name {
    case "name": .text(network.name)
    case "inputs": .number(Double(network.input.count))
    case "outputs": .number(Double(network.output.count))
    case "layers": .number(Double(network.layers.count))
    case "parameters": .number(Double(network.trainedParameterCount))
    default: nil
    }
  }

  package var summary: String {
    let options =
      (network.initializer == .normal ? "" : " init=\(network.initializer.summary)")
      + (network.hasSpectralNorm ? " spectral=on" : "")
    return "\(network.name): \(network.summary)\(options) "
      + "(\(grouped(network.trainedParameterCount)) parameters)"
  }
}
