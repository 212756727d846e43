import Vocabulary

/// Whether a script is looked at or carried out.
public enum ExecutionPhase: Sendable {
  /// Everything that can be done without work and without writing: names, shapes, files, the plan.
  case check
  /// The work itself.
  case run
}

/// A verb of the host.
public struct Verb<Session: Sendable>: Described {
  /// What a verb is for, as far as running single cells needs to know.
  public enum VerbRole: Sendable {
    /// Changes the session: later statements may need it.
    case work
    /// Shows or writes something and changes nothing that later statements see.
    case output
  }

  /// What it does with a call; in the check phase on a copy of the session.
  public typealias Perform = @Sendable (Call, inout Session, ExecutionPhase) throws -> Value

  /// Its name, arguments and help.
  public let term: Term
  /// The defaults of its parameters, read once.
  let defaults: [String: Value]
  /// Whether running a later cell alone needs it.
  public var role: VerbRole
  /// Whether every argument also takes a list of what it takes: the axes of a grid.
  public var acceptsLists: Bool
  /// What a check takes out of the session after a wrong statement: what the statement would have given,
  /// so that later ones are not judged by what came before. The call is `nil` where its arguments are wrong.
  public var forget: @Sendable (Call?, inout Session) -> Void
  /// What it does; throws `ScriptError`. Whatever is thrown, the session stays as it was.
  public var perform: Perform

  /// Describes a verb.
  public init(
    _ term: Term, role: VerbRole = .work, acceptsLists: Bool = false,
    forget: @escaping @Sendable (Call?, inout Session) -> Void = { _, _ in },
    perform: @escaping Perform
  ) {
    self.term = term
    var defaults: [String: Value] = [:]
    for parameter in term.parameters { defaults[parameter.name] = parameter.defaultValue }
    self.defaults = defaults
    self.role = role
    self.acceptsLists = acceptsLists
    self.forget = forget
    self.perform = perform
  }
}
