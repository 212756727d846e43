import Files
import Vocabulary

/// A table of which file is of which kind: CSV with the columns `file` and `kind`.
struct KindsFile {
  static let name = "kinds.csv"

  /// The kind of each file named.
  let kinds: [String: String]

  /// The table in a folder or next to it; `nil` if neither has one.
  static func find(for folder: String) throws(DataError) -> KindsFile? {
    for path in [folder + "/" + name, folder + "/../" + name] {
      guard case .file = kindOfFile(at: path) else { continue }
      do { return try KindsFile(readFile(path, limit: 64 << 20), path: path) } catch let error
        as FileError
      {
        throw .file(error)
      } catch let error as DataError { throw error } catch { return nil }
    }
    return nil
  }

  init(_ bytes: [UInt8], path: String) throws(DataError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .kinds(path: path, line: 1, reason: "not UTF-8")
    }
    let rows = try records(in: text, path: path)
    guard let header = rows.first, let file = header.fields.firstIndex(of: "file"),
      let kind = header.fields.firstIndex(of: "kind")
    else { throw .kinds(path: path, line: 1, reason: "the first line must name file and kind") }
    var kinds: [String: String] = [:]
    for row in rows.dropFirst() where row.fields != [""] {
      guard row.fields.count == header.fields.count else {
        throw .kinds(
          path: path, line: row.line,
          reason: "\(counted(row.fields.count, "field")) where \(header.fields.count) were named")
      }
      guard kinds.updateValue(row.fields[kind], forKey: row.fields[file]) == nil else {
        throw .kinds(path: path, line: row.line, reason: "\(row.fields[file]) comes twice")
      }
    }
    self.kinds = kinds
  }
}

/// The records of a CSV text (RFC 4180): fields may stand in quotes, a quote in them is doubled.
private func records(
  in text: String, path: String
) throws(DataError) -> [(line: Int, fields: [String])] {
  var rows: [(line: Int, fields: [String])] = []
  var fields: [String] = []
  var field: [UInt8] = []
  var (line, begun, isQuoted) = (1, 1, false)
  let bytes = Array(text.utf8.drop { [0xef, 0xbb, 0xbf].contains($0) })
  var i = 0
  func next() -> UInt8? { i + 1 < bytes.count ? bytes[i + 1] : nil }
  while i < bytes.count {
    let byte = bytes[i]
    switch byte {
    case UInt8(ascii: "\"") where isQuoted && next() == byte:
      field.append(byte)
      i += 1
    case UInt8(ascii: "\""): isQuoted.toggle()
    case UInt8(ascii: ",") where !isQuoted:
      fields.append(String(decoding: field, as: UTF8.self))
      field = []
    case UInt8(ascii: "\r") where !isQuoted && next() == UInt8(ascii: "\n"): break
    case UInt8(ascii: "\n") where !isQuoted, UInt8(ascii: "\r") where !isQuoted:
      rows.append((begun, fields + [String(decoding: field, as: UTF8.self)]))
      (fields, field) = ([], [])
      line += 1
      begun = line
    default:
      if byte == UInt8(ascii: "\n") { line += 1 }
      field.append(byte)
    }
    i += 1
  }
  guard !isQuoted else { throw .kinds(path: path, line: begun, reason: "a quote is not closed") }
  if !field.isEmpty || !fields.isEmpty {
    rows.append((begun, fields + [String(decoding: field, as: UTF8.self)]))
  }
  return rows
}
