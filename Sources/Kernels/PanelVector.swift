import CProcessor

/// What the convolutions' kernels need of a vector beyond arithmetic.
protocol PanelVector: FloatVector {
  /// 0, 1, 2 …
  static var laneNumbers: Self { get }
  /// The sums of this vector's pairs of numbers, then those of the other's.
  func pairSums(with other: Self) -> Self
  /// Puts the first numbers at an address; no more than `count`, fewer than all.
  func storeFirst(_ count: Int, to address: UnsafeMutablePointer<Float>)
}

extension PanelVector {
  /// The first `count` numbers, zero in the other lanes, whatever they hold.
  @inline(__always) func first(_ count: Int) -> Self {
    replaced(
      with: Self(), where: Self(repeating: Float(count) - 0.5), isBelow: Self.laneNumbers)
  }
}

extension SIMD16<Float>: PanelVector {
  @inline(__always) static var laneNumbers: Self {
    Self(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  }
  @inline(__always) func pairSums(with other: Self) -> Self {
    let both = SIMD32(lowHalf: self, highHalf: other)
    return kept16(both.evenHalf + both.oddHalf)
  }
  @inline(__always) func storeFirst(_ count: Int, to address: UnsafeMutablePointer<Float>) {
    if count & 8 != 0 {
      lowHalf.store(to: address)
      highHalf.storeFirst(count & 7, to: address + 8)
    } else {
      lowHalf.storeFirst(count, to: address)
    }
  }
}

extension SIMD8<Float>: PanelVector {
  @inline(__always) static var laneNumbers: Self { Self(0, 1, 2, 3, 4, 5, 6, 7) }
  @inline(__always) func pairSums(with other: Self) -> Self {
    let both = SIMD16(lowHalf: self, highHalf: other)
    return kept8(both.evenHalf + both.oddHalf)
  }
  @inline(__always) func storeFirst(_ count: Int, to address: UnsafeMutablePointer<Float>) {
    if count & 4 != 0 {
      lowHalf.store(to: address)
      highHalf.storeFirst(count & 3, to: address + 4)
    } else {
      lowHalf.storeFirst(count, to: address)
    }
  }
}

extension SIMD4<Float>: PanelVector {
  @inline(__always) static var laneNumbers: Self { Self(0, 1, 2, 3) }
  @inline(__always) func pairSums(with other: Self) -> Self {
    let both = SIMD8(lowHalf: self, highHalf: other)
    return kept4(both.evenHalf + both.oddHalf)
  }
  @inline(__always) func storeFirst(_ count: Int, to address: UnsafeMutablePointer<Float>) {
    if count > 0 { address[0] = self[0] }
    if count > 1 { address[1] = self[1] }
    if count > 2 { address[2] = self[2] }
  }
}
