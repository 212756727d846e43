import Adversarial
import GANScript
import Networks
import Vocabulary

extension Saveable {
  /// A network's weights. Not a word of the catalog: the network is given by its own name.
  static let network = Saveable(
    term: Term("network", "weights of the network of that name after the training"),
    endings: ["safetensors", "onnx"],
    check: check
  ) { subject, ending in
    let (plan, result) = try subject.trained()
    let role = try role(subject)
    let parameters = try RunObject(plan: plan, result: result).weights(of: role)
    let bytes: [UInt8]
    do throws(NetworkError) {
      bytes =
        ending == "onnx" ? try parameters.onnx(of: plan.networks[role]) : parameters.safetensors()
    } catch { throw scriptError(error, argument: "file") }
    return (bytes, "\(parameters.entries.count) tensors")
  }

  /// Throws unless one of the run's networks is meant, and the file can hold it.
  private static func check(_ subject: Subject) throws {
    let role = try role(subject)
    if ending(of: subject.call.text("file") ?? "") == "onnx",
      let layer = subject.run?.plan.networks[role].firstLayerOutsideONNX
    {
      throw scriptError(NetworkError.notInONNX(layer: layer), argument: "file")
    }
  }

  /// Which of the run's networks is meant, by name.
  private static func role(_ subject: Subject) throws -> NetworkRole {
    if let role = NetworkRole(rawValue: subject.call.word("what") ?? "") { return role }
    let network = (subject.call.object("what") as? NetworkObject)?.network
    let networks = subject.run?.plan.networks
    if network?.name == networks?.generator.name { return .generator }
    if network?.name == networks?.discriminator.name { return .discriminator }
    throw ScriptError(
      "the run did not train \(network?.name ?? "that network")",
      help:
        "it trained \(networks?.generator.name ?? "") and \(networks?.discriminator.name ?? "")",
      argument: "what", code: .badValue)
  }
}
