/// Gradients by direction and brightness in 8 × 8 cells of a picture, of several pictures at once.
///
/// Histograms of oriented gradients (Dalal and Triggs 2005): eight directions without sign, a gradient
/// shared between the two next to its own, weighted with its length; each cell's histogram h is divided
/// by √(|h|² + 0.25). Before, the picture is smoothed by [1 2 1] / 4 both ways, its last pixels repeated
/// beyond the edge, so that a generator's noise weighs less; gradients are differences of the two
/// neighbours, and pixels at the edge have none.
///
/// A picture is a lane of a vector: every lane is computed as if it were alone.
public struct OrientedGradients: Sendable {
  /// Pictures that are computed at once.
  public static let lanes = picturesAbreast
  /// Numbers of a picture: of each cell [row, column] eight directions, then of each its mean
  /// brightness.
  public static let count = cells * cells * (directions + 1)

  private static let cells = 8
  private static let directions = 8

  /// Rows of a picture.
  public let height: Int
  /// Columns of a picture.
  public let width: Int

  /// Of pictures of that size, at least 8 pixels each way.
  public init(height: Int, width: Int) {
    precondition(min(height, width) >= OrientedGradients.cells)
    self.height = height
    self.width = width
  }

  /// Those numbers of up to `lanes` pictures, [picture, number].
  ///
  /// Complexity: some 80 operations a pixel.
  public func numbers(_ pictures: ArraySlice<Float>, width: VectorWidth = .native) -> [Float] {
    width == .sixteen ? numbers(pictures, SIMD16.self) : numbers(pictures, SIMD8.self)
  }

  private func numbers<V: FloatVector>(_ pictures: ArraySlice<Float>, _: V.Type) -> [Float] {
    let (cells, directions) = (OrientedGradients.cells, OrientedGradients.directions)
    let picture = PictureLanes<V>(pictures, height, width)
    let taps: [Float] = [0.25, 0.5, 0.25]
    let padded = picture.padded(by: 1)
    let smooth = padded.filtered(taps, step: 1, top: 0, left: 0, padded.height, width)
      .filtered(taps, step: width, top: 0, left: 0, height, width)
    var histograms = [V](repeating: V(), count: cells * cells * directions)
    var brightness = [V](repeating: V(), count: cells * cells)
    // The columns of each cell: those with column · 8 / width its number.
    let bounds = (0...cells).map { ($0 * width + cells - 1) / cells }
    for row in 0..<height {
      for column in 0..<cells {
        let cell = row * cells / height * cells + column
        let inside = bounds[column]..<bounds[column + 1]
        for x in inside { brightness[cell] += smooth.start[row * width + x] }
        guard row > 0, row < height - 1 else { continue }
        let sums = smooth.directions(row, inside.clamped(to: 1..<width - 1))
        for (index, sum) in sums.enumerated() { histograms[cell * directions + index] += sum }
      }
    }
    for cell in brightness.indices {
      let range = cell * directions..<(cell + 1) * directions
      let length = histograms[range].reduce(V(repeating: 0.25)) { $0 + $1 * $1 }.squareRoots
      for index in range { histograms[index] /= length }
      let rows = (cell / cells + 1) * height
      let area =
        ((rows + cells - 1) / cells - (rows - height + cells - 1) / cells)
        * (bounds[cell % cells + 1] - bounds[cell % cells])
      brightness[cell] /= V(repeating: Float(area))
    }
    let numbers = histograms + brightness
    return (0..<pictures.count / (height * width)).flatMap { lane in numbers.map { $0[lane] } }
  }
}

extension PictureLanes {
  /// Σ of the lengths of gradients in some columns of a row, shared between eight directions.
  fileprivate func directions(_ row: Int, _ columns: Range<Int>) -> [Vector] {
    let (none, one) = (Vector(), Vector(repeating: 1))
    var (a, b, c, d) = (none, none, none, none)
    var (e, f, g, h) = (none, none, none, none)
    /// How much of a gradient in direction `position` the direction `center` has.
    @inline(__always) func share(_ position: Vector, _ center: Float) -> Vector {
      let rest = one - (position - Vector(repeating: center)).magnitude
      return rest.replaced(with: none, where: rest, isBelow: none)
    }
    for column in columns {
      let here = start + row * width + column
      let (x, y) = (here[1] - here[-1], here[width] - here[-width])
      let length = (x * x).plus(y, times: y).squareRoots
      // Without sign: turned so that y is not below 0; from 0 to 8, which is 0 again.
      let position = angle(x.replaced(with: -x, where: y, isBelow: none), y.magnitude) * (8 / .pi)
      a = a.plus(length, times: share(position, 0) + share(position, 8))
      b = b.plus(length, times: share(position, 1))
      c = c.plus(length, times: share(position, 2))
      d = d.plus(length, times: share(position, 3))
      e = e.plus(length, times: share(position, 4))
      f = f.plus(length, times: share(position, 5))
      g = g.plus(length, times: share(position, 6))
      h = h.plus(length, times: share(position, 7))
    }
    return [a, b, c, d, e, f, g, h]
  }
}
