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

/// A number in which sums are formed: floats, or doubles for sums that must be exact.
protocol SumScalar: SIMDScalar, BinaryFloatingPoint, Codable {
  /// The nearest float.
  var rounded: Float { get }
}

extension Float: SumScalar {
  @inline(__always) var rounded: Float { self }
}

extension Double: SumScalar {
  @inline(__always) var rounded: Float { Float(self) }
}

/// A vector in which sums are formed. It is read from floats and written as floats, whatever its own
/// numbers are.
protocol SumVector: SIMD where Scalar: SumScalar {}

extension SIMD2: SumVector where Scalar: SumScalar {}
extension SIMD4: SumVector where Scalar: SumScalar {}
extension SIMD8: SumVector where Scalar: SumScalar {}
extension SIMD16: SumVector where Scalar: SumScalar {}

extension SumVector {
  /// As many floats as it has lanes, at an address that need not be aligned.
  @inline(__always) init(at address: UnsafePointer<Float>) {
    if Scalar.self == Float.self {
      self = UnsafeRawPointer(address).loadUnaligned(as: Self.self)
    } else {
      self.init(at: address, count: Self.scalarCount)
    }
  }

  /// The first `count` floats at an address, zero after them.
  @inline(__always) init(at address: UnsafePointer<Float>, count: Int) {
    self = Self()
    for i in 0..<count { self[i] = Scalar(address[i]) }
  }

  /// Puts the vector, rounded to floats, at an address that need not be aligned.
  @inline(__always) func store(to address: UnsafeMutablePointer<Float>) {
    if Scalar.self == Float.self {
      UnsafeMutableRawPointer(address).storeBytes(of: self, as: Self.self)
    } else {
      store(to: address, count: Self.scalarCount)
    }
  }

  /// Puts the first `count` numbers, rounded to floats, at an address.
  @inline(__always) func store(to address: UnsafeMutablePointer<Float>, count: Int) {
    for i in 0..<count { address[i] = self[i].rounded }
  }

  /// self + a · b, in one rounding where the processor can.
  @inline(__always) func plus(_ a: Self, times b: Self) -> Self {
    if hasFusedMultiplyAdd() { return self.addingProduct(a, b) }
    return self + a * b
  }
}

/// A vector of floats as wide as a register. Kernels are generic over it, so that one text serves
/// AVX-512 (`SIMD16`), AVX2 (`SIMD8`) and NEON (`SIMD4`).
protocol FloatVector: SumVector
where Scalar == Float, MaskStorage: SIMD, MaskStorage.Scalar == Int32 {
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
  /// The square root of each number.
  var squareRoots: Self { get }
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
  @inline(__always) var squareRoots: Self { squareRoots16(self) }
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
  @inline(__always) var squareRoots: Self { squareRoots8(self) }
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
  @inline(__always) var squareRoots: Self { squareRoots4(self) }
}

extension FloatVector {
  /// |self|, and NaN stays.
  @inline(__always) var magnitude: Self { replaced(with: -self, where: self, isBelow: Self()) }

  /// self with the sign of x; x = 0 counts as positive.
  @inline(__always) func signed(as x: Self) -> Self {
    replaced(with: -self, where: x, isBelow: Self())
  }
}
