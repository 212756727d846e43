/// A part of a source text, in bytes.
struct Span: Sendable, Hashable {
  /// The first byte.
  var start: Int
  /// The byte after the last one.
  var end: Int

  /// From the start of one part to the end of another.
  func joined(with other: Span) -> Span {
    Span(start: min(start, other.start), end: max(end, other.end))
  }
}

/// A part of a named script: what an error points at.
public struct ScriptLocation: Sendable {
  /// The script.
  public let source: SourceText
  let span: Span

  /// The script's name.
  public var file: String { source.name }
  /// The line on which it begins, from 1.
  public var line: Int { source.line(of: span.start) }
  /// The column at which it begins, from 1, in Unicode scalars.
  public var column: Int { source.column(of: span.start) }
  /// What is written there.
  public var text: String { source.text(span) }

  /// Whether another part of an equally named script lies within this one.
  public func contains(_ other: ScriptLocation) -> Bool {
    (source === other.source || file == other.file) && span.start <= other.span.start
      && other.span.end <= span.end
  }
}

extension ScriptLocation: CustomStringConvertible {
  /// `file:line:column`, escaped for the terminal.
  public var description: String { "\(escaped(file)):\(line):\(column)" }
}

extension ScriptLocation: Equatable {
  /// Whether two locations are the same part of equally named scripts.
  public static func == (a: ScriptLocation, b: ScriptLocation) -> Bool {
    a.span == b.span && (a.source === b.source || a.file == b.file)
  }
}
