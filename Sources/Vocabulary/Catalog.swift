/// A vocabulary: all things of one sort, in the order in which they are to be shown.
public struct Catalog<Element: Described>: Sendable {
  /// The sort, in the singular: `verb`, `layer`, `optimizer`.
  public let noun: String
  /// All of them.
  public let elements: [Element]

  /// Lists elements of one sort; a name must not come twice.
  public init(_ noun: String, _ elements: [Element]) {
    assert(Set(elements.map(\.name)).count == elements.count, "a \(noun) is listed twice")
    self.noun = noun
    self.elements = elements
  }

  /// All names, in order.
  public var names: [String] { elements.map(\.name) }

  /// All descriptions, in order.
  public var terms: [Term] { elements.map(\.term) }

  /// The element of that name.
  public subscript(name: String) -> Element? { elements.first { $0.name == name } }

  /// The element of that name; otherwise throws what is known of near ones.
  public func find(_ name: String) throws(UnknownName) -> Element {
    guard let element = self[name] else {
      throw UnknownName(noun: noun, name: name, suggestion: nearest(to: name, among: names))
    }
    return element
  }
}

/// A name that no catalog knows.
public struct UnknownName: Error, Sendable, Equatable {
  /// What sort was looked for: `verb`, `layer`, `argument`.
  public var noun: String
  /// What was typed.
  public var name: String
  /// A known name that is close.
  public var suggestion: String?

  /// An unknown name with its nearest known one.
  public init(noun: String, name: String, suggestion: String?) {
    self.noun = noun
    self.name = name
    self.suggestion = suggestion
  }
}
