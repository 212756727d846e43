import Foundation
import Tensors

/// The power of pictures by spatial frequency: mean |Fourier coefficient|² on each circle of whole
/// radius from 1 to half the shorter side.
///
/// What upsampling networks and dense layers get wrong shows at high frequencies: Durall et al.
/// 2020, arXiv 2003.01826.
public func radialSpectrum(_ pictures: PictureSet, on workers: WorkerPool) -> [Double] {
  let (h, w) = (pictures.height, pictures.width)
  let radii = min(h, w) / 2
  guard radii > 0, pictures.count > 0 else { return [] }
  let rows = FourierBasis(w)
  let columns = FourierBasis(h)
  let each = workers.map(pictures.count) { index -> [Double] in
    let power = power(of: pictures[index], rows, columns)
    var sums = [Double](repeating: 0, count: radii)
    var counts = [Int](repeating: 0, count: radii)
    for v in 0..<h {
      for u in 0..<w {
        let y = Double(min(v, h - v))
        let x = Double(min(u, w - u))
        let radius = Int((x * x + y * y).squareRoot().rounded())
        guard radius >= 1, radius <= radii else { continue }
        sums[radius - 1] += power[v * w + u]
        counts[radius - 1] += 1
      }
    }
    return zip(sums, counts).map { $0 / Double(max($1, 1)) }
  }
  return (0..<radii).map { radius in
    each.reduce(0) { $0 + $1[radius] } / Double(pictures.count)
  }
}

/// The mean absolute difference of the logarithms of two spectra.
public func spectralDistance(_ a: [Double], _ b: [Double]) -> Double {
  mean(zip(a, b).map { abs(log(max($0, 1e-12)) - log(max($1, 1e-12))) })
}

/// Sines and cosines of a Fourier transform of some length.
private struct FourierBasis {
  let length: Int
  let cosines: [Double]
  let sines: [Double]

  init(_ length: Int) {
    self.length = length
    cosines = (0..<length).map { cos(2 * .pi * Double($0) / Double(length)) }
    sines = (0..<length).map { -sin(2 * .pi * Double($0) / Double(length)) }
  }
}

/// |F|² of a picture, [height, width]; the transform is made row by row, then column by column.
private func power(of plane: Plane, _ rows: FourierBasis, _ columns: FourierBasis) -> [Double] {
  let (h, w) = (plane.height, plane.width)
  var real = [Double](repeating: 0, count: h * w)
  var imaginary = real
  for y in 0..<h {
    // Of a row of real numbers, the second half mirrors the first.
    for u in 0...w / 2 {
      var (re, im) = (0.0, 0.0)
      var angle = 0
      for x in 0..<w {
        let value = Double(plane[y, x])
        re += value * rows.cosines[angle]
        im += value * rows.sines[angle]
        angle += u
        if angle >= w { angle -= w }
      }
      real[y * w + u] = re
      imaginary[y * w + u] = im
    }
  }
  var power = [Double](repeating: 0, count: h * w)
  for u in 0...w / 2 {
    for v in 0..<h {
      var (re, im) = (0.0, 0.0)
      var angle = 0
      for y in 0..<h {
        let (c, s) = (columns.cosines[angle], columns.sines[angle])
        re += real[y * w + u] * c - imaginary[y * w + u] * s
        im += real[y * w + u] * s + imaginary[y * w + u] * c
        angle += v
        if angle >= h { angle -= h }
      }
      power[v * w + u] = re * re + im * im
      // F(−v, −u) is the conjugate of F(v, u).
      if u > 0 { power[(h - v) % h * w + w - u] = re * re + im * im }
    }
  }
  return power
}
