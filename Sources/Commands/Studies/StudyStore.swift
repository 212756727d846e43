import Files
import GANScript
import Vocabulary

/// What studies came to, fold by fold, in the output folder: found again by what they were made of.
struct StudyStore {
  /// The folder of all of them, below the output folder.
  static let folder = "studies"
  /// Counted up when the same fold begins to come to other numbers.
  static let version = 2

  private let output: OutputFolder

  init(_ context: SessionContext) { output = context.output }

  /// The name of a fold's file: a digest of all that decides what is in it.
  static func name(_ run: RunIdentity, epochs: Int, _ options: StudyOptions, fold: Int) -> String {
    let text = """
      study \(version)
      run \(run.family) epochs \(epochs)
      folds \(options.folds) sizes \(options.sizes) generated \(options.generated)
      steps \(options.steps)
      """
    return "\(folder)/\(sha256(Array(text.utf8)).prefix(16))-fold\(fold + 1).csv"
  }

  /// The rows of a file; `nil` if it is not there, or not as it was written.
  func rows(_ name: String) -> [StudyRow]? {
    guard let file = try? output.file(name), let bytes = try? file.bytes(0..<file.stamp.size) else {
      return nil
    }
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    guard let seal = lines.popLast(), seal == StudyStore.seal(lines) else { return nil }
    let rows = lines.dropFirst().map(StudyRow.init(line:))
    return rows.contains { $0 == nil } ? nil : rows.compactMap(\.self)
  }

  /// Writes the rows of a fold. Throws `FileError`.
  func write(_ rows: [StudyRow], _ name: String) throws(FileError) {
    let lines = ["learner,set,real,generated,accuracy,recall"] + rows.map(\.line)
    try output.write(
      Array(((lines + [StudyStore.seal(lines)]).joined(separator: "\n") + "\n").utf8), to: name)
  }

  private static func seal(_ lines: [String]) -> String {
    "# sha256 " + sha256(Array(lines.joined(separator: "\n").utf8))
  }
}

extension StudyRow {
  fileprivate var line: String {
    "\(learner.rawValue),\(set.rawValue),\(real),\(generated),\(shortest(accuracy)),"
      + shortest(recall)
  }

  fileprivate init?(line: String) {
    let fields = line.split(separator: ",").map(String.init)
    guard fields.count == 6, let learner = Learner(rawValue: fields[0]),
      let set = LearningSet(rawValue: fields[1]), let real = Int(fields[2]),
      let generated = Int(fields[3]), let accuracy = Double(fields[4]),
      let recall = Double(fields[5])
    else { return nil }
    self.init(
      learner: learner, set: set, real: real, generated: generated, accuracy: accuracy,
      recall: recall)
  }
}
