import Adversarial
import Datasets
import Files
import GANScript
import Imaging
import Networks
import Vocabulary

/// `load`: data sets, weights to begin with, and runs.
enum LoadVerb {
  static let verb = Verb<Session>(
    Term(
      "load", "a data set to learn from, weights to begin with, or a run that was kept",
      discussion: """
        A folder's pictures (JPEG, PNG, GIF) come in name order, resized with Pillow's arithmetic \
        to the byte; broken ones are skipped and counted. Sub-folders or a kinds.csv (file,kind) \
        give kinds. Arrays: .npy of [N, pixels], [N, H, W] or [N, H, W, C] (where that is certain, \
        [N, C, H, W] too), uint8 (scaled) or other numbers (taken as they are), and IDX files, also \
        gzipped. `load generator "g.safetensors"` loads \
        weights for the network of that name; of a run's checkpoint those of that network, or their \
        average where the run has ema=. `old = load run "FOLDER"` is a run like any other, of another \
        output folder too; of this one, a part of the folder's name will do. Its data are loaded again \
        when something needs them, as they were, unless data= gives them.
        """,
      parameters: [
        Parameter(
          "source",
          .either([.word(LoadVerb.words), .inputFile(endings: []), .object("network")]),
          "sunflowers, a folder or file, run, or the network whose weights follow",
          position: .positional, isRequired: true),
        Parameter(
          "file", .inputFile(endings: []),
          "weights for the network (.safetensors, MindSpore's .ckpt), or the run's folder",
          position: .positional),
        Parameter("size", .size, "height x width of prepared pictures", default: "64"),
        Parameter("color", .word(ColorMode.catalog.terms), "channels", default: "gray"),
        Parameter("range", .range, "what black and white become", default: "-1..1"),
        Parameter(
          "standardize", .toggle,
          "mean 0 and standard deviation 1 over the whole set instead of a range",
          default: "off"),
        Parameter(
          "labels", .inputFile(endings: []), "the file of IDX labels, which become kinds"),
        Parameter(
          "limit", .whole(1...10_000_000),
          "how many samples at most: the first by name, of sub-folders each its share"),
        Parameter(
          "filter", .word(ResampleFilter.catalog.terms), "how pictures are resized",
          default: "bicubic"),
        Parameter(
          "pillow", .whole(PillowVersion.upTo12.rawValue...PillowVersion.from13.rawValue),
          "resizes as this version of Pillow: 13 goes down before across where many rows go",
          default: "12"),
        Parameter("data", .object("data set"), "the data that the run learned from"),
      ],
      example: "load sunflowers size=64 color=gray range=-1..1"), forget: forget
  ) { call, session, phase in
    if call.word("source") == "run" { return try loadRun(call, &session, phase) }
    if call.isGiven("data") {
      throw ScriptError(
        "data= is for runs: it says what they learned from", help: "load run \"FOLDER\" data=...",
        argument: "data", code: .arguments)
    }
    if call.isGiven("file") || call.object("source") is NetworkObject {
      return try loadWeights(call, &session, phase)
    }
    let object = try dataSet(call, session.context, phase)
    session.dataSet = object
    if let data = object.data {
      for note in data.notes { session.context.message(note) }
      if !call.isGiven("color"), data.grayed * 2 > data.count {
        session.context.message(
          (data.grayed == data.count ? "the pictures are" : "\(data.grayed) pictures are")
            + " in colour and become gray; color=rgb keeps their colours")
      }
      call.emit(.remark(object.summary))
    }
    return .object(object)
  }

  /// A wrong `load` gives no data and no run; weights leave both as they are.
  private static let forget: @Sendable (Call?, inout Session) -> Void = { call, session in
    let isRun = call?.word("source") == "run"
    if !isRun, call?.isGiven("file") == true || call?.object("source") is NetworkObject { return }
    if call == nil || isRun { session.forgetRun() }
    if call == nil || !isRun { session.dataSet = nil }
  }

  private static let words = [
    Term("sunflowers", "256 drawn sunflowers of three kinds, in colour, always the same"),
    Term("run", "a run by its folder, or by a part of the folder's name"),
  ]

