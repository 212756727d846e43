import CProcessor

/// How many floats a vector holds. Every kernel can be run at every width; a width that the
/// processor does not have is made of several of its registers.
public enum VectorWidth: Int, CaseIterable, Sendable {
  /// SSE, NEON.
  case four = 4
  /// AVX.
  case eight = 8
  /// AVX-512.
  case sixteen = 16

  /// A register of the processor that the kernels are compiled for.
  public static let native = VectorWidth(rawValue: Int(vectorLanes)) ?? .four
}

/// A vector of floats as wide as a register. Kernels are generic over it, so that one text serves
/// AVX-512 (`SIMD16`), AVX2 (`SIMD8`) and NEON (`SIMD4`).
protocol FloatVector: SIMD where Scalar == Float, MaskStorage: SIMD, MaskStorage.Scalar == Int32 {
  associatedtype Bits: SIMD where Bits.Scalar == Int32
  /// The floats with these bit patterns.
  init(bits: Bits)
  /// The bit patterns.
  var bits: Bits { get }
  /// `other` where a < b, self elsewhere. Comparisons are here, for each vector type by itself, since
  /// only so they are single instructions.
  func replaced(with other: Self, where a: Self, isBelow b: Self) -> Self
  /// `other` where a ≤ b, self elsewhere.
  func replaced(with other: Self, where a: Self, isAtMost b: Self) -> Self
  /// x where x is not a number, self elsewhere.
  func keepingNaN(of x: Self) -> Self
}

extension SIMD16<Float>: FloatVector {
  typealias Bits = SIMD16<Int32>
  @inline(__always) init(bits: Bits) { self = unsafeBitCast(bits, to: Self.self) }
  @inline(__always) var bits: Bits { unsafeBitCast(self, to: Bits.self) }
  @inline(__always) func replaced(with other: Self, where a: Self, isBelow b: Self) -> Self {
    replacing(with: other, where: a .< b)
  }
  @inline(__always) func replaced(with other: Self, where a: Self, isAtMost b: Self) -> Self {
    replacing(with: other, where: a .<= b)
  }
  @inline(__always) func keepingNaN(of x: Self) -> Self { replacing(with: x, where: x .!= x) }
}

extension SIMD8<Float>: FloatVector {
  typealias Bits = SIMD8<Int32>
  @inline(__always) init(bits: Bits) { self = unsafeBitCast(bits, to: Self.self) }
  @inline(__always) var bits: Bits { unsafeBitCast(self, to: Bits.self) }
  @inline(__always) func replaced(with other: Self, where a: Self, isBelow b: Self) -> Self {
    replacing(with: other, where: a .< b)
  }
  @inline(__always) func replaced(with other: Self, where a: Self, isAtMost b: Self) -> Self {
    replacing(with: other, where: a .<= b)
  }
  @inline(__always) func keepingNaN(of x: Self) -> Self { replacing(with: x, where: x .!= x) }
}

extension SIMD4<Float>: FloatVector {
  typealias Bits = SIMD4<Int32>
  @inline(__always) init(bits: Bits) { self = unsafeBitCast(bits, to: Self.self) }
  @inline(__always) var bits: Bits { unsafeBitCast(self, to: Bits.self) }
  @inline(__always) func replaced(with other: Self, where a: Self, isBelow b: Self) -> Self {
    replacing(with: other, where: a .< b)
  }
  @inline(__always) func replaced(with other: Self, where a: Self, isAtMost b: Self) -> Self {
    replacing(with: other, where: a .<= b)
  }
  @inline(__always) func keepingNaN(of x: Self) -> Self { replacing(with: x, where: x .!= x) }
}

extension FloatVector {
  /// The vector at an address; it need not be aligned.
  @inline(__always) init(at address: UnsafePointer<Float>) {
    self = UnsafeRawPointer(address).loadUnaligned(as: Self.self)
  }

  /// The first `count` floats at an address, zero behind them.
  @inline(__always) init(at address: UnsafePointer<Float>, count: Int) {
    self = Self()
    for i in 0..<count { self[i] = address[i] }
  }

  /// Puts the vector at an address; it need not be aligned.
  @inline(__always) func store(to address: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(address).storeBytes(of: self, as: Self.self)
  }

  /// Puts the first `count` floats at an address.
  @inline(__always) func store(to address: UnsafeMutablePointer<Float>, count: Int) {
    for i in 0..<count { address[i] = self[i] }
  }

  /// |self|, and NaN stays.
  @inline(__always) var magnitude: Self { replaced(with: -self, where: self, isBelow: Self()) }

  /// self with the sign of x; x = 0 counts as positive.
  @inline(__always) func signed(as x: Self) -> Self {
    replaced(with: -self, where: x, isBelow: Self())
  }

  /// self + a · b, in one rounding where the processor can.
  @inline(__always) func plus(_ a: Self, times b: Self) -> Self {
    if hasFusedMultiplyAdd != 0 { return self.addingProduct(a, b) }
    return self + a * b
  }
}
