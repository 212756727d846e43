/// Resizes one channel of whole numbers in double precision, as Pillow does with 16-bit gray: in two
/// passes, rounded to whole numbers and clipped after each. Rows may come in parts; beside the result
/// only new rows that are not finished are held.
struct WideResampler {
  private let width: Int
  private let across: Weights?
  private var down: VerticalPass<WideArithmetic>?
  private let goesDownFirst: Bool
  private let arithmetic: WideArithmetic
  private var result: [Int32] = []

  init(
    from: (width: Int, height: Int), to: (width: Int, height: Int), filter: ResampleFilter,
    pillow: PillowVersion
  ) {
    width = from.width
    goesDownFirst = pillow.goesDownFirst(from: from, to: to)
    arithmetic = WideArithmetic(levels: pillow.wideLevels)
    across =
      to.width == from.width ? nil : Weights(from: from.width, to: to.width, filter: filter)
    if to.height != from.height {
      down = VerticalPass(
        arithmetic, length: (goesDownFirst ? from : to).width,
        weights: Weights(from: from.height, to: to.height, filter: filter))
    }
  }

  /// Takes whole rows, each below those before.
  mutating func take(_ values: [Int32]) {
    let both = goesDownFirst ? goAcross(goDown(values)) : goDown(goAcross(values))
    result += both
  }

  private mutating func goDown(_ values: [Int32]) -> [Int32] {
    values.withUnsafeBufferPointer { down?.take($0) } ?? values
  }

  private func goAcross(_ values: [Int32]) -> [Int32] {
    guard let across else { return values }
    return stride(from: 0, to: values.count, by: width).flatMap { row in
      across.starts.indices.map { target in
        var sum = arithmetic.start
        for j in 0..<across.counts[target] {
          sum = arithmetic.sum(
            sum, adding: values[row + across.starts[target] + j],
            times: across.values[target * across.stride + j])
        }
        return arithmetic.value(of: sum)
      }
    }
  }

  /// The result, when all rows have come.
  func finished() -> [Int32] { result }
}

/// Whole numbers weighed in double precision, rounded away from zero at the half.
private struct WideArithmetic: PassArithmetic {
  /// What a value may be.
  let levels: ClosedRange<Int32>

  func weights(_ weights: Weights) -> [Double] { weights.values }

  var start: Double { 0 }

  func sum(_ sum: Double, adding value: Int32, times weight: Double) -> Double {
    sum + Double(value) * weight
  }

  func value(of sum: Double) -> Int32 {
    min(max(Int32(sum.rounded(.toNearestOrAwayFromZero)), levels.lowerBound), levels.upperBound)
  }
}
