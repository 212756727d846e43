import Adversarial
import Datasets
import GANScript
import Vocabulary

/// Something that `save` can write.
struct Saveable: Described {
  /// Its description; parameters are the options it takes.
  let term: Term
  /// The endings of files it can be written to.
  let endings: [String]
  /// Whether there must be a run.
  var needsRun = true
  /// Whether several runs make one file.
  var takesSeveralRuns = false
  /// Finds what is wrong before anything is trained or written.
  var check: @Sendable (Subject) throws -> Void = { _ in }
  /// The bytes of the file, and a remark for the user.
  let encode: @Sendable (Subject, _ ending: String) throws -> (bytes: [UInt8], remark: String)
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

  /// The data set meant: named, or the last one.
  var dataSet: DataSetObject? { call.object("what") as? DataSetObject ?? session.dataSet }
}

/// All that can be saved.
let saveableCatalog = Catalog<Saveable>(
  "thing to save",
  [Saveable.picture, Saveable.gif, Saveable.strip, Saveable.loss, Saveable.run, Saveable.data])

/// Options that several of them share.
enum SaveOption {
  static let grid = Parameter("grid", .size, "rows x columns of pictures", default: "5x5")
  static let contrast = Parameter(
    "contrast",
    .word([
      Term("tile", "each picture from its own darkest to its own brightest, as in the article"),
      Term("fixed", "the data's own range, the same for all"),
    ]), "how numbers become gray", default: "tile")
}