  private static func dataSet(
    _ call: Call, _ context: SessionContext, _ phase: ExecutionPhase
  ) throws -> DataSetObject {
    let options = try pictureOptions(call)
    let source = source(call)
    let line = WaitingLine("pictures prepared", context)
    defer { line.finish() }
    let watch = Watch(
      isInterrupted: call.isInterrupted, onProgress: { line.report($0, of: $1) })
    if call.word("source") == "sunflowers" {
      try refuse(
        call,
        except: ["source", "size", "color", "range", "standardize", "limit", "filter", "pillow"],
        "is for IDX files; the sunflowers have their kinds")
      if phase == .run, options.filter != .bicubic || options.pillow != .upTo12 {
        context.message(
          "the sunflowers are drawn as large as they are asked for; filter= and pillow= change nothing"
        )
      }
      let count = min(options.limit ?? DrawnSunflowers.count, DrawnSunflowers.count)
      do throws(DataError) {
        try checkedCount(count, options.geometry.featureCount, path: "sunflowers")
      } catch { throw scriptError(error, argument: "size") }
      try MemoryPlan.check(
        loading: count, options.geometry.featureCount, bytesEach: 6, argument: "size")
      guard phase == .run || context.readsAhead else {
        return DataSetObject(
          DataSetObject.Plan(
            name: "sunflowers", count: count, featureCount: options.geometry.featureCount,
            geometry: options.geometry,
            kinds: Set((0..<count).map(DrawnSunflowers.kind)).sorted(), scaling: options.scaling,
            source: source))
      }
      do {
        let data = try context.dataCache.data(DataCache.Request(pictures: options)) {
          try drawSunflowers(options, count: count, on: context.workers, watch)
        }
        return DataSetObject(data, scaling: options.scaling, source: source)
      } catch let error as DataError {
        throw scriptError(error)
      }
    }
    guard
      let path = try call.text("source").map({
        try context.inputPath($0, call, argument: "source")
      })
    else {
      return DataSetObject(
        DataSetObject.Plan(name: "data", count: 0, featureCount: 0, geometry: nil, source: source))
    }
    do {
      let format = try DataForm.at(path)
      if call.isGiven("labels"), format != .idx {
        throw ScriptError(
          "labels= is for IDX files", help: "sub-folders or a kinds.csv give pictures kinds",
          argument: "labels", code: .arguments)
      }
      let plan = try format.plan(path, options, call, context)
      // An array of uint8 or other numbers may lie anywhere, unless a range was asked for.
      let scaling = format == .pictures || call.isGiven("range") ? options.scaling : nil
      try MemoryPlan.check(
        loading: plan.count, plan.featureCount, bytesEach: format == .pictures ? 6 : 9,
        argument: "source")
      guard phase == .run || context.readsAhead else {
        return DataSetObject(plan, name: path, scaling: scaling, source: source)
      }
      var request = DataCache.Request(
        path: path, files: dataStamp(at: path), pictures: options,
        arrays: format == .pictures
          ? ArrayOptions() : try arrayOptions(options, call, format, context))
      if let labels = request.arrays.labels { request.files += dataStamp(at: labels) }
      let data = try context.dataCache.data(request) {
        try format.load(path, request, threads: context.workers.threads, watch)
      }
      return DataSetObject(data, scaling: scaling, source: source)
    } catch let error as DataError {
      throw scriptError(error, argument: "source")
    }
  }

  /// What was asked for, as text: the same before and after loading. The usual order of the passes is
  /// not named, so that runs of before it could be chosen have the same text.
  private static func source(_ call: Call) -> String {
    call.verb.parameters.compactMap { parameter in
      guard let value = call.value(parameter.name) else { return nil }
      if parameter.name == "pillow", pillow(call) == .upTo12 { return nil }
      return parameter.position == .positional
        ? value.description : "\(parameter.name)=\(value.description)"
    }.joined(separator: " ")
  }

  private static func pictureOptions(_ call: Call) throws -> PictureOptions {
    let size = call.size("size") ?? (64, 64)
    guard (1...4096).contains(size.rows), (1...4096).contains(size.columns) else {
      throw ScriptError(
        "size must be from 1 to 4096, got \(size.rows)x\(size.columns)", argument: "size",
        code: .badValue)
    }
    let range = call.range("range") ?? -1...1
    guard range.lowerBound < range.upperBound else {
      throw ScriptError(
        "range must go up, got \(shortest(range.lowerBound))..\(shortest(range.upperBound))",
        argument: "range", code: .badValue)
    }
    let standardizes = call.toggle("standardize") ?? false
    if standardizes, call.isGiven("range") {
      throw ScriptError(
        "range= and standardize=on exclude each other", help: "leave one of them out",
        argument: "range", code: .arguments)
    }
    return PictureOptions(
      height: size.rows, width: size.columns,
      color: call.word("color").flatMap(ColorMode.init) ?? .gray,
      scaling: standardizes
        ? .standardize : .range(low: Float(range.lowerBound), high: Float(range.upperBound)),
      limit: call.whole("limit"),
      filter: call.word("filter").flatMap(ResampleFilter.init) ?? .bicubic,
      pillow: pillow(call))
  }

