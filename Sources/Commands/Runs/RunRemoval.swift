import Files
import GANScript

extension RunIndex {
  /// A run that may be removed, and why.
  public struct Removal: Sendable {
    /// The run.
    public let entry: Entry
    /// Why nothing will miss it.
    public let reason: String
  }

  /// The runs that no command would use again: damaged ones, but for those of another version and those
  /// that a training of their recipe makes whole again; folders in which no training began for a day;
  /// unfinished ones that a finished run of the same recipe in the same output folder has passed. Those
  /// whose own folders the user named go as well. A run whose folder has a name that a user gave it goes
  /// only if it is named.
  public var removals: [Removal] {
    entries.compactMap { entry in
      if entry.isNamed { return Removal(entry: entry, reason: "named") }
      guard RunIdentity.isKeyed(entry.name) else { return nil }
      if let damage = entry.damage {
        let stays = entry.isOfAnotherVersion || entry.isUsable
        return stays ? nil : Removal(entry: entry, reason: damage)
      }
      if entry.isAbandoned {
        return Removal(entry: entry, reason: "nothing was trained in it")
      }
      guard entry.status != nil, ["interrupted", "stopped"].contains(entry.state) else {
        return nil
      }
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
