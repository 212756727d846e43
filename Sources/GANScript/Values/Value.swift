import Vocabulary

/// What an expression gives. Values never change.
public enum Value: Sendable {
  /// A number; whole ones too.
  case number(Double)
  /// A text in quotes.
  case text(String)
  /// A word of the language, `sgd`.
  case word(String)
  /// A word of the language with arguments, `normal(0.01)`, defaults filled in.
  case applied(String, [Value])
  /// `on` or `off`.
  case toggle(Bool)
  /// `-1..1`
  case range(Double, Double)
  /// `64x48`: rows, then columns.
  case size(Int, Int)
  /// `[a, b]`
  case list([Value])
  /// Something of the host.
  case object(any ScriptObject)
  /// What a check knows to exist but cannot know before the run; with what it will be: `a number`.
  case unknown(String)
  /// What a verb gives that has no result.
  case nothing
}

/// A value of the host's own: a data set, a network, a run.
public protocol ScriptObject: Sendable {
  /// What it is, as parameters of kind `object` name it: `run`, `data set`.
  var typeName: String { get }
  /// What can be asked of it, in the order in which help and completion show it.
  var fieldNames: [String] { get }
  /// A field's value, which may be an object itself; `nil` if it has no field of that name.
  func field(_ name: String) -> Value?
  /// One line for the prompt.
  var summary: String { get }
  /// What a `for` goes through and what functions of lists take; `nil` if it is no list.
  var elements: [Value]? { get }
  /// The spread of the values whose mean is `mean`; `nil` if it says nothing about a claim.
  var spread: Double? { get }
}

extension ScriptObject {
  /// No list, unless the object says otherwise.
  public var elements: [Value]? { nil }
  /// None, unless the object says otherwise.
  public var spread: Double? { nil }
}

extension Value {
  /// What it is, with an article, as error messages say it.
  public var typeName: String {
    switch self {
    case .number: "a number"
    case .text: "a text"
    case .word, .applied: "a word"
    case .toggle: "on or off"
    case .range: "a range"
    case .size: "a size"
    case .list: "a list"
    case .object(let object): "a \(object.typeName)"
    case .unknown(let kind): kind
    case .nothing: "nothing"
    }
  }

  /// Whether it is known only when the script runs.
  public var isUnknown: Bool {
    switch self {
    case .unknown: true
    case .list(let elements): elements.contains(where: \.isUnknown)
    default: false
    }
  }

  /// As a user would type it: texts in quotes, objects as their summary.
  public var source: String {
    switch self {
    case .text(let text): quoted(text)
    case .list(let elements): "[" + elements.map(\.source).joined(separator: ", ") + "]"
    default: description
    }
  }
}

extension Value: CustomStringConvertible {
  /// As `print` shows it: texts without quotes.
  public var description: String {
    switch self {
    case .number(let number): shortest(number)
    case .text(let text), .word(let text): text
    case .applied(let word, let arguments):
      word + "(" + arguments.map(\.source).joined(separator: ", ") + ")"
    case .toggle(let isOn): isOn ? "on" : "off"
    case .range(let low, let high): "\(shortest(low))..\(shortest(high))"
    case .size(let rows, let columns): "\(rows)x\(columns)"
    case .list: source
    case .object(let object): object.summary
    case .unknown(let kind): "(\(kind), known after the run)"
    case .nothing: ""
    }
  }
}

/// A text with quotes around it, readable by the language.
func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "{": result += "\\{"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
