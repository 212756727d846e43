/// Takes the nearest pixel of `size` bytes each; the middle of each new one decides.
///
/// Positions are summed step by step, as Pillow's `ImagingScaleAffine` sums them, rounding
/// included.
func resampleNearest(
  _ pixels: [UInt8], size: Int, from: (width: Int, height: Int), to: (width: Int, height: Int)
) -> [UInt8] {
  let columns = nearestIndices(from: from.width, to: to.width)
  let rows = nearestIndices(from: from.height, to: to.height)
  var result = [UInt8](repeating: 0, count: to.width * to.height * size)
  for (y, row) in rows.enumerated() {
    guard let row else { continue }
    for (x, column) in columns.enumerated() {
      guard let column else { continue }
      let source = (row * from.width + column) * size
      let target = (y * to.width + x) * size
      for byte in 0..<size { result[target + byte] = pixels[source + byte] }
    }
  }
  return result
}

/// The source pixel of each new one along an axis; `nil` where rounding left the picture.
private func nearestIndices(from source: Int, to target: Int) -> [Int?] {
  let scale = Double(source) / Double(target)
  var position = scale * 0.5
  return (0..<target).map { _ in
    defer { position += scale }
    return Int(position) < source ? Int(position) : nil
  }
}
