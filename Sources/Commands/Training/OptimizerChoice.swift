import GANScript
import Networks
import Vocabulary

/// An optimizer with its options, and how it is told.
struct OptimizerChoice: Sendable {
  /// What it is called.
  var name: String
  /// With all its options, `adam beta1=0.5 …`.
  var details: String
  var optimizer: any Optimizer
}

extension OptimizerChoice {
  /// The optimizer of a call, with the options that belong to it. Throws for those that do not.
  init(_ call: Call) throws {
    let kind = optimizerCatalog.element(call.wordOrDefault("optimizer"))
    var options: [String: Double] = [:]
    for (option, value) in zip(kind.term.parameters, call.wordArguments("optimizer")) {
      options[option.name] = value.number ?? (value.isOn ? 1 : 0)
    }
    for option in OptimizerChoice.parameters where call.isGiven(option.name) {
      guard kind.term.parameter(named: option.name) != nil else {
        let owners = OptimizerChoice.owners(of: option.name)
        throw ScriptError(
          "optimizer=\(kind.name) has no \(option.name)",
          help: "\(option.name) is for \(owners.map(\.name).joined(separator: ", "))",
          argument: option.name, code: .arguments)
      }
      options[option.name] =
        call.number(option.name) ?? (call.toggle(option.name) == true ? 1 : 0)
    }
    if kind.name == "sgd", options["momentum"] ?? 0 == 0,
      let idle = ["dampening", "nesterov"].first(where: call.isGiven)
    {
      throw ScriptError(
        "\(idle)= changes momentum, and there is none", help: "add momentum=0.9",
        argument: idle, code: .arguments)
    }
    name = kind.name
    details =
      kind.name
      + kind.term.parameters.map { option in
        let value = options[option.name].map(shortest) ?? option.defaultText ?? "0"
        return " \(option.name)=\(value == "off" ? "0" : value)"
      }.joined()
    optimizer = kind.optimizer(options)
  }

  /// The options of all optimizers, each once; an optimizer takes its own only.
  static let parameters: [Parameter] = {
    var options: [Parameter] = []
    for option in optimizerCatalog.terms.flatMap(\.parameters)
    where !options.contains(where: { $0.name == option.name }) {
      let owners = owners(of: option.name)
      var option = option
      let standards = Set(owners.compactMap { $0.parameter(named: option.name)?.defaultText })
      option.summary +=
        " (\(owners.map(\.name).joined(separator: ", "))"
        + (standards.count == 1 ? "; default \(standards.first ?? ""))" : ")")
      option.defaultText = nil
      options.append(option)
    }
    return options
  }()

  private static func owners(of option: String) -> [Term] {
    optimizerCatalog.terms.filter { $0.parameter(named: option) != nil }
  }

  /// The options that are not as usual, with their numbers.
  var changes: [(name: String, value: String)] {
    let options = optimizerCatalog[name]?.term.parameters ?? []
    return details.split(separator: " ").dropFirst().compactMap { word in
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { return nil }
      let standard = options.first { $0.name == parts[0] }?.defaultText ?? "0"
      let isUsual = Double(parts[1]) == (standard == "off" ? 0 : Double(standard))
      return isUsual ? nil : (parts[0], parts[1])
    }
  }
}
