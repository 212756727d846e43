/// Pictures that are computed at once: as many as a vector's floats, or eight where it has four.
let picturesAbreast = max(8, VectorWidth.native.rawValue)

/// Pictures abreast: a pixel of all is a vector. Every lane is computed as if it were alone.
final class PictureLanes<Vector: FloatVector> {
  let height: Int
  let width: Int
  let start: UnsafeMutablePointer<Vector>

  init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
    start = .allocate(capacity: height * width)
  }

  /// Pictures one after the other, at most as many as there are lanes; zeros in the other lanes.
  convenience init(_ pictures: ArraySlice<Float>, _ height: Int, _ width: Int) {
    self.init(height, width)
    let area = height * width
    precondition(
      !pictures.isEmpty && pictures.count % area == 0
        && pictures.count <= Vector.scalarCount * area)
    if pictures.count < Vector.scalarCount * area {
      start.initialize(repeating: Vector(), count: area)
    }
    pictures.withUnsafeBufferPointer { source in
      guard let first = source.baseAddress else { return }
      let numbers = UnsafeMutableRawPointer(start).assumingMemoryBound(to: Float.self)
      transpose(
        first, stride: area, into: numbers, toStride: Vector.scalarCount,
        rows: 0..<pictures.count / area, columns: area)
    }
  }

  deinit { start.deallocate() }

  /// y[i, j] = Σ taps[k] · x[top + i, left + j + k · step], the step counted in pixels of x row after
  /// row: 1 is along rows, the width along columns, one more or less along a diagonal.
  func filtered(
    _ taps: [Float], step: Int, top: Int, left: Int, _ height: Int, _ width: Int
  ) -> PictureLanes {
    let result = PictureLanes(height, width)
    let first = start + top * self.width + left
    taps.withUnsafeBufferPointer { taps in
      // With a known number of taps the loop over them is laid out flat.
      switch taps.count {
      case 5: filter(5, taps, step, first, into: result)
      case 7: filter(7, taps, step, first, into: result)
      case 9: filter(9, taps, step, first, into: result)
      default: filter(taps.count, taps, step, first, into: result)
      }
    }
    return result
  }

  @inline(__always)
  private func filter(
    _ count: Int, _ taps: UnsafeBufferPointer<Float>, _ step: Int,
    _ first: UnsafeMutablePointer<Vector>, into result: PictureLanes
  ) {
    for row in 0..<result.height {
      let source = first + row * width
      let target = result.start + row * result.width
      var column = 0
      while column + 4 <= result.width {
        var (a, b, c, d) = (Vector(), Vector(), Vector(), Vector())
        var x = source + column
        for index in 0..<count {
          let tap = Vector(repeating: taps[index])
          a = a.plus(x[0], times: tap)
          b = b.plus(x[1], times: tap)
          c = c.plus(x[2], times: tap)
          d = d.plus(x[3], times: tap)
          x += step
        }
        let y = target + column
        (y[0], y[1], y[2], y[3]) = (a, b, c, d)
        column += 4
      }
      while column < result.width {
        var sum = Vector()
        for index in 0..<count {
          sum = sum.plus(source[column + index * step], times: Vector(repeating: taps[index]))
        }
        target[column] = sum
        column += 1
      }
    }
  }

  /// The same with two filters of seven taps: what is read is read once for both.
  func filtered(
    _ one: [Float], _ other: [Float], step: Int, top: Int, left: Int, _ height: Int, _ width: Int
  ) -> (PictureLanes, PictureLanes) {
    precondition(one.count == 7 && other.count == 7)
    let results = (PictureLanes(height, width), PictureLanes(height, width))
    let first = start + top * self.width + left
    one.withUnsafeBufferPointer { one in
      other.withUnsafeBufferPointer { other in
        for row in 0..<height {
          let source = first + row * self.width
          let (p, q) = (results.0.start + row * width, results.1.start + row * width)
          var column = 0
          while column + 4 <= width {
            var (a, b, c, d) = (Vector(), Vector(), Vector(), Vector())
            var (e, f, g, h) = (Vector(), Vector(), Vector(), Vector())
            var x = source + column
            for index in 0..<7 {
              let (tap, second) = (
                Vector(repeating: one[index]), Vector(repeating: other[index])
              )
              a = a.plus(x[0], times: tap)
              b = b.plus(x[1], times: tap)
              c = c.plus(x[2], times: tap)
              d = d.plus(x[3], times: tap)
              e = e.plus(x[0], times: second)
              f = f.plus(x[1], times: second)
              g = g.plus(x[2], times: second)
              h = h.plus(x[3], times: second)
              x += step
            }
            let (y, z) = (p + column, q + column)
            (y[0], y[1], y[2], y[3]) = (a, b, c, d)
            (z[0], z[1], z[2], z[3]) = (e, f, g, h)
            column += 4
          }
          while column < width {
            var (a, e) = (Vector(), Vector())
            for index in 0..<7 {
              let x = source[column + index * step]
              a = a.plus(x, times: Vector(repeating: one[index]))
              e = e.plus(x, times: Vector(repeating: other[index]))
            }
            (p[column], q[column]) = (a, e)
            column += 1
          }
        }
      }
    }
    return results
  }

  /// With so many pixels more on each side, mirrored at the border: d c b a | a b c d. Of some rows
  /// only, if wanted.
  func padded(by margin: Int, rows: Range<Int>? = nil) -> PictureLanes {
    let rows = rows ?? 0..<height
    let result = PictureLanes(rows.count + 2 * margin, width + 2 * margin)
    let columns = (-margin..<width + margin).map { PictureLanes.mirrored($0, width) }
    for row in 0..<result.height {
      let source = start + PictureLanes.mirrored(rows.lowerBound + row - margin, height) * width
      let target = result.start + row * result.width
      for column in 0..<result.width { target[column] = source[columns[column]] }
    }
    return result
  }

  private static func mirrored(_ index: Int, _ count: Int) -> Int {
    let turn = ((index % (2 * count)) + 2 * count) % (2 * count)
    return turn < count ? turn : 2 * count - 1 - turn
  }

  /// Half as high and wide, smoothed by [1 3 3 1] / 8 both ways; an odd last row or column is left out.
  var halved: PictureLanes {
    let (high, wide) = (height / 2, width / 2)
    let (outer, inner) = (Vector(repeating: 0.125), Vector(repeating: 0.375))
    let padded = padded(by: 1)
    let across = PictureLanes(padded.height, wide)
    for row in 0..<padded.height {
      let source = padded.start + row * padded.width
      for column in 0..<wide {
        let x = source + 2 * column
        across.start[row * wide + column] = (x[0] + x[3]) * outer + (x[1] + x[2]) * inner
      }
    }
    let result = PictureLanes(high, wide)
    for row in 0..<high {
      let source = across.start + 2 * row * wide
      for column in 0..<wide {
        let x = source + column
        result.start[row * wide + column] =
          (x[0] + x[3 * wide]) * outer + (x[wide] + x[2 * wide]) * inner
      }
    }
    return result
  }

  /// The length of complex numbers, pixel by pixel; left in the memory of their real parts.
  static func modulus(_ real: PictureLanes, _ imaginary: PictureLanes) -> PictureLanes {
    for pixel in 0..<real.height * real.width {
      let (x, y) = (real.start[pixel], imaginary.start[pixel])
      real.start[pixel] = (x * x).plus(y, times: y).squareRoots
    }
    return real
  }

  var mean: Vector { mean { $0 } }

  var meanSquare: Vector { mean { $0 * $0 } }

  /// The mean absolute difference from the same smoothed by [1 4 6 4 1] / 16 both ways.
  var roughness: Vector {
    let taps: [Float] = [1, 4, 6, 4, 1].map { $0 / 16 }
    let padded = padded(by: 2)
    let smooth = padded.filtered(taps, step: 1, top: 0, left: 0, padded.height, width)
      .filtered(taps, step: width, top: 0, left: 0, height, width)
    for pixel in 0..<height * width {
      smooth.start[pixel] = (start[pixel] - smooth.start[pixel]).magnitude
    }
    return smooth.mean
  }

  /// How differently the pixels of a grid change: of the mean absolute differences of neighbours by their
  /// position in the period, the standard deviation in shares of the mean, for neighbours in a row and for
  /// neighbours in a column. The same for mirror images and after shifts.
  func unevenness(period: Int) -> (across: Vector, down: Vector) {
    var across = [Vector](repeating: Vector(), count: period)
    var down = across
    for column in 0..<width - 1 {
      var sum = Vector()
      for row in 0..<height {
        let here = start + row * width + column
        sum += (here[1] - here[0]).magnitude
      }
      across[column % period] += sum
    }
    for row in 0..<height - 1 {
      var sum = Vector()
      for column in 0..<width {
        let here = start + row * width + column
        sum += (here[width] - here[0]).magnitude
      }
      down[row % period] += sum
    }
    return (spread(across, width, height), spread(down, height, width))
  }

  /// Of sums of differences by their position, of so many pixels one after the other in each of some lines.
  private func spread(_ sums: [Vector], _ pixels: Int, _ lines: Int) -> Vector {
    let period = sums.count
    let means = sums.indices.map { position in
      sums[position] / Float((pixels - 1 - position + period - 1) / period * lines)
    }
    let mean = means.reduce(Vector(), +) / Float(period)
    let squares = means.reduce(Vector()) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Float(period)).squareRoots / (mean + 1e-4)
  }

  /// Row by row, then of the rows' sums.
  @inline(__always)
  private func mean(_ value: (Vector) -> Vector) -> Vector {
    var total = Vector()
    for row in 0..<height {
      var sum = Vector()
      for pixel in row * width..<(row + 1) * width { sum += value(start[pixel]) }
      total += sum
    }
    return total / Float(height * width)
  }
}
