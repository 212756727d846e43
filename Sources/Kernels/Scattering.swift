import Foundation

/// Means over all pixels of wavelet moduli of two orders, of eight pictures at once.
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
  public static let lanes = 8

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

  /// The numbers that `means` gives of a picture: means of first-order moduli [scale, orientation];
  /// their mean squares, summed over orientations, [scale]; means of second-order moduli [pair of
  /// scales, first orientation, second orientation], the pairs (0, 1), (0, 2), … (1, 2), …; the mean
  /// absolute difference between the picture and itself smoothed by [1 4 6 4 1] / 16.
  public var count: Int {
    let n = Scattering.orientations
    return scales * (n + 1) + scales * (scales - 1) / 2 * n * n + 1
  }

  /// Those numbers of up to eight pictures, [picture, number].
  ///
  /// Complexity: some 140 multiply-adds a pixel for each of the pictures and moduli that are filtered,
  /// in all three times the picture's pixels at four scales.
  public func means(_ pictures: ArraySlice<Float>) -> [Float] {
    let area = height * width
    let pictureCount = pictures.count / area
    precondition((1...Scattering.lanes).contains(pictureCount) && pictures.count % area == 0)
    let picture = Lanes(height, width)
    pictures.withUnsafeBufferPointer { source in
      for pixel in 0..<area {
        var vector = Lanes.Vector.zero
        for lane in 0..<pictureCount { vector[lane] = source[lane * area + pixel] }
        picture.start[pixel] = vector
      }
    }
    let numbers = numbers(of: picture)
    return (0..<pictureCount).flatMap { lane in numbers.map { $0[lane] } }
  }

  private func numbers(of picture: Lanes) -> [Lanes.Vector] {
    var first: [Lanes.Vector] = []
    var energies: [Lanes.Vector] = []
    var second: [Lanes.Vector] = []
    var plane = picture
    for scale in 0..<scales {
      var moduli = Wavelets.moduli(plane)
      first += moduli.map(\.mean)
      energies.append(moduli.reduce(.zero) { $0 + $1.meanSquare })
      for _ in scale + 1..<scales {
        moduli = moduli.map(\.halved)
        for modulus in moduli { second += Wavelets.moduli(modulus).map(\.mean) }
      }
      if scale + 1 < scales { plane = plane.halved }
    }
    return first + energies + second + [picture.roughness]
  }
}

/// The four wavelets.
private enum Wavelets {
  typealias Taps = [Float]

  /// How far the wavelets reach.
  private static let reach = 5
  /// Rows that are computed together, so that what lies between the filters stays in the caches.
  private static let strip = 16

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
  static func moduli(_ x: Lanes) -> [Lanes] {
    let moduli = (0..<Scattering.orientations).map { _ in Lanes(x.height, x.width) }
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

  private static func upright(_ x: Lanes, _ height: Int, _ width: Int) -> Lanes {
    func part(_ taps: Taps) -> Lanes {
      x.filtered(taps, step: 1, top: 1, left: 2, x.height - 2, width)
        .filtered(along, step: width, top: 0, left: 0, height, width)
    }
    return Lanes.modulus(part(across.real), part(across.imaginary))
  }

  private static func level(_ x: Lanes, _ height: Int, _ width: Int) -> Lanes {
    func part(_ taps: Taps) -> Lanes {
      x.filtered(taps, step: x.width, top: 2, left: 1, height, x.width - 2)
        .filtered(along, step: 1, top: 0, left: 0, height, width)
    }
    return Lanes.modulus(part(across.real), part(across.imaginary))
  }

  /// Both diagonals: e^(ik(x + y)), then e^(ik(x − y)).
  private static func slanted(_ x: Lanes, _ height: Int, _ width: Int) -> (Lanes, Lanes) {
    let (high, wide) = (height + 4, width + 4)
    func rows(_ taps: Taps) -> Lanes {
      x.filtered(taps, step: 1, top: 0, left: 0, x.height, wide)
    }
    func columns(_ rows: Lanes, _ taps: Taps) -> Lanes {
      rows.filtered(taps, step: wide, top: 0, left: 0, high, wide)
    }
    let (cosine, sine) = (rows(cosines), rows(sines))
    let a = columns(cosine, cosines)
    let b = columns(sine, sines)
    let c = columns(cosine, sines)
    let d = columns(sine, cosines)
    let mean = columns(rows(plain), plain)
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
    func smoothed(_ part: Lanes, step: Int, left: Int) -> Lanes {
      part.filtered(line, step: step, top: 0, left: left, height, width)
    }
    return (
      Lanes.modulus(
        smoothed(a, step: wide - 1, left: 4), smoothed(c, step: wide - 1, left: 4)),
      Lanes.modulus(
        smoothed(b, step: wide + 1, left: 0), smoothed(d, step: wide + 1, left: 0))
    )
  }
}

/// Pictures abreast: a pixel of all is a vector.
private final class Lanes {
  typealias Vector = SIMD8<Float>

