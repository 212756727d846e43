/// Passes to few channels, one to three: gray or coloured pictures.
///
/// A tile of eight rows would be empty for the most part, and a pixel that is read meets few products.
/// So nothing is packed: sums of some neighbouring outputs of all rows lie in registers, and pixels are
/// read where they are, a few channels at a time, along rows of pixels; between these channels
/// sums wait in y.
struct ThinKernel<V: PanelVector, let rows: Int> {
  var pass: ConvolutionPass
  var operands: PassOperands

  /// Channels that are added at a time: their rows of pixels find room in the first cache.
  private static var channelBlock: Int { 4 }
  /// Neighbouring pixels whose sums are formed at a time.
  private static var pixels: Int { 4 }

  /// Puts what each channel's pixels are multiplied with where `compute` reads it.
  func prepareWeights(into sums: UnsafeMutablePointer<Float>) {
    let w = operands.w
    let (vertical, horizontal) = (pass.vertical, pass.horizontal)
    for channel in 0..<pass.channels {
      for row in 0..<rows {
        let taps = w.start + row * w.rowStride + channel * w.channelStride
        @inline(__always) func tap(_ a: Int, _ b: Int) -> Float {
          let line = vertical.tapFirst + a * vertical.tapStep
          return w.scale * taps[line * w.kernel + horizontal.tapFirst + b * horizontal.tapStep]
        }
        if pass.form == .thin {
          for a in 0..<vertical.patch {
            for b in 0..<horizontal.patch {
              sums[((channel * vertical.patch + a) * horizontal.patch + b) * rows + row] = tap(a, b)
            }
          }
        } else {
          for output in 0..<4 {
            for pixel in 0..<4 {
              var sum: Float = 0
              for a in metTaps(output / 2, pixel / 2) {
                for b in metTaps(output % 2, pixel % 2) { sum += tap(a, b) }
              }
              sums[((channel * rows + row) * 4 + output) * 4 + pixel] = sum
            }
          }
        }
      }
    }
  }

  /// The taps, in one direction, that meet the first or second pixel that an even or odd output sees.
  private func metTaps(_ output: Int, _ pixel: Int) -> Range<Int> {
    if pass.form == .thinStrided {
      let tap = 3 - output - 2 * pixel
      return tap..<tap + 1
    }
    return output == 0 ? (pixel == 0 ? 0..<1 : 1..<3) : (pixel == 0 ? 0..<2 : 2..<3)
  }

  /// Computes some rows of tiles.
  func compute(lines: Range<Int>, weights sums: UnsafePointer<Float>) {
    for line in lines {
      var sample = 0
      while sample < operands.batch {
        let left = operands.batch - sample
        if V.scalarCount == 16, left > V.scalarCount {
          compute(line, sample, min(left, 2 * V.scalarCount), sums, ThinTile<V, rows, 2>.self)
          sample += 2 * V.scalarCount
        } else {
          compute(line, sample, min(left, V.scalarCount), sums, ThinTile<V, rows, 1>.self)
          sample += V.scalarCount
        }
      }
    }
  }

