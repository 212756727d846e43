import GANScript

/// A notebook with everything that running it showed: what a report is written of.
public struct NotebookReport: Sendable {
  /// A part of a notebook with its results.
  public struct Section: Sendable {
    /// What the cell's marker says; empty before the first marker.
    public var title: String
    /// The section's number, `3.0.1`, if the title begins with one.
    public var id: String?
    /// The heading of the first level with which its prose begins: a chapter begins here.
    public var heading: String?
    /// What was written and shown, in order.
    public var blocks: [Block] = []

    /// Its claims, in order.
    public var claims: [Claim] {
      blocks.compactMap { if case .claim(let claim) = $0 { claim } else { nil } }
    }
  }

  /// Something written or shown.
  public enum Block: Sendable {
    /// Markdown.
    case prose(String)
    /// Statements as written.
    case code(String)
    /// Lines of text.
    case text(String)
    /// A table with a heading for each column.
    case table(columns: [String], rows: [[TableCell]])
    /// A figure, picture or animation, with a description for people who cannot see it.
    case medium(Medium, alternative: String)
    /// A file that was written, by its name below the output folder.
    case file(name: String, remark: String)
    /// A check that came true or not.
    case claim(Claim)
    /// What went wrong.
    case failure(String)
  }

  /// One cell of a table.
  public struct TableCell: Sendable {
    /// What it says.
    public var text: String
    /// Whether it is a number, to be set to the right.
    public var isNumber: Bool
  }

  /// The notebook's heading, or else its name.
  public var title: String
  /// All cells, in the order in which they ran.
  public var sections: [Section]

  /// The headings of the chapters in which something went wrong, in order.
  public var incompleteChapters: [String] {
    var heading = title
    var names: [String] = []
    for section in sections {
      heading = section.heading ?? heading
      let hasFailed = section.blocks.contains { if case .failure = $0 { true } else { false } }
      if hasFailed, names.last != heading { names.append(heading) }
    }
    return names
  }

  /// Every claim, in order.
  public var claims: ClaimList { ClaimList(sections.flatMap(\.claims)) }
}
