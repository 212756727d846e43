import CGIF

/// Evenly spaced grays, and the nearest of them for each level.
struct GrayPalette {
  let colors: [GifColorType]
  let indices: [UInt8]

  init(levels: Int) {
    let top = levels - 1
    colors = (0..<levels).map {
      let level = UInt8(($0 * 255 + top / 2) / top)
      return GifColorType(Red: level, Green: level, Blue: level)
    }
    indices = (0...255).map { UInt8(($0 * top + 127) / 255) }
  }
}

/// Colours chosen for an RGB picture, and its pixels as indices of them.
///
/// giflib's median cut is where the search begins; then each colour moves to the middle of the
/// pixels that are nearest to it (Lloyd 1982), which halves the error. Pixels are counted in cells
/// of 8 x 8 x 8 levels. Complexity: O(pixels + cells in use · colours).
struct ColorPalette {
  private(set) var colors: [GifColorType]
  private(set) var indices: [UInt8] = []

  private static let moves = 4

  init(_ image: Image, size: Int) throws(ImageError) {
    colors = try medianCut(image, size: size)
    let cells = ColorCells(image)
    for _ in 0..<ColorPalette.moves { colors = cells.centers(of: cells.nearest(colors), colors) }
    let nearest = cells.nearest(colors)
    indices = cells.cellOfPixel.map { nearest[$0] }
  }
}

/// The colours of a picture, those that are near each other counted together.
private struct ColorCells {
  /// Pixels in each cell, and the sums of their red, green, blue.
  private var sums: [SIMD4<Int64>] = []
  private(set) var cellOfPixel: [Int] = []

  init(_ image: Image) {
    var cellOfColor = [Int](repeating: -1, count: 1 << 15)
    for at in stride(from: 0, to: image.pixels.count, by: 3) {
      let (r, g, b) = (image.pixels[at], image.pixels[at + 1], image.pixels[at + 2])
      let color = Int(r >> 3) << 10 | Int(g >> 3) << 5 | Int(b >> 3)
      if cellOfColor[color] < 0 {
        cellOfColor[color] = sums.count
        sums.append(.zero)
      }
      sums[cellOfColor[color]] &+= SIMD4(1, Int64(r), Int64(g), Int64(b))
      cellOfPixel.append(cellOfColor[color])
    }
  }

  /// For each cell the nearest of some colours; the first of those equally near.
  func nearest(_ colors: [GifColorType]) -> [UInt8] {
    let points = colors.map { SIMD4(0, Int32($0.Red), Int32($0.Green), Int32($0.Blue)) }
    return sums.map { sum in
      var middle = SIMD4<Int32>(truncatingIfNeeded: middle(of: sum))
      middle[0] = 0
      var best = (index: 0, distance: Int32.max)
      for (index, point) in points.enumerated() {
        let difference = middle &- point
        let distance = (difference &* difference).wrappedSum()
        if distance < best.distance { best = (index, distance) }
      }
      return UInt8(best.index)
    }
  }

  /// The middles of the pixels of each colour; a colour without pixels stays where it is.
  func centers(of nearest: [UInt8], _ colors: [GifColorType]) -> [GifColorType] {
    var totals = [SIMD4<Int64>](repeating: .zero, count: colors.count)
    for (cell, color) in nearest.enumerated() {
      totals[Int(color)] &+= sums[cell]
    }
    return zip(totals, colors).map { total, color in
      guard total[0] > 0 else { return color }
      let middle = middle(of: total)
      return GifColorType(
        Red: UInt8(middle[1]), Green: UInt8(middle[2]), Blue: UInt8(middle[3]))
    }
  }
}

/// The mean colour behind the number of pixels, rounded.
private func middle(of sum: SIMD4<Int64>) -> SIMD4<Int64> {
  (sum &+ sum[0] / 2) / SIMD4(repeating: sum[0])
}

/// The palette that giflib's median cut chooses.
private func medianCut(_ image: Image, size: Int) throws(ImageError) -> [GifColorType] {
  let count = image.width * image.height
  var reds = (0..<count).map { image.pixels[3 * $0] }
  var greens = (0..<count).map { image.pixels[3 * $0 + 1] }
  var blues = (0..<count).map { image.pixels[3 * $0 + 2] }
  var indices = [UInt8](repeating: 0, count: count)
  var palette = [GifColorType](repeating: GifColorType(), count: 256)
  var found = Int32(size)
  let done = GifQuantizeBuffer(
    UInt32(image.width), UInt32(image.height), &found, &reds, &greens, &blues, &indices, &palette)
  guard done == GIF_OK else { throw .notEncodable("out of memory") }
  return Array(palette.prefix(max(Int(found), 2)))
}
