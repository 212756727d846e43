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
/// A median cut (Heckbert 1982) is where the search begins; then each colour moves to the middle of
/// the pixels that are nearest to it (Lloyd 1982), which halves the error. Pixels are counted in
/// cells of 8 x 8 x 8 levels. Complexity: O(pixels + cells in use · colours).
struct ColorPalette {
  private(set) var colors: [GifColorType]
  private(set) var indices: [UInt8] = []

  private static let moves = 4

  init(_ image: Image, size: Int) {
    let cells = ColorCells(image)
    colors = cells.medianCut(size: size)
    // giflib wants two colours at least.
    if colors.count < 2 { colors.append(GifColorType()) }
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

  /// The middles of at most `size` boxes: the longest box is cut, again and again, where half of its
  /// pixels lie on either side.
  func medianCut(size: Int) -> [GifColorType] {
    let middles = sums.map(middle(of:))
    var boxes = [ColorBox(cells: Array(sums.indices), middles)]
    while boxes.count < size {
      // The first of those equally long.
      guard let longest = boxes.indices.max(by: { boxes[$0].length < boxes[$1].length }),
        boxes[longest].length > 0
      else { break }
      let (low, high) = halves(of: boxes[longest], middles)
      boxes[longest] = low
      boxes.append(high)
    }
    return boxes.map { box in mean(box.cells.reduce(.zero) { $0 &+ sums[$1] }) }
  }

  /// A box cut across its longest side; neither half is empty.
  private func halves(
    of box: ColorBox, _ middles: [SIMD4<Int64>]
  ) -> (low: ColorBox, high: ColorBox) {
    let ordered = box.cells.sorted {
      (middles[$0][box.axis], $0) < (middles[$1][box.axis], $1)
    }
    let pixels = ordered.reduce(0) { $0 + sums[$1][0] }
    var (count, below) = (0, Int64(0))
    while count < ordered.count - 1, count == 0 || 2 * below < pixels {
      below += sums[ordered[count]][0]
      count += 1
    }
    return (
      ColorBox(cells: Array(ordered[..<count]), middles),
      ColorBox(cells: Array(ordered[count...]), middles)
    )
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
      total[0] > 0 ? mean(total) : color
    }
  }
}

/// Cells of neighbouring colours.
private struct ColorBox {
  let cells: [Int]
  /// The longest side, of red, green and blue: 1, 2 or 3.
  let axis: Int
  /// The longest side, in levels.
  let length: Int64

  init(cells: [Int], _ middles: [SIMD4<Int64>]) {
    self.cells = cells
    var (low, high) = (middles[cells[0]], middles[cells[0]])
    for cell in cells {
      low.replace(with: middles[cell], where: middles[cell] .< low)
      high.replace(with: middles[cell], where: middles[cell] .> high)
    }
    let sides = high &- low
    // The first of those equally long.
    axis = sides[1] >= max(sides[2], sides[3]) ? 1 : sides[2] >= sides[3] ? 2 : 3
    length = sides[axis]
  }
}

/// The mean of pixels as a colour.
private func mean(_ sum: SIMD4<Int64>) -> GifColorType {
  let middle = middle(of: sum)
  return GifColorType(Red: UInt8(middle[1]), Green: UInt8(middle[2]), Blue: UInt8(middle[3]))
}

/// The mean colour of the pixels, rounded, after their number.
private func middle(of sum: SIMD4<Int64>) -> SIMD4<Int64> {
  (sum &+ sum[0] / 2) / SIMD4(repeating: sum[0])
}
