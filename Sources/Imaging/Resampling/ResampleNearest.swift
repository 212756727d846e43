/// Takes the nearest pixel of `size` bytes each; the middle of each new one decides. Rows may come in
/// parts.
///
/// Positions are summed step by step, as Pillow's `ImagingScaleAffine` sums them, rounding
/// included.
struct NearestResampler {
  private let size: Int
  private let width: Int
  private let columns: [Int?]
  private let rows: [Int?]
  private var result: [UInt8]
  /// The first source row that has not come.
  private var next = 0
  /// The first new row whose source has not come.
  private var target = 0

  init(size: Int, from: (width: Int, height: Int), to: (width: Int, height: Int)) {
    self.size = size
    width = from.width
    columns = nearestIndices(from: from.width, to: to.width)
    rows = nearestIndices(from: from.height, to: to.height)
    result = [UInt8](repeating: 0, count: to.width * to.height * size)
  }

  /// Takes whole rows, each below those before.
  mutating func take(_ pixels: UnsafeBufferPointer<UInt8>) {
    let first = next
    next += pixels.count / (width * size)
    while target < rows.count, let row = rows[target], row < next {
      for (x, column) in columns.enumerated() {
        guard let column else { continue }
        let from = ((row - first) * width + column) * size
        let to = (target * columns.count + x) * size
        for byte in 0..<size { result[to + byte] = pixels[from + byte] }
      }
      target += 1
    }
  }

  /// The result, when all rows have come.
  func finished() -> [UInt8] { result }
}

/// The source pixel of each new one along an axis; `nil` where rounding left the picture, at its end.
private func nearestIndices(from source: Int, to target: Int) -> [Int?] {
  let scale = Double(source) / Double(target)
  var position = scale * 0.5
  return (0..<target).map { _ in
    defer { position += scale }
    return Int(position) < source ? Int(position) : nil
  }
}
