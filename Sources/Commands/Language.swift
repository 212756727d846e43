import GANScript
import Networks
import Vocabulary

/// All verbs, in the order of the help.
public let verbCatalog = Catalog<Verb<Session>>(
  "verb",
  [
    LoadVerb.verb, TrainVerb.verb, ContinueVerb.verb, SweepVerb.verb, PlotVerb.verb,
    TableVerb.verb, MeasureVerb.verb, DiagnoseVerb.verb, SaveVerb.verb, ShowVerb.verb,
    SampleVerb.verb,
  ])

/// The language of laboratory notebooks: the verbs, and what `net` means.
public let language = Language<Session>(
  verbs: verbCatalog,
  modifiers: Catalog("layer", layerCatalog.terms),
  networkOptions: [
    Parameter("init", .word(Initializer.catalog.terms), "how weights begin", default: "normal")
  ],
  define: { description, session, phase in
    let object = NetworkObject(network: try network(description))
    session.networks[object.network.name] = object
    return .object(object)
  })

private func network(_ description: NetworkDescription) throws -> Network {
  guard description.input.modifiers.isEmpty else {
    throw ScriptError(
      "the first number of a network is its input and takes no layers",
      help: "write 100 -> 128 relu", code: .badOperation,
      location: description.input.modifiers[0].location)
  }
  let stages = try description.layers.map { layer in
    guard let units = layer.units else {
      throw ScriptError(
        "the size of a layer must be known before the run", code: .badValue,
        location: layer.location)
    }
    return Network.Stage(
      units: units,
      modifiers: layer.modifiers.map { modifier in
        Network.Modifier(modifier.name, modifier.arguments.compactMap(\.number))
      })
  }
  guard let inputs = description.inputWidth else {
    throw ScriptError(
      "the input of a network must be known before the run", code: .badValue,
      location: description.input.location)
  }
  do {
    return try Network(
      name: description.name, inputs: inputs, stages: stages,
      initializer: try initializer(description.option("init")))
  } catch { throw scriptError(error) }
}

private func initializer(_ option: Value?) throws(NetworkError) -> Initializer {
  switch option {
  case .word(let name)?: try Initializer(named: name)
  case .applied(let name, let arguments)?:
    try Initializer(named: name, argument: arguments.first.flatMap(\.number))
  default: .normal
  }
}

extension Value {
  /// The number, if it is one.
  var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  /// Whether it is `on`.
  var isOn: Bool {
    if case .toggle(let isOn) = self { isOn } else { false }
  }
}
