import Files
import Vocabulary

/// What data may be at a path, told by the ending, or by how the file begins.
public enum DataForm: String, Sendable, CaseIterable, Described {
  /// A folder of pictures, or one picture.
  case pictures
  /// A NumPy array, `.npy`.
  case array
  /// An IDX file as MNIST's, gzipped or not.
  case idx

  /// All of them.
  public static let catalog = Catalog("data form", allCases)

  /// Its description.
  public var term: Term {
    switch self {
    case .pictures: Term("pictures", "a folder of PNG, JPEG or GIF, or one such file")
    case .array: Term("array", "a NumPy array of uint8, float32 or float64 (.npy)")
    case .idx: Term("idx", "an IDX file of unsigned bytes as MNIST's (.gz too)")
    }
  }

  /// What is at a path; what is neither array nor IDX is taken for pictures.
  public static func at(_ path: String) throws(DataError) -> DataForm {
    if case .folder? = kindOfFile(at: path) { return .pictures }
    let start = try readStart(path, count: 1 << 12).bytes
    if start.starts(with: NPYHeader.magic) || path.hasSuffix(".npy") { return .array }
    return IDXHeader.matches(start) || Gunzip.matches(start) ? .idx : .pictures
  }
}
