import GANScript
import Imaging
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
      if let note = lostColours(data, call) { session.context.message(note) }
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

  /// Throws at the first argument that what is loaded has no use for.
  static func refuse(_ call: Call, except used: Set<String>, _ reason: String) throws {
    guard let other = call.givenNames.first(where: { !used.contains($0) }) else { return }
    throw ScriptError("\(other)= \(reason)", argument: other, code: .arguments)
  }
}
