import Files
import Foundation
import Imaging
import Vocabulary

/// Loads the pictures of a folder, in the byte order of their names; their content decides their
/// format, not their endings.
///
/// Sub-folders, one level deep, give kinds by their names; a `kinds.csv` (`file,kind`) in the
/// folder or next to it takes precedence. Broken pictures are left out and noted; if they are more
/// than 5 in 100, that is an error. A picture that needs more than its thread's part of `memory` bytes to
/// be decoded is one too. Throws `DataError.interrupted` if it is to stop. The result does not depend on
/// the number of threads.
public func loadFolder(
  _ path: String, options: PictureOptions = PictureOptions(), threads: Int = 1,
  memory: Int = .max, watch: Watch = Watch()
) throws(DataError) -> DataSet {
  let source = try FolderSource(path, options: options)
  var options = options
  options.imageLimits.memory = memory / min(max(threads, 1), max(source.entries.count, 1))
  let size = options.geometry.featureCount
  let wanted = min(source.entries.count, options.limit ?? .max)
  let total = try checkedCount(wanted, size, path: path)

  var pixels: [UInt8] = []
  pixels.reserveCapacity(total)
  var good: [Int] = []
  let order = source.order(limit: options.limit)
  var skipped: [SkippedPicture] = []
  var misnamed: [String] = []
  var losses = PictureLosses()
  var looked = 0
  // Where a limit is set, broken ones are made up for by those that were to be left out.
  while good.count < wanted, looked < order.count {
    let left = order[looked...].prefix(wanted - good.count)
    looked += left.count
    let attempts = prepareAll(
      left.map { source.entries[$0] }, root: source.root, options: options, threads: threads, watch,
      after: looked - left.count)
    guard attempts.count == left.count else {
      throw .interrupted(done: looked - left.count + attempts.count, total: source.entries.count)
    }
    for (index, picture) in zip(left, attempts) {
      switch picture.result {
      case .success(let bytes):
        pixels += bytes
        good.append(index)
        if picture.isMisnamed { misnamed.append(picture.entry.name) }
        losses.add(picture.losses)
      case .failure(.image(let error)):
        if case .tooMuchMemory = error {
          throw .picture(path: source.root + "/" + picture.entry.name, error)
        }
        skipped.append(SkippedPicture(name: picture.entry.name, error: error))
      case .failure(.file(let error)): throw .file(error)
      }
    }
  }
  if let only = skipped.first, source.entries.count == 1, source.root != path {
    throw .picture(path: path, only.error)
  }
  guard !good.isEmpty, skipped.count * 20 <= looked else {
    throw .brokenPictures(path: path, looked: looked, skipped: skipped)
  }
  if good != good.sorted() {
    let places = good.indices.sorted { good[$0] < good[$1] }
    pixels = places.flatMap { pixels[$0 * size..<($0 + 1) * size] }
    good.sort()
  }
  let kinds = source.kinds(of: good.map { source.entries[$0] })
  var set = DataSet(
    name: path, geometry: options.geometry, pixels: pixels, scaling: options.scaling,
    kinds: kinds, fileNames: good.map { source.entries[$0].name }, notes: source.notes)
  set.skipped = skipped
  set.grayed = losses.grayed
  if !skipped.isEmpty {
    let names = skipped.prefix(3).map(\.name).joined(separator: ", ")
    set.notes.append(
      "skipped \(skipped.count) of \(looked) images (\(summary(of: skipped))): "
        + names + (skipped.count > 3 ? ", ..." : ""))
  }
  if let first = misnamed.first {
    set.notes.append(
      "\(counted(misnamed.count, "picture")) with the ending of another format (\(first)), "
        + "read by content")
  }
  set.notes += losses.notes
  if set.areAllEqual {
    set.notes.append("all \(good.count) pictures are equal")
  }
  let nameless = kinds?.count { $0 == FolderSource.unlabelled } ?? 0
  if nameless > 0 { set.notes.append("\(counted(nameless, "picture")) without a kind") }
  let missing = Set(source.kinds(of: source.entries) ?? []).subtracting(kinds ?? []).sorted()
  if good.count < source.entries.count - skipped.count, !missing.isEmpty {
    set.notes.append(
      "limit=\(wanted) leaves out \(missing.count == 1 ? "the kind" : "the kinds") "
        + missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? ", ..." : ""))
  }
  return set
}

/// A picture of a folder after the attempt to read it.
private struct Attempt: Sendable {
  enum Failure: Error {
    case image(ImageError)
    case file(FileError)
  }

  var entry: FolderListing.Entry
  var isMisnamed = false
  var losses = PictureLosses()
  var result: Result<[UInt8], Failure>

  init(_ entry: FolderListing.Entry, root: String, options: PictureOptions) {
    self.entry = entry
    do {
      let bytes = try readFile(root + "/" + entry.name)
      let claimed = ImageFormat.ofName(entry.name)
      isMisnamed = claimed != nil && claimed?.name != ImageFormat.ofContent(bytes)?.name
      let (image, findings) = try prepareFile(
        bytes, width: options.width, height: options.height, color: options.color,
        filter: options.filter, pillow: options.pillow, limits: options.imageLimits)
      losses = PictureLosses(of: findings, file: bytes)
      result = .success(image.pixels)
    } catch let error as ImageError {
      result = .failure(.image(error))
    } catch let error as FileError {
      result = .failure(.file(error))
    } catch {
      result = .failure(.image(.damaged("\(error)")))
    }
  }
}

/// Reads and prepares pictures on several threads; results are in the order of the entries, fewer than
/// those if it was stopped.
private func prepareAll(
  _ entries: [FolderListing.Entry], root: String, options: PictureOptions, threads: Int,
  _ watch: Watch, after earlier: Int
) -> [Attempt] {
  let shared = SharedAttempts(count: entries.count, watch, after: earlier)
  DispatchQueue.concurrentPerform(iterations: min(max(threads, 1), entries.count)) { _ in
    while let index = shared.next() {
      shared.finish(index, Attempt(entries[index], root: root, options: options))
    }
  }
  return shared.results()
}

/// Hands out indices and takes results, from any thread.
private final class SharedAttempts: @unchecked Sendable {
  private let lock = NSLock()
  private var taken = 0
  private var done: Int
  private var attempts: [Attempt?]
  private let watch: Watch
  private let total: Int

  init(count: Int, _ watch: Watch, after earlier: Int) {
    attempts = [Attempt?](repeating: nil, count: count)
    self.watch = watch
    done = earlier
    total = earlier + count
  }

  func next() -> Int? {
    lock.withLock {
      guard taken < attempts.count, !watch.isInterrupted() else { return nil }
      defer { taken += 1 }
      return taken
    }
  }

  func finish(_ index: Int, _ attempt: Attempt) {
    lock.withLock {
      attempts[index] = attempt
      done += 1
      watch.onProgress(done, total)
    }
  }

  func results() -> [Attempt] { lock.withLock { attempts.compactMap { $0 } } }
}
