import Foundation
import GANScript

/// A report as a Jupyter notebook (nbformat 4.5) with its outputs embedded.
struct JupyterReport {
  private let report: NotebookReport

  init(_ report: NotebookReport) { self.report = report }

  /// The file; the same report gives the same bytes.
  var bytes: [UInt8] {
    var cells: [[String: Any]] = []
    let summary = MarkdownReport.summary(of: report).joined(separator: "\n")
    let opening = report.sections.prefix(report.openingCount)
    cells += opening.flatMap(JupyterReport.cells)
    if !opening.isEmpty, !summary.isEmpty { cells.append(JupyterReport.markdown(summary)) }
    cells += report.sections.dropFirst(opening.count).flatMap(JupyterReport.cells)
    if opening.isEmpty, !summary.isEmpty { cells.append(JupyterReport.markdown(summary)) }
    for index in cells.indices { cells[index]["id"] = "cell-\(index + 1)" }
    let notebook: [String: Any] = [
      "nbformat": 4, "nbformat_minor": 5, "cells": cells,
      "metadata": [
        "title": escaped(report.title), "mark": ReportMark.text,
        "kernelspec": ["name": "ganrepl", "display_name": "ganrepl", "language": "gan"],
        "language_info": ["name": "gan", "file_extension": ".gan"],
      ],
    ]
    // Only strings, whole numbers, lists and objects: nothing that could not be written.
    let data = try? JSONSerialization.data(
      withJSONObject: notebook, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return data.map(Array.init) ?? []
  }

  /// Prose and titles as Markdown cells; statements as a code cell with what they showed.
  private static func cells(_ section: NotebookReport.Section) -> [[String: Any]] {
    var cells: [[String: Any]] = []
    var code = ""
    var outputs: [[String: Any]] = []
    if !section.title.isEmpty { cells.append(markdown("## " + plain(section.title))) }
    for block in section.blocks {
      switch block {
      case .prose(let text): cells.append(markdown(text))
      case .code(let text): code = text
      default: outputs += JupyterReport.outputs(block)
      }
    }
    if !code.isEmpty || !outputs.isEmpty {
      cells.append([
        "cell_type": "code", "metadata": [String: Any](), "execution_count": NSNull(),
        "source": code, "outputs": outputs,
      ])
    }
    return cells
  }

  private static func markdown(_ text: String) -> [String: Any] {
    ["cell_type": "markdown", "metadata": [String: Any](), "source": text]
  }

  private static func outputs(_ block: NotebookReport.Block) -> [[String: Any]] {
    switch block {
    case .figure(let figure):
      return figure.panels.map { display($0.medium, $0.alternative) } + [stream(figure.title)]
    case .table(let columns, let rows):
      let page = HTMLReport.table(columns, rows)
      let text = ([columns] + rows.map { $0.map(\.text) }).map { $0.joined(separator: "\t") }
      return [display(["text/html": page, "text/plain": visible(text.joined(separator: "\n"))])]
    case .file(let name, let remark): return [stream("saved \(name) (\(remark))")]
    case .claim(let claim):
      return [stream("\(claim.verdict): \(claim.words) (\(claim.measured))")]
    case .failure(let text): return [stream(text, to: "stderr")]
    case .text(let text), .remark(let text), .prose(let text), .code(let text):
      return [stream(text)]
    }
  }

  private static func display(_ medium: Medium, _ alternative: String) -> [String: Any] {
    let content =
      medium.ending == "svg"
      ? String(decoding: medium.bytes, as: UTF8.self) : Data(medium.bytes).base64EncodedString()
    return display([mediaType(medium.ending): content, "text/plain": visible(alternative)])
  }

  private static func display(_ data: [String: String]) -> [String: Any] {
    ["output_type": "display_data", "data": data, "metadata": [String: Any]()]
  }

  private static func stream(_ text: String, to name: String = "stdout") -> [String: Any] {
    return [
      "output_type": "stream", "name": name,
      "text": visible(text) + "\n",
    ]
  }
}

/// Lines of text with invisible characters made visible.
private func visible(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
    .joined(separator: "\n")
}
