import Adversarial
import Files
import Foundation
import GANScript
import Imaging
import Networks

extension RunIndex {
  /// A run's folder.
  public struct Entry: Sendable {
    /// The folder's path, as the user can open it.
    public let path: String
    /// Whether the user named this very folder.
    public let isNamed: Bool
    /// What is wrong with the folder; `nil` if it is whole.
    public let damage: String?
    /// Whether the run can be used all the same: its recipe, trained again, goes on from its checkpoint and
    /// writes anew what is damaged.
    let isUsable: Bool
    /// Pictures that are missing or damaged; they are drawn again from the checkpoint.
    let damagedPictures: [RunFolder.File]
    /// Whether that is only that another version of the program wrote it.
    public let isOfAnotherVersion: Bool
    /// Seconds since 1970 at which its status, or else the folder, was last written.
    public let modified: Double
    /// Bytes of its files.
    public let bytes: Int
    let folder: RunFolder
    let status: RunStatus?
    let config: SavedConfig?
    /// The last of each column of `loss.csv` that is no empty cell, in order.
    let last: [(name: String, value: Double)]
    /// The process that trains it now.
    let process: Int32?

    /// Its name, which is the folder's.
    public var name: String { folder.name }

    /// What came out last, in words: losses, scores and measures.
    public var outcomes: String {
      last.map { "\($0.name) \(Value.number($0.value).shown)" }.joined(separator: ", ")
    }

    /// The last of a column of `loss.csv`.
    func number(_ name: String) -> Value {
      last.first { $0.name == name }.map { .number($0.value) } ?? .nothing
    }

    /// What else there is to say of the folder.
    public var note: String? {
      guard let first = damagedPictures.first else { return nil }
      let names = damagedPictures.map(\.rawValue).joined(separator: ", ")
      return damagedPictures.count == 1
        ? "\(first.rawValue) is missing or damaged; the next training of the recipe writes it anew"
        : "\(names) are missing or damaged; the next training of the recipe writes them anew"
    }

    /// How far it is: `100`, or `31 of 100`.
    var progress: Value {
      guard let status else { return .nothing }
      return status.epochs == status.total
        ? .number(Double(status.epochs)) : .text("\(status.epochs) of \(status.total)")
    }

    /// How it stands: a state, `damaged`, or `stopped` where its process is gone without a word. What a
    /// process has is running, whatever is in the folder at the moment.
    public var state: String {
      if process != nil { return RunStatus.State.running.rawValue }
      if damage != nil { return "damaged" }
      guard let status, status.state != .running else { return "stopped" }
      return status.state.rawValue
    }

    /// Whether nothing was trained in the folder, for longer than a training may take to begin.
    var isAbandoned: Bool {
      status == nil && damage == nil && process == nil
        && Date().timeIntervalSince1970 - modified > 24 * 3600
    }
  }
}

// MARK: Reading

extension RunIndex.Entry {
  /// Reads a folder; whatever is in it, it is an entry.
  init(_ folder: RunFolder, path: String, isNamed: Bool) {
    self.folder = folder
    self.path = path
    self.isNamed = isNamed
    let holder = folder.process
    status = folder.status
    let names = (try? namesInFolder(folder.path))?.names ?? []
    bytes = names.reduce(0) { sum, name in
      if case .file(let bytes)? = kindOfFile(at: folder.path + "/" + name) {
        sum + bytes
      } else {
        sum
      }
    }
    let written = [folder.path(of: .status), folder.path(of: .config), folder.path]
    modified = written.lazy.compactMap(modificationTime).first ?? 0
    let bytesOfConfig = try? readFile(folder.path(of: .config), limit: 1 << 24)
    config = bytesOfConfig.flatMap { SavedConfig($0) }
    last = RunIndex.Entry.lastRows(folder.text(.losses))
    let found = RunIndex.Entry.damage(folder, status, bytesOfConfig, config)
    // Files change while they are read if a process has the folder, or took it meanwhile.
    process = holder ?? folder.process
    let damage = process == nil ? found : nil
    self.damage = damage?.words
    isUsable = damage?.isUsable ?? true
    damagedPictures = process == nil ? RunIndex.Entry.damagedPictures(folder, status) : []
    isOfAnotherVersion = RunIndex.Entry.isOfAnotherVersion(folder, status, config)
  }

  /// Whether another version wrote a folder that is as it was written: its status has no digests, its
  /// `config.json` is whole and not understood, or its checkpoint has another form.
  private static func isOfAnotherVersion(
    _ folder: RunFolder, _ status: RunStatus?, _ config: SavedConfig?
  ) -> Bool {
    guard let status else { return false }
    if status.isOver, status.digests.isEmpty { return true }
    let name = RunFolder.File.config
    if config == nil, let digest = status.digests[name.rawValue],
      folder.has(name, digest: digest)
    {
      return true
    }
    return RunFolder.checkpoints.contains { file in
      guard folder.has(file), let tensors = try? folder.header(of: file) else { return false }
      return Checkpoint.claims(tensors) && !Checkpoint.isOfThisVersion(tensors)
    }
  }