  private static func pillow(_ call: Call) -> PillowVersion {
    call.whole("pillow").flatMap(PillowVersion.init) ?? .upTo12
  }

  private static func loadWeights(
    _ call: Call, _ session: inout Session, _ phase: ExecutionPhase
  ) throws -> Value {
    guard let object = call.object("source") as? NetworkObject else {
      throw ScriptError(
        "weights are loaded for a network", help: "load generator \"g.safetensors\"",
        argument: "source", code: .arguments)
    }
    guard
      let path = try call.text("file").map({
        try session.context.inputPath($0, call, argument: "file")
      })
    else {
      throw ScriptError(
        "load \(object.network.name) needs the file of its weights",
        help: "load \(object.network.name) \"\(object.network.name).safetensors\"",
        code: .arguments)
    }
    try refuse(call, except: ["source", "file"], "is for data; a file has the weights as they are")
    let bytes: [UInt8]
    do { bytes = try readFile(path) } catch { throw scriptError(error, argument: "file") }
    let foreignPrefix: String
    let leftOut: String?
    do {
      let file =
        ending(of: path) == "ckpt"
        ? try SafetensorsFile(mindSpore: bytes) : try SafetensorsFile(bytes)
      let (parameters, prefix) = try parameters(of: file, at: path, for: object.network)
      session.initialWeights[object.network.name] = InitialWeights(
        path: path, network: object.network,
        parameters: phase == .run || session.context.readsAhead ? parameters : nil)
      foreignPrefix = prefix
      leftOut = file.leftOutWords
    } catch let error as NetworkError { throw scriptError(error, path: path, argument: "file") }
    if phase == .run {
      call.emit(.remark("\(object.network.name) begins with the weights of \(path)"))
      if let leftOut { call.emit(.remark(leftOut)) }
      if !foreignPrefix.isEmpty {
        call.emit(.remark("`\(foreignPrefix)`, with which all names of weights begin, is dropped"))
      }
    }
    return .nothing
  }
}

extension LoadVerb {
  /// Weights for a network from a file of their own, or from a checkpoint: of the network called
  /// `discriminator` the discriminator's, of others the generator's. And what all names of a file of
  /// their own began with.
  private static func parameters(
    of file: SafetensorsFile, at path: String, for network: Network
  ) throws -> (Parameters, foreignPrefix: String) {
    guard Checkpoint.claims(file) else {
      let prefix = Parameters.prefix(of: file, for: network)
      return (try Parameters(for: network, file, prefix: prefix), prefix)
    }
    let role = NetworkRole(rawValue: network.name) ?? .generator
    let checkpoint = try Checkpoint(file)
    try checkpoint.requireWeights(of: role, owner: path, argument: "file")
    return (try Parameters(for: network, file, prefix: checkpoint.prefix(of: role)), "")
  }

  /// Throws at the first argument that what is loaded has no use for.
  private static func refuse(_ call: Call, except used: Set<String>, _ reason: String) throws {
    guard let other = call.givenNames.first(where: { !used.contains($0) }) else { return }
    throw ScriptError("\(other)= \(reason)", argument: other, code: .arguments)
  }

  private static func loadRun(
    _ call: Call, _ session: inout Session, _ phase: ExecutionPhase
  ) throws -> Value {
    try refuse(call, except: ["source", "file", "data"], "is for data; a run comes with its own")
    guard let name = call.text("file") else {
      throw ScriptError(
        "load run needs the run's folder", help: runFolderHelp(session.context), code: .arguments)
    }
    let saved = try SavedRun(try folder(name, call, session.context))
    let data = call.object("data") as? DataSetObject
    let run =
      phase == .check
      ? try saved.planned(session.context) : try saved.run(data?.prepared, session.context)
    session.lastRun = run
    if phase == .run { call.emit(.remark(run.summary)) }
    return .object(run)
  }

