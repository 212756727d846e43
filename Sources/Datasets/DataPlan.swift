import Files
import Foundation

/// What can be known of data before they are read.
public struct DataPlan: Sendable, Equatable {
  /// Samples that would be loaded if none is broken.
  public let count: Int
  /// Numbers in a sample.
  public let featureCount: Int
  /// Their shape; `nil` for plain vectors.
  public let geometry: Geometry?
  /// The kinds that sub-folders or a `kinds.csv` name, each once, in order of first appearance.
  public let kinds: [String]

  init(count: Int, geometry: Geometry, kinds: [String]) {
    self.count = count
    self.geometry = geometry
    self.kinds = kinds
    featureCount = geometry.featureCount
  }

  init(_ layout: ArrayLayout, limit: Int?, labels: ArraySlice<UInt8> = []) {
    count = min(layout.count, limit ?? .max)
    featureCount = layout.featureCount
    geometry = layout.geometry
    var seen: Set<UInt8> = []
    kinds = labels.filter { seen.insert($0).inserted }.map { "\($0)" }
  }
}

/// The first bytes of an ordinary file, at most `count`, and the length of all of it.
func readStart(_ path: String, count: Int) throws(DataError) -> (bytes: [UInt8], length: Int) {
  guard case .file(let length) = kindOfFile(at: path) else {
    // Says why: there is nothing, or it is a folder.
    do { _ = try readFile(path, limit: 0) } catch { throw .file(error) }
    throw .file(FileError(path: path, action: "read", reason: "is not an ordinary file"))
  }
  let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard file >= 0 else { throw .file(FileError(path: path, action: "read", code: errno)) }
  defer { close(file) }
  var bytes = [UInt8](repeating: 0, count: min(count, length))
  let wanted = bytes.count
  let done = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, wanted) }
  guard done >= 0 else { throw .file(FileError(path: path, action: "read", code: errno)) }
  return (Array(bytes.prefix(done)), length)
}
