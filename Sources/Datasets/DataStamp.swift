import Files

/// What tells the present state of the data at a path from every other without reading them, 64
/// hexadecimal digits: names and stamps of all files that loading could look at.
///
/// Complexity: O(files).
public func dataStamp(at path: String) -> String {
  var digest = SHA256()
  func note(_ name: String) {
    digest.update("\(name)\n\(FileStamp(at: path + name)?.text ?? "")\n".utf8)
  }
  func names(in folder: String) -> [String] {
    (try? namesInFolder(path + folder))?.names.map { folder + "/" + $0 } ?? []
  }
  note("")
  guard case .folder = kindOfFile(at: path) else { return digest.hexadecimal() }
  // A table of kinds may be next to the folder.
  note("/../" + KindsFile.name)
  for name in names(in: "") {
    note(name)
    guard case .folder = kindOfFile(at: path + name) else { continue }
    for deeper in names(in: name) { note(deeper) }
  }
  return digest.hexadecimal()
}