  /// The folder of a run: a path, or a part of the name of one that this output folder keeps.
  private static func folder(
    _ name: String, _ call: Call, _ context: SessionContext
  ) throws -> RunFolder {
    let path = try context.inputPath(name, call, argument: "file")
    if case .file? = kindOfFile(at: path) {
      let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/")
      throw ScriptError(
        "\"\(name)\" is a file; a run is its folder",
        help: kindOfFile(at: parent + "/" + RunFolder.File.config.rawValue) == nil
          ? runFolderHelp(context) : "load run \"\(parent)\"",
        argument: "file", exitCode: .data, code: "E340")
    }
    guard kindOfFile(at: path) == nil else {
      do {
        let folder = try RunFolder(at: path, verified: context.verifiedFiles)
        try checkLinks(in: folder, call, context)
        return folder
      } catch let error as FileError { throw scriptError(error, argument: "file") }
    }
    // The name at the end of a path may be a part of one, too.
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let last = parts.last ?? name
    let found =
      name.contains("/")
      ? RunStore.folders(
        in: parts.dropLast().joined(separator: "/"), named: last, verified: context.verifiedFiles)
      : RunStore(context).folders(named: name)
    if let only = found.first, found.count == 1 {
      if name.contains("/") { try checkLinks(in: only, call, context) }
      return only
    }
    guard found.isEmpty else {
      let most = 20
      let names = found.prefix(most).map(\.name).joined(separator: ", ")
      throw ScriptError(
        "\(found.count) runs have \"\(name)\" in their name: \(names)"
          + (found.count > most ? ", ..." : ""),
        help: "write more of the name", argument: "file", code: .badValue)
    }
    let known = RunStore(context).folders(named: "").map(\.name)
    let near = nearest(to: last, among: known) ?? known.last
    throw ScriptError(
      "there is no folder \"\(name)\", and no run in \(context.output.path) has it in its name",
      help: near.map { "there is \"\($0)\"" } ?? runFolderHelp(context),
      argument: "file", exitCode: .files, code: "E312")
  }

  /// Throws if a link in a run's folder leads farther than one that is named itself.
  private static func checkLinks(
    in folder: RunFolder, _ call: Call, _ context: SessionContext
  ) throws {
    for file in RunFolder.File.allCases where !call.isTyped && folder.has(file) {
      try context.readable?.check(folder.path(of: file), argument: "file")
    }
  }

  /// Where runs are that could be named.
  private static func runFolderHelp(_ context: SessionContext) -> String {
    RunStore(context).folders(named: "").last.map { "name one, such as \"\($0.name)\"" }
      ?? "no run is kept in \(context.output.path) yet: name the folder of one that another output "
      + "folder keeps, below its runs, or train one"
  }
}

extension DataForm {
  /// What can be known of a path's samples without reading them all.
  fileprivate func plan(
    _ path: String, _ options: PictureOptions, _ call: Call, _ context: SessionContext
  ) throws -> DataPlan {
    switch self {
    case .pictures: try planFolder(path, options: options)
    case .array: try planArray(path, options: LoadVerb.arrayOptions(options, call, self, context))
    case .idx: try planIDX(path, options: LoadVerb.arrayOptions(options, call, self, context))
    }
  }

  /// The samples that a request asks for.
  fileprivate func load(
    _ path: String, _ request: DataCache.Request, threads: Int, _ watch: Watch
  ) throws -> DataSet {
    switch self {
    case .pictures:
      try loadFolder(
        path, options: request.pictures, threads: threads,
        memory: Int(min(MemoryLimit.least().bytes, 1e15)), watch: watch)
    case .array: try loadArray(path, options: request.arrays)
    case .idx: try loadIDX(path, options: request.arrays)
    }
  }
}

extension LoadVerb {
  /// Arrays come in their own size and colour: asking for another is an error, not ignored.
  fileprivate static func arrayOptions(
    _ options: PictureOptions, _ call: Call, _ format: DataForm, _ context: SessionContext
  ) throws -> ArrayOptions {
    for name in ["size", "color", "filter", "pillow"] where call.isGiven(name) {
      throw ScriptError(
        "\(name)= is for pictures; an array comes as it is", argument: name, code: .arguments)
    }
    let isScaled = call.isGiven("range") || call.toggle("standardize") == true
    let labels = try call.text("labels").map {
      try context.inputPath($0, call, argument: "labels")
    }
    return ArrayOptions(
      scaling: isScaled ? options.scaling : nil, limit: options.limit, labels: labels)
  }
}
