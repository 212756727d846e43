import CProcessor

/// Columns that are packed at a time: some samples of some tiles.
struct GradientColumns {
  var tiles: Range<Int>
  var samples: Range<Int>
  var count: Int { tiles.count * samples.count }
}

/// Putting what is multiplied where tiles of products read it.
extension GradientKernel {
  /// Puts what tiles give going back where it is multiplied, rows side by side: a line of the cache of
  /// some rows at a time.
  func packRows(
    _ columns: GradientColumns, into packed: UnsafeMutablePointer<Float>,
    memory turned: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let pixel = operands.yStride
    let plane = vertical.outSize * horizontal.outSize * pixel
    let count = columns.samples.count
    let position = paddedRows * columnBlock
    // The same pixel of the tiles that follow these.
    let ahead = columns.tiles.count * Form.outputs * pixel
    var column = 0
    for tile in columns.tiles {
      let (i, j) = tile.quotientAndRemainder(dividingBy: horizontal.tiles)
      let (top, left) = (i * Form.outputs, j * Form.outputs)
      let tileStart =
        operands.y + (top * horizontal.outSize + left) * pixel + columns.samples.lowerBound
      for sample in stride(from: 0, to: count, by: GradientPass.turnedColumns) {
        let samples = min(GradientPass.turnedColumns, count - sample)
        for row in stride(from: 0, to: pass.rows, by: Self.panelRows) {
          let width = width(ofPanelAt: row)
          let rows = min(width, pass.rows - row)
          let y = tileStart + (row * plane + sample)
          let to = packed + (row * columnBlock + (column + sample) * width)
          if Form.outputs == 1 {
            turn(y, plane, rows, samples, into: to, width, ahead: ahead)
            continue
          }
          for u in 0..<Form.outputs {
            for v in 0..<Form.outputs {
              let part = turned + (u * Form.outputs + v) * GradientPass.turnedColumns * width
              if top + u < vertical.outSize, left + v < horizontal.outSize {
                turn(
                  y + (u * horizontal.outSize + v) * pixel, plane, rows, samples, into: part, width,
                  ahead: ahead)
              } else {
                clear(samples * width, at: part)
              }
            }
          }
          for index in stride(from: 0, to: samples * width, by: V.scalarCount) {
            let next = GradientPass.turnedColumns * width
            @inline(__always) func output(_ u: Int, _ v: Int) -> V {
              V(at: turned + ((u * Form.outputs + v) * next + index))
            }
            @inline(__always) func give(_ value: Int, _ vector: V) {
              vector.store(to: to + (value * position + index))
            }
            Form.spread(output, give)
          }
        }
      }
      column += count
    }
  }

  /// Puts some rows' samples side by side, and asks for what is packed next.
  private func turn(
    _ y: UnsafePointer<Float>, _ plane: Int, _ rows: Int, _ samples: Int,
    into to: UnsafeMutablePointer<Float>, _ width: Int, ahead: Int
  ) {
    let whole = samples == GradientPass.turnedColumns ? rows / 8 * 8 : 0
    for row in stride(from: 0, to: whole, by: 8) {
      let line = y + row * plane
      for r in 0..<8 { prefetchToRead(line + (r * plane + ahead)) }
      for sample in stride(from: 0, to: GradientPass.turnedColumns, by: 8) {
        let square = transposed { SIMD8(at: line + ($0 * plane + sample)) }
        for s in 0..<8 { square[s].store(to: to + ((sample + s) * width + row)) }
      }
    }
    if whole < rows {
      transpose(
        y + whole * plane, stride: plane, into: to + whole, toStride: width, rows: 0..<rows - whole,
        columns: samples)
    }
  }

