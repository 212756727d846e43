import Adversarial
import Files
import GANScript
import Networks
import Synchronization

/// The folder of a run: what is needed to repeat it, to continue it and to look at it.
struct RunFolder: Sendable {
  /// The files of a run.
  enum File: String, Sendable, CaseIterable {
    case config = "config.json"
    case losses = "loss.csv"
    case figure = "loss.png"
    case pictures = "last.png"
    case animation = "training.gif"
    /// Pictures through the epochs so far, while it trains.
    case strip = "strip.png"
    /// The last checkpoint.
    case last = "last.safetensors"
    /// The checkpoint of the best epoch, where one is asked for.
    case best = "best.safetensors"
    /// The state in which a training diverged, to look into.
    case diverged = "diverged.safetensors"
    case status
    case log
    /// Who trained it, where and when: a line a session.
    case sessions = "sessions.jsonl"

    /// Whether it is to be looked at, and can be drawn again from the checkpoint.
    var isDrawn: Bool { [.figure, .pictures, .animation, .strip].contains(self) }
  }

  /// Its name, which is the run's.
  let name: String
  /// Its path as seen from the folder that it is below.
  let place: String
  /// The folder that it is below.
  let output: OutputFolder
  /// The files that are known to be whole.
  let verified: VerifiedFiles
  /// Whether this process writes in it; otherwise another one does, which trains the same.
  var isWritten = true

  /// The folder's path.
  var path: String { output.path + "/" + place }

  /// The folder of a run within an output folder.
  init(name: String, in output: OutputFolder, verified: VerifiedFiles) {
    self.name = name
    place = RunStore.folder + "/" + name
    self.output = output
    self.verified = verified
  }

  /// A run's folder that may be anywhere, to be read. Throws if the path cannot be followed.
  init(at path: String, verified: VerifiedFiles) throws(FileError) {
    let parts = try pathWithoutLinks(path).split(separator: "/").map(String.init)
    name = parts.last ?? ""
    place = name
    output = OutputFolder("/" + parts.dropLast().joined(separator: "/"), followsLinks: false)
    self.verified = verified
  }

  /// The path of a file in it.
  func path(of file: File) -> String { "\(path)/\(file.rawValue)" }

  /// Whether a file is there.
  func has(_ file: File) -> Bool { kindOfFile(at: path(of: file)) != nil }

  /// Writes a file, whole or not at all.
  func write(_ bytes: [UInt8], _ file: File) throws(FileError) {
    guard isWritten else { return }
    try output.write(bytes, to: "\(place)/\(file.rawValue)")
  }

  /// Writes a checkpoint, whole or not at all; it need not be verified when it is read again.
  func write(checkpoint bytes: [UInt8], _ file: File) throws(FileError) {
    try write(bytes, file)
    if let stamp = FileStamp(at: path(of: file)) { verified.insert(stamp) }
  }

  /// Writes a text.
  func write(_ text: String, _ file: File) throws(FileError) { try write(Array(text.utf8), file) }

  /// Removes a file, if it is there.
  func remove(_ file: File) throws(FileError) {
    if isWritten { try output.remove("\(place)/\(file.rawValue)") }
  }

  /// No file of a run but its checkpoints, which have digests of their own, is as large: what is was not
  /// written by the program, and is not read.
  private static let largestFile = 1 << 30

  /// Whether a file is there and has that digest; it is read once a process, as long as it stays as
  /// it is.
  func has(_ file: File, digest: String) -> Bool {
    guard let opened = try? output.file("\(place)/\(file.rawValue)"),
      opened.stamp.size <= RunFolder.largestFile
    else { return false }
    if verified.digest(of: opened.stamp) == digest { return true }
    guard let found = try? opened.digest() else { return false }
    verified.insert(opened.stamp, digest: found)
    return found == digest
  }

  /// The run's status; `nil` without a status file or with one that cannot be read.
  var status: RunStatus? {
    guard let bytes = try? readFile(path(of: .status), limit: 1 << 16) else { return nil }
    return RunStatus(String(decoding: bytes, as: UTF8.self))
  }

  /// A text of the folder; empty if it is not there.
  func text(_ file: File) -> String {
    (try? readFile(path(of: file), limit: 1 << 24)).map { String(decoding: $0, as: UTF8.self) }
      ?? ""
  }

  /// Opens a checkpoint. Throws `ScriptError` if it is not there, damaged or of another recipe.
  ///
  /// Cost: the first time in a process the whole file is read and its checksums compared; after
  /// that, as long as the file stays as it is, only its losses are.
  func checkpoint(_ file: File, recipe: String) throws -> Checkpoint {
    try checkpoint(file, recipes: [recipe])
  }

  /// Opens a checkpoint of one of some recipes.
  func checkpoint(_ file: File, recipes: [String]) throws -> Checkpoint {
    let path = path(of: file)
    let opened: OpenFile
    do throws(FileError) { opened = try OpenFile(path) } catch { throw scriptError(error) }
    let checkpoint: Checkpoint
    let failure = Mutex<FileError?>(nil)
    do {
      let tensors = try SafetensorsFile(size: opened.stamp.size) { range throws(NetworkError) in
        do throws(FileError) { return try opened.bytes(range) } catch {
          failure.withLock { $0 = error }
          throw .brokenWeights("cannot \(error.action): \(error.reason)")
        }
      }
      checkpoint = try Checkpoint(tensors, isVerified: verified.contains(opened.stamp))
    } catch {
      // What cannot be read need not be damaged.
      if let failure = failure.withLock({ $0 }) { throw scriptError(failure) }
      throw scriptError(error, path: path)
    }
    verified.insert(opened.stamp)
    guard recipes.contains(checkpoint.recipe) else {
      throw ScriptError("\(path) is of another recipe", exitCode: .data, code: "E339")
    }
    return checkpoint
  }

  /// Whether the best epoch of a history is kept.
  ///
  /// - Parameter orLater: Whether a later one will do, which a stopped training left and which is
  ///   reached again.
  func hasBest(
    _ plan: RunObject.Plan, _ measurements: Measurements, recipes: [String], orLater: Bool = false
  ) -> Bool {
    guard let epoch = plan.best?.epoch(in: measurements) else { return true }
    guard let kept = try? checkpoint(.best, recipes: recipes).epochs else { return false }
    return kept == epoch || (orLater && kept > epoch)
  }

  /// Makes the folder if need be and takes it for this process; throws with exit code 8 if another
  /// one has it, 4 if it cannot be made.
  func take() throws -> FolderLock {
    let lock: FolderLock
    do throws(FolderLock.Failure) { lock = try FolderLock(place, in: output) } catch {
      switch error {
      case .file(let error): throw scriptError(error)
      case .inUse(let process):
        throw ScriptError(
          "run \"\(name)\" is in use by "
            + (process.map { "process \($0)" } ?? "another process"),
          help: "wait for it, or choose another output folder with -o", exitCode: .inUse,
          code: "E411")
      }
    }
    _ = lock.removePartialFiles()
    return lock
  }
}
