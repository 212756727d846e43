import Foundation

/// A labelled position on an axis.
struct Tick: Equatable {
  /// The value there.
  var value: Double
  /// What is written next to it.
  var label: String
}

/// A range of values, how it is divided, and where its values fall between 0 and 1.
struct Axis: Equatable {
  let lower: Double
  let upper: Double
  let scale: AxisScale

  /// The axis that holds a range, widened on both sides by a share of its length.
  ///
  /// A range without length is opened around its value, so that a constant curve has a middle.
  init(_ range: ClosedRange<Double>, scale: AxisScale = .linear, padding: Double = 0) {
    self.scale = scale
    var low = range.lowerBound
    var high = range.upperBound
    if scale == .log {
      low = log10(low)
      high = log10(high)
    }
    let size = max(abs(low), abs(high))
    if high / 2 - low / 2 <= size * 1e-12 || high - low < 1e-290 {
      let opening = scale == .log ? 0.5 : (size < 1e-280 ? 1 : size / 10)
      low -= opening
      high += opening
    }
    let margin = (high / 2 - low / 2) * 2 * padding
    let largest = Double.greatestFiniteMagnitude
    lower = margin.isFinite ? max(low - margin, -largest) : low
    upper = margin.isFinite ? min(high + margin, largest) : high
  }

  /// Where a value falls: 0 at the lower end, 1 at the upper one. Halves keep spans finite.
  func position(of value: Double) -> Double {
    let v = scale == .log ? log10(value) : value
    return (v / 2 - lower / 2) / (upper / 2 - lower / 2)
  }

  /// Ticks at steps of 1, 2 or 5 times a power of ten, at most `count` if there is a choice.
  func ticks(atMost count: Int) -> [Tick] {
    scale == .log ? logTicks(atMost: max(count, 2)) : linearTicks(lower, upper, max(count, 2))
  }

  private func logTicks(atMost count: Int) -> [Tick] {
    let decades = upper - lower
    for mantissas in [[1.0, 2, 5], [1.0]] {
      var values: [Double] = []
      let first = Int(lower.rounded(.down))
      let last = Int(upper.rounded(.up))
      // Whole decades are thinned to a 1-2-5 stride; finer marks are only for a few decades.
      let stride = mantissas.count > 1 ? 1 : max(1, Int(niceStep(decades, atMost: count)))
      for exponent in first...last where exponent % stride == 0 {
        for mantissa in mantissas {
          let value = mantissa * pow(10, Double(exponent))
          let position = position(of: value)
          if position >= -1e-9, position <= 1 + 1e-9 { values.append(value) }
        }
      }
      if mantissas.count > 1, decades < 0.7 || values.count < 2 {
        return linearTicks(pow(10, lower), pow(10, upper), max(count, 4))
      }
      if values.count <= count || mantissas.count == 1 {
        return values.map { Tick(value: $0, label: plainNumber($0)) }
      }
    }
    return []
  }
}

/// The smallest step of 1, 2 or 5 times a power of ten that cuts a span into fewer than `count`.
func niceStep(_ span: Double, atMost count: Int) -> Double {
  let rough = span / Double(max(count - 1, 1))
  let power = pow(10, log10(rough).rounded(.down))
  for factor in [1.0, 2, 5] where factor * power >= rough * (1 - 1e-9) { return factor * power }
  return 10 * power
}

private func linearTicks(_ lower: Double, _ upper: Double, _ count: Int) -> [Tick] {
  let span = upper - lower
  guard span.isFinite, span > 0 else {
    return [lower, upper].map { Tick(value: $0, label: plainNumber($0)) }
  }
  // One number alone gives no scale: then finer steps, though they be more than were asked for.
  let ticks = linearTicks(lower, upper, step: niceStep(span, atMost: count), atMost: count)
  return ticks.count < 2 && count < 8 ? linearTicks(lower, upper, count + 1) : ticks
}

private func linearTicks(
  _ lower: Double, _ upper: Double, step: Double, atMost count: Int
) -> [Tick] {
  let span = upper - lower
  let places = max(0, Int(-log10(step).rounded(.down)))
  let first = ((lower - span * 1e-9) / step).rounded(.up)
  var ticks: [Tick] = []
  var index = 0.0
  while ticks.count <= count {
    let value = (first + index) * step
    guard value <= upper + span * 1e-9 else { break }
    let plain = places <= 6 && max(abs(lower), abs(upper)) < 1e7
    let label = plain ? decimal(value, places: places) : scientific(value, significant: 4)
    ticks.append(Tick(value: value == 0 ? 0 : value, label: label))
    index += 1
  }
  return ticks
}
