import Foundation
import GANScript

/// A report as a Jupyter notebook (nbformat 4.5) with its outputs embedded.
struct JupyterReport {
  private let report: NotebookReport

  init(_ report: NotebookReport) { self.report = report }

  /// The file; the same report gives the same bytes.
  var bytes: [UInt8] {
    var cells: [[String: Any]] = []
    if !report.notice.isEmpty { cells.append(JupyterReport.markdown(plain(report.notice))) }
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
        "kernelspec": JupyterLanguage.kernelspec, "language_info": JupyterLanguage.information,
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
      default: outputs += JupyterOutput.outputs(of: block).map(\.cellOutput)
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
}
