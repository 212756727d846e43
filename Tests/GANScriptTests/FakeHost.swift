import GANScript
import Vocabulary

/// A host without an engine: verbs that keep a log in the session.
struct FakeSession: Sendable, Equatable {
  var data: String?
  var networks: [String: String] = [:]
  var runs = 0
  var log: [String] = []
  var written: [String: ScriptLocation] = [:]
}

/// What the fake `train` gives; in a check, what it will give.
struct FakeRun: ScriptObject {
  var number: Int
  var rate: Double
  var isPlanned: Bool

  let typeName = "run"
  let fieldNames = ["loss", "lr", "epochs"]
  var summary: String { "run \(number)" }

  func field(_ name: String) -> Value? {
    switch name {
    case "loss": .object(FakeLoss(run: self))
    case "lr": .number(rate)
    case "epochs": isPlanned ? .unknown("a number") : .number(100)
    default: nil
    }
  }
}

struct FakeLoss: ScriptObject {
  var run: FakeRun
  let typeName = "loss"
  let fieldNames = ["generator", "discriminator"]
  var summary: String { "losses of \(run.summary)" }

  func field(_ name: String) -> Value? {
    fieldNames.contains(name) ? .object(FakeSeries(run: run)) : nil
  }
}

struct FakeSeries: ScriptObject {
  var run: FakeRun
  let typeName = "series"
  let fieldNames = ["last", "mean"]
  var summary: String { "series" }
  var spread: Double? { run.isPlanned ? nil : 0.25 }

  func field(_ name: String) -> Value? {
    guard fieldNames.contains(name) else { return nil }
    return run.isPlanned ? .unknown("a number") : .number(0.5 + run.rate)
  }
}

enum FakeHost {
  static let rate = Parameter(
    "lr", .number(0...1000, exclusiveMinimum: true), "learning rate", default: "0.01")

  static let trainParameters = [
    Parameter("epochs", .whole(1...1_000_000), "turns through the data", default: "100"),
    rate,
    Parameter("batch", .whole(1...65_536), "pictures of a step", default: "32"),
    Parameter(
      "optimizer",
      .word([
        Term("sgd", "plain steps"),
        Term("adam", "adaptive steps", parameters: [momentum]),
      ]), "how weights move", default: "sgd"),
    Parameter("seed", .seed, "what chance begins with", default: "1"),
    Parameter("shuffle", .toggle, "new order in each epoch", default: "on"),
  ]

  static let momentum = Parameter(
    "momentum", .number(0...1), "share of the last step", position: .positional, default: "0.9")

  static let what = Parameter(
    "what",
    .either([
      .word([
        Term("picture", "the last picture"), Term("gif", "all pictures"),
        Term("loss", "the losses"), Term("generator", "weights"), Term("run", "everything"),
      ]), .object("run"), .object("network"),
    ]), "what to save", position: .positional, isRequired: true)

  static var verbs: [Verb<FakeSession>] {
    [load, train, sweep, plot, show, save]
  }

  static let load = Verb<FakeSession>(
    Term(
      "load", "reads pictures",
      parameters: [
        Parameter(
          "source",
          .either([.word([Term("sunflowers", "drawn ones")]), .inputFile(endings: [])]),
          "the data", position: .positional, isRequired: true),
        Parameter("size", .size, "rows and columns", default: "64"),
        Parameter(
          "color", .word([Term("gray", "one channel"), Term("rgb", "three")]), "channels",
          default: "gray"),
        Parameter("range", .range, "the values' range", default: "-1..1"),
      ], example: "load sunflowers size=64 color=gray")
  ) { call, session, _ in
    guard let source = call.word("source") ?? call.text("source") else { return .nothing }
    if source == "missing" {
      throw ScriptError("no such folder", argument: "source", exitCode: .files)
    }
    session.data = source
    let size = call.size("size").map { "\($0.rows)x\($0.columns)" } ?? "?"
    session.log.append("load \(source) \(size) \(call.word("color") ?? "?")")
    return .nothing
  }

