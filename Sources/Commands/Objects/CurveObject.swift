import GANScript
import Vocabulary

/// Values over the epochs, or of several runs: `first`, `last`, `min`, `max`, `mean`; `deviation`,
/// the standard deviation of the sample.
///
/// Over the epochs also `early`, `middle` and `late`, the means of the first, the third and the last
/// fifth; `roughness`, the mean change from one value to the next; `min_at` and `max_at`, the epochs
/// of the smallest and the largest value.
struct CurveObject: ScriptObject {
  /// What there is a value for.
  enum Axis {
    case epochs([Int])
    case runs
  }

  let name: String
  let axis: Axis
  /// `nil` in a check.
  let values: [Double]?

  /// Values over the epochs; `nil` in a check.
  init(name: String, _ points: [(epoch: Int, value: Double)]?) {
    self.name = name
    axis = .epochs(points?.map(\.epoch) ?? [])
    values = points?.map(\.value)
  }

  /// A value a run; `nil` in a check.
  init(name: String, ofRuns values: [Double]?) {
    self.name = name
    axis = .runs
    self.values = values
  }

  var typeName: String { "curve" }
  var fieldNames: [String] {
    let common = ["first", "last", "min", "max", "mean", "deviation", "count"]
    return switch axis {
    case .epochs: common + ["early", "middle", "late", "roughness", "min_at", "max_at"]
    case .runs: common
    }
  }
  var elements: [Value]? { values?.map { .number($0) } ?? [.unknown("a number")] }

  /// How far runs are apart. The spread of epochs says nothing about their mean.
  var spread: Double? {
    guard case .runs = axis, let values, values.count > 1 else { return nil }
    return Statistics.standardDeviation(values)
  }

  func field(_ name: String) -> Value? {
    guard fieldNames.contains(name) else { return nil }
    guard let values else { return .unknown("a number") }
    let fifth = max(1, values.count / 5)
    return switch name {
    case "first": .number(values.first ?? .nan)
    case "last": .number(values.last ?? .nan)
    case "min": .number(values.min() ?? .nan)
    case "max": .number(values.max() ?? .nan)
    case "deviation": .number(Statistics.standardDeviation(values))
    case "count": .number(Double(values.count))
    case "early": .number(Statistics.mean(values.prefix(fifth)))
    case "middle":
      .number(Statistics.mean(values.dropFirst((values.count - fifth) / 2).prefix(fifth)))
    case "late": .number(Statistics.mean(values.suffix(fifth)))
    case "roughness":
      .number(Statistics.mean(zip(values, values.dropFirst()).map { abs($1 - $0) }))
    case "min_at": .number(epoch { $0.min() })
    case "max_at": .number(epoch { $0.max() })
    default: .number(Statistics.mean(values))
    }
  }

  /// The first epoch that has the chosen value.
  private func epoch(of choice: ([Double]) -> Double?) -> Double {
    guard case .epochs(let epochs) = axis, let values, let value = choice(values),
      let index = values.firstIndex(of: value)
    else { return .nan }
    return Double(epochs[index])
  }

  var summary: String {
    guard let first = values?.first, let last = values?.last else { return name }
    return "\(name): \(fixed(first, 4)) to \(fixed(last, 4)) in \(values?.count ?? 0) values"
  }
}

/// `sweep.each.coverage.late`: what every run has of a field, as a curve over the runs.
struct EachObject: ScriptObject {
  let name: String
  let objects: [any ScriptObject]

  var typeName: String { "field of each run" }
  var fieldNames: [String] { objects.first?.fieldNames ?? [] }
  var summary: String { "\(name) of \(counted(objects.count, "run"))" }

  func field(_ name: String) -> Value? {
    let values = objects.compactMap { $0.field(name) }
    guard values.count == objects.count, !values.isEmpty else { return nil }
    let inner = values.compactMap { value -> (any ScriptObject)? in
      if case .object(let object) = value { object } else { nil }
    }
    if inner.count == values.count { return .object(EachObject(name: name, objects: inner)) }
    let numbers = values.compactMap(\.number)
    if numbers.count == values.count { return .object(CurveObject(name: name, ofRuns: numbers)) }
    if case .unknown("a number")? = values.first(where: \.isUnknown) {
      return .object(CurveObject(name: name, ofRuns: nil))
    }
    return .list(values)
  }
}

/// Numbers about numbers.
enum Statistics {
  /// NaN of nothing.
  static func mean(_ values: some Collection<Double>) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// Of the sample: divided by one less than there are; 0 for a single value.
  static func standardDeviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = mean(values)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1))
      .squareRoot()
  }
}
