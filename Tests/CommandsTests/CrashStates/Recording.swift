@testable import Files

/// What processes did to a folder, one after the other, as a list of changes.
struct Recording {
  /// A change, in the order in which the kernel made them.
  enum Change {
    case write(file: Int, offset: Int, bytes: [UInt8])
    case truncate(file: Int, size: Int)
    /// Entries of a folder, all at once: a name leads to another node, or to none.
    case entries(folder: Int, [(name: String, node: Int?)])
    case sync(node: Int)
    /// Something was said, to standard output or standard error.
    case text(String)
  }

  /// A file or folder, whatever name it has.
  struct Node: Equatable {
    var isFolder: Bool
    var bytes: [UInt8] = []
    var entries: [String: Int] = [:]
  }

  /// What has got a name that is no temporary's: a file, or a folder with all that is in it.
  struct Version {
    /// The number of the change that gave it the name.
    let change: Int
    /// The bytes by the path below; a file's own is "".
    let files: [String: [UInt8]]
  }

  /// The folder itself.
  static let root = 0
  /// The folder's path.
  let path: String

  private(set) var changes: [Change] = []
  /// What is there, nothing lost.
  private(set) var nodes = [Node(isFolder: true)]
  /// All that a path has been.
  private(set) var versions: [String: [Version]] = [:]
  /// Changes that this does not know, and files that were made under their own names.
  private(set) var strange: [String] = []
  /// Files that grow, or that say nothing, and so are made under their own names.
  static let growing = [".ganrepl", ".lock"]

  init(path: String) { self.path = path }

  /// An open file or folder.
  private final class Handle {
    let path: String
    let node: Int?
    let appends: Bool
    var offset = 0

    init(path: String, node: Int?, appends: Bool = false) {
      self.path = path
      self.node = node
      self.appends = appends
    }
  }

  /// Adds what one process did from its start to its end.
  mutating func add(_ calls: [SystemCall]) {
    var handles: [Int: Handle] = [:]
    for call in calls { add(call, &handles) }
  }

  private mutating func add(_ call: SystemCall, _ handles: inout [Int: Handle]) {
    let handle = Int(call.word(0)).flatMap { handles[$0] }
    switch call.name {
    case "openat":
      let path = absolute(call.word(0), call.path(1), handles)
      var node = node(at: path)
      if node == nil, call.has("O_CREAT", at: 2), let (folder, name) = parent(of: path) {
        node = make(Node(isFolder: false), name, in: folder)
        if !isTemporary(path), !Recording.growing.contains(name) { strange.append("made \(path)") }
      }
      if let node, call.has("O_TRUNC", at: 2) { change(.truncate(file: node, size: 0)) }
      handles[call.result] = Handle(
        path: path, node: node, appends: call.has("O_APPEND", at: 2))
    case "close": handles[Int(call.word(0)) ?? -1] = nil
    case "dup", "dup2", "dup3": handles[call.result] = handle
    case "fcntl" where call.word(1).hasPrefix("F_DUPFD"): handles[call.result] = handle
    case "fcntl": break
    case "write":
      let bytes = Array(call.bytes(1).prefix(call.result))
      if let handle {
        guard let node = handle.node else { break }
        if handle.appends { handle.offset = nodes[node].bytes.count }
        change(.write(file: node, offset: handle.offset, bytes: bytes))
        handle.offset += bytes.count
      } else if ["1", "2"].contains(call.word(0)) {
        change(.text(String(decoding: bytes, as: UTF8.self)))
      }
    case "ftruncate":
      if let node = handle?.node { change(.truncate(file: node, size: Int(call.word(1)) ?? 0)) }
    case "fsync": if let node = handle?.node { change(.sync(node: node)) }
    case "mkdirat":
      if let (folder, name) = parent(of: absolute(call.word(0), call.path(1), handles)) {
        _ = make(Node(isFolder: true), name, in: folder)
      }
    case "unlinkat":
      if let (folder, name) = parent(of: absolute(call.word(0), call.path(1), handles)) {
        change(.entries(folder: folder, [(name, nil)]))
      }
    case "renameat", "renameat2":
      let paths = [0, 2].map { absolute(call.word($0), call.path($0 + 1), handles) }
      guard let from = parent(of: paths[0]), let to = parent(of: paths[1]) else { break }
      if from.folder != to.folder { strange.append("renamed \(paths[0]) to \(paths[1])") }
      let entries = nodes[from.folder].entries
      let left = call.has("RENAME_EXCHANGE", at: 4) ? entries[to.name] : nil
      change(.entries(folder: from.folder, [(from.name, left), (to.name, entries[from.name])]))
    default:
      // Another way to change something: only elsewhere.
      let path = absolute("AT_FDCWD", call.path(0), handles)
      if handle?.node != nil || parent(of: path) != nil { strange.append("\(call.name) \(path)") }
    }
  }

