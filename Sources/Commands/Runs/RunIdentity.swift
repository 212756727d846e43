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
    func network(_ network: Network, _ weights: Parameters?) -> String {
      "\(network.summary)\(network.hasSpectralNorm ? " spectral" : "") "
        + "init \(network.initializer.summary) weights "
        + (weights.map { sha256($0.safetensors()) } ?? "none")
    }
    let lines =
      [
        "engine \(Trainer.numericVersion)", "lanes \(Processor.lanes)",
        "generator " + network(plan.networks.generator, plan.networks.generatorWeights),
        "discriminator " + network(plan.networks.discriminator, plan.networks.discriminatorWeights),
        "data \(fingerprint ?? plan.data.source)",
      ]
      + trainingOptions.elements.compactMap { option in
        guard case .line(let name, let value) = option.key else { return nil }
        return value(plan).map { "\(name) \($0)" }
      }
    base = lines.joined(separator: "\n")
  }

  /// Numbers as a key has them.
  static func digest(_ numbers: [Float]?) -> String {
    guard let numbers else { return "none" }
    var digest = SHA256()
    digest.update(numbers)
    return digest.hexadecimal()
  }

  /// The key of the family whose rates are the first stages of this run's, 64 digits.
  func family(stages count: Int) -> String {
    var text = base
    for (index, stage) in plan.stages.prefix(count).enumerated() {
      text +=
        "\nrates \(stage.learningRates.key)" + (index < count - 1 ? " until \(stage.until)" : "")
    }
    return sha256(Array(text.utf8))
  }

  /// The keys of the families on its way, its own last: a new one with each stage of learning rates.
  var families: [String] { (1...plan.stages.count).map(family(stages:)) }

  /// The key of this run's own family.
  var family: String { family(stages: plan.stages.count) }

  /// The name of its folder: what it is for people, the family's key, the length.
  var folderName: String { "\(readableName)-\(RunIdentity.suffix(family))\(plan.recipe.epochs)" }

  /// What the names of a family's folders have before the number of epochs.
  static func suffix(_ family: String) -> String { family.prefix(10) + "-e" }

  /// Whether a folder of that name is this run's: names say more or less from one version of the
  /// program to the next, the key at their end does not change.
  func isFolder(named name: String) -> Bool {
    name.hasSuffix("-\(RunIdentity.suffix(family))\(plan.recipe.epochs)")
  }

  /// Whether a name ends as a run's folder does: ten digits of a key, and the epochs.
  static func isKeyed(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count > 2, let epochs = parts.last, epochs.hasPrefix("e"), epochs.count > 1 else {
      return false
    }
    let key = parts[parts.count - 2]
    return key.utf8.count == 10
      && key.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
      && epochs.dropFirst().utf8.allSatisfy { (48...57).contains($0) }
  }

  /// The most characters that a name has before the key.
  private static let longestName = 48

  /// The learning rate always, the rest where it is not as usual: optimizer, batch, options in their order,
  /// then details and the optimizer's numbers. A function of what is in the key, so that one recipe has one
  /// folder however it was written. What has no room is left out, word by word from the end.
  private var readableName: String {
    func words(_ place: TrainingOption.FolderName) -> [String] {
      trainingOptions.elements.filter { $0.folderName == place }.compactMap { option in
        plan.arguments.first { $0.name == option.name && !$0.isDefault }.flatMap(RunIdentity.word)
      }
    }
    let parts =
      (plan.optimizer.name == "sgd" ? [] : [plan.optimizer.name]) + [rates] + words(.ifChanged)
      + plan.optimizer.changes.map(RunIdentity.part) + words(.detail)
    var name = ""
    for part in parts.map(RunIdentity.plain) {
      guard name.count + part.count < RunIdentity.longestName else { break }
      name += (name.isEmpty ? "" : "-") + part
    }
    return name.isEmpty ? "run" : name
  }

  /// The learning rates by stages; of more than three stages the first and the last.
  private var rates: String {
    let stages = plan.stages.map { stage in
      let rates = stage.learningRates
      return rates.generator == rates.discriminator
        ? shortest(rates.generator)
        : "\(shortest(rates.generator))_\(shortest(rates.discriminator))"
    }
    let told = stages.count > 3 ? [stages[0], stages[stages.count - 1]] : stages
    return "lr" + told.joined(separator: "to")
  }

  /// How the name tells an argument; `nil` for what is no word or number.
  private static func word(_ argument: RunObject.Argument) -> String? {
    switch argument.value {
    case .number, .whole: part(argument.name, argument.value.description)
    case .word(let word): word
    case .toggle(let isOn): argument.name + (isOn ? "on" : "off")
    case .list(let words): words.map(\.description).joined(separator: "+")
    case .text: argument.name
    default: nil
    }
  }

  /// An option and its number, apart where the option ends in a digit.
  private static func part(_ name: String, _ value: String) -> String {
    name + (name.last?.isNumber == true ? "_" : "") + value
  }

  /// Without what a folder's name should not have.
  private static func plain(_ part: String) -> String {
    String(
      part.unicodeScalars.map {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789._-+".unicodeScalars.contains($0))
          ? Character($0) : "_"
      })
  }
}
