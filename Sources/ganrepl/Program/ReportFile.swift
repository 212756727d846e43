import Commands
import Files
import Foundation
import GANScript
import Notebooks

/// A report that the user asked for: where it goes, and what it is made of.
///
/// The path is the user's own, not a notebook's, and may be anywhere.
struct ReportFile {
  /// Gathers what is shown.
  let recorder: ReportRecorder
  private let path: String
  private let format: ReportFormat

  /// The report of that path, `nil` if none was asked for. Throws before anything is run: with exit
  /// code 2 if the ending names no format, 4 if no file can be written there.
  init?(_ path: String?, title: String) throws(ScriptError) {
    guard let path else { return nil }
    self.path = path
    format = try ReportFormat.of(path: path)
    recorder = ReportRecorder(name: title)
    do throws(FileError) {
      if kindOfFile(at: path) == .folder {
        throw FileError(path: path, action: "write", code: EISDIR)
      }
      try checkWritable(path)
    } catch { throw ReportFile.failure(error) }
  }

  /// Writes the report, after the pictures next to it, and says so. Otherwise says what went wrong
  /// and returns false.
  func write(_ console: Console) -> Bool {
    let files = format.files(recorder.report, path: path)
    do throws(FileError) {
      for file in files {
        let folder = (file.path as NSString).deletingLastPathComponent
        if !folder.isEmpty { try makeFolder(folder) }
        try writeDurably(file.bytes, to: file.path)
      }
    } catch {
      console.message("error: " + escaped(ReportFile.failure(error).message))
      return false
    }
    let size = byteText(files.reduce(0) { $0 + $1.bytes.count })
    let beside = files.count > 1 ? ", with \(files.count - 1) files beside it" : ""
    console.message("saved \(escaped(path)) (\(size)\(beside))")
    return true
  }

  private static func failure(_ error: FileError) -> ScriptError {
    ScriptError("\(error.path): cannot \(error.action): \(error.reason)", exitCode: .files)
  }
}
