import Foundation
import Tensors

/// Multi-scale structural similarity of two pictures of numbers from 0 to 1: 1 where they are equal.
///
/// Wang, Simoncelli and Bovik 2003: contrast and structure at each scale, luminance too at the
/// coarsest, windows of 11 × 11 (Gaussian, standard deviation 1.5), scales by halving. Only the
/// scales at which the window fits are used, their weights divided by their sum: three at 64 × 64.
/// NaN if the window fits nowhere.
public func multiscaleSimilarity(_ a: Plane, _ b: Plane) -> Double {
  let all = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
  var scales = 0
  var side = min(a.height, a.width)
  while scales < all.count, side >= similarityWindow.count {
    scales += 1
    side /= 2
  }
  guard scales > 0 else { return .nan }
  let total = all.prefix(scales).reduce(0, +)
  var (x, y) = (a, b)
  var product = 1.0
  for scale in 0..<scales {
    let terms = similarity(x, y)
    let term = scale == scales - 1 ? terms.whole : terms.structure
    // A negative similarity counts as none: a power of it would be no number.
    product *= pow(max(term, 0), all[scale] / total)
    (x, y) = (x.halved, y.halved)
  }
  return product
}

/// The mean of structural similarity over all windows, with and without its luminance term.
private func similarity(_ a: Plane, _ b: Plane) -> (whole: Double, structure: Double) {
  let window = similarityWindow
  let c1 = 0.01 * 0.01
  let c2 = 0.03 * 0.03
  func times(_ p: Plane, _ q: Plane) -> Plane {
    Plane(zip(p.values, q.values).map(*), height: p.height, width: p.width)
  }
  let meanA = a.filtered(window).values
  let meanB = b.filtered(window).values
  let squareA = times(a, a).filtered(window).values
  let squareB = times(b, b).filtered(window).values
  let cross = times(a, b).filtered(window).values
  var whole = 0.0
  var structures = 0.0
  for i in meanA.indices {
    let (m, n) = (Double(meanA[i]), Double(meanB[i]))
    let varianceA = Double(squareA[i]) - m * m
    let varianceB = Double(squareB[i]) - n * n
    let covariance = Double(cross[i]) - m * n
    let structure = (2 * covariance + c2) / (varianceA + varianceB + c2)
    structures += structure
    whole += (2 * m * n + c1) / (m * m + n * n + c1) * structure
  }
  return (whole / Double(meanA.count), structures / Double(meanA.count))
}

private let similarityWindow: [Float] = {
  let weights = (-5...5).map { exp(-Double($0 * $0) / (2 * 1.5 * 1.5)) }
  let sum = weights.reduce(0, +)
  return weights.map { Float($0 / sum) }
}()

/// The mean similarity of 200 random pairs of different pictures, always the same pairs.
func meanSimilarity(_ pictures: PictureSet, on workers: WorkerPool) -> Double {
  guard pictures.count > 1 else { return .nan }
  let values = workers.map(200) { pair -> Double in
    var stream = RandomStream(seed: 5, .measures, index: pair)
    let first = stream.below(pictures.count)
    let second = (first + 1 + stream.below(pictures.count - 1)) % pictures.count
    return multiscaleSimilarity(pictures[first], pictures[second])
  }
  return mean(values)
}
