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
  /// The nearest whole numbers as integers, for values well inside Int32.
  var rounded: Bits { get }
  /// The floats with these bit patterns.
  init(bits: Bits)
  /// The bit patterns.
  var bits: Bits { get }
}

extension SIMD16<Float>: FloatVector {
  typealias Bits = SIMD16<Int32>
  @inline(__always) var rounded: Bits { Bits(self, rounding: .toNearestOrEven) }
  @inline(__always) init(bits: Bits) { self = unsafeBitCast(bits, to: Self.self) }
  @inline(__always) var bits: Bits { unsafeBitCast(self, to: Bits.self) }
}

extension SIMD8<Float>: FloatVector {
  typealias Bits = SIMD8<Int32>
  @inline(__always) var rounded: Bits { Bits(self, rounding: .toNearestOrEven) }
  @inline(__always) init(bits: Bits) { self = unsafeBitCast(bits, to: Self.self) }
  @inline(__always) var bits: Bits { unsafeBitCast(self, to: Bits.self) }
}

extension SIMD4<Float>: FloatVector {
  typealias Bits = SIMD4<Int32>
  @inline(__always) var rounded: Bits { Bits(self, rounding: .toNearestOrEven) }
  @inline(__always) init(bits: Bits) { self = unsafeBitCast(bits, to: Self.self) }
  @inline(__always) var bits: Bits { unsafeBitCast(self, to: Bits.self) }
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

  /// self + a · b, in one rounding where the processor can.
  @inline(__always) func plus(_ a: Self, times b: Self) -> Self {
    if hasFusedMultiplyAdd != 0 { return self.addingProduct(a, b) }
    return self + a * b
  }
}
