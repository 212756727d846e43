import Vocabulary

/// What the host adds to the language: its verbs, the words of its networks.
public struct Language<Session: Sendable>: Sendable {
  /// What a `net` statement means; in the check phase on a copy of the session.
  public typealias Define =
    @Sendable (NetworkDescription, inout Session, ExecutionPhase) throws -> Value

  /// The host's verbs.
  public let verbs: Catalog<Verb<Session>>
  /// The layers that are written after an arrow; their parameters are what stands in brackets.
  public let layers: Catalog<Term>
  /// The words that are written after such a layer.
  public let modifiers: Catalog<Term>
  /// What to write instead of words that layers have elsewhere, by those words in lower case.
  public let foreignLayers: [String: String]
  /// What may be set with `name=value` in a `net` line.
  public let networkOptions: [Parameter]
  /// What help says besides the words.
  public let guide: LanguageGuide
  /// Makes a network of its description; throws `ScriptError`.
  public let define: Define
  /// What a check takes out of the session after a wrong statement that defines a name.
  public let forgetNetwork: @Sendable (String, inout Session) -> Void

  /// Every word that some argument takes: what a bare name may mean.
  let words: Set<String>
  /// Names that cannot be variables, with what they are.
  let reserved: [String: String]

  /// Puts a language together.
  public init(
    verbs: Catalog<Verb<Session>>, layers: Catalog<Term>, modifiers: Catalog<Term>,
    foreignLayers: [String: String] = [:], networkOptions: [Parameter],
    guide: LanguageGuide = LanguageGuide(),
    forgetNetwork: @escaping @Sendable (String, inout Session) -> Void = { _, _ in },
    define: @escaping Define
  ) {
    self.verbs = verbs
    self.layers = layers
    self.modifiers = modifiers
    self.foreignLayers = foreignLayers
    self.networkOptions = networkOptions
    self.guide = guide
    self.define = define
    self.forgetNetwork = forgetNetwork
    var words: Set<String> = []
    var reserved: [String: String] = [:]
    // Positional words (`save picture`) may be variables too: `run = train …` is too good a name.
    for parameter in verbs.terms.flatMap(\.parameters) + networkOptions {
      for word in parameter.kind.words {
        words.insert(word.name)
        if parameter.position == .named { reserved[word.name] = "a word of `\(parameter.name)=`" }
      }
    }
    for name in layers.names + modifiers.names { reserved[name] = "a word of `net`" }
    for name in verbs.names { reserved[name] = "a verb" }
    for name in syntaxTerms.names { reserved[name] = "a word of the language" }
    for name in syntaxWords { reserved[name] = "a word of the language" }
    self.words = words
    self.reserved = reserved
  }

  /// Whether a word is one of a network's layers.
  func isLayerWord(_ name: String) -> Bool { layers[name] != nil || modifiers[name] != nil }
}
