/// What a `net` line says, evaluated and checked against the language's words.
public struct NetworkDescription: Sendable {
  /// A word of a layer with its arguments.
  public struct LayerWord: Sendable {
    /// The word, `leakyrelu`.
    public let name: String
    /// One value for each of its parameters, defaults filled in; `.nothing` without a default.
    public let arguments: [Value]
    /// Where it stands.
    public let location: ScriptLocation
  }

  /// What a layer begins with.
  public enum Head: Sendable {
    /// A plain number, `128`.
    case units(Int)
    /// A shape, `128@4x4`.
    case shape(channels: Int, height: Int, width: Int)
    /// A word, `conv(32, 4)`.
    case word(LayerWord)
    /// A number that is not known yet, in a check only.
    case unknown
  }

  /// A layer.
  public struct LayerDescription: Sendable {
    /// What it begins with.
    public let head: Head
    /// The words after that, in order.
    public let modifiers: [LayerWord]
    /// Where the head stands.
    public let headLocation: ScriptLocation
    /// The layer as written.
    public let location: ScriptLocation
  }

  /// A named option, `init=he`.
  public struct OptionValue: Sendable {
    /// Its name.
    public let name: String
    /// Its value, in the form of its kind.
    public let value: Value
    /// Where it stands.
    public let location: ScriptLocation
  }

  /// The network's name.
  public let name: String
  /// What goes in, with the words after it.
  public let input: LayerDescription
  /// Whether the kind of each sample goes in beside it: `100+kinds`.
  public let isToldKinds: Bool
  /// The layers after the input; at least one.
  public let layers: [LayerDescription]
  /// The options that were written.
  public let options: [OptionValue]
  /// The whole statement.
  public let location: ScriptLocation

  /// The statement as written.
  public var source: String { location.text }
  /// The option of that name, if it was written.
  public func option(_ name: String) -> Value? { options.first { $0.name == name }?.value }
}
