import GANScript
import Networks
import Vocabulary

/// All verbs, in the order of the help.
public let verbCatalog = Catalog<Verb<Session>>(
  "verb",
  [
    LoadVerb.verb, TrainVerb.verb, ContinueVerb.verb, SweepVerb.verb, PlotVerb.verb,
    TableVerb.verb, MeasureVerb.verb, StudyVerb.verb, DiagnoseVerb.verb, SaveVerb.verb,
    ShowVerb.verb, SampleVerb.verb, InterpolateVerb.verb,
  ])

/// The language of laboratory notebooks: the verbs, and what `net` means.
public let language = Language<Session>(
  verbs: verbCatalog,
  layers: Catalog("layer", terms(of: .afterArrow)),
  modifiers: Catalog("word", terms(of: .modifier)),
  foreignLayers: [
    "linear": "`->` with a number is a dense layer: -> 128",
    "fc": "`->` with a number is a dense layer: -> 128",
    "flatten": "a dense layer flattens what it is given: -> 1",
    "unflatten": "a dense layer can give a shape: -> 128@4x4",
    "reshape": "a dense layer can give a shape: -> 128@4x4",
    "view": "a dense layer can give a shape: -> 128@4x4",
    "upsample": "did you mean `up`?", "upsamplingnearest2d": "did you mean `up`?",
    "maxpool": "did you mean `avgpool`?", "maxpool2d": "did you mean `avgpool`?",
    "deconv": "did you mean `convtranspose`?", "conv2dtranspose": "did you mean `convtranspose`?",
    "lrelu": "did you mean `leakyrelu`?", "pixelshuffle": "did you mean `shuffle`?",
    "batch_norm": "did you mean `batchnorm`?", "bn": "did you mean `batchnorm`?",
  ],
  networkOptions: [
    Parameter("init", .word(Initializer.catalog.terms), "how weights begin", default: "normal"),
    Parameter(
      "spectral", .toggle, "whether weights are divided by their largest singular value",
      default: "off"),
  ],
  guide: laboratoryGuide,
  forgetNetwork: { name, session in session.networks[name] = nil },
  define: { description, session, phase in
    let object = NetworkObject(network: try network(description, session))
    session.networks[object.network.name] = object
    return .object(object)
  })

private func terms(of position: LayerKind.Position) -> [Term] {
  layerCatalog.elements.filter { $0.position == position }.map(\.term)
}

private func network(_ description: NetworkDescription, _ session: Session) throws -> Network {
  guard description.input.modifiers.isEmpty else {
    throw ScriptError(
      "a network begins with what goes in, and layers come after an arrow",
      help: "write 100 -> 128 relu", code: .badOperation,
      location: description.input.modifiers[0].location)
  }
  let kinds = description.isToldKinds ? try kindCount(description, session) : 0
  var builder = try located(at: description.input.location) { () throws(NetworkError) in
    try NetworkBuilder(input: try shape(description.input.head), kinds: kinds)
  }
  for layer in description.layers {
    try located(at: layer.headLocation) { () throws(NetworkError) in
      try builder.append(element(layer.head))
    }
    for modifier in layer.modifiers {
      try located(at: modifier.location) { () throws(NetworkError) in
        try builder.append(element(modifier))
      }
    }
  }
  return try located(at: description.location) { () throws(NetworkError) in
    try Network(
      name: description.name, builder, initializer: try initializer(description.option("init")),
      hasSpectralNorm: description.option("spectral")?.isOn ?? false)
  }
}

/// How many kinds a conditional network is told: those of the data. Where a check does not know them
/// yet, two stand for them.
private func kindCount(_ description: NetworkDescription, _ session: Session) throws -> Int {
  func problem(_ message: String, help: String, isConsequence: Bool = false) -> ScriptError {
    ScriptError(
      message, help: help, code: .arguments, location: description.input.location,
      isConsequence: isConsequence)
  }
  guard let data = session.dataSet?.plan else {
    throw problem(
      "`+kinds` are the kinds of the data, and none is loaded", help: "load sunflowers",
      isConsequence: true)
  }
  guard let kinds = data.kinds else { return 2 }
  guard kinds.count > 1 else {
    throw problem(
      kinds.isEmpty
        ? "\(data.name) has no kinds" : "all samples of \(data.name) are of one kind, \(kinds[0])",
      help: "sub-folders or a kinds.csv give pictures kinds; or leave out +kinds")
  }
  return kinds.count
}

/// What a network throws, as an error at a position of the script.
private func located<Result>(
  at location: ScriptLocation, _ body: () throws(NetworkError) -> Result
) throws -> Result {
  do throws(NetworkError) { return try body() } catch {
    var problem = scriptError(error)
    problem.location = location
    throw problem
  }
}

private func shape(_ head: NetworkDescription.Head) throws(NetworkError) -> Shape {
  switch head {
  case .units(let units): Shape(units)
  case .shape(let channels, let height, let width):
    Shape(channels: channels, height: height, width: width)
  case .word, .unknown: throw .sizeUnknown
  }
}

private func element(_ head: NetworkDescription.Head) throws(NetworkError) -> Network.Element {
  if case .word(let word) = head { return try element(word) }
  return .dense(try shape(head))
}

private func element(
  _ word: NetworkDescription.LayerWord
) throws(NetworkError) -> Network.Element {
  Network.Element(word.name, try word.arguments.map(argument))
}

private func argument(_ value: Value) throws(NetworkError) -> LayerArgument? {
  switch value {
  case .number(let number): .number(number)
  case .word(let word): .word(word)
  case .toggle(let isOn): .toggle(isOn)
  case .unknown: throw .sizeUnknown
  default: nil
  }
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
  /// Whether it is `on`.
  var isOn: Bool {
    if case .toggle(let isOn) = self { isOn } else { false }
  }
}
