import Foundation
import GANScript

/// A notebook in Jupyter's format (nbformat 4.5), without outputs: there and back, byte for byte.
///
/// Prose is a Markdown cell, and statements after it in the same cell a code cell of their own; any other
/// cell is a code cell with its marker as its first line. What cannot be told from that again (a marker with a title over prose, unusual line ends) is kept in the
/// metadata of notebook and cells, under `gan`, and counts only as long as the cell was not changed.
public enum JupyterNotebook {
  /// Why a file of Jupyter's is not taken.
  public struct Fault: Error, Sendable {
    /// What is wrong with it.
    public var message: String
    /// What to do, if that is known.
    public var help: String?
  }

  /// A notebook as a file of Jupyter's.
  ///
  /// Complexity: O(bytes).
  public static func encoded(_ program: Program) -> [UInt8] {
    let source = program.source
    let parts = program.cells.flatMap(parts)
    let cells = parts.enumerated().map { index, part -> [String: Any] in
      var entry: [String: Any] = ["id": "cell-\(index + 1)"]
      var metadata: [String: Any] = [:]
      if let prose = part.prose {
        entry["cell_type"] = "markdown"
        entry["source"] = prose.trimmingLines
      } else {
        entry["cell_type"] = "code"
        entry["execution_count"] = NSNull()
        entry["outputs"] = [Any]()
        entry["source"] = part.text.trimmingLines
      }
      let plain = script(of: entry, isFirst: index == 0, isLast: index == parts.count - 1)
      if plain != part.text { metadata["gan"] = ["text": part.text] }
      entry["metadata"] = metadata
      return entry
    }
    var metadata: [String: Any] = [
      "kernelspec": JupyterLanguage.kernelspec, "language_info": JupyterLanguage.information,
    ]
    // What stands before all cells: a byte order mark, empty lines.
    let start = program.cells.reduce(source.bytes.count) { $0 - $1.location.text.utf8.count }
    if start > 0 {
      // A byte order mark in a text of JSON is not kept by all that read it.
      let hasMark = source.bytes.starts(with: byteOrderMark)
      let rest = source.bytes[(hasMark ? byteOrderMark.count : 0)..<start]
      let kept: [String: Any] = ["mark": hasMark, "start": String(decoding: rest, as: UTF8.self)]
      metadata["gan"] = kept
    }
    let notebook: [String: Any] = [
      "nbformat": 4, "nbformat_minor": 5, "cells": cells, "metadata": metadata,
    ]
    // Only strings, whole numbers, lists and objects: nothing that could not be written.
    let data = try? JSONSerialization.data(
      withJSONObject: notebook, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return (data.map(Array.init) ?? []) + [UInt8(ascii: "\n")]
  }

  /// What becomes of a cell: texts one after the other, with their Markdown where they are prose.
  private static func parts(_ cell: Cell) -> [(text: String, prose: String?)] {
    let text = cell.location.text
    guard cell.isProse else { return [(text, nil)] }
    guard let rest = cell.textAfterProse else { return [(text, cell.prose)] }
    let before = String(decoding: text.utf8.dropLast(rest.utf8.count), as: UTF8.self)
    return [(before, cell.prose), (rest, nil)]
  }

  /// The notebook that a file of Jupyter's holds; outputs are left out.
  ///
  /// Throws where it is none, or one of another language. Complexity: O(bytes).
  public static func script(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
    let object = try? JSONSerialization.jsonObject(with: Data(bytes))
    guard let notebook = object as? [String: Any] else {
      throw Fault(message: "is no JSON object, so no notebook of Jupyter's")
    }
    guard let version = notebook["nbformat"] as? Int, let cells = notebook["cells"] as? [Any]
    else {
      throw Fault(
        message: "is no notebook of Jupyter's of version 4",
        help: "jupyter nbconvert --to notebook --nbformat 4 converts older ones")
    }
    guard version == 4 else {
      throw Fault(message: "is a notebook of version \(version); this reads version 4")
    }
    let metadata = notebook["metadata"] as? [String: Any] ?? [:]
    let kernel = metadata["kernelspec"] as? [String: Any]
    let information = metadata["language_info"] as? [String: Any]
    let named = kernel?["language"] as? String ?? information?["name"] as? String
    if let named, named != "gan" {
      throw Fault(
        message: "is a notebook of \(named)", help: "its cells must be statements of ganrepl")
    }
    let before = metadata["gan"] as? [String: Any]
    var text = before?["start"] as? String ?? ""
    for (index, entry) in cells.enumerated() {
      guard let cell = entry as? [String: Any],
        let kind = cell["cell_type"] as? String, source(of: cell) != nil
      else { throw Fault(message: "cell \(index + 1) is none of Jupyter's") }
      guard kind == "code" || kind == "markdown" else {
        throw Fault(
          message: "cell \(index + 1) is of the kind \(kind)",
          help: "make it Markdown or code")
      }
      let isLast = index == cells.count - 1
      // A last cell, whose line may have no end, may have been moved up.
      if let last = text.utf8.last, last != 10 { text += "\n" }
      text += kept(cell) ?? script(of: cell, isFirst: index == 0, isLast: isLast)
    }
    return (before?["mark"] as? Bool == true ? byteOrderMark : []) + Array(text.utf8)
  }

  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// The text that a cell had, if its source still says the same.
  private static func kept(_ cell: [String: Any]) -> String? {
    let metadata = cell["metadata"] as? [String: Any]
    guard let text = (metadata?["gan"] as? [String: Any])?["text"] as? String else { return nil }
    let cells = Program.parse(text, name: "").cells
    guard cells.count == 1, let first = cells.first, first.location.text == text,
      first.isProse == (cell["cell_type"] as? String == "markdown"),
      source(of: cell) == (first.isProse ? first.prose : text).trimmingLines
    else { return nil }
    return text
  }

  private static func source(of cell: [String: Any]) -> String? {
    cell["source"] as? String ?? (cell["source"] as? [String])?.joined()
  }

  /// A cell as a script has it: marker, text, and an empty line before the next one.
  private static func script(of cell: [String: Any], isFirst: Bool, isLast: Bool) -> String {
    let source = source(of: cell) ?? ""
    let end = isLast ? "\n" : "\n\n"
    if cell["cell_type"] as? String == "markdown" {
      let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        // A line that would begin a cell is escaped as Markdown escapes it.
        let isMarker = line.drop { $0 == " " || $0 == "\t" }.hasPrefix("%%")
        return line.isEmpty ? "#" : "# " + (isMarker ? "\\" : "") + line
      }
      return "# %% [markdown]\n" + lines.joined(separator: "\n") + end
    }
    let code = withoutProse(source)
    // Only what stands before all cells of a script has no marker.
    let parsed = Program.parse(code, name: "").cells.first
    return (parsed?.number == 0 && !isFirst || parsed == nil ? "# %%\n" : "") + code + end
  }

  /// The source of a code cell with no line that would make prose of a part of it: such lines are escaped as
  /// those of Markdown cells are.
  private static func withoutProse(_ source: String) -> String {
    let cells = Program.parse(source, name: "").cells
    guard cells.contains(where: \.isProse) else { return source }
    let texts = cells.map { cell in
      let text = cell.location.text
      guard cell.isProse, let marker = text.range(of: "%%") else { return text }
      return text[..<marker.lowerBound] + "\\" + text[marker.lowerBound...]
    }
    let before = source.utf8.count - cells.reduce(0) { $0 + $1.location.text.utf8.count }
    return String(decoding: source.utf8.prefix(before), as: UTF8.self) + texts.joined()
  }
}

extension String {
  /// The text without empty lines at its end.
  fileprivate var trimmingLines: String {
    var bytes = Array(utf8)
    while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
