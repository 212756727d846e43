import Foundation
import Tensors

/// What a picture looks like, in numbers: how its contours are arranged, how fine and how coarse it
/// is, and how light and colour lie in it.
///
/// 1. Of each pair of scales and of orientations, log(S₂ / (S₁ + 0.001) + 0.01) with the mean moduli S
///    of `Scattering`: how an orientation's energy is itself arranged at a coarser scale. Contrast
///    cancels; noise, blur, averages and sums of components change it in different ways. 96 numbers at
///    64 × 64.
/// 2. log of the roughness (differences from the smoothed picture) and log of the coarsest scale's
///    modulus, both divided by the contrast c, the root of the energies' sum, plus 0.01.
/// 3. With less weight, how uneven a grid of eight pixels is across and down, which up-sampling leaves, most
///    of all early in a training.
/// 4. With less weight, log c; mean brightness; upper half minus lower half; middle minus whole. For
///    colours, of the two differences red − brightness and blue − brightness: mean, log of the standard
///    deviation, log of the mean difference of neighbouring pixels.
///
/// All of it is the same for a picture and its mirror image, and nearly the same after shifts of a few
/// pixels. Pictures of numbers from 0 to 1.
public struct PictureFeatures: Sendable {
  /// The weight of each number.
  public let weights: [Double]
  private let shape: PictureShape
  private let scattering: Scattering

  /// `nil` for pictures smaller than 8 × 8.
  public init?(shape: PictureShape) {
    guard min(shape.height, shape.width) >= 8 else { return nil }
    self.shape = shape
    scattering = Scattering(height: shape.height, width: shape.width)
    let n = Scattering.orientations
    let arrangements = scattering.scales * (scattering.scales - 1) / 2 * n * n
    let colours = shape.channels == 3 ? [Double](repeating: 0.4, count: 6) : []
    weights =
      [Double](repeating: 1, count: arrangements + 2) + [0.4, 0.4] + [0.2, 0.4, 0.4, 0.4] + colours
  }

  /// The numbers of samples [count, height · width · channels], [count, numbers].
  ///
  /// Cost: some 6 ms on two threads for 256 pictures of 64 × 64 gray, in proportion to pixels.
  public func values(of samples: [Float], on workers: WorkerPool) -> [Double] {
    values(of: samples, on: workers) { false } ?? []
  }

  /// The same; `nil` if it is stopped, which is asked before every 64 pictures.
  func values(
    of samples: [Float], on workers: WorkerPool, isStopped: () -> Bool
  ) -> [Double]? {
    let length = 64 * shape.height * shape.width * shape.channels
    var values: [Double] = []
    for start in stride(from: 0, to: samples.count, by: length) {
      if isStopped() { return nil }
      values += few(Array(samples[start..<min(start + length, samples.count)]), on: workers)
    }
    return values
  }

  private func few(_ samples: [Float], on workers: WorkerPool) -> [Double] {
    let pictures = PictureSet(samples: samples, shape: shape)
    let means = scattering.means(of: pictures.values, on: workers)
    let length = shape.height * shape.width * shape.channels
    return workers.map(pictures.count) { index in
      let numbers = means[index * scattering.count..<(index + 1) * scattering.count].map {
        Double($0)
      }
      let colours =
        shape.channels == 3 ? colours(samples[index * length..<(index + 1) * length]) : []
      return arrangement(numbers) + layout(pictures, index) + colours
    }.flatMap(\.self)
  }

  /// The first two kinds of numbers and the contrast.
  private func arrangement(_ numbers: [Double]) -> [Double] {
    let n = Scattering.orientations
    let scales = scattering.scales
    let first = Array(numbers[..<(scales * n)])
    let energies = numbers[(scales * n)..<(scales * (n + 1))]
    let second = Array(numbers[(scales * (n + 1))...].dropLast(3))
    let (roughness, grid) = (numbers[numbers.count - 3], numbers.suffix(2))
    var values: [Double] = []
    var pair = 0
    for scale in 0..<scales {
      for _ in scale + 1..<scales {
        func logarithm(_ a: Int, _ b: Int) -> Double {
          log(second[(pair * n + a) * n + b] / (first[scale * n + a] + 0.001) + 0.01)
        }
        for a in 0..<n {
          for b in 0..<n {
            // In the mirror image 45 degrees are 135.
            values.append((logarithm(a, b) + logarithm((n - a) % n, (n - b) % n)) / 2)
          }
        }
        pair += 1
      }
    }
    let contrast = energies.reduce(0, +).squareRoot() + 0.01
    let coarsest = mean(Array(first.suffix(n)))
    return values + [log(roughness / contrast + 0.01), log(coarsest / contrast + 0.01)] + grid
      + [log(contrast)]
  }

  /// Mean brightness; upper half minus lower half; middle minus whole.
  private func layout(_ pictures: PictureSet, _ index: Int) -> [Double] {
    let (h, w) = (pictures.height, pictures.width)
    var rows = [Double](repeating: 0, count: h)
    var middle = 0.0
    for row in 0..<h {
      let start = (index * h + row) * w
      for column in 0..<w {
        let value = Double(pictures.values[start + column])
        rows[row] += value
        if row >= h / 4, row < h - h / 4, column >= w / 4, column < w - w / 4 { middle += value }
      }
    }
    let whole = rows.reduce(0, +) / Double(h * w)
    let difference = rows.prefix(h / 2).reduce(0, +) - rows.suffix(h / 2).reduce(0, +)
    let share = Double((h - h / 4 * 2) * (w - w / 4 * 2))
    return [whole, difference / Double(h / 2 * w), middle / share - whole]
  }

  /// Of red − brightness and blue − brightness each mean, spread and fineness.
  private func colours(_ sample: ArraySlice<Float>) -> [Double] {
    let pixels = Array(sample)
    let (h, w) = (shape.height, shape.width)
    return [0, 2].flatMap { channel -> [Double] in
      let plane = (0..<h * w).map { pixel -> Double in
        let (r, g, b) = (pixels[3 * pixel], pixels[3 * pixel + 1], pixels[3 * pixel + 2])
        return Double(pixels[3 * pixel + channel] - PictureSet.brightness(r, g, b))
      }
      let center = mean(plane)
      let variance = plane.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(h * w)
      var steps = 0.0
      for row in 0..<h {
        for column in 1..<w {
          steps += abs(plane[row * w + column] - plane[row * w + column - 1])
        }
      }
      return [
        center, log(variance.squareRoot() + 0.01), log(steps / Double(h * (w - 1)) + 0.01),
      ]
    }
  }
}
