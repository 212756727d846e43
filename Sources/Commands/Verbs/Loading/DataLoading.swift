import Datasets
import Files
import GANScript
import Imaging
import Vocabulary

/// Data sets: the drawn sunflowers, folders of pictures, arrays.
extension LoadVerb {
  static func dataSet(
    _ call: Call, _ context: SessionContext, _ phase: ExecutionPhase
  ) throws -> DataSetObject {
    let options = try pictureOptions(call)
    let source = source(call)
    let line = WaitingLine("pictures prepared", context)
    defer { line.finish() }
    let watch = Watch(
      isInterrupted: call.isInterrupted, onProgress: { line.report($0, of: $1) })
    return call.word("source") == "sunflowers"
      ? try sunflowers(options, source, watch, call, context, phase)
      : try files(options, source, watch, call, context, phase)
  }

  private static func sunflowers(
    _ options: PictureOptions, _ source: String, _ watch: Watch, _ call: Call,
    _ context: SessionContext, _ phase: ExecutionPhase
  ) throws -> DataSetObject {
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

  /// The pictures of a folder, or an array.
  private static func files(
    _ options: PictureOptions, _ source: String, _ watch: Watch, _ call: Call,
    _ context: SessionContext, _ phase: ExecutionPhase
  ) throws -> DataSetObject {
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

  /// That pictures lose their colours, where that was not asked for; `nil` if most have none.
  static func lostColours(_ data: DataSet, _ call: Call) -> String? {
    guard !call.isGiven("color"), data.grayed * 2 > data.count else { return nil }
    return (data.grayed == data.count ? "the pictures are" : "\(data.grayed) pictures are")
      + " in colour and become gray; color=rgb keeps their colours"
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
