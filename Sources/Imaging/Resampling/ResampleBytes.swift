/// Resizes bytes of 1 to 4 channels as Pillow does: in two passes, across and down, rounded to bytes
/// after each. Rows may come in parts; beside the result only new rows that are not finished are held.
///
/// An axis that does not change is left alone. Arithmetic is whole numbers of 2^-22, so the result
/// does not depend on the machine.
struct ByteResampler {
  private let channels: Int
  private let width: Int
  private let across: Weights?
  private var down: VerticalPass<ByteArithmetic>?
  private let goesDownFirst: Bool
  private var result: [UInt8] = []

  init(
    channels: Int, from: (width: Int, height: Int), to: (width: Int, height: Int),
    filter: ResampleFilter, pillow: PillowVersion
  ) {
    self.channels = channels
    width = from.width
    goesDownFirst = pillow.goesDownFirst(from: from, to: to)
    across =
      to.width == from.width ? nil : Weights(from: from.width, to: to.width, filter: filter)
    if to.height != from.height {
      down = VerticalPass(
        ByteArithmetic(), length: (goesDownFirst ? from : to).width * channels,
        weights: Weights(from: from.height, to: to.height, filter: filter))
    }
    result.reserveCapacity(to.width * to.height * channels)
  }

  /// Takes whole rows, each below those before.
  mutating func take(_ pixels: UnsafeBufferPointer<UInt8>) {
    let first = goesDownFirst ? goDown(pixels) : goAcross(pixels)
    let both = first.withUnsafeBufferPointer { goesDownFirst ? goAcross($0) : goDown($0) }
    result += both
  }

  private mutating func goDown(_ pixels: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    down?.take(pixels) ?? Array(pixels)
  }

  private func goAcross(_ pixels: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    guard let across else { return Array(pixels) }
    return resampleAcross(
      pixels, channels: channels, rows: pixels.count / (width * channels), width: width,
      weights: across)
  }

  /// The result, when all rows have come.
  func finished() -> [UInt8] { result }
}

/// Half of the last digit, so that cutting rounds.
private let half: Int32 = 1 << (Weights.fractionBits - 1)

/// Bytes weighed by whole numbers of 2^-22.
private struct ByteArithmetic: PassArithmetic {
  func weights(_ weights: Weights) -> [Int32] { weights.fixedPoint }

  var start: Int32 { half }

  func sum(_ sum: Int32, adding value: UInt8, times weight: Int32) -> Int32 {
    sum &+ Int32(value) &* weight
  }

  func value(of sum: Int32) -> UInt8 { UInt8(clamping: sum >> Weights.fractionBits) }
}

/// Rows that go across together, one in each lane, so that one multiplication serves them all.
private typealias Lanes = SIMD8<Int32>

private func resampleAcross(
  _ pixels: UnsafeBufferPointer<UInt8>, channels: Int, rows: Int, width: Int, weights: Weights
) -> [UInt8] {
  let rowBytes = width * channels
  let targetBytes = weights.starts.count * channels
  let fixed = weights.fixedPoint
  var group = [Lanes](repeating: .zero, count: rowBytes)
  return [UInt8](unsafeUninitializedCapacity: rows * targetBytes) { result, count in
    fixed.withUnsafeBufferPointer { fixed in
      group.withUnsafeMutableBufferPointer { group in
        guard let pixels = pixels.baseAddress, let result = result.baseAddress,
          let source = group.baseAddress, let fixed = fixed.baseAddress
        else { return }
        for row in stride(from: 0, to: rows, by: Lanes.scalarCount) {
          // Past the last row its lane is read and written once more.
          let lanes = (0..<Lanes.scalarCount).map { min(row + $0, rows - 1) }
          gather(lanes.map { pixels + $0 * rowBytes }, rowBytes, into: source)
          let out = RowGroup(rows: lanes.map { result + $0 * targetBytes })
          switch channels {
          case 1: acrossGray(source, weights, fixed, out)
          case 3: acrossRGB(source, weights, fixed, out)
          default: acrossAny(source, channels, weights, fixed, out)
          }
        }
      }
    }
    count = rows * targetBytes
  }
}

/// Puts the bytes of eight rows side by side, one in each lane.
private func gather(
  _ rows: [UnsafePointer<UInt8>], _ count: Int, into group: UnsafeMutablePointer<Lanes>
) {
  let (a, b, c, d) = (rows[0], rows[1], rows[2], rows[3])
  let (e, f, g, h) = (rows[4], rows[5], rows[6], rows[7])
  for i in 0..<count {
    group[i] = Lanes(
      truncatingIfNeeded: SIMD8<UInt8>(a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i]))
  }
}

/// Rows being written.
private struct RowGroup {
  let rows: [UnsafeMutablePointer<UInt8>]

  @inline(__always)
  func write(_ sums: Lanes, at index: Int) {
    let bytes = (sums &>> Weights.fractionBits).clamped(
      lowerBound: .zero, upperBound: Lanes(repeating: 255))
    for lane in 0..<Lanes.scalarCount { rows[lane][index] = UInt8(truncatingIfNeeded: bytes[lane]) }
  }
}

private func acrossGray(
  _ source: UnsafePointer<Lanes>, _ weights: Weights, _ fixed: UnsafePointer<Int32>,
  _ out: RowGroup
) {
  for i in 0..<weights.starts.count {
    let from = source + weights.starts[i]
    let at = i * weights.stride
    var sum = Lanes(repeating: half)
    for j in 0..<weights.counts[i] { sum &+= from[j] &* fixed[at + j] }
    out.write(sum, at: i)
  }
}

private func acrossRGB(
  _ source: UnsafePointer<Lanes>, _ weights: Weights, _ fixed: UnsafePointer<Int32>,
  _ out: RowGroup
) {
  for i in 0..<weights.starts.count {
    let from = source + 3 * weights.starts[i]
    let at = i * weights.stride
    var (r, g, b) = (Lanes(repeating: half), Lanes(repeating: half), Lanes(repeating: half))
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
  _ source: UnsafePointer<Lanes>, _ channels: Int, _ weights: Weights,
  _ fixed: UnsafePointer<Int32>, _ out: RowGroup
) {
  for i in 0..<weights.starts.count {
    let from = source + channels * weights.starts[i]
    let at = i * weights.stride
    for channel in 0..<channels {
      var sum = Lanes(repeating: half)
      for j in 0..<weights.counts[i] { sum &+= from[channels &* j &+ channel] &* fixed[at + j] }
      out.write(sum, at: channels * i + channel)
    }
  }
}
