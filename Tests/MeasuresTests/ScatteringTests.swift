import Foundation
import Measures
import Tensors
import Testing

/// What a picture looks like, against NumPy, and what it does not depend on.
@Suite(.serialized) struct ScatteringTests {
  private static let workers = WorkerPool(threads: 2)
  private static let shape = PictureShape(height: 40, width: 48, channels: 1)

  private static let real = (0..<32).flatMap { Inputs.picture(1000 + $0).values }

  /// Faded, with a little of another picture upside down.
  private static let fake = (0..<32).flatMap { index -> [Float] in
    let (a, b) = (Inputs.picture(2000 + index), Inputs.picture(3000 + index))
    return a.values.indices.map { i in
      a.values[i] * 0.7 + 0.2 * b.values[(39 - i / 48) * 48 + i % 48]
    }
  }

  private static func normalized(_ values: [Float], by real: [Float]) -> [Float] {
    let (low, high) = (real.min() ?? 0, real.max() ?? 1)
    return values.map { ($0 - low) / (high - low) }
  }

  @Test func featuresAreNumPys() throws {
    let expected = try ExpectedScattering.load()
    let pictures = try #require(PictureFeatures(shape: Self.shape))
    let values = pictures.values(
      of: Array(Self.normalized(Self.real, by: Self.real)[..<1920]), on: Self.workers)
    #expect(values.count == expected.features.count && values.count == pictures.weights.count)
    for (value, number) in zip(values, expected.features) { #expect(agree(value, number, 2e-5)) }
  }

  @Test func coloursAreNumPys() throws {
    let expected = try ExpectedScattering.load()
    let planes = (0..<3).map { Inputs.picture(100 + $0).values }
    let sample = (0..<1920).flatMap { pixel in planes.map { $0[pixel] } }
    let pictures = try #require(
      PictureFeatures(shape: PictureShape(height: 40, width: 48, channels: 3)))
    let values = pictures.values(of: Self.normalized(sample, by: sample), on: Self.workers)
    #expect(values.count == expected.colours.count && values.count == pictures.weights.count)
    for (value, number) in zip(values, expected.colours) { #expect(agree(value, number, 2e-5)) }
  }

  @Test func pointsAreNumPys() throws {
    let expected = try ExpectedScattering.load()
    let pictures = try #require(PictureFeatures(shape: Self.shape))
    let values = { (samples: [Float]) in
      pictures.values(of: Self.normalized(samples, by: Self.real), on: Self.workers)
    }
    let space = FeatureSpace(
      values(Self.real), weights: pictures.weights, dimensions: 8, on: Self.workers)
    let points = space.points(of: values(Self.fake), on: Self.workers).near
    #expect(points.dimensions == 8 && points.values.count == expected.points.count)
    for (value, number) in zip(points.values, expected.points) {
      #expect(agree(abs(value), number, 2e-3))
    }
    let reference = try #require(
      Reference(Self.real, features: 1920, shape: Self.shape, on: Self.workers))
    let comparison = reference.comparison(with: Self.fake)
    let kid = try measureCatalog.find("kid").value(comparison)
    let frechet = try measureCatalog.find("frechet").value(comparison)
    #expect(agree(kid, expected.kid, 2e-3))
    #expect(agree(frechet, expected.frechet, 2e-3))
  }

  @Test func gradientsAreNumPys() throws {
    let expected = try ExpectedScattering.load()
    let picture = PictureSet(Inputs.picture(100).values, height: 40, width: 48)
    let numbers = KernelClassifier.features(of: picture, on: Self.workers)[0]
    #expect(numbers.count == expected.gradients.count)
    for (number, value) in zip(numbers, expected.gradients) {
      #expect(abs(Double(number) - value) < 2e-6)
    }
  }

  /// Of any size and shape, among others or alone, on one thread or two: the same bits; and the mirror
  /// image has the same numbers.
  @Test(arguments: [(8, 8), (8, 33), (16, 12), (33, 21), (64, 64), (65, 129), (256, 256)])
  func aPictureIsSeenAlone(height: Int, width: Int) throws {
    let count = height > 100 ? 9 : 17
    for channels in [1, 3] {
      let row = width * channels
      let length = height * row
      let samples = Inputs.uniform(7, count * length).enumerated().map { index, value in
        Float(0.5 + 0.4 * sin(0.3 * Double(index % row) + 5 * value) * value)
      }
      let shape = PictureShape(height: height, width: width, channels: channels)
      let pictures = try #require(PictureFeatures(shape: shape))
      let all = pictures.values(of: samples, on: Self.workers)
      let single = pictures.values(of: samples, on: WorkerPool(threads: 1))
      #expect(all == single)
      #expect(all.allSatisfy { $0.isFinite })
      let last = Array(samples.suffix(length))
      let alone = pictures.values(of: last, on: Self.workers)
      #expect(alone == Array(all.suffix(alone.count)))
      guard height % 64 == 0, width % 64 == 0 else { continue }
      let mirrored = last.indices.map { index in
        let (pixel, channel) = (index / channels, index % channels)
        let column = width - 1 - pixel % width
        return last[(pixel / width * width + column) * channels + channel]
      }
      for (a, b) in zip(pictures.values(of: mirrored, on: Self.workers), alone) {
        #expect(agree(a, b, 1e-5))
      }
    }
  }

  @Test func tooSmallPicturesAreNone() {
    #expect(PictureFeatures(shape: PictureShape(height: 7, width: 64, channels: 1)) == nil)
  }
}
