import Foundation
import Measures
import Testing

/// Inputs of `Reference/measures.py`, made again from its integer hash.
enum Inputs {
  static func uniform(_ p: Int, _ count: Int) -> [Double] {
    (0..<count).map { i in
      var h = UInt32(truncatingIfNeeded: i) &+ UInt32(truncatingIfNeeded: p &* 0x9e37_79b9)
      h ^= h >> 16
      h = h &* 0x7feb_352d
      h ^= h >> 15
      h = h &* 0x846c_a68b
      h ^= h >> 16
      return Double(h) / 4_294_967_296
    }
  }

  static func cloud(_ p: Int, _ count: Int, centers: Int, spread: Double) -> Points {
    let parts = (0..<4).map { uniform(p + $0, count * 8) }
    return Points(
      (0..<count * 8).map { i in
        let sum = parts[0][i] + parts[1][i] + parts[2][i] + parts[3][i] - 2
        return sum * spread + (i / 8 % centers == i % 8 ? 3 : 0)
      }, dimensions: 8)
  }

  static let real = cloud(1, 60, centers: 3, spread: 1)
  static let fake = cloud(11, 50, centers: 2, spread: 1.2)

  static func picture(_ p: Int) -> Plane {
    let (height, width) = (40, 48)
    let g = uniform(p, 4)
    let noise = uniform(p + 500, height * width)
    return Plane(
      (0..<height * width).map { i in
        let row = Double(i / width) / Double(height)
        let column = Double(i % width) / Double(width)
        let down = sin(2 * Double.pi * ((1 + 3 * g[0]) * row + g[1]))
        let across = cos(2 * Double.pi * ((1 + 3 * g[2]) * column + g[3]))
        return Float(0.5 + 0.3 * down * across + 0.1 * (noise[i] - 0.5))
      }, height: height, width: width)
  }
}

/// What NumPy and SciPy computed.
struct Expected: Decodable {
  var kid, frechet, precision, recall, density, coverage, nn, nearest, authenticity: Double
  var variety, twins, ndb, js, projected, explained: Double
  var realTest, fakeTest, realVendi, fakeVendi: Double
  var msssim, spectrum, components, eigenvalues: [Double]

  private enum CodingKeys: String, CodingKey {
    case kid, frechet, precision, recall, density, coverage, nn, nearest, authenticity
    case variety, twins, ndb, js, projected, explained, msssim, spectrum, components, eigenvalues
    case realTest = "nn_real"
    case fakeTest = "nn_fake"
    case realVendi = "vendi_real"
    case fakeVendi = "vendi_fake"
  }

  static func load() throws -> Expected {
    let url = try #require(
      Bundle.module.url(
        forResource: "measures", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Expected.self, from: Data(contentsOf: url))
  }
}

/// What NumPy computed of what pictures look like.
struct ExpectedScattering: Decodable {
  var features, colours, points, gradients: [Double]
  var kid, frechet: Double

  static func load() throws -> ExpectedScattering {
    let url = try #require(
      Bundle.module.url(
        forResource: "scattering", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(ExpectedScattering.self, from: Data(contentsOf: url))
  }
}

/// Whether two numbers agree to so many parts of the larger one, or of 1.
func agree(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(b))
}