  @inline(__always)
  private func compute<let vectors: Int>(
    _ line: Int, _ sample: Int, _ count: Int, _ sums: UnsafePointer<Float>,
    _: ThinTile<V, rows, vectors>.Type
  ) {
    let (vertical, horizontal) = (pass.vertical, pass.horizontal)
    let isDirect = pass.form == .thin
    let weightCount = rows * (isDirect ? vertical.patch * horizontal.patch : 16)
    let (height, width) = isDirect ? (vertical.patch, horizontal.patch) : (3, 3)
    let y = line * vertical.step + vertical.first
    var tile = ThinTile<V, rows, vectors>(
      pixel: operands.xStride, row: horizontal.size * operands.xStride,
      plane: vertical.size * horizontal.size * operands.xStride,
      step: horizontal.step * operands.xStride, height: height, width: width,
      top: min(max(0, -y), height), bottom: max(0, min(height, vertical.size - y)),
      yPixel: operands.yStride * horizontal.outPitch,
      yStep: operands.yStride * horizontal.outStep,
      yRow: horizontal.outSize * operands.yStride * vertical.outPitch,
      yPlane: vertical.outSize * horizontal.outSize * operands.yStride, count: count,
      bias: operands.bias)
    let outRow = line * vertical.outStep + vertical.outFirst
    tile.hasSecondRow = outRow + 1 < vertical.outSize
    var channel = 0
    repeat {
      tile.isFirst = channel == 0
      tile.channels = min(Self.channelBlock, pass.channels - channel)
      var j = 0
      while j < horizontal.tiles {
        let left = j * horizontal.step + horizontal.first
        let outColumn = j * horizontal.outStep + horizontal.outFirst
        let x = operands.x + channel * tile.plane + y * tile.row + left * tile.pixel + sample
        let to =
          operands.y + (outRow * horizontal.outSize + outColumn) * operands.yStride + sample
        let w = sums + channel * weightCount
        tile.left = min(max(0, -left), width)
        tile.right = max(0, min(width, horizontal.size - left))
        if !isDirect {
          tile.hasSecondColumn = outColumn + 1 < horizontal.outSize
          tile.addSquare(x, w, to: to)
          j += 1
        } else if tile.left == 0, j + Self.pixels <= horizontal.tiles,
          left + (Self.pixels - 1) * horizontal.step + width <= horizontal.size
        {
          tile.addPixels(x, w, to: to, InlineArray<4, Int>.self)
          j += Self.pixels
        } else {
          tile.addPixels(x, w, to: to, InlineArray<1, Int>.self)
          j += 1
        }
      }
      channel += tile.channels
    } while channel < pass.channels
  }
}

/// Sums of neighbouring outputs, in registers: some channels' products are added to them.
private struct ThinTile<V: PanelVector, let rows: Int, let vectors: Int> {
  /// From one pixel of x to the next, one row, one channel, one tile's patch.
  var pixel: Int
  var row: Int
  var plane: Int
  var step: Int
  /// The patch, and what of it lies inside the picture.
  var height: Int
  var width: Int
  var top: Int
  var bottom: Int
  var left = 0
  var right = 0
  /// From one output of a tile to the next, one tile's first to that of the next, one row of a tile,
  /// one channel of y.
  var yPixel: Int
  var yStep: Int
  var yRow: Int
  var yPlane: Int
  /// Samples, at most as many as lanes.
  var count: Int
  var bias: UnsafePointer<Float>?
  var channels = 0
  var isFirst = true
  /// Whether the lower and the right outputs of a square lie inside the picture.
  var hasSecondRow = true
  var hasSecondColumn = true

  private typealias Lanes = InlineArray<vectors, V>

  init(
    pixel: Int, row: Int, plane: Int, step: Int, height: Int, width: Int, top: Int, bottom: Int,
    yPixel: Int, yStep: Int, yRow: Int, yPlane: Int, count: Int, bias: UnsafePointer<Float>?
  ) {
    self.pixel = pixel
    self.row = row
    self.plane = plane
    self.step = step
    self.height = height
    self.width = width
    self.top = top
    self.bottom = bottom
    self.yPixel = yPixel
    self.yStep = yStep
    self.yRow = yRow
    self.yPlane = yPlane
    self.count = count
    self.bias = bias
  }

  /// Adds to the outputs of `pixels` tiles in turn, one each, by the definition.
  @inline(never)
  func addPixels<let pixels: Int>(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>,
    _: InlineArray<pixels, Int>.Type
  ) {
    var sums = InlineArray<rows, InlineArray<pixels, Lanes>>(
      repeating: InlineArray(repeating: Lanes(repeating: V())))
    for r in 0..<rows {
      for j in 0..<pixels { sums[r][j] = before(r, y + (r * yPlane + j * yStep)) }
    }
    for channel in 0..<channels {
      for a in top..<bottom {
        var w = w + ((channel * height + a) * width + left) * rows
        var x = x + (channel * plane + a * row + left * pixel)
        for _ in left..<right {
          for j in 0..<pixels {
            for vector in 0..<vectors {
              let value = V(at: x + (j * step + vector * V.scalarCount))
              for r in 0..<rows {
                sums[r][j][vector] = sums[r][j][vector].plus(V(repeating: w[r]), times: value)
              }
            }
          }
          w += rows
          x += pixel
        }
      }
    }
    for r in 0..<rows {
      for j in 0..<pixels { store(sums[r][j], to: y + (r * yPlane + j * yStep)) }
    }
  }

