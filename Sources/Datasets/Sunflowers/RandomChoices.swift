import Tensors

extension DrawnSunflowers {
  /// The seed of the data set: part of its definition, never to be changed.
  static let seed: UInt64 = 0x5375_6e66_6c6f_7765

  /// Random choices of one picture.
  struct RandomChoices {
    private var stream: RandomStream

    /// The choices of a picture's flowers (part 0) or of what is behind them (part 1).
    init(picture: Int, part: Int = 0) {
      stream = RandomStream(seed: seed, .drawing, index: picture, subindex: part)
    }

    /// A number between two.
    mutating func between(_ low: Double, _ high: Double) -> Double {
      low + (high - low) * stream.uniformDouble()
    }

    /// A number around a middle, rarely far from it (the sum of three uniform ones).
    mutating func around(_ middle: Double, _ reach: Double) -> Double {
      let sum = stream.uniformDouble() + stream.uniformDouble() + stream.uniformDouble()
      return middle + reach * (sum / 1.5 - 1)
    }

    /// True in a share of the cases.
    mutating func chance(_ share: Double) -> Bool { stream.uniformDouble() < share }

    /// A whole number within bounds.
    mutating func whole(_ range: ClosedRange<Int>) -> Int {
      range.lowerBound + stream.below(range.count)
    }

    /// One of a list.
    mutating func pick<T>(_ list: [T]) -> T { list[stream.below(list.count)] }

    /// 0..<count in random order.
    mutating func order(_ count: Int) -> [Int] { stream.permutation(count) }

    /// A colour near another one: brightness and each channel differ a little.
    mutating func near(_ tint: Tint, _ reach: Double) -> Tint {
      let factor = between(1 - reach, 1 + reach)
      return Tint(
        tint.red * factor * between(1 - reach / 3, 1 + reach / 3),
        tint.green * factor * between(1 - reach / 3, 1 + reach / 3),
        tint.blue * factor * between(1 - reach / 3, 1 + reach / 3))
    }
  }
}
