import Files
import Foundation
import Imaging

/// The pictures in a folder, found by name and, where the name says nothing, by how files begin.
struct FolderListing {
  /// A file that should be a picture.
  struct Entry: Equatable {
    /// Its name within the folder, `kind/name` in a sub-folder.
    var name: String
    /// Its sub-folder; `nil` at the top.
    var folder: String?
  }

  /// In order: the folder's own, then each sub-folder's, all in byte order.
  var entries: [Entry] = []
  /// Files that are no pictures and do not claim to be, hidden ones not counted.
  var others: [String] = []
  /// Files whose names are not UTF-8.
  var unreadable = 0
  /// Sub-folders that are links, and so not entered.
  var linked: [String] = []
  /// Sub-folders without a picture of their own.
  var empty: [String] = []
  /// Folders below sub-folders, which are not entered.
  var deeper: [String] = []

  /// The first folder below a sub-folder that has pictures; what is called `train` before all others.
  func firstDeepPictures(_ path: String) -> String? {
    let training = deeper.filter { $0.hasPrefix("train/") }
    return (training + deeper).first { folder in
      let names = (try? namesInFolder(path + "/" + folder))?.names ?? []
      return names.contains { ImageFormat.ofName($0) != nil && !$0.hasPrefix(".") }
    }
  }

  /// Lists a folder and its sub-folders, one level deep; links to folders are not entered.
  init(_ path: String) throws(DataError) {
    var folders: [String] = []
    try add(path, folder: nil, folders: &folders)
    for folder in folders {
      let before = entries.count
      var below: [String] = []
      try add(path, folder: folder, folders: &below)
      deeper += below.map { folder + "/" + $0 }
      if entries.count == before { empty.append(folder) }
    }
  }

  private mutating func add(
    _ path: String, folder: String?, folders: inout [String]
  ) throws(DataError) {
    let location = folder.map { path + "/" + $0 } ?? path
    let listed: (names: [String], unreadable: Int)
    do { listed = try namesInFolder(location) } catch { throw .file(error) }
    unreadable += listed.unreadable
    for name in listed.names where !name.hasPrefix(".") {
      let full = folder.map { $0 + "/" + name } ?? name
      switch kindOfFile(at: location + "/" + name) {
      case .folder:
        if isLink(location + "/" + name) {
          linked.append(full)
        } else {
          folders.append(name)
        }
      case .file where ImageFormat.ofName(name) != nil || beginsLikePicture(location + "/" + name):
        entries.append(Entry(name: full, folder: folder))
      case .file where name != KindsFile.name: others.append(full)
      default: break
      }
    }
  }
}

private func isLink(_ path: String) -> Bool {
  var found = stat()
  return lstat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFLNK
}

/// Whether a file's first bytes are those of a known format.
func beginsLikePicture(_ path: String) -> Bool {
  guard let start = try? readStart(path, count: 8) else { return false }
  return ImageFormat.ofContent(start.bytes) != nil
}
