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

private func resampleAcross(
  _ pixels: [UInt8], channels: Int, rows: Int, width: Int, weights: Weights
) -> [UInt8] {
  let target = weights.starts.count
  let fixed = weights.fixedPoint
  return [UInt8](unsafeUninitializedCapacity: rows * target * channels) { result, count in
    pixels.withUnsafeBufferPointer { pixels in
      fixed.withUnsafeBufferPointer { fixed in
        guard let pixels = pixels.baseAddress, let fixed = fixed.baseAddress,
          let result = result.baseAddress
        else { return }
        for row in 0..<rows {
          let source = pixels + row * width * channels
          var out = result + row * target * channels
          for i in 0..<target {
            let k = fixed + i * weights.stride
            let from = source + weights.starts[i] * channels
            let taps = weights.counts[i]
            if channels == 3 {
              var (r, g, b) = (half, half, half)
              for j in 0..<taps {
                r &+= Int32(from[3 &* j]) &* k[j]
                g &+= Int32(from[3 &* j &+ 1]) &* k[j]
                b &+= Int32(from[3 &* j &+ 2]) &* k[j]
              }
              out[0] = byte(r)
              out[1] = byte(g)
              out[2] = byte(b)
            } else {
              for channel in 0..<channels {
                var sum = half
                for j in 0..<taps { sum &+= Int32(from[channels &* j &+ channel]) &* k[j] }
                out[channel] = byte(sum)
              }
            }
            out += channels
          }
        }
      }
    }
    count = rows * target * channels
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
