import Files
import Vocabulary

/// Looks into a folder of pictures without decoding any: errors that are sure, number and shape.
public func planFolder(
  _ path: String, options: PictureOptions = PictureOptions()
) throws(DataError) -> DataPlan {
  let source = try FolderSource(path, options: options)
  let count = min(source.entries.count, options.limit ?? .max)
  _ = try checkedCount(count, options.geometry.featureCount, path: path)
  if !source.holdsPicture {
    // Nothing in it even begins like a picture: loading says so, and costs nothing.
    _ = try loadFolder(path, options: options, threads: 1)
  }
  var kinds: [String] = []
  var seen: Set<String> = []
  let planned = source.order(limit: options.limit).prefix(count).map { source.entries[$0] }
  for kind in source.kinds(of: planned) ?? []
  where seen.insert(kind).inserted { kinds.append(kind) }
  return DataPlan(count: count, geometry: options.geometry, kinds: kinds)
}

/// A folder with its pictures and its table of kinds, options checked.
struct FolderSource {
  /// The kind of a picture that no table and no sub-folder names.
  static let unlabelled = "unlabelled"

  let root: String
  let entries: [FolderListing.Entry]
  let table: KindsFile?
  var notes: [String] = []

  /// Whether any of the files at least begins like a picture.
  var holdsPicture: Bool {
    entries.isEmpty || entries.contains { beginsLikePicture(root + "/" + $0.name) }
  }

  init(_ path: String, options: PictureOptions) throws(DataError) {
    try options.check()
    guard let kind = kindOfFile(at: path) else {
      throw .file(FileError(path: path, action: "read", reason: "no such file or folder"))
    }
    guard kind == .folder else {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      root = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
      entries = [FolderListing.Entry(name: String(parts.last ?? ""), folder: nil)]
      table = nil
      notes = ["\(path) is one picture, not a folder: a data set of 1 sample"]
      return
    }
    let listing = try FolderListing(path)
    guard !listing.entries.isEmpty else {
      if let deep = listing.firstDeepPictures(path) {
        throw .picturesTooDeep(path: path, folder: deep)
      }
      throw .noPictures(path: path, files: listing.others.count)
    }
    root = path
    entries = listing.entries
    let table = try KindsFile.find(for: path)
    // A table next to the folder may belong to another folder.
    self.table = table.flatMap { table in
      listing.entries.contains { table.kind(of: $0) != nil } ? table : nil
    }
    if !listing.others.isEmpty {
      let names = listing.others.prefix(3).joined(separator: ", ")
      let more = listing.others.count > 3 ? ", ..." : ""
      notes.append("left aside \(counted(listing.others.count, "other file")) (\(names)\(more))")
    }
    for (folders, what) in [
      (listing.deeper, "folder two levels deep"), (listing.linked, "linked folder"),
      (listing.empty, "folder without a picture"),
    ] where !folders.isEmpty {
      let names = folders.prefix(3).joined(separator: ", ") + (folders.count > 3 ? ", ..." : "")
      let number = folders.count == 1 ? "1 \(what)" : FolderSource.plural(folders.count, what)
      notes.append("left aside \(number) (\(names))")
    }
    if listing.unreadable > 0 {
      notes.append("left aside \(counted(listing.unreadable, "file")) whose names are not UTF-8")
    }
  }

  /// "3 folders two levels deep".
  private static func plural(_ count: Int, _ what: String) -> String {
    "\(count) " + what.replacing("folder", with: "folders")
  }

  /// The entries' indices in the order in which they are taken: by name, as many as a limit allows first.
  /// Where there are sub-folders these are spread evenly over all of them, so that each has its share; then
  /// come those between.
  func order(limit: Int?) -> [Int] {
    let count = entries.count
    guard let limit, limit < count, entries.contains(where: { $0.folder != nil }) else {
      return Array(entries.indices)
    }
    let spread = (0..<limit).map { $0 * count / limit }
    let chosen = Set(spread)
    return spread + entries.indices.filter { !chosen.contains($0) }
  }

  /// The kind of each picture; `nil` if nothing names any.
  func kinds(of entries: some Collection<FolderListing.Entry>) -> [String]? {
    guard table != nil || self.entries.contains(where: { $0.folder != nil }) else { return nil }
    return entries.map { entry in
      table.map { $0.kind(of: entry) ?? FolderSource.unlabelled } ?? entry.folder
        ?? FolderSource.unlabelled
    }
  }
}

extension KindsFile {
  /// The kind of a picture, by its name within the folder or its bare name.
  fileprivate func kind(of entry: FolderListing.Entry) -> String? {
    kinds[entry.name]
      ?? entry.folder.flatMap { kinds[String(entry.name.dropFirst($0.count + 1))] }
  }
}
