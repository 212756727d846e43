import Adversarial
import Files
import Foundation
import GANScript
import Imaging
import Networks
import Vocabulary

/// The runs below some folders, as their files tell of them now: nothing is kept that could be wrong.
public struct RunIndex: Sendable {
  /// A run's folder.
  public struct Entry: Sendable {
    /// The folder's path, as the user can open it.
    public let path: String
    /// Whether the user named this very folder.
    public let isNamed: Bool
    /// What is wrong with the folder; `nil` if it is whole.
    public let damage: String?
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
    fileprivate func number(_ name: String) -> Value {
      last.first { $0.name == name }.map { .number($0.value) } ?? .nothing
    }

    /// How far it is: `100`, or `31 of 100`.
    fileprivate var progress: Value {
      guard let status else { return .nothing }
      return status.epochs == status.total
        ? .number(Double(status.epochs)) : .text("\(status.epochs) of \(status.total)")
    }

    /// How it stands: a state, `damaged`, or `stopped` where its process is gone without a word.
    public var state: String {
      if damage != nil { return "damaged" }
      guard let status else { return "damaged" }
      return status.state == .running && process == nil ? "stopped" : status.state.rawValue
    }
  }

  /// All of them, the newest first.
  public let entries: [Entry]

  /// Looks through folders: each may be a run's, an output folder, or hold such folders at any depth.
  /// Links are not followed, and hidden folders passed over.
  ///
  /// Throws if one of the folders cannot be listed. Cost: every file but the checkpoints is read once,
  /// of a checkpoint its header.
  public init(below folders: [String]) throws(FileError) {
    var found: [(path: String, isNamed: Bool)] = []
    for folder in folders {
      try RunIndex.walk(folder, isNamed: true, depth: 0, into: &found)
    }
    var seen: Set<String> = []
    var entries: [Entry] = []
    for (path, isNamed) in found {
      let folder = try RunFolder(at: path, verified: VerifiedFiles())
      if seen.insert(folder.path).inserted {
        entries.append(Entry(folder, path: path, isNamed: isNamed))
      }
    }
    self.entries = entries.sorted { ($0.modified, $1.path) > ($1.modified, $0.path) }
  }

  /// The folders of runs: those in a folder `runs`, and a named one that has a run's files.
  private static func walk(
    _ path: String, isNamed: Bool, depth: Int, into found: inout [(path: String, isNamed: Bool)]
  ) throws(FileError) {
    let names = try namesInFolder(path).names
    let files: [RunFolder.File] = [.config, .status]
    if isNamed, files.contains(where: { names.contains($0.rawValue) }) {
      found.append((path, true))
      return
    }
    guard depth < 12 else { return }
    let isStore = path.split(separator: "/").last.map(String.init) == RunStore.folder
    for name in names where !name.hasPrefix(".") {
      let below = path == "/" ? "/" + name : path + "/" + name
      guard isFolderWithoutLink(below) else { continue }
      if isStore {
        found.append((below, false))
      } else {
        // What may not be listed is passed over, unless the user named it.
        try? walk(below, isNamed: false, depth: depth + 1, into: &found)
      }
    }
  }

  // MARK: Side by side

  /// What the table of runs has for people and for programs.
  public enum Detail: Sendable {
    /// Columns that differ, short names, a few measures.
    case short
    /// Every argument, whole paths, all digits.
    case whole
  }

  /// Runs side by side: status, what differs, how far they are, last losses and measures.
  public func table(_ detail: Detail) -> (columns: [String], rows: [[Value]]) {
    let outcomes = ["generator", "discriminator"] + measures(detail)
    let arguments = arguments(detail)
    let hasFolders = outputs.count > 1
    let names = arguments.map { outcomes.contains($0) ? $0 + "_network" : $0 }
    let columns =
      switch detail {
      case .short:
        (hasFolders ? ["folder"] : []) + ["run", "when", "status"] + names + ["epochs"] + outcomes
          + ["seconds", "size"]
      case .whole:
        ["path", "modified", "status", "damage"] + names + ["epochs", "of"] + outcomes
          + ["seconds", "bytes"]
      }
    let rows = entries.map { entry -> [Value] in
      let values = arguments.map { RunIndex.argument($0, of: entry) }
      let numbers = outcomes.map { entry.number($0) }
      let seconds = entry.status.map { Value.number(($0.seconds * 10).rounded() / 10) } ?? .nothing
      switch detail {
      case .short:
        let head =
          (hasFolders ? [RunIndex.output(of: entry)] : [])
          + [RunIndex.key(of: entry.name), RunIndex.day(entry.modified), entry.state]
        return head.map { .text($0) } + values + [entry.progress] + numbers
          + [seconds, .text(byteText(entry.bytes))]
      case .whole:
        let date = Date(timeIntervalSince1970: entry.modified).formatted(.iso8601)
        let head = [entry.path, date, entry.state, entry.damage ?? ""]
        let epochs = [entry.status?.epochs, entry.status?.total]
        return head.map { .text($0) } + values
          + epochs.map { $0.map { .number(Double($0)) } ?? .nothing } + numbers
          + [seconds, .number(Double(entry.bytes))]
      }
    }
    return (columns, rows)
  }

