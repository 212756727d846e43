import Foundation
import Vocabulary

/// How `{lr:.2f}` writes a number: `[0][width][.digits]` and one of `f e g d %`.
struct NumberFormat: Sendable {
  private var isZeroPadded = false
  private var width = 0
  private var digits: Int?
  private var style: Character = "g"

  /// Reads a format; `nil` if it is none. Width is at most 64, digits at most 32.
  init?(_ text: String) {
    var rest = Substring(text)
    if rest.first == "0" {
      isZeroPadded = true
      rest.removeFirst()
    }
    width = NumberFormat.takeNumber(&rest) ?? 0
    if rest.first == "." {
      rest.removeFirst()
      guard let count = NumberFormat.takeNumber(&rest) else { return nil }
      digits = count
    }
    style = rest.popFirst() ?? (digits == nil ? "d" : "g")
    guard rest.isEmpty, !text.isEmpty, "fegd%".contains(style), width <= 64, digits ?? 0 <= 32
    else { return nil }
  }

  /// The digits at the front, if they are few.
  private static func takeNumber(_ text: inout Substring) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    text.removeFirst(digits.count)
    return digits.count > 3 ? 999 : Int(digits)
  }

  /// A number in this form; infinite ones and NaN as `inf` and `nan`, whole ones with all digits.
  /// `nil` for what is no number.
  func apply(_ value: Value) -> String? {
    guard let number = value.number else { return nil }
    let body: String
    switch style {
    case _ where !number.isFinite: body = "\(number)"
    case "d":
      if case .whole = value {
        body = value.description
      } else {
        body = shortest(digits == nil ? number.rounded() : number)
      }
    case "%": body = String(format: "%.*f", digits ?? 0, number * 100) + "%"
    case "e": body = String(format: "%.*e", digits ?? 6, number)
    case "f": body = String(format: "%.*f", digits ?? 6, number)
    default: body = String(format: "%.*g", digits ?? 6, number)
    }
    let missing = width - body.utf8.count
    guard missing > 0 else { return body }
    guard isZeroPadded, number.isFinite else {
      return String(repeating: " ", count: missing) + body
    }
    let zeros = String(repeating: "0", count: missing)
    return body.hasPrefix("-") ? "-" + zeros + body.dropFirst() : zeros + body
  }
}

extension Value {
  /// The value for people: at most four decimals, or four significant digits.
  public var shown: String {
    guard let number else { return description }
    let rounded = (number * 10_000).rounded() / 10_000
    if rounded == number || !number.isFinite { return description }
    return abs(number) < 0.01 ? String(format: "%.4g", number) : shortest(rounded)
  }
}
