import Files

/// The runs below some folders, as their files tell of them now: nothing is kept that could be wrong.
public struct RunIndex: Sendable {
  /// All of them, the newest first.
  public let entries: [Entry]

  /// Looks through folders: each may be a run's, an output folder, or hold such folders at any depth.
  /// Only what is recognisably a run is one. Links are not followed, and hidden folders passed over.
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

  /// The folders of runs, wherever they are below a folder.
  private static func walk(
    _ path: String, isNamed: Bool, depth: Int, into found: inout [(path: String, isNamed: Bool)]
  ) throws(FileError) {
    let names = try namesInFolder(path).names
    let folder = try RunFolder(at: path, verified: VerifiedFiles())
    if folder.isRun(files: names) {
      found.append((path, isNamed))
      return
    }
    guard depth < 12 else { return }
    for name in names where !name.hasPrefix(".") {
      let below = path == "/" ? "/" + name : path + "/" + name
      guard isFolderWithoutLink(below) else { continue }
      // What may not be listed is passed over, unless the user named it.
      try? walk(below, isNamed: false, depth: depth + 1, into: &found)
    }
  }
}
