import Adversarial
import Datasets
import Files
import GANScript
import Vocabulary

/// Something that `save` can write.
struct Saveable: Described {
  /// Its description; parameters are the options it takes.
  let term: Term
  /// The endings of files it can be written to; none for a folder.
  var endings: [String] = []
  /// Options that have an effect only in files of some endings.
  var endingsOfOptions: [String: [String]] = [:]
  /// Whether there must be a run.
  var needsRun = true
  /// Whether several runs make one file.
  var takesSeveralRuns = false
  /// Finds what is wrong before anything is trained or written.
  var check: @Sendable (Subject) throws -> Void = { _ in }
  /// What is written.
  let contents: Contents

  /// A file or a folder, and a remark for the user.
  enum Contents: Sendable {
    /// The bytes of a file with that ending.
    case file(@Sendable (Subject, _ ending: String) throws -> (bytes: [UInt8], remark: String))
    /// The files of a folder.
    case folder(@Sendable (Subject) throws -> (files: [FolderFile], remark: String))
  }

  /// Something that is written to a file.
  init(
    term: Term, endings: [String], endingsOfOptions: [String: [String]] = [:],
    needsRun: Bool = true, takesSeveralRuns: Bool = false,
    check: @escaping @Sendable (Subject) throws -> Void = { _ in },
    encode:
      @escaping @Sendable (Subject, _ ending: String) throws -> (bytes: [UInt8], remark: String)
  ) {
    self.term = term
    self.endings = endings
    self.endingsOfOptions = endingsOfOptions
    self.needsRun = needsRun
    self.takesSeveralRuns = takesSeveralRuns
    self.check = check
    contents = .file(encode)
  }

  /// Something that is written to a folder of its own, all of it or nothing.
  init(
    term: Term, check: @escaping @Sendable (Subject) throws -> Void = { _ in },
    files: @escaping @Sendable (Subject) throws -> (files: [FolderFile], remark: String)
  ) {
    self.term = term
    self.check = check
    contents = .folder(files)
  }
}

/// What a `save` is about.
struct Subject {
  var call: Call
  /// More than one only for what takes several.
  var runs: [RunObject]
  var session: Session

  /// The only run, or the first.
  var run: RunObject? { runs.first }

  /// The run's plan and result; there is a run wherever `needsRun` is set.
  func trained() throws -> (plan: RunObject.Plan, result: RunResult) {
    guard let first = try allTrained().first else {
      throw ScriptError("there is no trained run", code: .arguments, isConsequence: true)
    }
    return first
  }

  /// Plan and result of every run. Throws if one has no epoch.
  func allTrained() throws -> [(plan: RunObject.Plan, result: RunResult)] {
    try runs.map { run in
      guard let result = run.result else {
        throw ScriptError("there is no trained run", code: .arguments, isConsequence: true)
      }
      guard !result.records.isEmpty else {
        throw ScriptError(
          "the run was stopped before its first epoch; there is nothing to save",
          code: .arguments)
      }
      return (run.plan, result)
    }
  }

  /// Throws unless the run's samples are pictures.
  func requirePictures() throws {
    guard let data = run?.plan.data, data.geometry == nil, data.featureCount > 0 else { return }
    throw ScriptError(
      "the run's samples are \(data.featureCount) plain numbers, not pictures",
      help: "sample \"samples.npy\" writes numbers", argument: "what", code: .badValue)
  }

  /// Throws where new samples of the run cannot be normalised as the call says.
  func checkMode() throws { try run.map { try SampleSource($0).checkMode(call) } }

  /// The data set meant: named, or the last one.
  var dataSet: DataSetObject? { call.object("what") as? DataSetObject ?? session.dataSet }
}

/// All that can be saved.
let saveableCatalog = Catalog<Saveable>(
  "thing to save",
  [
    Saveable.picture, Saveable.pictures, Saveable.nearest, Saveable.gif, Saveable.strip,
    Saveable.sheet,
    Saveable.loss, Saveable.run, Saveable.data,
  ])

/// Options that several of them share.
enum SaveOption {
  static let count = Parameter(
    "count", .whole(1...100_000), "how many: 500 pictures or 12 pairs if left out")
  static let seed = Parameter(
    "seed", .seed, "what new latent vectors come from; the run's if left out")
  static let grid = Parameter("grid", .size, "rows x columns of pictures", default: "5x5")
  static let epoch = Parameter(
    "epoch", .whole(1...1_000_000),
    "the pictures kept at that epoch, or the nearest one to it; the end if left out")
  static let epochs = Parameter(
    "epochs", .list(.whole(1...1_000_000)), "the epochs to show, or the nearest that were kept")

  /// The epochs that a call names; `nil` if it names none.
  static func epochs(_ call: Call) -> [Int]? {
    call.list(epochs.name)?.compactMap { value in
      if case .number(let number) = value { Int(exactly: number) } else { nil }
    }
  }

  static let contrast = Parameter(
    "contrast",
    .word([
      Term("tile", "each picture from its own darkest to its own brightest, as in the article"),
      Term("fixed", "the data's own range, the same for all"),
    ]), "how numbers become gray", default: "tile")
}