  private mutating func make(_ node: Node, _ name: String, in folder: Int) -> Int {
    nodes.append(node)
    change(.entries(folder: folder, [(name, nodes.count - 1)]))
    return nodes.count - 1
  }

  private mutating func change(_ change: Change) {
    changes.append(change)
    Recording.apply(change, to: &nodes)
    guard case .entries(_, let entries) = change else { return }
    // A name that is no temporary's: what has it is whole from now on.
    for (name, node) in entries {
      guard let node, !isTemporary(name), let path = self.path(of: node), !isTemporary(path),
        !Recording.growing.contains(name)
      else { continue }
      let files = Recording.files(below: node, in: nodes)
      if !files.isEmpty {
        versions[path, default: []].append(Version(change: changes.count - 1, files: files))
      }
    }
  }

  /// Makes a change.
  static func apply(_ change: Change, to nodes: inout [Node]) {
    switch change {
    case .write(let file, let offset, let bytes):
      if offset == nodes[file].bytes.count, offset == 0 {
        nodes[file].bytes = bytes
      } else {
        let end = offset + bytes.count
        if nodes[file].bytes.count < end {
          nodes[file].bytes += [UInt8](repeating: 0, count: end - nodes[file].bytes.count)
        }
        nodes[file].bytes.replaceSubrange(offset..<end, with: bytes)
      }
    case .truncate(let file, let size):
      nodes[file].bytes =
        nodes[file].bytes.prefix(size)
        + [UInt8](repeating: 0, count: max(0, size - nodes[file].bytes.count))
    case .entries(let folder, let entries):
      for (name, node) in entries { nodes[folder].entries[name] = node }
    case .sync, .text: break
    }
  }

  /// The bytes of all files below a node, by their paths from there; of a file, its own as "".
  static func files(below node: Int, in nodes: [Node]) -> [String: [UInt8]] {
    guard nodes[node].isFolder else { return ["": nodes[node].bytes] }
    var files: [String: [UInt8]] = [:]
    for (name, inner) in nodes[node].entries {
      for (path, bytes) in Recording.files(below: inner, in: nodes) {
        files[path.isEmpty ? name : name + "/" + path] = bytes
      }
    }
    return files
  }

  /// The same changes with the syncs of files, or of folders, made to sync nothing.
  func withoutSyncs(ofFolders isFolder: Bool) -> Recording {
    var careless = self
    careless.changes = changes.map { change in
      guard case .sync(let node) = change, nodes[node].isFolder == isFolder else { return change }
      return .text("")
    }
    return careless
  }

  // MARK: Paths

  private func absolute(_ folder: String, _ name: String, _ handles: [Int: Handle]) -> String {
    if name.hasPrefix("/") { return name }
    guard let number = Int(folder), let handle = handles[number] else { return path + "/" + name }
    // A folder may have another name by now than when it was opened.
    let base = handle.node.flatMap { self.path(of: $0) }.map { path + "/" + $0 } ?? handle.path
    return (base == "/" ? "" : base) + "/" + name
  }

  /// The parts of a path below the folder; `nil` of one elsewhere.
  private func parts(_ path: String) -> [String]? {
    let parts = path.split(separator: "/").map(String.init).filter { $0 != "." }
    let above = self.path.split(separator: "/").map(String.init)
    return parts.starts(with: above) ? Array(parts.dropFirst(above.count)) : nil
  }

  private func node(at parts: [String]) -> Int? {
    var node: Int? = Recording.root
    for part in parts { node = node.flatMap { nodes[$0].entries[part] } }
    return node
  }

  private func node(at path: String) -> Int? {
    parts(path).flatMap { node(at: $0) }
  }

  private func parent(of path: String) -> (folder: Int, name: String)? {
    guard var parts = parts(path), let name = parts.popLast() else { return nil }
    return node(at: parts).map { ($0, name) }
  }

  /// A node's path below the folder; `nil` where it has no name any more.
  private func path(of node: Int) -> String? {
    func search(_ folder: Int, _ path: [String]) -> [String]? {
      if folder == node { return path }
      for (name, inner) in nodes[folder].entries {
        if let found = search(inner, path + [name]) { return found }
      }
      return nil
    }
    return search(Recording.root, [])?.joined(separator: "/")
  }
}

/// Whether a part of a path is the name of something that is being written.
func isTemporary(_ path: String) -> Bool {
  path.split(separator: "/").contains { TemporaryName.matches(String($0), of: nil) }
}
