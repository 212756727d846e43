/// What a `net` line says, evaluated and checked against the language's words.
public struct NetworkDescription: Sendable {
  /// A word after the units of a layer.
  public struct ModifierDescription: Sendable {
    /// The word, `leakyrelu`.
    public let name: String
    /// One value for each of its parameters, defaults filled in; `.nothing` without a default.
    public let arguments: [Value]
    /// Where it stands.
    public let location: ScriptLocation
  }

  /// A layer.
  public struct LayerDescription: Sendable {
    /// How many units it has; `nil` only in a check, where it is not known yet.
    public let units: Int?
    /// The words after the units, in order.
    public let modifiers: [ModifierDescription]
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
  /// How many numbers go in, with the words after that number.
  public let input: LayerDescription
  /// The layers after the input; at least one.
  public let layers: [LayerDescription]
  /// The options that were written.
  public let options: [OptionValue]
  /// The whole statement.
  public let location: ScriptLocation

  /// The statement as written.
  public var source: String { location.text }
  /// The number after the name; `nil` only in a check, where it is not known yet.
  public var inputWidth: Int? { input.units }
  /// The option of that name, if it was written.
  public func option(_ name: String) -> Value? { options.first { $0.name == name }?.value }
}