  let height: Int
  let width: Int
  let start: UnsafeMutablePointer<Vector>

  init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
    start = .allocate(capacity: height * width)
  }

  deinit { start.deallocate() }

  /// y[i, j] = Σ taps[k] · x[top + i, left + j + k · step], the step counted in pixels of x row after
  /// row: 1 is along rows, the width along columns, one more or less along a diagonal.
  func filtered(
    _ taps: [Float], step: Int, top: Int, left: Int, _ height: Int, _ width: Int
  ) -> Lanes {
    let result = Lanes(height, width)
    let first = start + top * self.width + left
    taps.withUnsafeBufferPointer { taps in
      // With a known number of taps the loop over them is laid out flat.
      switch taps.count {
      case 5: filter(5, taps, step, first, into: result)
      case 7: filter(7, taps, step, first, into: result)
      default: filter(taps.count, taps, step, first, into: result)
      }
    }
    return result
  }

  @inline(__always)
  private func filter(
    _ count: Int, _ taps: UnsafeBufferPointer<Float>, _ step: Int,
    _ first: UnsafeMutablePointer<Vector>, into result: Lanes
  ) {
    for row in 0..<result.height {
      let source = first + row * width
      let target = result.start + row * result.width
      var column = 0
      while column + 4 <= result.width {
        var (a, b, c, d) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
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
        var sum = Vector.zero
        for index in 0..<count {
          sum = sum.plus(source[column + index * step], times: Vector(repeating: taps[index]))
        }
        target[column] = sum
        column += 1
      }
    }
  }

  /// With so many pixels more on each side, mirrored at the border: d c b a | a b c d. Of some rows
  /// only, if wanted.
  func padded(by margin: Int, rows: Range<Int>? = nil) -> Lanes {
    let rows = rows ?? 0..<height
    let result = Lanes(rows.count + 2 * margin, width + 2 * margin)
    let columns = (-margin..<width + margin).map { Lanes.mirrored($0, width) }
    for row in 0..<result.height {
      let source = start + Lanes.mirrored(rows.lowerBound + row - margin, height) * width
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
  var halved: Lanes {
    let (high, wide) = (height / 2, width / 2)
    let (outer, inner) = (Vector(repeating: 0.125), Vector(repeating: 0.375))
    let padded = padded(by: 1)
    let across = Lanes(padded.height, wide)
    for row in 0..<padded.height {
      let source = padded.start + row * padded.width
      for column in 0..<wide {
        let x = source + 2 * column
        across.start[row * wide + column] = (x[0] + x[3]) * outer + (x[1] + x[2]) * inner
      }
    }
    let result = Lanes(high, wide)
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
  static func modulus(_ real: Lanes, _ imaginary: Lanes) -> Lanes {
    for pixel in 0..<real.height * real.width {
      let (x, y) = (real.start[pixel], imaginary.start[pixel])
      real.start[pixel] = (x * x).plus(y, times: y).squareRoot()
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
      let difference = start[pixel] - smooth.start[pixel]
      smooth.start[pixel] = difference.replacing(with: -difference, where: difference .< 0)
    }
    return smooth.mean
  }

  /// Row by row, then of the rows' sums.
  @inline(__always)
  private func mean(_ value: (Vector) -> Vector) -> Vector {
    var total = Vector.zero
    for row in 0..<height {
      var sum = Vector.zero
      for pixel in row * width..<(row + 1) * width { sum += value(start[pixel]) }
      total += sum
    }
    return total / Float(height * width)
  }
}