  /// What is wrong with a folder's files, pictures left out.
  private static func damage(
    _ folder: RunFolder, _ status: RunStatus?, _ bytes: [UInt8]?, _ config: SavedConfig?
  ) -> (words: String, isUsable: Bool)? {
    guard let status else {
      if folder.has(.status) { return ("its status cannot be read", false) }
      // A training writes its status before anything that came out of it.
      let hasOutcomes = ([.losses] + RunFolder.checkpoints).contains { folder.has($0) }
      return hasOutcomes ? ("it has no status", false) : nil
    }
    var isUsable = false
    for file in RunFolder.checkpoints where folder.has(file) {
      do {
        let checkpoint = try Checkpoint(try folder.header(of: file), isVerified: true)
        if file == .last { isUsable = checkpoint.kept == .everything }
      } catch {
        let reason =
          (error as? NetworkError).map { scriptError($0, path: file.rawValue).message }
          ?? (error as? FileError).map { "\(file.rawValue): \($0.reason)" }
        return (reason ?? "\(file.rawValue): \(error)", false)
      }
    }
    let kept: RunFolder.File? =
      switch status.state {
      case .done, .interrupted: .last
      case .diverged: .diverged
      case .running: nil
      }
    if let kept, !folder.has(kept) { return ("\(kept.rawValue) is missing", false) }
    return damage(ofTexts: folder, status, bytes, config).map { ($0, isUsable) }
  }

  /// What is wrong with `config.json` and `loss.csv`.
  private static func damage(
    ofTexts folder: RunFolder, _ status: RunStatus, _ bytes: [UInt8]?, _ config: SavedConfig?
  ) -> String? {
    guard bytes != nil else { return "it has no config.json that can be read" }
    guard config != nil else { return "its config.json is not what this version writes" }
    let texts: [RunFolder.File] = status.state == .running ? [] : [.config, .losses]
    let ended = texts + (status.state == .done ? [.figure, .pictures] : [])
    guard ended.allSatisfy({ status.digests[$0.rawValue] != nil }) else {
      return "its status is cut short"
    }
    for file in texts {
      guard let digest = status.digests[file.rawValue] else { continue }
      guard folder.has(file) else { return "\(file.rawValue) is missing" }
      if !folder.has(file, digest: digest) {
        return "\(file.rawValue) is not as it was written"
      }
    }
    return nil
  }

  /// The pictures and the animation of an ended run that are not as they were written.
  private static func damagedPictures(
    _ folder: RunFolder, _ status: RunStatus?
  ) -> [RunFolder.File] {
    let files: [RunFolder.File] = [.figure, .pictures, .animation]
    return files.filter { file in
      guard let digest = status?.digests[file.rawValue] else { return false }
      return !folder.has(file, digest: digest)
    }
  }

  /// The last number of each column but the first; what was never measured is left out.
  private static func lastRows(_ text: String) -> [(name: String, value: Double)] {
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard let heading = rows.first, heading.first == "epoch" else { return [] }
    return heading.indices.dropFirst().compactMap { column in
      let cell = rows.dropFirst().last { column < $0.count && !$0[column].isEmpty }?[column]
      return cell.flatMap { Double($0) }.map { (String(heading[column]), $0) }
    }
  }
}

// MARK: Pictures

extension RunIndex.Entry {
  /// Figures of the run, for a page: its last pictures, those of its best epoch, its losses. Best ones
  /// are drawn, the others are its files.
  ///
  /// Cost: of a run with a best epoch, the checkpoints are read and verified.
  public func figures(
    _ context: SessionContext
  ) -> (figures: [(caption: String, medium: Medium)], problem: String?) {
    var figures: [(caption: String, medium: Medium)] = []
    var problem: String?
    if let last = picture(.pictures) { figures.append(("last pictures", last)) }
    if folder.has(.best), damage == nil {
      do {
        let run = try SavedRun(folder).run(nil, context)
        if case .object(let object)? = run.field("best"), let best = object as? RunObject,
          let epoch = best.result?.status.epochs
        {
          let layout = run.plan.pictureLayout
          let sheet = Pictures.sheet(try Pictures.last(best, layout, context), layout)
          figures.append(
            ("best pictures, epoch \(epoch)", Medium(ending: "png", bytes: try encodePNG(sheet))))
        }
      } catch {
        problem =
          "best pictures cannot be drawn: " + ((error as? ScriptError)?.message ?? "\(error)")
      }
    }
    if let losses = picture(.figure) { figures.append(("losses", losses)) }
    return (figures, problem)
  }

  private func picture(_ file: RunFolder.File) -> Medium? {
    guard !damagedPictures.contains(file),
      let bytes = try? readFile(folder.path(of: file), limit: 1 << 23),
      bytes.starts(with: [0x89, 0x50, 0x4e, 0x47])
    else { return nil }
    return Medium(ending: "png", bytes: bytes)
  }
}
