/// A part of a notebook: what is between two lines `# %% …`.
public struct Cell: Sendable {
  /// Counts from 1; what stands before the first marker is cell 0.
  public let number: Int
  /// What the marker says, without tags: `3.0.1 Losses`.
  public let title: String
  /// The words in brackets after the title.
  public let tags: [String]
  /// Whether it is prose: comment lines in Markdown.
  public let isProse: Bool
  /// The whole cell with its marker.
  public let location: ScriptLocation
  /// Whether it has a marker.
  let hasMarker: Bool
  let statements: [Statement]
  /// The Markdown of a prose cell, with what stands in braces as expressions.
  private(set) var proseParts: [TextPart] = []
  /// What a check tells of braces that are left as text.
  private(set) var proseNotes: [Diagnostic] = []
  /// The Markdown with the values of these expressions, once it was run.
  private var filledProse: String?

  /// The title's first word if it is a section's number, `3.0.1`.
  public var id: String? {
    guard let word = title.split(separator: " ").first, word.utf8.first?.isDigit == true,
      word.utf8.allSatisfy({ $0.isDigit || $0 == .dot })
    else { return nil }
    return word.hasSuffix(".") ? String(word.dropLast()) : String(word)
  }

  /// How many statements it has on its outermost level.
  public var statementCount: Int { statements.count }

  /// The files that its statements on the outermost level include, as they are written.
  public var inclusions: [String] {
    statements.compactMap { statement in
      if case .include(let path) = statement.form { literal(path) } else { nil }
    }
  }

  /// Where a statement stands that is neither `include`, of a file named in the text, nor
  /// `language`; `nil` if there is none.
  public var firstOwnStatement: ScriptLocation? {
    let own = statements.first { statement in
      switch statement.form {
      case .include(let path): literal(path) == nil
      case .language: false
      default: true
      }
    }
    return own.map { ScriptLocation(source: location.source, span: $0.span) }
  }

  /// Whether its statements on the outermost level only include files and declare parameters, so that it
  /// shows nothing of its own.
  public var isSilent: Bool {
    statements.allSatisfy { statement in
      switch statement.form {
      case .include, .parameter, .language: true
      default: false
      }
    }
  }

  private func literal(_ path: Expression) -> String? {
    guard case .text(let parts) = path.form else { return nil }
    let literals = parts.compactMap { if case .literal(let text) = $0 { text } else { nil } }
    return literals.count == parts.count ? literals.joined() : nil
  }

  /// Where each statement on the outermost level stands.
  public var statementLocations: [ScriptLocation] {
    statements.map { ScriptLocation(source: location.source, span: $0.span) }
  }

  /// The text between the marker line and the next cell, as it was written.
  public var text: String { location.source.text(textRange) }

  private var textRange: Range<Int> {
    let (source, span) = (location.source, location.span)
    guard hasMarker else { return span.start..<span.end }
    let line = source.range(ofLine: location.line)
    var start = line.upperBound
    if source.bytes.at(start) == .carriageReturn { start += 1 }
    if source.bytes.at(start) == .newline { start += 1 }
    return min(start, span.end)..<span.end
  }

  /// The Markdown of a prose cell: its comment lines up to the first statement, without `#` and one blank.
  /// Once it was run, values stand where `{expression}` is written.
  public var prose: String {
    filledProse ?? proseLines.map(location.source.text).joined(separator: "\n")
  }

  /// The bytes of each line of a prose cell's Markdown.
  var proseLines: [Range<Int>] {
    guard isProse else { return [] }
    let source = location.source
    let range = textRange.lowerBound..<(firstStatementLine ?? textRange.upperBound)
    return source.bytes[range].split(separator: .newline, omittingEmptySubsequences: false)
      .compactMap { line in
        var (start, end) = (line.startIndex, line.endIndex)
        if start < end, source.bytes[end - 1] == .carriageReturn { end -= 1 }
        guard start < end else { return start..<end }
        guard source.bytes[start] == .hash else { return nil }
        start += 1
        if start < end, source.bytes[start] == .space { start += 1 }
        return start..<end
      }
  }

  /// Where prose ends in statements: the start of the first line that is neither empty nor a comment;
  /// `nil` where there is none.
  private var firstStatementLine: Int? {
    guard isProse else { return nil }
    let bytes = location.source.bytes
    let range = textRange
    let lines = bytes[range].split(separator: .newline, omittingEmptySubsequences: false)
    return lines.first { line in
      let first = line.first { !$0.isBlank && !$0.isLineEnd }
      return first.map { $0 != .hash } ?? false
    }?.startIndex
  }

  /// The text of a prose cell from its first statement on; `nil` where it is prose alone, or no prose.
  public var textAfterProse: String? {
    firstStatementLine.map { location.source.text($0..<location.span.end) }
  }

  /// The cell with its prose read.
  func with(prose: (parts: [TextPart], notes: [Diagnostic])) -> Cell {
    var cell = self
    cell.proseParts = prose.parts
    cell.proseNotes = prose.notes
    return cell
  }

  /// The cell with values in its prose.
  func filled(with prose: String) -> Cell {
    var cell = self
    cell.filledProse = prose
    return cell
  }

  init(
    number: Int, marker: String?, statements: [Statement], location: ScriptLocation
  ) {
    self.number = number
    self.location = location
    self.statements = statements
    hasMarker = marker != nil
    var title = trimmed(marker ?? "")
    title = trimmed(String(title.drop { $0 == "#" || $0 == " " || $0 == "\t" }))
    title = trimmed(String(title.drop { $0 == "%" }))
    var tags: [String] = []
    while title.hasSuffix("]"), let open = title.lastIndex(of: "[") {
      let inside = title[title.index(after: open)...].dropLast()
      tags.insert(contentsOf: inside.split(separator: ",").map { trimmed(String($0)) }, at: 0)
      title = trimmed(String(title[..<open]))
    }
    self.title = title
    self.tags = tags
    isProse = tags.contains("markdown") || tags.contains("md")
  }
}
