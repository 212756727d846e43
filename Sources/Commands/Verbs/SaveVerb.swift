import Adversarial
import Files
import GANScript
import Vocabulary

/// `save`: writes what a run gave to a file below the output folder.
enum SaveVerb {
  static let verb = Verb<Session>(
    Term(
      "save", "writes pictures, an animation, losses, data or weights to a file or folder",
      discussion: """
        The ending chooses the format: \(formats). Files are written whole or not at all, below the output \
        folder only. `loss`, `run` and `sheet` write several runs, or a sweep, as one file. `pictures` writes a \
        folder of its own, all of it or nothing: one PNG a picture, without a frame, in the data's own \
        range, from the run's seed, and a kinds.csv where kinds are known; `load` takes it back. \
        keep=new leaves out near copies of training pictures (as `authenticity` tells them) and draws \
        more instead; mode=together normalises by what is drawn together. `nearest` puts the nearest \
        training picture beside each generated one. `generator` and `discriminator` are the run's \
        networks, by these names where no others are described.
        """,
      parameters: [
        Parameter(
          "what",
          .either([
            .word(saveableCatalog.terms + NetworkRole.terms), .object("network"),
            .object("data set"), .object("run"),
            .object("sweep"),
          ]),
          "what to write", position: .positional, isRequired: true),
        Parameter(
          "file", .outputFile(endings: []), "where to, below the output folder",
          position: .positional, isRequired: true),
        Parameter(
          "run", RunList.kind,
          "of which run; the last one unless told otherwise"),
        Caption.parameter,
      ] + options,
      example: """
        save picture "last.png" grid=5x5
        save pictures "new" count=500 keep=new
        save nearest "nearest.png"
        save gif "training.gif" every=5
        save loss "loss.csv"
        save run "run.csv"
        save run "board/r.tfevents"
        save generator "generator.safetensors"
        save generator "generator.onnx"
        """),
    role: .output
  ) { call, session, phase in
    // What an earlier wrong line would have defined may be anything.
    if call.value("what")?.isUnknown == true { return .nothing }
    let saveable = try saveable(call)
    let name = call.text("file")
    if let name { try checkName(name, saveable, call, &session) }
    let named = call.value("what").map(RunList.runs(in:)) ?? []
    try ArgumentUse(saveable, isNamed: !named.isEmpty).check(call, file: name)
    let runs = named.isEmpty ? RunList.runs(call, session, argument: "run") : named
    if runs.isEmpty, let role = NetworkRole(rawValue: call.word("what") ?? "") {
      throw session.lacks(role)
    }
    if saveable.needsRun, runs.isEmpty {
      throw ScriptError(
        "there is no run to save from", help: "train before it, or name one with run=",
        code: .arguments, isConsequence: true)
    }
    guard runs.count <= 1 || saveable.takesSeveralRuns else {
      throw ScriptError(
        "save \(saveable.name) writes one run, not \(runs.count)",
        help: "for run in ..., with a name for each file", argument: "run", code: .badValue)
    }
    let subject = Subject(call: call, runs: runs, session: session)
    try saveable.check(subject)
    guard phase == .run, let name else { return .nothing }
    switch saveable.contents {
    case .file(let encode):
      let file = try encode(subject, ending(of: name))
      var saved = try session.context.save(
        file.bytes, as: name, argument: "file", remark: file.remark)
      saved.alternative = saveable.term.summary
      saved.caption = Caption.of(call)
      call.emit(.saved(saved))
    case .folder(let files):
      let folder = try files(subject)
      call.emit(
        .saved(
          try session.context.save(
            folder.files, asFolder: name, argument: "file", remark: folder.remark)))
    }
    return .nothing
  }

  /// What each thing to save is written to.
  private static let formats = (saveableCatalog.elements + [Saveable.network])
    .filter { !$0.endings.isEmpty }
    .map { saveable in
      saveable.name + " " + saveable.endings.map { "." + $0 }.joined(separator: " ")
    }.joined(separator: ", ")

  /// The options of everything that can be saved, each once.
  private static let options: [Parameter] = {
    var options: [Parameter] = []
    for option in saveableCatalog.terms.flatMap(\.parameters)
    where !options.contains(where: { $0.name == option.name }) {
      options.append(option)
    }
    return options
  }()

  private static func saveable(_ call: Call) throws -> Saveable {
    if call.object("what") is NetworkObject { return Saveable.network }
    if call.object("what") is DataSetObject { return Saveable.data }
    if call.object("what") != nil { return Saveable.run }
    let word = call.word("what") ?? ""
    return NetworkRole(rawValue: word) == nil
      ? saveableCatalog[word] ?? Saveable.picture : Saveable.network
  }

  private static func checkName(
    _ name: String, _ saveable: Saveable, _ call: Call, _ session: inout Session
  ) throws {
    let path = try session.context.outputPath(name, argument: "file")
    if case .folder = saveable.contents {
      guard !["png", "npy", "gif", "zip"].contains(ending(of: name)) else {
        throw ScriptError(
          "save \(saveable.name) writes a folder, not a file like \"\(name)\"",
          help: "leave out the ending; `save picture` and `sample` write files", argument: "file",
          code: .badValue)
      }
      return try session.claim(path, call, isFolder: true)
    }
    guard saveable.endings.contains(ending(of: name)) else {
      let endings = saveable.endings.map { "." + $0 }.joined(separator: ", ")
      throw ScriptError(
        "save \(saveable.name) writes \(endings), not \"\(name)\"", argument: "file",
        code: .badValue)
    }
    try session.claim(path, call)
  }
}

extension Session {
  /// Notes that a statement writes a file or a folder; throws if another statement did, or if it cannot
  /// be.
  mutating func claim(_ path: String, _ call: Call, isFolder: Bool = false) throws {
    if let earlier = writtenFiles[path], earlier != call.location, !call.isAtPrompt {
      throw ScriptError(
        "\(path) is written twice", help: "give each its own name", argument: "file",
        code: "E122", note: Diagnostic.Note("it is written here already", at: earlier))
    }
    let name = String(path.dropFirst(context.output.path.count + 1))
    if isFolder {
      try context.checkFolderWritable(name, argument: "file")
    } else {
      try context.checkWritable(name, argument: "file")
    }
    writtenFiles[path] = call.location
  }
}

/// The ending of a file's name in small letters, without its dot.
func ending(of name: String) -> String {
  guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return "" }
  return name[name.index(after: dot)...].lowercased()
}