  /// Puts each tap's pixels where they are multiplied, one run along a row of tiles after the other.
  func packTaps(
    _ columns: GradientColumns, _ channels: Range<Int>, into packed: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let (tiles, samples) = (columns.tiles, columns.samples)
    let pixel = operands.xStride
    var line = packed
    for channel in channels {
      for a in 0..<vertical.patch {
        for b in 0..<horizontal.patch {
          let left = horizontal.first + b
          // Tiles whose pixel lies inside the picture, of a row of them.
          let low = left < 0 ? (horizontal.step - 1 - left) / horizontal.step : 0
          let high = (horizontal.size - 1 - left + horizontal.step) / horizontal.step
          var tile = tiles.lowerBound
          while tile < tiles.upperBound {
            let (i, j) = tile.quotientAndRemainder(dividingBy: horizontal.tiles)
            let end = min(horizontal.tiles, j + tiles.upperBound - tile)
            let y = i * vertical.step + vertical.first + a
            let isInside = y >= 0 && y < vertical.size && left < horizontal.size
            let first = isInside ? min(max(low, j), end) : end
            let last = isInside ? min(max(high, first), end) : end
            let to = line + (tile - tiles.lowerBound) * samples.count
            clear((first - j) * samples.count, at: to)
            let x =
              operands.x
              + ((channel * vertical.size + y) * horizontal.size + first * horizontal.step + left)
              * pixel + samples.lowerBound
            copy(
              last - first, samples.count, x, pixel: horizontal.step * pixel,
              to: to + (first - j) * samples.count)
            clear((end - last) * samples.count, at: to + (last - j) * samples.count)
            tile += end - j
          }
          line += valueStride
        }
      }
    }
  }

  /// Puts zeros, in whole vectors.
  @inline(__always)
  private func clear(_ count: Int, at to: UnsafeMutablePointer<Float>) {
    for index in stride(from: 0, to: count, by: V.scalarCount) { V().store(to: to + index) }
  }

  /// Puts some samples of some tiles, `pixel` floats apart, one behind the other, in whole vectors.
  @inline(__always)
  private func copy(
    _ tiles: Int, _ samples: Int, _ x: UnsafePointer<Float>, pixel: Int,
    to: UnsafeMutablePointer<Float>
  ) {
    let (runs, length) = pixel == samples ? (1, tiles * samples) : (tiles, samples)
    var (x, to) = (x, to)
    for _ in 0..<runs {
      for index in stride(from: 0, to: length, by: V.scalarCount) {
        V(at: x + index).store(to: to + index)
      }
      x += pixel
      to += samples
    }
  }

  /// Puts each tile's values, of all positions at once.
  func packPatches(
    _ columns: GradientColumns, _ channels: Range<Int>, into packed: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let pixel = operands.xStride
    let rowStride = horizontal.size * pixel
    let plane = vertical.size * rowStride
    let count = columns.samples.count
    let (line, position) = (valueStride, blockValues * valueStride)
    for (index, channel) in channels.enumerated() {
      let lines = packed + index * Form.values * line
      var column = 0
      for tile in columns.tiles {
        let (i, j) = tile.quotientAndRemainder(dividingBy: horizontal.tiles)
        let top = i * vertical.step + vertical.first
        let left = j * horizontal.step + horizontal.first
        let isWhole =
          top >= 0 && left >= 0 && top + Form.patch <= vertical.size
          && left + Form.patch <= horizontal.size
        let patch =
          operands.x + channel * plane + top * rowStride + left * pixel
          + columns.samples.lowerBound
        for sample in stride(from: 0, to: count, by: V.scalarCount) {
          let to = lines + column + sample
          @inline(__always) func inside(_ a: Int, _ b: Int) -> V {
            let at = patch + (sample + a * rowStride + b * pixel)
            // The same pixel of the next channel.
            prefetchToRead(at + plane)
            return V(at: at)
          }
          @inline(__always) func checked(_ a: Int, _ b: Int) -> V {
            top + a >= 0 && top + a < vertical.size && left + b >= 0 && left + b < horizontal.size
              ? inside(a, b) : V()
          }
          @inline(__always) func give(_ value: Int, _ vector: V) {
            vector.store(to: to + (value / Form.values * position + value % Form.values * line))
          }
          if isWhole { Form.gather(inside, give) } else { Form.gather(checked, give) }
        }
        column += count
      }
    }
  }
}
