/// What the convolutions' kernels need of a vector beyond arithmetic.
protocol PanelVector: FloatVector {
  /// Puts the first numbers at an address; no more than `count`, fewer than all.
  func storeFirst(_ count: Int, to address: UnsafeMutablePointer<Float>)
}

extension SIMD16<Float>: PanelVector {
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
  @inline(__always) func storeFirst(_ count: Int, to address: UnsafeMutablePointer<Float>) {
    if count > 0 { address[0] = self[0] }
    if count > 1 { address[1] = self[1] }
    if count > 2 { address[2] = self[2] }
  }
}
