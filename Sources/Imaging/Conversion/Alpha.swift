/// Multiplies colours by alpha, the last of `channels` bytes, so that what cannot be seen weighs
/// nothing when pixels are mixed.
func premultiplied(_ pixels: UnsafeBufferPointer<UInt8>, channels: Int) -> [UInt8] {
  var result = Array(pixels)
  for pixel in stride(from: 0, to: pixels.count, by: channels) {
    let alpha = pixels[pixel + channels - 1]
    for channel in 0..<channels - 1 {
      result[pixel + channel] = multiplied(pixels[pixel + channel], alpha)
    }
  }
  return result
}

/// Divides colours by alpha again; where alpha is 0 or 255 they stay.
func unpremultiplied(_ pixels: [UInt8], channels: Int) -> [UInt8] {
  var result = pixels
  for pixel in stride(from: 0, to: pixels.count, by: channels) {
    let alpha = Int(pixels[pixel + channels - 1])
    guard alpha != 0, alpha != 255 else { continue }
    for channel in 0..<channels - 1 {
      result[pixel + channel] = UInt8(clamping: 255 * Int(pixels[pixel + channel]) / alpha)
    }
  }
  return result
}
