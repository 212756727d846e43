import Foundation
import GANScript
import Vocabulary

/// A JSON value whose members keep their order, so that the same values are the same bytes.
enum JSON: Sendable {
  case null
  case toggle(Bool)
  case number(Double)
  case whole(UInt64)
  case text(String)
  case list([JSON])
  case object([(String, JSON)])

  /// A number of the language, whole ones with all of their digits; `nil` for what is none.
  init?(number value: Value) {
    switch value {
    case .number(let number): self = .number(number)
    case .whole(let number): self = .whole(number)
    default: return nil
    }
  }

  /// Strict JSON, two spaces a level; what is not finite is a text, `"NaN"`.
  func encoded(indent: String = "") -> String {
    let inner = indent + "  "
    switch self {
    case .null: return "null"
    case .toggle(let isOn): return isOn ? "true" : "false"
    case .number(let number):
      if number.isFinite { return shortest(number) }
      return number.isNaN ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\""
    case .whole(let number): return "\(number)"
    case .text(let text): return JSON.quoted(text)
    case .list(let elements):
      guard !elements.isEmpty else { return "[]" }
      return "[\n" + elements.map { inner + $0.encoded(indent: inner) }.joined(separator: ",\n")
        + "\n\(indent)]"
    case .object(let members):
      guard !members.isEmpty else { return "{}" }
      return "{\n"
        + members.map { "\(inner)\(JSON.quoted($0)): \($1.encoded(indent: inner))" }
        .joined(separator: ",\n") + "\n\(indent)}"
    }
  }

  /// The same on one line, for files of a value a line.
  var line: String {
    switch self {
    case .list(let elements): "[" + elements.map(\.line).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(JSON.quoted($0)): \($1.line)" }.joined(separator: ", ") + "}"
    default: encoded()
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7f {
          result += String(format: "\\u%04x", scalar.value)
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
