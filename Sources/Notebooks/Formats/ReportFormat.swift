import GANScript
import Vocabulary

/// A form in which reports are written; its name is the file's ending.
public struct ReportFormat: Described {
  /// A file of a report.
  public struct File: Sendable {
    /// The path: the report's own, or one in a folder next to it.
    public var path: String
    /// The whole file.
    public var bytes: [UInt8]
  }

  /// Its description.
  public let term: Term
  private let encode: @Sendable (NotebookReport, _ path: String) -> [File]

  /// All forms.
  public static let catalog = Catalog<ReportFormat>(
    "report format",
    [
      ReportFormat(
        term: Term("html", "one page with everything in it, for any browser")
      ) { report, path in [File(path: path, bytes: Array(HTMLReport(report).text.utf8))] },
      ReportFormat(term: Term("md", "Markdown, with figures and pictures in a folder next to it")) {
        report, path in MarkdownReport(report, path: path).files
      },
      ReportFormat(term: Term("ipynb", "a Jupyter notebook with its outputs")) { report, path in
        [File(path: path, bytes: JupyterReport(report).bytes)]
      },
    ])

  /// The format that a path's ending names; throws with exit code 2 for any other ending.
  public static func of(path: String) throws(ScriptError) -> ReportFormat {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard let dot = name.lastIndex(of: "."),
      let format = catalog[String(name[name.index(after: dot)...])]
    else {
      throw ScriptError(
        "a report ends in \(catalog.names.map { "." + $0 }.joined(separator: ", ")), not \"\(name)\"",
        help: "--report report.html", exitCode: .commandLine, code: .commandLine)
    }
    return format
  }

  /// The files of a report whose own path is given.
  public func files(_ report: NotebookReport, path: String) -> [File] { encode(report, path) }
}
