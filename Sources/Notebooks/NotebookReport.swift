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
    /// Whether it stands before everything else, whenever it ran: its cell is tagged `opening`.
    public var isOpening = false
    /// Whether something went wrong in it.
    public var isIncomplete = false
    /// What was written and shown, in order.
    public var blocks: [Block] = []

    /// Its claims and checks, in order.
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
    /// What a statement said of itself.
    case remark(String)
    /// A table with a heading for each column.
    case table(columns: [String], rows: [[TableCell]])
    /// Figures, pictures or animations beside each other.
    case figure(Figure)
    /// A file that was written, by its name below the output folder.
    case file(name: String, remark: String)
    /// A check that came true or not.
    case claim(Claim)
    /// What went wrong.
    case failure(String)

    /// What it says, if it is lines of text or a remark.
    var words: String? {
      switch self {
      case .text(let text), .remark(let text): text
      default: nil
      }
    }
  }

  /// Something to look at, or a few such things beside each other, with a number and a caption.
  public struct Figure: Sendable {
    /// A figure, picture or animation.
    public struct Panel: Sendable {
      /// Its bytes.
      public var medium: Medium
      /// What it shows, for people who cannot see it.
      public var alternative: String
    }

    /// Counts through the report, from 1.
    public var number = 0
    /// What it shows; may be empty.
    public var caption: String
    /// From left to right.
    public var panels: [Panel]

    /// `Figure 3. lr 0.10`; without a caption, what the panels show.
    var title: String {
      let words =
        caption.isEmpty ? panels.map(\.alternative).joined(separator: "; ") : caption
      return "Figure \(number). " + words
    }
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
  /// All cells in the order in which they ran, but for those of the opening, which come first or after
  /// the prose under the report's own heading.
  public var sections: [Section]
  /// What must be known before anything is believed, first of all; may be empty.
  public var notice = ""
  /// How the report came about: version, data, machine, how to repeat it; may be empty.
  public var colophon = ""

  /// The first section with the report's own heading: what it is called is told above everything.
  var headingIndex: Int? { sections.firstIndex { $0.heading == title } }

  /// How many sections, the first ones, stand before findings and contents: the opening, and the prose
  /// under the report's own heading if there are more headings.
  public var openingCount = 0

  /// The headings of the chapters in which something went wrong, in order.
  public var incompleteChapters: [String] {
    var heading = title
    var names: [String] = []
    for section in sections {
      heading = section.heading ?? heading
      if section.isIncomplete, names.last != heading { names.append(heading) }
    }
    return names
  }

  /// The sections without the report's own heading above the prose that it was written over.
  var bodies: [Section] {
    var sections = sections
    if let index = headingIndex, case .prose(let text)? = sections[index].blocks.first {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let rest = lines.drop(while: \.isEmpty).dropFirst().drop(while: \.isEmpty)
      sections[index].blocks[0] = .prose(rest.joined(separator: "\n"))
    }
    return sections
  }

  /// What came of every claim and check.
  public var findings: Findings { Findings(sections.flatMap(\.claims)) }
}