  /// The whole table as comma-separated values, or as a JSON list of objects.
  public func encoded(asJSON isJSON: Bool) -> String {
    let (columns, rows) = table(.whole)
    return (isJSON ? TableFormat.json : .csv).encoded(RunTable(columns: columns, rows: rows))
  }

  /// The measures that some run has, in order of appearance; for people those that a best epoch was
  /// chosen by, and what says most beside them.
  private func measures(_ detail: Detail) -> [String] {
    var names: [String] = []
    for entry in entries {
      for (name, _) in entry.last.dropFirst(RunIndex.lossColumns) where !names.contains(name) {
        names.append(name)
      }
    }
    guard detail == .short else { return names }
    let chosen = entries.compactMap { $0.config?.arguments["best"]?.value.source }
    return names.filter { chosen.contains($0) || ["kid", "coverage", "variety"].contains($0) }
  }

  /// The columns of `loss.csv` before the measures, `epoch` left out.
  private static let lossColumns = 6

  /// The output folders that the runs are of.
  private var outputs: Set<String> { Set(entries.map { RunIndex.output(of: $0) }) }

  private static func output(of entry: Entry) -> String {
    let parts = entry.path.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// The part of a run's name that no other has: its key and length; enough for `load run`.
  static func key(of name: String) -> String {
    let parts = name.split(separator: "-")
    return parts.count > 2 ? parts.suffix(2).joined(separator: "-") : name
  }

  private static func day(_ seconds: Double) -> String {
    var style = Date.VerbatimFormatStyle.ganrepl
    style.timeZone = .current
    return Date(timeIntervalSince1970: seconds).formatted(style)
  }

  // MARK: Arguments

  /// The arguments to show, in the order of `train`; what this version does not know comes last.
  private func arguments(_ detail: Detail) -> [String] {
    let known = trainingOptions.names
    let configs = entries.compactMap(\.config)
    let others = Set(configs.flatMap(\.arguments.keys)).subtracting(known).sorted()
    let networks = ["generator_layers", "discriminator_layers", "data_source"]
    return (known + others + networks).filter { name in
      // How long a run is stands in a column of its own.
      guard !["epochs", "checkpoint"].contains(name) else { return false }
      let values = entries.filter { $0.config != nil }.map {
        RunIndex.argument(name, of: $0).description
      }
      return detail == .whole ? values.contains { !$0.isEmpty } : Set(values).count > 1
    }
  }

  private static func argument(_ name: String, of entry: Entry) -> Value {
    guard let config = entry.config else { return .nothing }
    switch name {
    case "generator_layers": return config.networks.generator["layers"]?.value ?? .nothing
    case "discriminator_layers": return config.networks.discriminator["layers"]?.value ?? .nothing
    case "data_source": return .text(config.data.source)
    case "lr" where config.rates.count > 1:
      return .text(config.rates.map { shortest($0.generator) }.joined(separator: ", then "))
    default: return config.arguments[name]?.value.value ?? .nothing
    }
  }
}

extension Date.VerbatimFormatStyle {
  /// `2026-11-29 14:05`, whatever the locale.
  fileprivate static var ganrepl: Self {
    Date.VerbatimFormatStyle(
      format:
        "\(year: .padded(4))-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
      locale: Locale(identifier: "en_US_POSIX"), timeZone: .current,
      calendar: Calendar(identifier: .gregorian))
  }
}

// MARK: Reading

extension RunIndex.Entry {
  /// Reads a folder; whatever is in it, it is an entry.
  init(_ folder: RunFolder, path: String, isNamed: Bool) {
    self.folder = folder
    self.path = path
    self.isNamed = isNamed
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
    process = RunIndex.Entry.process(of: folder)
    let bytesOfConfig = try? readFile(folder.path(of: .config), limit: 1 << 24)
    config = bytesOfConfig.flatMap { SavedConfig($0) }
    last = RunIndex.Entry.lastRows(folder.text(.losses))
    damage = RunIndex.Entry.damage(folder, status, bytesOfConfig, config)
  }

