/// The bytes of numbers in memory order: little-endian on every processor this is built for.
public func memoryBytes<Number: BitwiseCopyable>(of numbers: [Number]) -> [UInt8] {
  numbers.withUnsafeBytes { Array($0) }
}

/// The numbers that bytes stand for; bytes that do not fill a number are left out.
public func numbers<Number: BitwiseCopyable>(
  _ type: Number.Type, fromBytes bytes: ArraySlice<UInt8>
) -> [Number] {
  let count = bytes.count / MemoryLayout<Number>.stride
  return [Number](unsafeUninitializedCapacity: count) { buffer, done in
    bytes.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: source[..<(count * MemoryLayout<Number>.stride)]))
    }
    done = count
  }
}
