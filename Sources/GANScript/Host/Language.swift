import Vocabulary

/// What the host adds to the language: its verbs, the words of its networks.
public struct Language<Session: Sendable>: Sendable {
  /// What a `net` statement means; in the check phase on a copy of the session.
  public typealias Define =
    @Sendable (NetworkDescription, inout Session, ExecutionPhase) throws -> Value

  /// The host's verbs.
  public let verbs: Catalog<Verb<Session>>
  /// The words after a layer's units; their parameters are what stands in brackets.
  public let modifiers: Catalog<Term>
  /// What may be set with `name=value` in a `net` line.
  public let networkOptions: [Parameter]
  /// Makes a network of its description; throws `ScriptError`.
  public let define: Define

  /// Every word that some argument takes: what a bare name may mean.
  let words: Set<String>
  /// Names that cannot be variables, with what they are.
  let reserved: [String: String]

  /// Puts a language together.
  public init(
    verbs: Catalog<Verb<Session>>, modifiers: Catalog<Term>, networkOptions: [Parameter],
    define: @escaping Define
  ) {
    self.verbs = verbs
    self.modifiers = modifiers
    self.networkOptions = networkOptions
    self.define = define
    var words: Set<String> = []
    var reserved: [String: String] = [:]
    // Positional words (`save picture`) may be variables too: `run = train …` is too good a name.
    for parameter in verbs.terms.flatMap(\.parameters) + networkOptions {
      for word in parameter.kind.words {
        words.insert(word.name)
        if parameter.position == .named { reserved[word.name] = "a word of `\(parameter.name)=`" }
      }
    }
    for name in modifiers.names { reserved[name] = "a word of `net`" }
    for name in verbs.names { reserved[name] = "a verb" }
    for name in syntaxTerms.names { reserved[name] = "a word of the language" }
    for name in syntaxWords { reserved[name] = "a word of the language" }
    self.words = words
    self.reserved = reserved
  }
}
