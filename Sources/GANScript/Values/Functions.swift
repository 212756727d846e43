import Foundation
import Vocabulary

/// A function of the language: `mean(x)`.
struct Function: Described {
  var term: Term
  /// Its value; `nil` if an argument is not known yet.
  var apply: @Sendable (Value) throws(OperationError) -> Value
}

/// All functions; `exists` and `verdict` are the interpreter's, which knows where files are looked for and
/// what came of claims.
enum Functions {
  static let catalog = Catalog(
    "function",
    [
      ofNumbers("first", "the first value of a list") { $0.first ?? .nan },
      ofNumbers("last", "the last value of a list") { $0.last ?? .nan },
      ofNumbers("min", "the smallest of numbers") { $0.min() ?? .nan },
      ofNumbers("max", "the largest of numbers") { $0.max() ?? .nan },
      ofNumbers("mean", "the mean of numbers") { $0.reduce(0, +) / Double($0.count) },
      count, finite,
      ofNumber("abs", "the size of a number without its sign") { abs($0) },
      ofNumber("sqrt", "the square root") { $0.squareRoot() },
      ofNumber("log", "the natural logarithm") { log($0) },
      ofNumber("exp", "e to the power of a number") { exp($0) },
      ofNumber("round", "the nearest whole number; halves away from zero") {
        $0.rounded(.toNearestOrAwayFromZero)
      },
      exists, verdict,
    ])

  static let exists = Function(
    term: Term(
      "exists", "whether a file or folder is there",
      parameters: [Parameter("path", .text, "the path", position: .positional, isRequired: true)],
      example: "if exists(\"weights.safetensors\")\n  print \"there\"\nend")
  ) { _ in .unknown("on or off") }

  private static let verdict = Function(
    term: Term(
      "verdict", "what the claims of an article's sentence have come to so far, in words",
      discussion: """
        One of "holds", "holds in part", "does not hold", "cannot be told" and, where no claim of the \
        sentence was measured before this point, "not measured". A replay knows the sections before.
        """,
      parameters: [
        Parameter(
          "sentence", .text, "the sentence, as `expect` has it", position: .positional,
          isRequired: true)
      ],
      example: "expect 1 < 2 \"less\" \"one is less\"\nprint verdict(\"one is less\")")
  ) { _ in .unknown("a text") }

  private static let count = Function(
    term: Term(
      "count", "how many values a list has", parameters: [list], example: "print count([1, 2])")
  ) { (value) throws(OperationError) in
    if case .object(let object) = value, object.elements == nil,
      let field = object.field("count")
    {
      return field
    }
    guard let values = try elements(of: value, for: "count") else { return .unknown("a number") }
    return .number(Double(values.count))
  }

  private static let finite = Function(
    term: Term(
      "finite", "whether a number, or every number of a list, is neither infinite nor NaN",
      parameters: [list], example: "print finite([1, 2])")
  ) { (value) throws(OperationError) in
    if let number = value.number { return .toggle(number.isFinite) }
    guard let values = try numbers(of: value, for: "finite") else {
      return .unknown("on or off")
    }
    return .toggle(values.allSatisfy(\.isFinite))
  }

  private static let list = Parameter(
    "list", .list(.any), "a list", position: .positional, isRequired: true)

  private static func ofNumbers(
    _ name: String, _ summary: String, _ compute: @escaping @Sendable ([Double]) -> Double
  ) -> Function {
    Function(
      term: Term(name, summary, parameters: [list], example: "print \(name)([3, 1, 2])")
    ) { (value) throws(OperationError) in
      if case .object(let object) = value, object.elements == nil,
        let field = object.field(name)
      {
        return field
      }
      if name == "first" || name == "last",
        let values = try elements(of: value, for: name), !values.isEmpty
      {
        return name == "first" ? values[0] : values[values.count - 1]
      }
      guard let values = try numbers(of: value, for: name) else { return .unknown("a number") }
      guard !values.isEmpty else {
        throw OperationError(message: "`\(name)` of an empty list", code: .badValue)
      }
      return .number(compute(values))
    }
  }

  private static func ofNumber(
    _ name: String, _ summary: String, _ compute: @escaping @Sendable (Double) -> Double
  ) -> Function {
    let number = Parameter(
      "number", .number(-.infinity ... .infinity), "a number", position: .positional,
      isRequired: true)
    return Function(
      term: Term(name, summary, parameters: [number], example: "print \(name)(2)")
    ) { (value) throws(OperationError) in
      if case .unknown = value { return .unknown("a number") }
      guard let number = value.number else {
        throw OperationError(message: "`\(name)` takes a number, not \(value.typeName)")
      }
      return .number(compute(number))
    }
  }

  /// A list's values; `nil` if it is not known yet.
  static func elements(
    of value: Value, for name: String
  ) throws(OperationError) -> [Value]? {
    switch value {
    case .list(let elements): return elements
    case .unknown: return nil
    case .object(let object):
      if let elements = object.elements { return elements }
    default: break
    }
    throw OperationError(
      message: "`\(name)` takes a list, not \(value.typeName)", help: "write \(name)([a, b])")
  }

  private static func numbers(
    of value: Value, for name: String
  ) throws(OperationError) -> [Double]? {
    guard let elements = try elements(of: value, for: name) else { return nil }
    var numbers: [Double] = []
    for element in elements {
      if case .unknown = element { return nil }
      guard let number = element.number else {
        throw OperationError(
          message: "`\(name)` takes numbers, but the list has \(element.typeName)")
      }
      numbers.append(number)
    }
    return numbers
  }
}
