import Adversarial
import Datasets
import Files
import GANScript
import Kernels
import Networks
import Vocabulary

/// What makes a run that run: everything that changes a number in its folder, and nothing else.
///
/// Not in it: paths, threads, plots, when checkpoints are written. Runs of one family differ in
/// their length only, so a longer one continues where a shorter one ended.
struct RunIdentity: Sendable {
  /// The recipe as text, without learning rates and length.
  private let base: String
  private let plan: RunObject.Plan

  /// The identity of a plan on a data set with that fingerprint; in a check, where data are not
  /// read, their description stands for them.
  init(_ plan: RunObject.Plan, fingerprint: String?) {
    self.plan = plan
    let recipe = plan.recipe
    func network(_ network: Network, _ weights: Parameters?) -> String {
      "\(network.summary) init \(network.initializer.summary) weights "
        + (weights.map { sha256($0.safetensors()) } ?? "none")
    }
    var latents = "none"
    if let given = recipe.latents {
      var digest = SHA256()
      digest.update(given)
      latents = digest.hexadecimal()
    }
    let lines = [
      "engine \(Trainer.numericVersion)", "lanes \(Processor.lanes)",
      "generator " + network(plan.networks.generator, plan.networks.generatorWeights),
      "discriminator " + network(plan.networks.discriminator, plan.networks.discriminatorWeights),
      "data \(fingerprint ?? plan.data.source)",
      "batch \(recipe.batch)", "optimizer \(plan.optimizerDetails)",
      "loss \(recipe.objective.name)", "seed \(recipe.seed)",
      "steps_d \(recipe.discriminatorSteps)", "shuffle \(recipe.shuffles)",
      "drops_last_batch \(recipe.dropsLastBatch)", "latents \(latents)",
      "snapshots \(plan.snapshotsEvery)", "measures \(plan.meter?.identity ?? "none")",
    ]
    base = lines.joined(separator: "\n")
  }

  /// The key of the family whose rates are the first stages of this run's, 64 digits.
  func family(stages count: Int) -> String {
    var text = base
    for (index, stage) in plan.stages.prefix(count).enumerated() {
      text += "\nrates \(stage.rates)" + (index < count - 1 ? " until \(stage.until)" : "")
    }
    return sha256(Array(text.utf8))
  }

  /// The key of this run's own family.
  var family: String { family(stages: plan.stages.count) }

  /// The name of its folder: what it is for people, the family's key, the length.
  var folderName: String { "\(readableName)-\(RunIdentity.suffix(family))\(plan.recipe.epochs)" }

  /// What the names of a family's folders have before the number of epochs.
  static func suffix(_ family: String) -> String { family.prefix(10) + "-e" }

  /// Learning rates and batch always, the rest where it is not as usual: a function of what is in the
  /// key, so that one recipe has one folder however it was written.
  private var readableName: String {
    let recipe = plan.recipe
    var parts = [plan.optimizer == "sgd" ? "" : plan.optimizer]
    parts.append(
      "lr"
        + plan.stages.map { stage in
          stage.generator == stage.discriminator
            ? shortest(stage.generator)
            : "\(shortest(stage.generator))_\(shortest(stage.discriminator))"
        }.joined(separator: "to"))
    parts.append("batch\(recipe.batch)")
    let options = optimizerCatalog[plan.optimizer]?.term.parameters ?? []
    let standard = options.map {
      " \($0.name)=\($0.defaultText == "off" ? "0" : $0.defaultText ?? "0")"
    }
    for option in plan.optimizerDetails.split(separator: " ").dropFirst()
    where !standard.contains(" \(option)") {
      parts.append(option.split(separator: "=").joined())
    }
    let said = Set(["epochs", "lr", "lr_g", "lr_d", "batch", "optimizer", "checkpoint"])
      .union(optimizerCatalog.terms.flatMap(\.parameters).map(\.name))
    for argument in plan.arguments where !argument.isDefault && !said.contains(argument.name) {
      switch argument.value {
      case .number(let number): parts.append(argument.name + shortest(number))
      case .word(let word): parts.append(word)
      case .toggle(let isOn): parts.append(argument.name + (isOn ? "on" : "off"))
      case .text: parts.append(argument.name)
      default: break
      }
    }
    let name = parts.filter { !$0.isEmpty }.joined(separator: "-")
    return String(
      name.unicodeScalars.map {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789._-+".unicodeScalars.contains($0))
          ? Character($0) : "_"
      }.prefix(80))
  }
}
