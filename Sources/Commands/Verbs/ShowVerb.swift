import Adversarial
import GANScript
import Imaging
import Networks
import Plotting
import Vocabulary

/// `show`: pictures and networks in the terminal.
enum ShowVerb {
  static let verb = Verb<Session>(
    Term(
      "show", "pictures in the terminal, or the layers of a network",
      discussion: """
        Pictures are drawn with half blocks where the terminal has colours, as they are where it is \
        kitty or iTerm2, and with shades of plain characters elsewhere; the environment variable \
        GANREPL_GRAPHICS (kitty, iterm, block, ascii, off) says otherwise. `show generator`, or any \
        other network, is a table of its layers, what comes out of each, and parameters.
        """,
      parameters: [
        Parameter(
          "what",
          .either([
            .word(
              [
                Term("picture", "generated pictures of the run's end"),
                Term("data", "pictures of the data set"),
                Term("networks", "a drawing of generator and discriminator, who learns from whom"),
              ] + NetworkRole.terms), .object("network"), .object("data set"),
          ]), "what to show", position: .positional, isRequired: true),
        Parameter("run", .object("run"), "of which run; the last one unless told otherwise"),
        Parameter("grid", .size, "rows x columns of pictures", default: "2x4"),
        SaveOption.contrast, SaveOption.epoch, Caption.parameter,
      ],
      example: "show picture grid=2x4\nshow generator"),
    role: .output
  ) { call, session, phase in
    try ArgumentUse.of(subject(of: call))?.check(call)
    if let object = call.object("what") as? NetworkObject {
      if phase == .run { call.emit(layers(of: object.network)) }
      return .nothing
    }
    if let role = NetworkRole(rawValue: call.word("what") ?? "") {
      guard let run = call.object("run") as? RunObject ?? session.lastRun else {
        throw session.lacks(role)
      }
      if phase == .run { call.emit(layers(of: run.plan.networks[role])) }
      return .nothing
    }
    if call.word("what") == "networks" {
      guard phase == .run else { return .nothing }
      call.emit(try drawing(call, session))
      return .nothing
    }
    try Pictures.checkGrid(call, most: 64)
    let named = call.object("what") as? DataSetObject
    if named != nil || call.word("what") == "data" {
      guard let data = named ?? session.dataSet else {
        throw ScriptError(
          "there is no data to show", help: "load sunflowers", code: .arguments, isConsequence: true
        )
      }
      guard phase == .run, let samples = data.data else { return .nothing }
      let layout = PictureLayout(call, of: nil)
      let images = samples.spread(layout.count).map { samples.image($0) }
      call.emit(try exhibit(images, "pictures of \(data.plan.name)", layout, call, session))
      return .nothing
    }
    guard let run = call.object("run") as? RunObject ?? session.lastRun else {
      throw ScriptError(
        "there is no run to show", help: "train before it, or name one with run=",
        code: .arguments, isConsequence: true)
    }
    guard phase == .run else { return .nothing }
    let layout = PictureLayout(call, of: run.plan)
    let images = try Pictures.last(
      run, layout, epoch: call.whole("epoch"), session.context)
    call.emit(try exhibit(images, "generated pictures", layout, call, session))
    return .nothing
  }

  /// What a call is about, as `ArgumentUse` has it.
  private static func subject(of call: Call) -> String {
    switch call.object("what") {
    case is NetworkObject: "show a network"
    case is DataSetObject: "show data"
    default: "show \(call.word("what") ?? "")"
    }
  }

  /// The two networks that `train` would take, or those of a run.
  private static func drawing(_ call: Call, _ session: Session) throws -> Output {
    let run = call.object("run") as? RunObject
    func sizes(_ role: NetworkRole) throws -> [Int] {
      guard
        let network = run?.plan.networks[role] ?? session.networks[role.rawValue]?.network
      else {
        throw ScriptError(
          "there is no network called \(role.rawValue)", help: "net \(role.rawValue): ...",
          argument: "what", code: .unknownName, isConsequence: true)
      }
      let outputs = network.layers.filter(\.hasWeight).map(\.output.count)
      return [network.input.count] + outputs
    }
    let drawing = NetworkDrawing(
      generator: try sizes(.generator), discriminator: try sizes(.discriminator))
    return .exhibit(
      Exhibit(
        terminalText: drawing.text(session.context.terminal.style),
        alternative: drawing.alternative, caption: Caption.of(call),
        medium: { Medium(ending: "svg", bytes: drawing.svg) }))
  }

  private static func exhibit(
    _ images: [Image], _ words: String, _ layout: PictureLayout, _ call: Call, _ session: Session
  ) throws -> Output {
    try Pictures.exhibit(
      Pictures.sheet(images, layout, call), "\(images.count) \(words)", call, session.context)
  }

  /// One row for each layer, as the article lists them, and the sum.
  private static func layers(of network: Network) -> Output {
    func count(_ layer: any Layer) -> Int {
      layer.parameters.filter(\.isTrained).reduce(0) { $0 + $1.shape.reduce(1, *) }
    }
    let told = network.kinds > 0 ? ", \(network.kinds) of them kinds" : ""
    var rows: [[Value]] = [[.text("input" + told), .text(network.input.batchText), .text("")]]
    for layer in network.layers {
      let parameters = count(layer)
      rows.append([
        .text(layer.title), .text(layer.output.batchText),
        .text(parameters == 0 ? "" : grouped(parameters)),
      ])
    }
    rows.append([.text("total"), .text(""), .text(grouped(network.trainedParameterCount))])
    return .table(columns: [network.name, "output", "parameters"], rows: rows)
  }
}

extension Layer {
  /// Whether it multiplies by weights.
  fileprivate var hasWeight: Bool {
    parameters.contains { if case .weight = $0.role { true } else { false } }
  }
}

extension Shape {
  /// A batch of it, as PyTorch writes shapes.
  fileprivate var batchText: String {
    isPicture ? "[batch, \(channels), \(height), \(width)]" : "[batch, \(channels)]"
  }
}
