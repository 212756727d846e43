import Foundation

/// Means over all pixels of wavelet moduli of two orders, of several pictures at once.
///
/// |x ⋆ ψ| says how much there is of an orientation at a scale, |(|x ⋆ ψ₁|) ⋆ ψ₂| how it is arranged:
/// along a contour, around a centre, everywhere. Mallat 2012, "Group invariant scattering"; Bruna and
/// Mallat 2013, arXiv 1203.1513.
///
/// Wavelets are Morlet's, at 0, 45, 90 and 135 degrees: centre frequency 0.675 π, standard deviation 1
/// across an edge and 2 along it, with mean 0 and Σ|ψ| = 1, products and sums of filters of a row or a
/// column each. Coarser scales are the same wavelets on pictures halved by [1 3 3 1] / 8. At the border
/// pictures are mirrored, so that a mirrored picture has mirrored moduli.
///
/// A picture is a lane of a vector: every lane is computed as if it were alone.
public struct Scattering: Sendable {
  /// Orientations of a scale.
  public static let orientations = 4
  /// Pictures that are computed at once.
  public static let lanes = picturesAbreast

  /// Rows of a picture.
  public let height: Int
  /// Columns of a picture.
  public let width: Int
  /// How many scales: the shorter side of the coarsest has 8 to 15 pixels (4 to 7 where the picture's
  /// has fewer than 16).
  public let scales: Int

  /// Of pictures of that size, at least 8 pixels each way.
  public init(height: Int, width: Int) {
    precondition(min(height, width) >= 8)
    self.height = height
    self.width = width
    var scales = 1
    while min(height, width) >> scales >= 8 { scales += 1 }
    self.scales = max(scales, 2)
  }

  /// Pixels after which a grid is looked for to repeat itself: 8, fewer in pictures of fewer than 32 pixels
  /// a side.
  public var period: Int {
    var period = 8
    while period > 2, 4 * period > min(height, width) { period /= 2 }
    return period
  }

  /// The numbers that `means` gives of a picture: means of first-order moduli [scale, orientation];
  /// their mean squares, summed over orientations, [scale]; means of second-order moduli [pair of
  /// scales, first orientation, second orientation], the pairs (0, 1), (0, 2), … (1, 2), …; the mean
  /// absolute difference between the picture and itself smoothed by [1 4 6 4 1] / 16; how uneven a grid of
  /// `period` is across and down (`PictureLanes.unevenness`).
  public var count: Int {
    let n = Scattering.orientations
    return scales * (n + 1) + scales * (scales - 1) / 2 * n * n + 3
  }

  /// Those numbers of up to `lanes` pictures, [picture, number].
  ///
  /// Complexity: some 120 multiply-adds a pixel for each of the pictures and moduli that are filtered,
  /// in all three times the picture's pixels at four scales.
  public func means(_ pictures: ArraySlice<Float>, width: VectorWidth = .native) -> [Float] {
    width == .sixteen ? means(pictures, SIMD16.self) : means(pictures, SIMD8.self)
  }

  private func means<V: FloatVector>(_ pictures: ArraySlice<Float>, _: V.Type) -> [Float] {
    let numbers = numbers(of: PictureLanes<V>(pictures, height, width))
    return (0..<pictures.count / (height * width)).flatMap { lane in numbers.map { $0[lane] } }
  }

  private func numbers<V: FloatVector>(of picture: PictureLanes<V>) -> [V] {
    var first: [V] = []
    var energies: [V] = []
    var second: [V] = []
    var plane = picture
    for scale in 0..<scales {
      var moduli = Wavelets.moduli(plane)
      first += moduli.map(\.mean)
      energies.append(moduli.reduce(V()) { $0 + $1.meanSquare })
      for _ in scale + 1..<scales {
        moduli = moduli.map(\.halved)
        for modulus in moduli { second += Wavelets.moduli(modulus).map(\.mean) }
      }
      if scale + 1 < scales { plane = plane.halved }
    }
    let grid = picture.unevenness(period: period)
    return first + energies + second + [picture.roughness, grid.across, grid.down]
  }
}

/// The four wavelets.
private enum Wavelets {
  typealias Taps = [Float]

  /// How far the wavelets reach.
  private static let reach = 5
  /// Rows that are computed together, so that what lies between the filters stays in the caches.
  private static let strip = 32

  private static let frequency = 0.675 * Double.pi
  private static let diagonal = frequency / 2.0.squareRoot()
  private static let window = gaussian(3, 1)
  private static let sum = window.reduce(0, +)

  private static func gaussian(_ reach: Int, _ standardDeviation: Double) -> [Double] {
    (-reach...reach).map {
      exp(-Double($0 * $0) / (2 * standardDeviation * standardDeviation))
    }
  }

  /// e^(ikx) in the window, without its mean: real and imaginary part.
  private static let across: (real: Taps, imaginary: Taps) = {
    let cosines = zip(-3...3, window).map { $1 * cos(frequency * Double($0)) }
    let sines = zip(-3...3, window).map { $1 * sin(frequency * Double($0)) }
    let mean = cosines.reduce(0, +) / sum
    let real = zip(cosines, window).map { $0 - mean * $1 }
    let size = zip(real, sines).reduce(0) { $0 + ($1.0 * $1.0 + $1.1 * $1.1).squareRoot() }
    return (real.map { Float($0 / size) }, sines.map { Float($0 / size) })
  }()

