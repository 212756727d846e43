import GANScript
import Networks
import Vocabulary

extension Saveable {
  /// A network's weights. Not a word of the catalog: the network is given by its own name.
  static let network = Saveable(
    term: Term("network", "weights of the network of that name after the training"),
    endings: ["safetensors"],
    check: checkPlayer
  ) { subject, _ in
    let (plan, result) = try subject.trained()
    let parameters = try RunObject(plan: plan, result: result).weights(of: try player(subject))
    return (
      parameters.safetensors(),
      "\(parameters.entries.count) tensors"
    )
  }

  /// Throws unless one of the run's networks is meant.
  private static func checkPlayer(_ subject: Subject) throws { _ = try player(subject) }

  /// Which of the run's networks is meant, by name.
  private static func player(_ subject: Subject) throws -> Player {
    let network = (subject.call.object("what") as? NetworkObject)?.network
    let players = subject.run?.plan.players
    if network?.name == players?.generator.name { return .generator }
    if network?.name == players?.discriminator.name { return .discriminator }
    throw ScriptError(
      "the run did not train \(network?.name ?? "that network")",
      help: "it trained \(players?.generator.name ?? "") and \(players?.discriminator.name ?? "")",
      argument: "what", code: .badValue)
  }
}
