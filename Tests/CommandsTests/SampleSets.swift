import Datasets
import Foundation
import Measures
import Tensors

/// Pictures of 64 x 64 gray, from 0 to 1, and sets made of them whose worth is known beforehand.
struct SampleSets {
  static let side = 64
  static let area = side * side
  static let shape = PictureShape(height: side, width: side, channels: 1)

  /// The real pictures, the same four times as large for other crops, and their kinds.
  let real: [[Float]]
  let large: [[Float]]
  let largeSide: Int
  let kinds: [String]
  /// Samples of the article's run by epoch.
  var trained: [(epoch: Int, samples: [[Float]])] = []

  /// All sets by name, those that should be as good as real ones first.
  func all() -> [(name: String, pictures: [[Float]])] {
    var sets: [(name: String, pictures: [[Float]])] = [
      ("copies", real), ("mirrored copies", flips), ("copies shifted by up to 3", shifts(3)),
      ("crops of 75 to 95 %", crops(0.75, 0.95)), ("crops of 50 to 70 %", crops(0.5, 0.7)),
    ]
    for amount in Self.noises { sets.append(("noise of \(level(amount))", noisy(amount))) }
    for width in Self.blurs { sets.append(("blur of \(width) pixels", blurred(width))) }
    for size in Self.squares { sets.append(("squares of \(size) pixels", squares(size))) }
    sets += [
      ("blends of two", blends(2)), ("blends of three", blends(3)),
      ("Gaussian, 16 components", gaussian(16)), ("Gaussian, 64 components", gaussian(64)),
      ("16 components kept", projected(16)), ("64 components kept", projected(64)),
      ("squares of 16 shuffled", shuffled(16)), ("squares of 8 shuffled", shuffled(8)),
    ]
    for count in Self.repeats { sets.append(("\(count) pictures repeated", repeated(count))) }
    for kind in Set(kinds).sorted() { sets.append(("without \(kind)", without(kind))) }
    sets.append(("half real, half Gaussian", mixed))
    for (epoch, samples) in trained { sets.append(("the article's run, epoch \(epoch)", samples)) }
    return sets
  }

  static let noises: [Float] = [0.02, 0.04, 0.08, 0.16, 0.32]
  static let blurs: [Double] = [0.5, 0.8, 1.3, 2, 3.5]
  static let squares = [2, 4]
  static let repeats = [64, 16, 4]

  private func level(_ amount: Float) -> String { "\(Int((amount * 255).rounded())) levels" }

  private func stream(_ index: Int) -> RandomStream {
    RandomStream(seed: 11, .measures, index: 1000 + index)
  }

  private func clipped(_ picture: [Float]) -> [Float] {
    picture.map { (min(max($0, 0), 1) * 255).rounded() / 255 }
  }

  var flips: [[Float]] {
    let side = Self.side
    return real.map { picture in
      picture.indices.map { picture[$0 / side * side + side - 1 - $0 % side] }
    }
  }

  /// Moved by whole pixels; the border is repeated.
  func shifts(_ most: Int) -> [[Float]] {
    var stream = stream(1)
    return real.map { picture in
      let (dy, dx) = (stream.below(2 * most + 1) - most, stream.below(2 * most + 1) - most)
      return picture.indices.map { index in
        let row = min(max(index / Self.side + dy, 0), Self.side - 1)
        return picture[row * Self.side + min(max(index % Self.side + dx, 0), Self.side - 1)]
      }
    }
  }

  /// Other parts of the same scenes, half of them mirrored.
  func crops(_ least: Double, _ most: Double) -> [[Float]] {
    var stream = stream(2)
    return large.map { picture in
      let size = (least + (most - least) * stream.uniformDouble()) * Double(largeSide)
      let top = stream.uniformDouble() * (Double(largeSide) - size)
      let left = stream.uniformDouble() * (Double(largeSide) - size)
      let isMirrored = stream.below(2) == 1
      let step = size / Double(Self.side)
      return clipped(
        (0..<Self.area).map { index in
          let column = isMirrored ? Self.side - 1 - index % Self.side : index % Self.side
          // The mean of 4 x 4 points of a pixel's square.
          var sum: Float = 0
          for part in 0..<16 {
            let y = top + (Double(index / Self.side) + (Double(part / 4) + 0.5) / 4) * step
            let x = left + (Double(column) + (Double(part % 4) + 0.5) / 4) * step
            let (row, pixel) = (min(Int(y), largeSide - 1), min(Int(x), largeSide - 1))
            sum += picture[row * largeSide + pixel]
          }
          return sum / 16
        })
    }
  }

  func noisy(_ amount: Float) -> [[Float]] {
    var stream = stream(3)
    return real.map { picture in
      clipped(picture.map { $0 + amount * Float(stream.normalPair().0) })
    }
  }

