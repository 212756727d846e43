import Adversarial
import GANScript
import Networks
import Vocabulary

extension Saveable {
  /// A network's weights. Not a word of the catalog: the network is given by its own name.
  static let network = Saveable(
    term: Term("network", "weights of the network of that name after the training"),
    endings: ["safetensors"],
    check: checkRole
  ) { subject, _ in
    let (plan, result) = try subject.trained()
    let parameters = try RunObject(plan: plan, result: result).weights(of: try role(subject))
    return (
      parameters.safetensors(),
      "\(parameters.entries.count) tensors"
    )
  }

  /// Throws unless one of the run's networks is meant.
  private static func checkRole(_ subject: Subject) throws { _ = try role(subject) }

  /// Which of the run's networks is meant, by name.
  private static func role(_ subject: Subject) throws -> NetworkRole {
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
