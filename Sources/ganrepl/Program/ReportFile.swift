import Commands
import Files
import Foundation
import GANScript
import Notebooks

/// A report that the user asked for: where it goes, and what it is made of.
///
/// The path is the user's own, not a notebook's, and may be anywhere and a link. A report has a mark
/// in it with a digest of the rest: what has none, or was changed since, is not written over.
struct ReportFile {
  /// Gathers what is shown.
  let recorder: ReportRecorder
  private let path: String
  private let format: ReportFormat
  private let overwrites: Bool

  /// The report of that path, `nil` if none was asked for. Throws before anything is run: with exit
  /// code 2 if the ending names no format, 4 if no file can be written there, 7 if one is there that is
  /// no report of this program.
  init?(_ path: String?, title: String, overwrites: Bool) throws(ScriptError) {
    guard let path else { return nil }
    self.path = path
    self.overwrites = overwrites
    format = try ReportFormat.of(path: path)
    recorder = ReportRecorder(name: title)
    do throws(FileError) {
      if kindOfFile(at: path) == .folder {
        throw FileError(path: path, action: "write", code: EISDIR)
      }
      try checkWritable(path)
      try checkOwn()
    } catch { throw scriptError(error) }
  }

  /// Throws if another's file is there.
  private func checkOwn() throws(FileError) {
    try ReportMark.checkOwn(path, overwrites: overwrites)
  }

  /// Writes the report, after the pictures next to it, and says so. Otherwise says what went wrong
  /// and returns false.
  func write(_ console: Console) -> Bool {
    var files = format.files(recorder.report, path: path)
    guard let report = files.indices.last else { return true }
    files[report].bytes = ReportMark.sealed(files[report].bytes)
    let folder = (path as NSString).deletingLastPathComponent
    // Their names are not the user's own choice, so no link is followed.
    let beside = OutputFolder(folder.isEmpty ? "." : folder, followsLinks: true)
    do throws(FileError) {
      if !folder.isEmpty { try makeFolder(folder) }
      try checkOwn()
      let isFirst = kindOfFile(at: path) == nil
      for file in files[..<report] {
        let name = folder.isEmpty ? file.path : String(file.path.dropFirst(folder.count + 1))
        if isFirst, !overwrites, let found = try beside.file(name),
          try found.digest() != sha256(file.bytes)
        {
          throw FileError(foreign: file.path)
        }
        try beside.write(file.bytes, to: name)
      }
      try writeDurably(files[report].bytes, to: path)
    } catch {
      let error = scriptError(error)
      console.message("error: " + escaped(error.message))
      if let help = error.help { console.message("help: " + escaped(help)) }
      return false
    }
    let size = byteText(files.reduce(0) { $0 + $1.bytes.count })
    let more = files.count > 1 ? ", with \(files.count - 1) files beside it" : ""
    console.message("saved \(escaped(path)) (\(size)\(more))")
    return true
  }
}

extension ReportMark {
  /// A report with the digest of the rest in its mark.
  static func sealed(_ report: [UInt8]) -> [UInt8] {
    guard let digits = digits(in: report) else { return report }
    var report = report
    report.replaceSubrange(digits, with: sha256(report).utf8)
    return report
  }

  /// Throws if a file is there that is no report as it was written, unless that is allowed.
  static func checkOwn(_ path: String, overwrites: Bool) throws(FileError) {
    guard !overwrites, kindOfFile(at: path) != nil, !isIntact(try readFile(path)) else { return }
    throw FileError(foreign: path)
  }

  /// Whether a file is a report as it was written.
  static func isIntact(_ file: [UInt8]) -> Bool {
    guard let digits = digits(in: file) else { return false }
    var blanked = file
    blanked.replaceSubrange(digits, with: blank.utf8)
    return Array(sha256(blanked).utf8) == Array(file[digits])
  }

  /// Where the digest is.
  private static func digits(in file: [UInt8]) -> Range<Int>? {
    let head = Array(head.utf8)
    guard
      let start = file.indices.last(where: {
        file[$0] == head[0] && file[$0...].starts(with: head)
      })
    else { return nil }
    let digits = start + head.count..<start + head.count + blank.utf8.count
    return digits.upperBound <= file.count ? digits : nil
  }
}
