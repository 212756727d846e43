import Adversarial
import Datasets
import Files
import GANScript
import Kernels
import Networks
import Vocabulary

/// `config.json`: everything that is needed to make a run again. No time, host or absolute path, so
/// that the same recipe writes the same bytes everywhere.
enum RunConfig {
  static func text(
    _ plan: RunObject.Plan, _ identity: RunIdentity, _ data: PreparedData
  ) -> String {
    let networks = plan.networks
    var members: [(String, JSON)] = [
      (
        "program",
        .object([
          ("version", .text(Release.version)), ("engine", .number(Double(Trainer.numericVersion))),
          ("vector_width", .number(Double(Processor.lanes))),
        ])
      ),
      ("recipe", .text(identity.family)),
      ("plan", .text(RunIdentity(plan, fingerprint: nil).family)),
      ("epochs", .number(Double(plan.recipe.epochs))),
      ("arguments", .object(plan.arguments.map { ($0.name, argument($0)) })),
      ("optimizer", .text(plan.optimizer.details)),
      ("rates", .list(plan.stages.map(stage))),
      (
        "networks",
        .object([
          ("generator", network(networks.generator, networks.generatorWeights)),
          ("discriminator", network(networks.discriminator, networks.discriminatorWeights)),
        ])
      ),
      (
        "data",
        .object(
          [
            ("name", .text(localName(plan.data.name))),
            ("source", .text(localName(plan.data.source))),
            ("count", .number(Double(data.set.count))),
            ("numbers", .number(Double(data.set.featureCount))),
            ("shape", data.set.geometry.map { .text($0.summary) } ?? .null),
            ("scaling", .text(data.set.scaling.summary)), ("sha256", .text(data.fingerprint)),
          ]
            // In the order of the one-hot numbers.
            + (networks.areConditional
              ? [("kinds", .list(data.set.kindNames.map { .text($0) }))] : []))
      ),
      (
        "files",
        .object(
          [
            (
              RunFolder.File.losses.rawValue,
              .text("generator, discriminator: last step of the epoch; *_mean: mean of its steps")
            ),
            (
              RunFolder.File.pictures.rawValue,
              .text(
                "\(plan.pictureLayout.count) fixed latent vectors, batch norm with the statistics "
                  + (networks.areConditional
                    ? "gathered in training, a row for each kind"
                    : "of these \(plan.pictureLayout.count)"))
            ),
            (RunFolder.File.last.rawValue, .text("checkpoint of the last epoch")),
          ]
            + (plan.best.map { best in
              [
                (
                  RunFolder.File.best.rawValue,
                  .text("checkpoint of the epoch of the best \(best.measure)")
                )
              ]
            } ?? []))
      ),
    ]
    if plan.recipe.processes > 1 {
      members.append(("processes", .number(Double(plan.recipe.processes))))
    }
    return JSON.object(members).encoded() + "\n"
  }

  private static func argument(_ argument: RunObject.Argument) -> JSON {
    let value: JSON =
      switch argument.value {
      case .number(let number): .number(number)
      case .whole(let number): .whole(number)
      case .toggle(let isOn): .toggle(isOn)
      case .nothing: .null
      case .text(let text): .text(localName(text))
      case .object(let object as NetworkObject): .text(object.network.name)
      case .object(let object as DataSetObject): .text(localName(object.plan.name))
      case let value: .text(value.description)
      }
    return .object([("value", value), ("default", .toggle(argument.isDefault))])
  }

  private static func stage(_ stage: LearningRateStage) -> JSON {
    .object([
      ("until_epoch", .number(Double(stage.until))),
      ("generator", .number(stage.learningRates.generator)),
      ("discriminator", .number(stage.learningRates.discriminator)),
    ])
  }

  private static func network(_ network: Network, _ weights: Parameters?) -> JSON {
    .object([
      ("name", .text(network.name)), ("layers", .text(network.summary)),
      ("init", .text(network.initializer.summary)), ("spectral", .toggle(network.hasSpectralNorm)),
      ("parameters", .number(Double(network.trainedParameterCount))),
      ("initial_weights_sha256", weights.map { .text(sha256($0.safetensors())) } ?? .null),
    ])
  }

  /// A path without the folders of this machine.
  private static func localName(_ name: String) -> String {
    name.hasPrefix("/") ? name.split(separator: "/").last.map(String.init) ?? name : name
  }
}
