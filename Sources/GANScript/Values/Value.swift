import Vocabulary

/// What an expression gives. Values never change.
public enum Value: Sendable {
  /// A number; whole ones too, as far as a `Double` has all of them.
  case number(Double)
  /// A whole number above `largestExact`, such as a seed of 64 bits; made by `init(_:)`.
  case whole(UInt64)
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
  /// 2^53: up to here a `Double` has every whole number.
  static let largestExact: UInt64 = 1 << 53

  /// A whole number, all of its digits kept.
  public init(_ whole: UInt64) {
    self = whole > Value.largestExact ? .whole(whole) : .number(Double(whole))
  }

  /// The number in it, rounded to what a `Double` can hold; `nil` if it is none.
  public var number: Double? {
    switch self {
    case .number(let number): number
    case .whole(let number): Double(number)
    default: nil
    }
  }

  /// The whole number from 0 to 2^64 - 1 in it; `nil` if it is none.
  public var whole: UInt64? {
    switch self {
    case .number(let number): UInt64(exactly: number)
    case .whole(let number): number
    default: nil
    }
  }

  /// What it is, with an article, as error messages say it.
  public var typeName: String {
    switch self {
    case .number, .whole: "a number"
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

  /// What a check takes for a value whose statement was wrong.
  static let forgotten = Value.unknown("a value")

  /// Whether it stands for one whose statement was wrong.
  var isForgotten: Bool {
    switch self {
    case .unknown(let what): what == "a value"
    case .list(let elements): elements.contains(where: \.isForgotten)
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
    case .whole(let number): "\(number)"
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