  /// What is wrong with a folder's files.
  private static func damage(
    _ folder: RunFolder, _ status: RunStatus?, _ bytes: [UInt8]?, _ config: SavedConfig?
  ) -> String? {
    guard let status else {
      return folder.has(.status) ? "its status cannot be read" : "it has no status"
    }
    guard bytes != nil else { return "it has no config.json that can be read" }
    guard config != nil else { return "its config.json is not what this version writes" }
    let ended: [RunFolder.File] =
      switch status.state {
      case .running: []
      case .done: [.config, .losses, .figure, .pictures]
      case .interrupted, .diverged: [.config, .losses]
      }
    if ended.contains(where: { status.digests[$0.rawValue] == nil }) {
      return "its status is cut short"
    }
    for (name, digest) in status.digests.sorted(by: { $0.key < $1.key }) {
      guard let file = RunFolder.File(rawValue: name), folder.has(file) else {
        return "\(name) is missing"
      }
      if !folder.has(file, digest: digest) { return "\(name) is not as it was written" }
    }
    let checkpoints: [RunFolder.File] = [.last, .best, .diverged]
    for file in checkpoints where folder.has(file) {
      do {
        let opened = try OpenFile(folder.path(of: file))
        let tensors = try SafetensorsFile(size: opened.stamp.size) { range throws(NetworkError) in
          do throws(FileError) { return try opened.bytes(range) } catch {
            throw .brokenWeights("cannot \(error.action): \(error.reason)")
          }
        }
        _ = try Checkpoint(tensors, isVerified: true)
      } catch {
        let reason =
          (error as? NetworkError).map { scriptError($0, path: file.rawValue).message }
          ?? (error as? FileError)?.reason
        return "\(file.rawValue): " + (reason ?? "\(error)")
      }
    }
    let kept: RunFolder.File? =
      switch status.state {
      case .done, .interrupted: .last
      case .diverged: .diverged
      case .running: nil
      }
    if let kept, !folder.has(kept) { return "\(kept.rawValue) is missing" }
    return nil
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

  /// The process that holds the folder's lock, as far as its number tells.
  private static func process(of folder: RunFolder) -> Int32? {
    guard let bytes = try? readFile(folder.path + "/.lock", limit: 64),
      let number = Int32(String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)), number > 0,
      isProcess(number)
    else { return nil }
    return number
  }
}

// MARK: Removing

extension RunIndex {
  /// A run that may be removed, and why.
  public struct Removal: Sendable {
    /// The run.
    public let entry: Entry
    /// Why nothing will miss it.
    public let reason: String
  }

  /// The runs that no command would use again: damaged ones, and unfinished ones that a finished run of
  /// the same recipe in the same output folder has passed. If the user named runs' own folders, those.
  public var removals: [Removal] {
    let named = entries.filter(\.isNamed)
    if !named.isEmpty { return named.map { Removal(entry: $0, reason: "named") } }
    return entries.compactMap { entry in
      if let damage = entry.damage { return Removal(entry: entry, reason: damage) }
      guard ["interrupted", "stopped"].contains(entry.state) else { return nil }
      let passed = entries.contains {
        $0.state == "done" && $0.config?.recipe == entry.config?.recipe
          && RunIndex.output(of: $0) == RunIndex.output(of: entry)
          && $0.status?.epochs ?? 0 >= entry.status?.epochs ?? 0
      }
      return passed ? Removal(entry: entry, reason: "a finished run has passed it") : nil
    }
  }

  /// Removes a run's folder; what is not a run's file stays, and is named. Throws if a process has it,
  /// or something cannot be removed.
  public static func remove(_ entry: Entry) throws -> [String] {
    let lock = try entry.folder.take()
    // Without a status it is no run any more, whenever this is cut short.
    let files = [RunFolder.File.status] + RunFolder.File.allCases.filter { $0 != .status }
    do throws(FileError) {
      return try lock.removeFolder(files: files.map(\.rawValue), path: entry.folder.path)
    } catch { throw scriptError(error) }
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
    guard let bytes = try? readFile(folder.path(of: file), limit: 1 << 23),
      bytes.starts(with: [0x89, 0x50, 0x4e, 0x47])
    else { return nil }
    return Medium(ending: "png", bytes: bytes)
  }
}
