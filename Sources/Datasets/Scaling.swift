import Vocabulary

/// How bytes became the numbers of a data set, and the way back.
public enum Scaling: Sendable, Equatable {
  /// 0 became the lower bound, 255 the upper.
  case range(low: Float, high: Float)
  /// The whole set was shifted and scaled to mean 0 and standard deviation 1; what both were, in
  /// pixels.
  case standardized(mean: Double, standardDeviation: Double)
  /// The numbers were taken as they came.
  case none

  /// In words: `-1..1`, `mean 101.5, deviation 60.25`.
  public var summary: String {
    switch self {
    case .range(let low, let high): "\(shortest(Double(low)))..\(shortest(Double(high)))"
    case .standardized(let mean, let standardDeviation):
      "mean \(shortest(mean)), deviation \(shortest(standardDeviation))"
    case .none: "none"
    }
  }

  /// The scaling that a summary names; `nil` if it is none.
  public init?(summary: String) {
    if summary == "none" {
      self = .none
    } else if let match = summary.wholeMatch(of: /mean (\S+), deviation (\S+)/) {
      guard let mean = Double(match.1), let deviation = Double(match.2), mean.isFinite,
        deviation.isFinite, deviation > 0
      else { return nil }
      self = .standardized(mean: mean, standardDeviation: deviation)
    } else {
      let bounds = summary.split(separator: "..", omittingEmptySubsequences: false)
      guard bounds.count == 2, let low = Float(bounds[0]), let high = Float(bounds[1]), low < high,
        (high - low).isFinite
      else { return nil }
      self = .range(low: low, high: high)
    }
  }

  /// The number that a pixel becomes, in float32: (v − 127.5) / 127.5 for −1...1 and v / 255 for
  /// 0...1, as frameworks compute it.
  public func value(of pixel: UInt8) -> Float {
    switch self {
    case .range(low: -1, high: 1): (Float(pixel) - 127.5) / 127.5
    case .range(low: 0, high: 1): Float(pixel) / 255
    case .range(let low, let high):
      Float(Double(low) + Double(pixel) * (Double(high) - Double(low)) / 255)
    case .standardized(let mean, let standardDeviation):
      Float((Double(pixel) - mean) / standardDeviation)
    case .none: Float(pixel)
    }
  }

  /// The level that a number stands for, from 0 to 255 where it is within the range of pixels.
  private func level(of value: Float) -> Double {
    switch self {
    case .range(let low, let high):
      (Double(value) - Double(low)) / (Double(high) - Double(low)) * 255
    case .standardized(let mean, let standardDeviation): Double(value) * standardDeviation + mean
    case .none: Double(value)
    }
  }

  /// What numbers of this scale are in another.
  public func converted(_ values: [Float], to other: Scaling) -> [Float] {
    if self == other { return values }
    switch other {
    case .range(let low, let high):
      let (low, height) = (Double(low), Double(high) - Double(low))
      return values.map { Float(low + level(of: $0) * height / 255) }
    case .standardized(let mean, let standardDeviation):
      return values.map { Float((level(of: $0) - mean) / standardDeviation) }
    case .none: return values.map { Float(level(of: $0)) }
    }
  }

  /// The pixel that a number stands for: the nearest, clipped to 0...255; 0 for what is no number.
  public func pixel(of value: Float) -> UInt8 {
    let level = level(of: value)
    guard level > 0 else { return 0 }
    return level < 255 ? UInt8(level.rounded()) : 255
  }

  /// All 256 values in order.
  func table() -> [Float] { (0...255).map { value(of: UInt8($0)) } }
}

/// How pixels are to be scaled.
public enum ScalingRule: Sendable, Equatable {
  /// To a range, `-1...1` for example.
  case range(low: Float, high: Float)
  /// To mean 0 and standard deviation 1 over the whole set.
  case standardize

  /// The scaling that the rule makes of a set of pixels; a set of one level keeps standard
  /// deviation 1.
  ///
  /// Mean and standard deviation (of the population) come from a count of the 256 levels, so they
  /// are exact whatever the order and number of pixels. Complexity: O(pixels) to standardize, else
  /// O(1).
  func scaling(of pixels: [UInt8]) -> Scaling {
    guard case .range(let low, let high) = self else { return standardization(of: pixels) }
    return .range(low: low, high: high)
  }

  private func standardization(of pixels: [UInt8]) -> Scaling {
    var histogram = [Int](repeating: 0, count: 256)
    for pixel in pixels { histogram[Int(pixel)] += 1 }
    let count = Double(max(pixels.count, 1))
    let levels = histogram.enumerated()
    let mean = Double(levels.reduce(0) { $0 + $1.offset * $1.element }) / count
    let variance =
      levels.reduce(0.0) { sum, level in
        let difference = Double(level.offset) - mean
        return sum + difference * difference * Double(level.element)
      } / count
    return .standardized(mean: mean, standardDeviation: variance > 0 ? variance.squareRoot() : 1)
  }
}
