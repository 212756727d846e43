/// A thing that users type by name, described once.
///
/// Parser, help, completion, near-miss hints, documentation tables and parameterised tests all
/// read terms; nothing about a name is written down a second time.
public struct Term: Sendable, Equatable {
  /// What the user types.
  public var name: String
  /// One line without a full stop, for tables.
  public var summary: String
  /// What else there is to know: formula, units, source. Empty if the summary says it all.
  public var discussion: String
  /// What it accepts, in the order of positional arguments.
  public var parameters: [Parameter]
  /// A line or a few that run as they are.
  public var example: String

  /// Describes a thing by name, summary and, where there is more to say, the rest.
  public init(
    _ name: String, _ summary: String, discussion: String = "", parameters: [Parameter] = [],
    example: String = ""
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.parameters = parameters
    self.example = example
  }

  /// The parameter of that name, if there is one.
  public func parameter(named name: String) -> Parameter? {
    parameters.first { $0.name == name }
  }
}

/// Anything that a catalog can list.
public protocol Described: Sendable {
  /// Its description.
  var term: Term { get }
}

extension Described {
  /// What the user types.
  public var name: String { term.name }
}

extension Term: Described {
  /// A term describes itself.
  public var term: Term { self }
}