  /// The window along an edge, of sum 1.
  private static let along: Taps = {
    let window = gaussian(4, 2)
    let sum = window.reduce(0, +)
    return window.map { Float($0 / sum) }
  }()

  private static let cosines = zip(-3...3, window).map { Float($1 * cos(diagonal * Double($0))) }
  private static let sines = zip(-3...3, window).map { Float($1 * sin(diagonal * Double($0))) }
  private static let plain = window.map { Float($0) }

  /// What of the plain window makes the mean of a diagonal wavelet 0, and what makes Σ|ψ| 1.
  private static let (bias, scale): (Float, Float) = {
    let share = zip(-3...3, window).reduce(0) { $0 + $1.1 * cos(diagonal * Double($1.0)) } / sum
    let bias = share * share
    var size = 0.0
    for (y, a) in zip(-3...3, window) {
      for (x, b) in zip(-3...3, window) {
        let angle = diagonal * Double(x + y)
        let (real, imaginary) = (cos(angle) - bias, sin(angle))
        size += a * b * (real * real + imaginary * imaginary).squareRoot()
      }
    }
    return (Float(bias), Float(1 / size))
  }()

  /// The smoothing along a diagonal that turns a deviation of 1 into 2, times what makes Σ|ψ| 1.
  private static let line: Taps = {
    let weights = (-2...2).map { exp(-Double($0 * $0) / 3) }
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) * scale }
  }()

  /// |x ⋆ ψ| at 0, 45, 90 and 135 degrees, each as large as x.
  static func moduli<V: FloatVector>(_ x: PictureLanes<V>) -> [PictureLanes<V>] {
    let moduli = (0..<Scattering.orientations).map { _ in PictureLanes<V>(x.height, x.width) }
    for first in stride(from: 0, to: x.height, by: strip) {
      let rows = first..<min(first + strip, x.height)
      let padded = x.padded(by: reach, rows: rows)
      let (rising, falling) = slanted(padded, rows.count, x.width)
      let parts = [
        upright(padded, rows.count, x.width), rising, level(padded, rows.count, x.width), falling,
      ]
      for (modulus, part) in zip(moduli, parts) {
        (modulus.start + first * x.width).update(from: part.start, count: rows.count * x.width)
      }
    }
    return moduli
  }

  private static func upright<V: FloatVector>(
    _ x: PictureLanes<V>, _ height: Int, _ width: Int
  ) -> PictureLanes<V> {
    let smooth = x.filtered(along, step: x.width, top: 1, left: 2, height, x.width - 4)
    let (real, imaginary) = smooth.filtered(
      across.real, across.imaginary, step: 1, top: 0, left: 0, height, width)
    return PictureLanes.modulus(real, imaginary)
  }

  private static func level<V: FloatVector>(
    _ x: PictureLanes<V>, _ height: Int, _ width: Int
  ) -> PictureLanes<V> {
    let smooth = x.filtered(along, step: 1, top: 2, left: 1, x.height - 4, width)
    let (real, imaginary) = smooth.filtered(
      across.real, across.imaginary, step: width, top: 0, left: 0, height, width)
    return PictureLanes.modulus(real, imaginary)
  }

  /// Both diagonals: e^(ik(x + y)), then e^(ik(x − y)).
  private static func slanted<V: FloatVector>(
    _ x: PictureLanes<V>, _ height: Int, _ width: Int
  ) -> (PictureLanes<V>, PictureLanes<V>) {
    let (high, wide) = (height + 4, width + 4)
    let (cosine, sine) = x.filtered(
      cosines, sines, step: 1, top: 0, left: 0, x.height, wide)
    func columns(_ rows: PictureLanes<V>) -> (PictureLanes<V>, PictureLanes<V>) {
      rows.filtered(cosines, sines, step: wide, top: 0, left: 0, high, wide)
    }
    let (a, c) = columns(cosine)
    let (d, b) = columns(sine)
    let mean = x.filtered(plain, step: 1, top: 0, left: 0, x.height, wide)
      .filtered(plain, step: wide, top: 0, left: 0, high, wide)
    // (a ∓ b − bias · mean) + i (d ± c), each left in the memory of what it is made of.
    for pixel in 0..<high * wide {
      let (p, q) = (a.start[pixel], b.start[pixel])
      let (r, t) = (c.start[pixel], d.start[pixel])
      let level = mean.start[pixel] * bias
      a.start[pixel] = p - q - level
      b.start[pixel] = p + q - level
      c.start[pixel] = t + r
      d.start[pixel] = t - r
    }
    func smoothed(_ part: PictureLanes<V>, step: Int, left: Int) -> PictureLanes<V> {
      part.filtered(line, step: step, top: 0, left: left, height, width)
    }
    return (
      PictureLanes.modulus(
        smoothed(a, step: wide - 1, left: 4), smoothed(c, step: wide - 1, left: 4)),
      PictureLanes.modulus(
        smoothed(b, step: wide + 1, left: 0), smoothed(d, step: wide + 1, left: 0))
    )
  }
}
