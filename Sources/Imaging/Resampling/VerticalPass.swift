/// How a pass weighs values: what it sums, and how a sum becomes a value again.
protocol PassArithmetic {
  associatedtype Value
  associatedtype Weight
  associatedtype Sum

  /// The weights as they are multiplied.
  func weights(_ weights: Weights) -> [Weight]
  /// A sum of nothing.
  var start: Sum { get }
  /// A sum with one more weighted value.
  func sum(_ sum: Sum, adding value: Value, times weight: Weight) -> Sum
  /// The value that a sum stands for.
  func value(of sum: Sum) -> Value
}

/// The vertical pass of a resize, while rows come from above. Of the new rows only those are held, as
/// sums, whose source rows have begun and not ended: two to seven where the height shrinks.
struct VerticalPass<Arithmetic: PassArithmetic> {
  private let arithmetic: Arithmetic
  /// Values in a row.
  private let length: Int
  private let weights: Weights
  private let factors: [Arithmetic.Weight]
  /// The sums of new row i are in slot i % slots.
  private let slots: Int
  private var sums: [Arithmetic.Sum]
  /// The next source row.
  private var next = 0
  /// The first new row that is not finished.
  private var first = 0

  init(_ arithmetic: Arithmetic, length: Int, weights: Weights) {
    self.arithmetic = arithmetic
    self.length = length
    self.weights = weights
    factors = arithmetic.weights(weights)
    slots = weights.mostOpen
    sums = [Arithmetic.Sum](repeating: arithmetic.start, count: slots * length)
  }

  /// Takes whole rows, each below those before; gives the new rows that are finished with them.
  ///
  /// Complexity: a multiply-add for each value and each new row that it belongs to.
  mutating func take(_ values: UnsafeBufferPointer<Arithmetic.Value>) -> [Arithmetic.Value] {
    guard let source = values.baseAddress else { return [] }
    let (arithmetic, length, weights, slots) = (arithmetic, length, weights, slots)
    let (begun, end, firstOpen) = (next, next + values.count / length, first)
    next = end
    while first < weights.starts.count, weights.end(of: first) <= end { first += 1 }
    let count = (first - firstOpen) * length
    return [Arithmetic.Value](unsafeUninitializedCapacity: count) { result, initialized in
      factors.withUnsafeBufferPointer { factors in
        sums.withUnsafeMutableBufferPointer { sums in
          guard let sums = sums.baseAddress, let factors = factors.baseAddress else { return }
          var open = firstOpen
          for y in begun..<end {
            let row = source + (y - begun) * length
            var i = open
            while i < weights.starts.count, weights.starts[i] <= y {
              let sum = sums + i % slots * length
              let j = y - weights.starts[i]
              if j == 0 { sum.update(repeating: arithmetic.start, count: length) }
              let factor = factors[i * weights.stride + j]
              for x in 0..<length {
                sum[x] = arithmetic.sum(sum[x], adding: row[x], times: factor)
              }
              i += 1
              guard weights.end(of: i - 1) == y + 1, let result = result.baseAddress
              else { continue }
              for x in 0..<length {
                (result + initialized + x).initialize(to: arithmetic.value(of: sum[x]))
              }
              initialized += length
              open = i
            }
          }
        }
      }
    }
  }
}

extension Weights {
  /// The source pixel after the last one of a new pixel.
  func end(of target: Int) -> Int { starts[target] + counts[target] }

  /// How many new pixels at most have begun before the first of them has ended, with it.
  fileprivate var mostOpen: Int {
    var most = 1
    var begun = 0
    for i in starts.indices {
      while begun < starts.count, starts[begun] < end(of: i) { begun += 1 }
      most = max(most, begun - i)
    }
    return most
  }
}