  static let train = Verb<FakeSession>(
    Term(
      "train", "trains the networks", parameters: trainParameters,
      example: "train epochs=100 lr=0.05")
  ) { call, session, phase in
    guard session.data != nil else {
      throw ScriptError(
        "there is no data", help: "load some: load sunflowers", isConsequence: true)
    }
    session.runs += 1
    let epochs = call.whole("epochs").map(String.init) ?? "?"
    let optimizer = (call.value("optimizer") ?? .nothing).description
    let rate = call.number("lr").map { shortest($0) } ?? "?"
    session.log.append("train \(epochs) \(rate) \(optimizer)")
    return .object(
      FakeRun(number: session.runs, rate: call.number("lr") ?? 0, isPlanned: phase == .check))
  }

  static let sweep = Verb<FakeSession>(
    Term("sweep", "trains a grid", parameters: trainParameters, example: "sweep lr=[0.1, 0.2]"),
    acceptsLists: true
  ) { call, session, phase in
    var rows: [Value] = []
    for (name, values) in call.axes {
      for value in values {
        session.log.append("sweep \(name)=\(value)")
        let rate = call.replacing(name, with: value).number("lr") ?? 0
        rows.append(
          .object(FakeRun(number: rows.count + 1, rate: rate, isPlanned: phase == .check)))
      }
    }
    return .list(rows)
  }

  static let plot = Verb<FakeSession>(
    Term(
      "plot", "draws curves",
      parameters: [
        Parameter(
          "what", .word([Term("loss", "the losses")]), "what to draw", position: .positional,
          isRequired: true),
        Parameter("runs", .object("run"), "whose", position: .positional, isRepeated: true),
        Parameter("file", .outputFile(endings: ["png"]), "where to", position: .positional),
      ], example: "plot loss \"loss.png\""), role: .output
  ) { call, session, _ in
    let runs = call.list("runs")?.map(\.description).joined(separator: "+") ?? "last"
    session.log.append("plot \(runs) \(call.text("file") ?? "-")")
    return .nothing
  }

  static let show = Verb<FakeSession>(
    Term("show", "shows", parameters: [what], example: "show picture"), role: .output
  ) { call, session, _ in
    session.log.append("show \(call.word("what") ?? "a value")")
    return .nothing
  }

  static let save = Verb<FakeSession>(
    Term(
      "save", "writes a file",
      parameters: [
        what,
        Parameter(
          "file", .outputFile(endings: []), "where to", position: .positional, isRequired: true),
        Parameter("grid", .size, "how many", default: "5x5"),
        Parameter("every", .whole(1...1_000_000), "which", default: "5"),
      ], example: "save picture \"last.png\""), role: .output
  ) { call, session, phase in
    guard let file = call.text("file") else { return .nothing }
    if let earlier = session.written[file], earlier != call.location, !call.isAtPrompt {
      throw ScriptError(
        "`\(file)` is written twice", argument: "file",
        note: Diagnostic.Note("the first time is here", at: earlier))
    }
    session.written[file] = call.location
    session.log.append("save \(call.word("what") ?? "a value") \(file)")
    if phase == .run, file == "full.png" {
      throw ScriptError("the disk is full", argument: "file", exitCode: .files)
    }
    return .nothing
  }

