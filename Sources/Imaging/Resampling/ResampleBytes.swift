/// Resizes bytes of 1 to 4 channels as Pillow does: across first, rounded to bytes, then down.
///
/// An axis that does not change is left alone. Arithmetic is whole numbers of 2^-22, so the result
/// does not depend on the machine.
func resampleBytes(
  _ pixels: [UInt8], channels: Int, from: (width: Int, height: Int),
  to: (width: Int, height: Int), filter: ResampleFilter
) -> [UInt8] {
  var result = pixels
  if to.width != from.width {
    result = resampleAcross(
      result, channels: channels, rows: from.height, width: from.width,
      weights: Weights(from: from.width, to: to.width, filter: filter))
  }
  if to.height != from.height {
    result = resampleDown(
      result, rowBytes: to.width * channels,
      weights: Weights(from: from.height, to: to.height, filter: filter))
  }
  return result
}

/// Half of the last place, so that cutting rounds.
private let half: Int32 = 1 << (Weights.fractionBits - 1)

private func byte(_ sum: Int32) -> UInt8 { UInt8(clamping: sum >> Weights.fractionBits) }

/// Two rows go together, in the lower and upper half of 64-bit words, so that one multiplication
/// serves both. That is exact: the word holds lower + 2^32 · upper, whatever their signs.
private func resampleAcross(
  _ pixels: [UInt8], channels: Int, rows: Int, width: Int, weights: Weights
) -> [UInt8] {
  let rowBytes = width * channels
  let targetBytes = weights.starts.count * channels
  let fixed = weights.fixedPoint.map(Int64.init)
  var pair = [Int64](repeating: 0, count: rowBytes)
  return [UInt8](unsafeUninitializedCapacity: rows * targetBytes) { result, count in
    pixels.withUnsafeBufferPointer { pixels in
      fixed.withUnsafeBufferPointer { fixed in
        pair.withUnsafeMutableBufferPointer { pair in
          guard let pixels = pixels.baseAddress, let result = result.baseAddress,
            let source = UnsafePointer(pair.baseAddress), let fixed = fixed.baseAddress
          else { return }
          for row in stride(from: 0, to: rows, by: 2) {
            // The last of an odd number goes with itself.
            let next = min(row + 1, rows - 1)
            let (upper, lower) = (pixels + row * rowBytes, pixels + next * rowBytes)
            for i in 0..<rowBytes { pair[i] = Int64(upper[i]) | Int64(lower[i]) << 32 }
            let out = RowPair(
              first: result + row * targetBytes, second: result + next * targetBytes)
            switch channels {
            case 1: acrossGray(source, weights, fixed, out)
            case 3: acrossRGB(source, weights, fixed, out)
            default: acrossAny(source, channels, weights, fixed, out)
            }
          }
        }
      }
    }
    count = rows * targetBytes
  }
}

/// Two rows being written.
private struct RowPair {
  let first: UnsafeMutablePointer<UInt8>
  let second: UnsafeMutablePointer<UInt8>

  /// Half of the last place in both halves of a word.
  static let half = Int64(Imaging.half) << 32 + Int64(Imaging.half)

  @inline(__always)
  func write(_ sums: Int64, at place: Int) {
    let lower = Int32(truncatingIfNeeded: sums)
    first[place] = byte(lower)
    second[place] = byte(Int32(truncatingIfNeeded: (sums &- Int64(lower)) >> 32))
  }
}

private func acrossGray(
  _ source: UnsafePointer<Int64>, _ weights: Weights, _ fixed: UnsafePointer<Int64>, _ out: RowPair
) {
  for i in 0..<weights.starts.count {
    let from = source + weights.starts[i]
    let at = i * weights.stride
    var sum = RowPair.half
    for j in 0..<weights.counts[i] { sum &+= from[j] &* fixed[at + j] }
    out.write(sum, at: i)
  }
}

private func acrossRGB(
  _ source: UnsafePointer<Int64>, _ weights: Weights, _ fixed: UnsafePointer<Int64>, _ out: RowPair
) {
  for i in 0..<weights.starts.count {
    let from = source + 3 * weights.starts[i]
    let at = i * weights.stride
    var (r, g, b) = (RowPair.half, RowPair.half, RowPair.half)
    for j in 0..<weights.counts[i] {
      let k = fixed[at + j]
      r &+= from[3 &* j] &* k
      g &+= from[3 &* j &+ 1] &* k
      b &+= from[3 &* j &+ 2] &* k
    }
    out.write(r, at: 3 * i)
    out.write(g, at: 3 * i + 1)
    out.write(b, at: 3 * i + 2)
  }
}

private func acrossAny(
  _ source: UnsafePointer<Int64>, _ channels: Int, _ weights: Weights,
  _ fixed: UnsafePointer<Int64>,
  _ out: RowPair
) {
  for i in 0..<weights.starts.count {
    let from = source + channels * weights.starts[i]
    let at = i * weights.stride
    for channel in 0..<channels {
      var sum = RowPair.half
      for j in 0..<weights.counts[i] { sum &+= from[channels &* j &+ channel] &* fixed[at + j] }
      out.write(sum, at: channels * i + channel)
    }
  }
}

private func resampleDown(_ pixels: [UInt8], rowBytes: Int, weights: Weights) -> [UInt8] {
  let target = weights.starts.count
  let fixed = weights.fixedPoint
  var sums = [Int32](repeating: 0, count: rowBytes)
  return [UInt8](unsafeUninitializedCapacity: target * rowBytes) { result, count in
    pixels.withUnsafeBufferPointer { pixels in
      sums.withUnsafeMutableBufferPointer { sums in
        guard let pixels = pixels.baseAddress, let result = result.baseAddress else { return }
        for i in 0..<target {
          sums.update(repeating: half)
          for j in 0..<weights.counts[i] {
            let k = fixed[i * weights.stride + j]
            let row = pixels + (weights.starts[i] + j) * rowBytes
            for x in 0..<rowBytes { sums[x] &+= Int32(row[x]) &* k }
          }
          let out = result + i * rowBytes
          for x in 0..<rowBytes { out[x] = byte(sums[x]) }
        }
      }
    }
    count = target * rowBytes
  }
}
