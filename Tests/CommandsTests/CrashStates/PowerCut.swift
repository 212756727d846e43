import Mutations

@testable import Files

/// What a file system may have after a power cut.
///
/// What was synced is there: of a file its bytes, of a folder its entries. Of what was not synced, bytes
/// may be missing, short or zeros, and entries may have changed or not, each for itself and so in any
/// order; a rename happens as a whole or not at all. That a file is synced says nothing of its name.
struct PowerCut {
  /// What becomes of what was not synced: all of it is lost or there, or all bytes are missing, short or
  /// zeros, or all names, or all names but the newest of a folder; or each change as chance has it.
  enum Loss: CaseIterable {
    case nothing, everything, bytes, ends, blocks, names, older, some, others
  }

  /// How many changes there were before it.
  let changes: Int
  let loss: Loss

  /// What is there afterwards.
  func nodes(_ recording: Recording) -> [Recording.Node] {
    var chance = Mutator(
      seed: changes * Loss.allCases.count + (Loss.allCases.firstIndex(of: loss) ?? 0))
    var synced = [Int](repeating: -1, count: recording.nodes.count)
    var newest = synced
    for (index, change) in recording.changes[..<changes].enumerated() {
      if case .sync(let node) = change { synced[node] = index }
      if case .entries(let folder, _) = change { newest[folder] = index }
    }
    // A file's bytes end, and its lost blocks are, where they are; entries are decided one by one.
    var kept: [Int: Int] = [:]
    var nodes = recording.nodes.map { Recording.Node(isFolder: $0.isFolder) }
    for (index, change) in recording.changes[..<changes].enumerated() {
      switch change {
      case .write(let file, let offset, let bytes):
        if index < synced[file] {
          Recording.apply(change, to: &nodes)
        } else {
          let fate = kept[file] ?? chance.below(5)
          kept[file] = fate
          if let change = left(of: bytes, at: offset, file, fate, &chance) {
            Recording.apply(change, to: &nodes)
          }
        }
      case .truncate(let file, _):
        if index < synced[file] || loss == .nothing || (loss != .everything && chance.below(2) == 0)
        {
          Recording.apply(change, to: &nodes)
        }
      case .entries(let folder, _):
        if index < synced[folder] || happens(isNewest: index == newest[folder], &chance) {
          Recording.apply(change, to: &nodes)
        }
      case .sync, .text: break
      }
    }
    return nodes
  }

  /// Whether a change of entries happens that was not synced.
  private func happens(isNewest: Bool, _ chance: inout Mutator) -> Bool {
    switch loss {
    case .nothing, .bytes, .ends, .blocks: true
    case .everything, .names: false
    case .older: isNewest
    case .some, .others: chance.below(2) == 0
    }
  }

  /// What there is of a write that was not synced.
  private func left(
    of bytes: [UInt8], at offset: Int, _ file: Int, _ fate: Int, _ chance: inout Mutator
  ) -> Recording.Change? {
    let fates: [Loss] = [.nothing, .everything, .bytes, .ends, .blocks]
    switch loss == .some || loss == .others ? fates[fate] : loss {
    case .nothing, .names, .older, .some, .others:
      return .write(file: file, offset: offset, bytes: bytes)
    case .everything, .bytes: return nil
    case .ends:
      let count = chance.below(bytes.count)
      return .write(file: file, offset: offset, bytes: Array(bytes.prefix(count)))
    case .blocks:
      var bytes = bytes
      for start in stride(from: 0, to: bytes.count, by: 4096)
      where start == 0 || chance.below(2) == 0 {
        for index in start..<min(start + 4096, bytes.count) { bytes[index] = 0 }
      }
      return .write(file: file, offset: offset, bytes: bytes)
    }
  }
}

/// What was promised, and whether it is there after power cuts.
struct Promises {
  let recording: Recording
  /// What was said to be saved: by which change, which path, which of its versions.
  private var said: [(change: Int, path: String, version: Int)] = []
  /// The line of the manifest for each file of a version, by the number of the change that named it.
  private var lines: [Int: Set<String>] = [:]

  init(_ recording: Recording, output: String) {
    self.recording = recording
    for (change, text) in recording.changes.enumerated() {
      guard case .text(let text) = text else { continue }
      // The strip that grows while a run is trained is gone at its end.
      for (path, versions) in recording.versions where !path.hasSuffix("/strip.png") {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        guard text.contains("saved \(path) (") || text.contains("kept in \(folder)\n"),
          let version = versions.lastIndex(where: { $0.change < change })
        else { continue }
        said.append((change, path, version))
      }
    }
    for (path, versions) in recording.versions where !path.contains("/runs/") {
      for version in versions {
        for (name, bytes) in version.files {
          let below = ([path] + (name.isEmpty ? [] : [name])).joined(separator: "/")
          lines[version.change, default: []].insert(
            "\(sha256(bytes))  \(below.dropFirst(output.count + 1))")
        }
      }
    }
  }

  /// How often something was said to be saved.
  var count: Int { said.count }

  /// What is not as promised after a power cut.
  func faults(after cut: PowerCut, in nodes: [Recording.Node]) -> [String] {
    var faults: [String] = []
    let there = Recording.files(below: Recording.root, in: nodes)
    var found: [String: [String: [UInt8]]] = [:]
    var manifest: Set<Substring> = []
    for (path, bytes) in there where !isTemporary(path) {
      let name = path.split(separator: "/").last ?? ""
      if name == ".ganrepl" {
        manifest.formUnion(String(decoding: bytes, as: UTF8.self).split(separator: "\n"))
      }
      guard !Recording.growing.contains(String(name)) else { continue }
      // What was given a name is the file, or a folder that it is in.
      var parts = path.split(separator: "/")
      while !parts.isEmpty, recording.versions[parts.joined(separator: "/")] == nil {
        parts.removeLast()
      }
      let whole = parts.joined(separator: "/")
      if whole.isEmpty { faults.append("\(path) has no version") }
      found[whole, default: [:]][String(path.dropFirst(whole.count + 1))] = bytes
    }
    var newest: [String: Int] = [:]
    for (path, files) in found where !path.isEmpty {
      let versions = recording.versions[path] ?? []
      guard
        let version = versions.lastIndex(where: { $0.change < cut.changes && $0.files == files })
      else {
        faults.append("\(path) is not whole")
        continue
      }
      newest[path] = version
      for line in lines[versions[version].change] ?? [] where !manifest.contains(Substring(line)) {
        faults.append("\(path) is not known to the manifest")
      }
    }
    for (change, path, version) in said
    where change < cut.changes && newest[path] ?? -1 < version {
      faults.append("\(path) was said to be saved")
    }
    return faults.map { "\($0), cut after change \(cut.changes), lost: \(cut.loss)" }
  }
}