  /// Adds to a square of 2 × 2 outputs, each of which sees 2 × 2 of 3 × 3 pixels.
  @inline(never)
  func addSquare(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>
  ) {
    var sums = InlineArray<rows, InlineArray<4, Lanes>>(
      repeating: InlineArray(repeating: Lanes(repeating: V())))
    for r in 0..<rows {
      // What lies outside the picture may lie outside the memory, too.
      sums[r][0] = before(r, address(y, r, 0))
      if hasSecondColumn { sums[r][1] = before(r, address(y, r, 1)) }
      if hasSecondRow {
        sums[r][2] = before(r, address(y, r, 2))
        if hasSecondColumn { sums[r][3] = before(r, address(y, r, 3)) }
      }
    }
    var x = x
    var w = w
    if top == 0, left == 0, bottom == 3, right == 3 {
      for _ in 0..<channels {
        addSquare(&sums, w) { a, b, vector in
          V(at: x + (a * row + b * pixel + vector * V.scalarCount))
        }
        x += plane
        w += 16 * rows
      }
    } else {
      for _ in 0..<channels {
        addSquare(&sums, w) { a, b, vector in
          a >= top && a < bottom && b >= left && b < right
            ? V(at: x + (a * row + b * pixel + vector * V.scalarCount)) : V()
        }
        x += plane
        w += 16 * rows
      }
    }
    for r in 0..<rows {
      store(sums[r][0], to: address(y, r, 0))
      if hasSecondColumn { store(sums[r][1], to: address(y, r, 1)) }
      if hasSecondRow {
        store(sums[r][2], to: address(y, r, 2))
        if hasSecondColumn { store(sums[r][3], to: address(y, r, 3)) }
      }
    }
  }

  @inline(__always)
  private func addSquare(
    _ sums: inout InlineArray<rows, InlineArray<4, Lanes>>, _ w: UnsafePointer<Float>,
    _ x: (Int, Int, Int) -> V
  ) {
    for a in 0..<3 {
      for b in 0..<3 {
        for vector in 0..<vectors {
          let value = x(a, b, vector)
          for u in 0..<2 where a - u >= 0 && a - u < 2 {
            for v in 0..<2 where b - v >= 0 && b - v < 2 {
              for r in 0..<rows {
                let weight = w[(r * 4 + 2 * u + v) * 4 + 2 * (a - u) + b - v]
                sums[r][2 * u + v][vector] = sums[r][2 * u + v][vector].plus(
                  V(repeating: weight), times: value)
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func address(
    _ y: UnsafeMutablePointer<Float>, _ r: Int, _ output: Int
  ) -> UnsafeMutablePointer<Float> {
    y + (r * yPlane + output / 2 * yRow + output % 2 * yPixel)
  }

  /// What sums begin with: the bias, or what earlier channels gave.
  @inline(__always)
  private func before(_ r: Int, _ y: UnsafeMutablePointer<Float>) -> Lanes {
    if isFirst { return Lanes(repeating: V(repeating: bias?[r] ?? 0)) }
    return Lanes { V(at: y + $0 * V.scalarCount) }
  }

  @inline(__always)
  private func store(_ lanes: Lanes, to y: UnsafeMutablePointer<Float>) {
    for vector in 0..<vectors {
      let left = count - vector * V.scalarCount
      if left >= V.scalarCount {
        lanes[vector].store(to: y + vector * V.scalarCount)
      } else {
        lanes[vector].storeFirst(left, to: y + vector * V.scalarCount)
      }
    }
  }
}
