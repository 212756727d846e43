/// What a curve over the epochs says beside its values.
public enum Curves {
  /// How rough a curve is: the mean distance of each value from the middle of its neighbours.
  /// A straight line has 0; NaN with fewer than three values.
  public static func roughness(_ values: [Double]) -> Double {
    guard values.count >= 3 else { return .nan }
    var sum = 0.0
    for place in 1..<values.count - 1 {
      let middle = (values[place - 1] + values[place + 1]) / 2
      sum += abs(values[place] - middle)
    }
    return sum / Double(values.count - 2)
  }

  /// The mean of each value and those around it, `reach` to each side; fewer at the ends.
  public static func smoothed(_ values: [Double], reach: Int) -> [Double] {
    values.indices.map { place in
      mean(Array(values[max(0, place - reach)...min(values.count - 1, place + reach)]))
    }
  }

  /// The first epoch, from 1, from which on one curve lies above another for good, both smoothed
  /// over about a twentieth of their length; `nil` if it does not at the end, or always did.
  public static func crossing(_ upper: [Double], above lower: [Double]) -> Int? {
    guard upper.count == lower.count, !upper.isEmpty else { return nil }
    let reach = max(1, upper.count / 40)
    let difference = zip(smoothed(upper, reach: reach), smoothed(lower, reach: reach))
      .map { $0 - $1 }
    guard let last = difference.lastIndex(where: { !($0 > 0) }), last + 1 < difference.count else {
      return nil
    }
    return last + 2
  }
}