  func blurred(_ width: Double) -> [[Float]] {
    let reach = Int((3 * width).rounded(.up))
    let weights = (-reach...reach).map { exp(-Double($0 * $0) / (2 * width * width)) }
    let taps = weights.map { Float($0 / weights.reduce(0, +)) }
    let side = Self.side
    func smoothed(_ picture: [Float], _ step: Int) -> [Float] {
      picture.indices.map { index in
        let position = step == 1 ? index % side : index / side
        return taps.indices.reduce(Float(0)) { sum, k in
          let moved = min(max(position + k - reach, 0), side - 1)
          return sum + taps[k] * picture[index + (moved - position) * step]
        }
      }
    }
    return real.map { clipped(smoothed(smoothed($0, 1), side)) }
  }

  /// The mean of each square in place of its pixels, as up-sampling by the nearest pixel leaves them.
  func squares(_ size: Int) -> [[Float]] {
    real.map { picture in
      picture.indices.map { index in
        let corner = index / Self.side / size * size * Self.side + index % Self.side / size * size
        let sum = (0..<size * size).reduce(Float(0)) { sum, part in
          sum + picture[corner + part / size * Self.side + part % size]
        }
        return sum / Float(size * size)
      }
    }
  }

  func blends(_ count: Int) -> [[Float]] {
    var stream = stream(4)
    let others = (1..<count).map { _ in stream.permutation(real.count) }
    return real.indices.map { index in
      clipped(
        (0..<Self.area).map { pixel in
          others.reduce(real[index][pixel]) { $0 + real[$1[index]][pixel] } / Float(count)
        })
    }
  }

  /// Coordinates of the real pictures along principal components, and pictures of coordinates.
  private func components(_ count: Int) -> (mean: [Float], directions: [[Float]], spread: [Float]) {
    let mean = (0..<Self.area).map { pixel in
      real.reduce(Float(0)) { $0 + $1[pixel] } / Float(real.count)
    }
    let centered = real.map { zip($0, mean).map { $0 - $1 } }
    let n = real.count
    var products = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        var sum: Float = 0
        for pixel in 0..<Self.area { sum += centered[i][pixel] * centered[j][pixel] }
        products[i * n + j] = Double(sum)
        products[j * n + i] = Double(sum)
      }
    }
    let eigen = SymmetricEigen(products, size: n, wantsVectors: true)
    let directions = (0..<count).map { component -> [Float] in
      var direction = [Float](repeating: 0, count: Self.area)
      let scale = 1 / eigen.values[component].squareRoot()
      for i in 0..<n {
        let share = Float(eigen.vectors[component][i] * scale)
        for pixel in 0..<Self.area { direction[pixel] += share * centered[i][pixel] }
      }
      return direction
    }
    let spread = (0..<count).map { Float((eigen.values[$0] / Double(n - 1)).squareRoot()) }
    return (mean, directions, spread)
  }

  /// Normally distributed along the components as the real pictures are: no flower in it.
  func gaussian(_ count: Int) -> [[Float]] {
    let (mean, directions, spread) = components(count)
    var stream = stream(5)
    return real.map { _ in
      var picture = mean
      for (direction, spread) in zip(directions, spread) {
        let share = spread * Float(stream.normalPair().0)
        for pixel in 0..<Self.area { picture[pixel] += share * direction[pixel] }
      }
      return clipped(picture)
    }
  }

  /// What the components keep of the real pictures.
  func projected(_ count: Int) -> [[Float]] {
    let (mean, directions, _) = components(count)
    return real.map { original in
      var picture = mean
      for direction in directions {
        var share: Float = 0
        for pixel in 0..<Self.area { share += (original[pixel] - mean[pixel]) * direction[pixel] }
        for pixel in 0..<Self.area { picture[pixel] += share * direction[pixel] }
      }
      return clipped(picture)
    }
  }

  func shuffled(_ square: Int) -> [[Float]] {
    var stream = stream(6)
    let across = Self.side / square
    return real.map { picture in
      let order = stream.permutation(across * across)
      return (0..<Self.area).map { index in
        let (row, column) = (index / Self.side, index % Self.side)
        let from = order[row / square * across + column / square]
        let y = from / across * square + row % square
        return picture[y * Self.side + from % across * square + column % square]
      }
    }
  }

  func repeated(_ count: Int) -> [[Float]] {
    var stream = stream(7)
    let chosen = stream.permutation(real.count).prefix(count)
    return real.indices.map { real[chosen[chosen.startIndex + $0 % count]] }
  }

  /// As many pictures of the other kinds.
  func without(_ kind: String) -> [[Float]] {
    let others = real.indices.filter { kinds[$0] != kind }
    return real.indices.map { real[others[$0 % others.count]] }
  }

  var mixed: [[Float]] {
    zip(real, gaussian(64)).enumerated().map { $0.offset % 2 == 0 ? $0.element.0 : $0.element.1 }
  }
}
