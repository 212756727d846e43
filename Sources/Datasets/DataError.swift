import Files
import Imaging
import Vocabulary

/// Why a data set could not be loaded.
public enum DataError: Error, Sendable, Equatable {
  /// What kind of failure it is; each has its own exit code.
  public enum Class: Sendable {
    /// The script asks for something that makes no sense.
    case script
    /// The data are not what they should be.
    case data
    /// A file or folder could not be read.
    case file
    /// A limit was reached.
    case limit
    /// The user stopped it.
    case interrupted
  }

  /// A file or folder could not be read.
  case file(FileError)
  /// A folder without any picture; how many files were looked at.
  case noPictures(path: String, files: Int)
  /// A folder whose pictures lie too deep: the first folder that has some.
  case picturesTooDeep(path: String, folder: String)
  /// No picture, or fewer than 95 of 100, could be read.
  case brokenPictures(path: String, looked: Int, skipped: [SkippedPicture])
  /// A picture given by its own name could not be read.
  case picture(path: String, ImageError)
  /// A file of arrays that is not what it should be.
  case array(path: String, reason: String)
  /// A line of a `kinds.csv` that is not what it should be.
  case kinds(path: String, line: Int, reason: String)
  /// More numbers than memory is given to.
  case tooLarge(path: String, count: Int, featureCount: Int)
  /// An option out of its bounds.
  case badOption(name: String, reason: String)
  /// The user stopped it; how many pictures of how many were prepared.
  case interrupted(done: Int, total: Int)

  /// What kind of failure it is.
  public var failureClass: Class {
    switch self {
    case .file: .file
    case .tooLarge, .picture(_, .tooLarge), .picture(_, .tooManyScans), .picture(_, .tooMuchMemory):
      .limit
    case .badOption: .script
    case .interrupted: .interrupted
    default: .data
    }
  }

  /// The failure in words, with the path where there is one.
  public var message: String {
    switch self {
    case .file(let error): "\(error.path): cannot \(error.action): \(error.reason)"
    case .noPictures(let path, let files):
      "no picture in \(path) (looked at \(counted(files, "file")); PNG, JPEG and GIF are read)"
    case .picturesTooDeep(let path, let folder):
      "no picture in \(path) or one folder deep, but in \(path)/\(folder); "
        + "load \"\(path)/\(folder.prefix { $0 != "/" })\""
    case .brokenPictures(let path, let looked, let skipped):
      (skipped.count == looked
        ? "no usable picture in \(path)"
        : "too many broken pictures in \(path), more than 5 %")
        + " (\(skipped.count) of \(looked): \(summary(of: skipped)); first \(skipped[0].name): "
        + "\(skipped[0].error.message))"
    case .picture(let path, .notAnImage):
      "\(path): \(ImageError.notAnImage.message), nor an array (.npy and IDX are)"
    case .picture(let path, let error): "\(path): \(error.message)"
    case .array(let path, let reason): "\(path): \(reason)"
    case .kinds(let path, let line, let reason): "\(path): line \(line): \(reason)"
    case .tooLarge(let path, let count, let featureCount):
      "\(path): \(count) samples of \(featureCount) numbers are more than 4 GiB; "
        + "use a smaller size or a limit"
    case .badOption(let name, let reason): "\(name): \(reason)"
    case .interrupted(let done, let total):
      "interrupted after \(done) of \(counted(total, "picture")); no data were loaded"
    }
  }
}

/// A file that should have been a picture, and why it is none.
public struct SkippedPicture: Sendable, Equatable {
  /// Its name within the folder.
  public var name: String
  /// Why it was skipped.
  public var error: ImageError

  /// A skipped file.
  public init(name: String, error: ImageError) {
    self.name = name
    self.error = error
  }
}

/// How many were skipped of each sort, in order of first appearance: "2 truncated, 1 damaged".
func summary(of skipped: [SkippedPicture]) -> String {
  var sorts: [String] = []
  for picture in skipped where !sorts.contains(picture.error.sort) {
    sorts.append(picture.error.sort)
  }
  return sorts.map { sort in
    "\(skipped.count { $0.error.sort == sort }) \(sort)"
  }.joined(separator: ", ")
}

/// The number of all values, unless memory has no room: 4 GiB, checked before any is taken.
@discardableResult
public func checkedCount(
  _ count: Int, _ featureCount: Int, path: String
) throws(DataError) -> Int {
  let (total, overflow) = count.multipliedReportingOverflow(by: featureCount)
  guard !overflow, total <= 1 << 30 else {
    throw .tooLarge(path: path, count: count, featureCount: featureCount)
  }
  return total
}