  static let language = Language<FakeSession>(
    verbs: Catalog("verb", verbs),
    layers: Catalog(
      "layer",
      [
        Term(
          "conv", "convolution",
          parameters: [
            Parameter(
              "channels", .whole(1...100), "outputs", position: .positional, isRequired: true),
            Parameter("kernel", .whole(1...9), "side", position: .positional, default: "3"),
            Parameter("stride", .whole(1...9), "step", default: "1"),
          ])
      ]),
    modifiers: Catalog(
      "word",
      [
        Term("batchnorm", "batch normalisation"), Term("relu", "max(x, 0)"),
        Term(
          "leakyrelu", "x or slope·x",
          parameters: [
            Parameter("slope", .number(0...1), "below zero", position: .positional, default: "0.2")
          ]),
        Term("tanh", "tangens hyperbolicus"), Term("sigmoid", "1 / (1 + exp(-x))"),
        Term(
          "dropout", "drops units",
          parameters: [
            Parameter("share", .number(0...1), "of units", position: .positional, isRequired: true)
          ]),
      ]),
    networkOptions: [
      Parameter(
        "init",
        .word([
          Term(
            "normal", "normal numbers",
            parameters: [
              Parameter(
                "deviation", .number(0...10), "their spread", position: .positional,
                default: "0.01")
            ]), Term("he", "for relu"),
        ]), "first weights", default: "normal(0.01)")
    ]
  ) { network, session, _ in
    let layers = network.layers.map { layer in
      ([written(layer.head)]
        + layer.modifiers.map { modifier in
          modifier.arguments.isEmpty
            ? modifier.name : "\(modifier.name)(\(modifier.arguments.map(\.description).joined()))"
        }).joined(separator: " ")
    }
    let text = written(network.input.head) + " -> " + layers.joined(separator: " -> ")
    if case .units(13) = network.layers[0].head {
      throw ScriptError("13 brings bad luck", location: network.layers[0].location)
    }
    session.networks[network.name] = text
    let start = network.option("init").map { " init=\($0)" } ?? ""
    session.log.append("net \(network.name): \(text)\(start)")
    return .text(text)
  }

  private static func written(_ head: NetworkDescription.Head) -> String {
    switch head {
    case .units(let units): "\(units)"
    case .shape(let channels, let height, let width): "\(channels)@\(height)x\(width)"
    case .word(let word):
      "\(word.name)(\(word.arguments.map(\.description).joined(separator: ",")))"
    case .unknown: "?"
    }
  }
}

/// A run with everything it showed.
struct Outcome {
  var report: Report
  var session: FakeSession
  /// What was shown, a line each.
  var lines: [String]
}

/// Collects what a script shows.
final class Collector {
  var lines: [String] = []

  func collect(_ output: Output) {
    switch output {
    case .text(let text), .remark(let text): lines.append(text)
    case .value(let value): lines.append(value.source)
    case .definition(let name, let value): lines.append("\(name) := \(value.source)")
    case .table(let columns, let rows): lines.append("table \(columns.count)x\(rows.count)")
    case .help(let text): lines.append("help of \(text.split(separator: "\n").count) lines")
    case .expectation(let claim):
      lines.append("\(claim.verdict.words): \(claim.measured)")
    case .exhibit(let exhibit): lines.append(exhibit.terminalText)
    case .saved(let file): lines.append(file.message)
    case .cell: break
    }
  }
}

/// Runs a script on the fake host.
func outcome(
  _ text: String, name: String = "test.gan", parameters: [String] = [],
  selection: Selection = .all, files: [String: String] = [:]
) -> Outcome {
  outcome(
    of: Program.parse(text, name: name), parameters: parameters, selection: selection,
    files: files)
}

/// Runs a program on the fake host.
func outcome(
  of program: Program, parameters: [String] = [], selection: Selection = .all,
  files: [String: String] = [:]
) -> Outcome {
  let collector = Collector()
  let environment = Environment(
    emit: collector.collect,
    read: { path in
      guard let text = files[path] else { throw ScriptError("no such file", exitCode: .files) }
      return Array(text.utf8)
    }, exists: { files[$0] != nil })
  var interpreter = Interpreter(
    FakeHost.language, session: FakeSession(), environment: environment)
  let report = interpreter.run(program, parameters: parameters, selection: selection)
  return Outcome(report: report, session: interpreter.session, lines: collector.lines)
}
