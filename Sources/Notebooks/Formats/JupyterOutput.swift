import Foundation
import GANScript

/// How Jupyter is told of the language, in notebooks and by the kernel.
public enum JupyterLanguage {
  /// `language_info`.
  public static let information = ["name": "gan", "file_extension": ".gan"]
  /// `kernelspec` of a notebook.
  static let kernelspec = ["name": "ganrepl", "display_name": "ganrepl", "language": "gan"]
}

/// Something shown, as Jupyter shows it: in a notebook's outputs and from a kernel.
public enum JupyterOutput: Sendable {
  /// Lines of text, with their end.
  case stream(name: String, text: String)
  /// Forms of one thing by media type: texts as they are, bytes in base 64.
  case display([String: String])

  /// What a block of a report looks like. A figure that has no number has its caption alone, if any.
  public static func outputs(of block: NotebookReport.Block) -> [JupyterOutput] {
    switch block {
    case .figure(let figure):
      let title = figure.number > 0 ? figure.title : figure.caption
      return figure.panels.map { JupyterOutput($0) }
        + (title.isEmpty ? [] : [JupyterOutput(lines: title)])
    case .table(let columns, let rows):
      let page = HTMLReport.table(columns, rows)
      let text = TextTable(columns, rows.map { $0.map { .text($0.text) } })
      return [.display(["text/html": page, "text/plain": text.lines.joined(separator: "\n")])]
    case .file(let name, let remark): return [JupyterOutput(lines: "saved \(name) (\(remark))")]
    case .claim(let claim):
      return [JupyterOutput(lines: "\(claim.verdict): \(claim.words) (\(claim.measured))")]
    case .failure(let text): return [JupyterOutput(lines: text, to: "stderr")]
    case .text(let text), .remark(let text), .prose(let text), .code(let text):
      return [JupyterOutput(lines: text)]
    }
  }

  private init(_ panel: NotebookReport.Figure.Panel) {
    let medium = panel.medium
    let content =
      medium.ending == "svg"
      ? String(decoding: medium.bytes, as: UTF8.self) : Data(medium.bytes).base64EncodedString()
    self = .display([
      mediaType(medium.ending): content, "text/plain": visible(panel.alternative),
    ])
  }

  private init(lines text: String, to name: String = "stdout") {
    self = .stream(name: name, text: visible(text) + "\n")
  }

  /// An output of a notebook's cell (nbformat 4.5).
  var cellOutput: [String: Any] {
    switch self {
    case .stream(let name, let text):
      ["output_type": "stream", "name": name, "text": text]
    case .display(let forms):
      ["output_type": "display_data", "data": forms, "metadata": [String: Any]()]
    }
  }
}

/// Lines of text with invisible characters made visible.
private func visible(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
    .joined(separator: "\n")
}
