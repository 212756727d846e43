/// A script as read: its cells, its parameters, and what is wrong with its form.
public struct Program: Sendable {
  /// The text it was read from.
  public let source: SourceText
  /// Its cells in order; what stands before the first marker is one of them if it is not empty.
  public let cells: [Cell]
  /// What is wrong with its form, in the order of the text.
  public let diagnostics: [Diagnostic]
  /// How many of the problems more text could solve.
  private let unfinished: Int

  /// A `param` of a script.
  public struct Declaration: Sendable {
    /// What `-p` calls it.
    public let name: String
    /// The default as it is written.
    public let defaultText: String
    /// What it is for; may be empty.
    public let summary: String
    /// Where it is declared.
    public let location: ScriptLocation
  }

  /// How a piece of text stands as a script.
  public enum Completeness: Sendable {
    /// It can be run.
    case complete
    /// A bracket, a block or a continued line is open at its end.
    case incomplete
    /// No further line makes it right.
    case wrong
  }

  /// Reads a script; never fails: what is wrong is among `diagnostics`. Complexity: O(bytes).
  public static func parse(_ text: String, name: String) -> Program {
    parse(SourceText(name: name, text: text))
  }

  /// Reads a script from bytes of any kind.
  public static func parse(_ bytes: [UInt8], name: String) -> Program {
    parse(SourceText(name: name, bytes: bytes))
  }

  /// Reads a script.
  public static func parse(_ source: SourceText) -> Program {
    if let problem = source.unreadable() {
      return Program(source: source, cells: [], diagnostics: [problem], unfinished: 0)
    }
    var parser = Parser(source)
    var cells: [Cell] = []
    var start = source.start
    var marker: Token?
    while true {
      let (statements, _) = parser.statements(in: nil, blockDepth: 0)
      let isLast = parser.kind == .end
      let end = isLast ? source.bytes.count : lineStart(parser.current, source)
      let location = ScriptLocation(source: source, span: Span(start: start, end: end))
      if marker != nil || !location.text.utf8.allSatisfy({ $0.isBlank || $0.isLineEnd }) {
        let number = cells.last.map { $0.number + 1 } ?? (marker == nil ? 0 : 1)
        let cell = Cell(
          number: number, marker: marker.map { parser.text($0) }, statements: statements,
          location: location)
        cells.append(cell.isProse ? cell.with(prose: parser.proseParts(of: cell)) : cell)
      }
      if isLast { break }
      start = end
      marker = parser.current
      parser.advance()
    }
    let ordered = parser.diagnostics.sorted {
      ($0.location?.span.start ?? 0) < ($1.location?.span.start ?? 0)
    }
    return Program(
      source: source, cells: cells, diagnostics: ordered, unfinished: parser.unfinished)
  }

  private static func lineStart(_ token: Token, _ source: SourceText) -> Int {
    source.range(ofLine: source.line(of: Int(token.start))).lowerBound
  }

  /// Whether the text is whole, for a prompt that asks for more lines.
  public var completeness: Completeness {
    if diagnostics.isEmpty { return .complete }
    return unfinished == diagnostics.count ? .incomplete : .wrong
  }

  /// The `param` statements of the file itself, in order.
  public var parameters: [Declaration] {
    cells.flatMap { cell in
      cell.statements.compactMap { statement in
        guard case .parameter(let syntax) = statement.form else { return nil }
        return Declaration(
          name: syntax.name.name, defaultText: source.text(syntax.value.span),
          summary: syntax.summary, location: ScriptLocation(source: source, span: syntax.name.span))
      }
    }
  }

  /// The text put together from the cells: byte for byte what was read, if it was readable.
  public var printed: [UInt8] {
    let inCells = cells.flatMap { source.bytes[$0.location.span.start..<$0.location.span.end] }
    let before = cells.first?.location.span.start ?? source.bytes.count
    return Array(source.bytes[..<before]) + inCells
  }

  var statements: [Statement] { cells.flatMap(\.statements) }
}
