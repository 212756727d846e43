import Foundation

/// What an operation cannot do; the interpreter adds the location.
struct OperationError: Error {
  var message: String
  var help: String?
  var code: DiagnosticCode = .badOperation
}

/// Arithmetic and comparison of values. An unknown operand gives an unknown result.
enum Operations {
  /// `a + b` and its like, for all operators but `and` and `or`.
  static func apply(
    _ operation: Operator, _ a: Value, _ b: Value
  ) throws(OperationError) -> Value {
    switch operation {
    case .equal, .notEqual:
      guard let same = areEqual(a, b) else { return .unknown("on or off") }
      return .toggle(same == (operation == .equal))
    case .less, .lessEqual, .greater, .greaterEqual:
      return try compare(operation, a, b)
    case .range: return try range(a, b)
    default: return try arithmetic(operation, a, b)
    }
  }

  /// Whether two values are the same; `nil` if that is not known yet.
  ///
  /// A word and a text of the same letters are the same; so are two objects with one summary.
  static func areEqual(_ a: Value, _ b: Value) -> Bool? {
    switch (a, b) {
    case (.unknown, _), (_, .unknown): return nil
    case (.number(let a), .number(let b)): return a == b
    case (.whole(let a), .whole(let b)): return a == b
    case (.text(let a), .text(let b)), (.word(let a), .word(let b)),
      (.text(let a), .word(let b)), (.word(let a), .text(let b)):
      return a == b
    case (.toggle(let a), .toggle(let b)): return a == b
    case (.range(let a, let b), .range(let c, let d)): return a == c && b == d
    case (.size(let a, let b), .size(let c, let d)): return a == c && b == d
    case (.applied(let word, let a), .applied(let other, let b)):
      return word == other ? areEqual(.list(a), .list(b)) : false
    case (.list(let a), .list(let b)):
      guard a.count == b.count else { return false }
      var isKnown = true
      for (x, y) in zip(a, b) {
        guard let same = areEqual(x, y) else {
          isKnown = false
          continue
        }
        if !same { return false }
      }
      return isKnown ? true : nil
    case (.object(let a), .object(let b)):
      return a.typeName == b.typeName && a.summary == b.summary
    case (.nothing, .nothing): return true
    default: return false
    }
  }

  private static func compare(
    _ operation: Operator, _ a: Value, _ b: Value
  ) throws(OperationError) -> Value {
    guard let x = try number(a, for: operation), let y = try number(b, for: operation) else {
      return .unknown("on or off")
    }
    if let a = a.whole, let b = b.whole { return .toggle(holds(operation, a, b)) }
    return .toggle(holds(operation, x, y))
  }

  private static func holds<Number: Comparable>(
    _ operation: Operator, _ a: Number, _ b: Number
  ) -> Bool {
    switch operation {
    case .less: a < b
    case .lessEqual: a <= b
    case .greater: a > b
    default: a >= b
    }
  }

  private static func range(_ a: Value, _ b: Value) throws(OperationError) -> Value {
    guard let low = try number(a, for: .range), let high = try number(b, for: .range) else {
      return .unknown("a range")
    }
    if case .whole = b {
      throw OperationError(
        message: "a range goes up to 2^53, \(Value.largestExact)", code: .badValue)
    }
    guard low <= high else {
      throw OperationError(
        message: "a range runs from the lower to the higher number", code: .badValue)
    }
    return .range(low, high)
  }

  private static func arithmetic(
    _ operation: Operator, _ a: Value, _ b: Value
  ) throws(OperationError) -> Value {
    if operation == .plus {
      switch (a, b) {
      case (.text(let a), .text(let b)):
        guard a.utf8.count + b.utf8.count <= Limits.textBytes else {
          throw OperationError(message: "a text longer than 1 MB", code: .tooLarge)
        }
        return .text(a + b)
      case (.list(let a), .list(let b)): return .list(a + b)
      default: break
      }
    }
    guard let x = try number(a, for: operation), let y = try number(b, for: operation) else {
      return .unknown("a number")
    }
    if let whole = wholeResult(operation, a, b) { return whole }
    switch operation {
    case .plus: return .number(x + y)
    case .minus: return .number(x - y)
    case .times: return .number(x * y)
    case .power: return .number(pow(x, y))
    default:
      guard y != 0 else { throw OperationError(message: "division by zero", code: .badValue) }
      return .number(x / y)
    }
  }

  /// Sums, differences and products of whole numbers above 2^53, as long as they have 64 bits.
  private static func wholeResult(_ operation: Operator, _ a: Value, _ b: Value) -> Value? {
    guard let x = a.whole, let y = b.whole else { return nil }
    let (result, overflow) =
      switch operation {
      case .plus: x.addingReportingOverflow(y)
      case .minus: x.subtractingReportingOverflow(y)
      case .times: x.multipliedReportingOverflow(by: y)
      default: (0, true)
      }
    return overflow ? nil : Value(result)
  }

  /// The number in a value; `nil` if it is not known yet.
  private static func number(
    _ value: Value, for operation: Operator
  ) throws(OperationError) -> Double? {
    switch value {
    case .number, .whole: return value.number
    case .unknown: return nil
    default:
      let help: String? =
        if operation == .plus, case .text = value {
          "put values into a text with braces: \"lr {lr}\""
        } else {
          nil
        }
      throw OperationError(
        message: "`\(operation.rawValue)` takes numbers, not \(value.typeName)", help: help)
    }
  }
}
