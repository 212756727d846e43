/// Brightness of a colour as Pillow weighs it since 7.0, ITU-R 601-2 in 2^-16.
@inline(__always)
func gray(_ r: UInt8, _ g: UInt8, _ b: UInt8) -> UInt8 {
  let sum = UInt32(r) &* 19595 &+ UInt32(g) &* 38470 &+ UInt32(b) &* 7471 &+ 0x8000
  return UInt8(truncatingIfNeeded: sum >> 16)
}

/// RGB triples to grays.
func grayFromRGB(_ pixels: [UInt8]) -> [UInt8] {
  (0..<pixels.count / 3).map { gray(pixels[3 * $0], pixels[3 * $0 + 1], pixels[3 * $0 + 2]) }
}

/// Grays to RGB triples.
func rgbFromGray(_ pixels: [UInt8]) -> [UInt8] {
  var result = [UInt8](repeating: 0, count: pixels.count * 3)
  for (i, level) in pixels.enumerated() {
    result[3 * i] = level
    result[3 * i + 1] = level
    result[3 * i + 2] = level
  }
  return result
}

/// The first `kept` of `channels` bytes of each pixel.
func dropChannels(_ pixels: [UInt8], of channels: Int, keeping kept: Int) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(pixels.count / channels * kept)
  for pixel in stride(from: 0, to: pixels.count, by: channels) {
    for channel in 0..<kept { result.append(pixels[pixel + channel]) }
  }
  return result
}

/// Indices to the RGB triples of a palette.
func rgbFromPalette(_ indices: [UInt8], _ palette: [UInt8], _ pillow: PillowVersion) -> [UInt8] {
  let full = palette + (palette.count..<768).map { pillow.levelBeyondPalette(at: $0 / 3) }
  return indices.flatMap { index in full[3 * Int(index)..<3 * Int(index) + 3] }
}

/// Inks to RGB triples: what the black leaves, less the share that each ink takes of it.
func rgbFromInks(_ pixels: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(pixels.count / 4 * 3)
  for pixel in stride(from: 0, to: pixels.count, by: 4) {
    let left = 255 - pixels[pixel + 3]
    for ink in 0..<3 { result.append(left - multiplied(pixels[pixel + ink], left)) }
  }
  return result
}

/// a · b / 255, rounded.
@inline(__always)
func multiplied(_ a: UInt8, _ b: UInt8) -> UInt8 {
  let product = UInt32(a) * UInt32(b) + 128
  return UInt8(truncatingIfNeeded: ((product >> 8) + product) >> 8)
}
