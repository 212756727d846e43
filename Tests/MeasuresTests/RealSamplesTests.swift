import Foundation
import Measures
import Tensors
import Testing

/// What a generated sample is nearest to, among all real ones.
struct RealSamplesTests {
  private static let workers = WorkerPool(threads: 1)

  /// So many samples of 6 numbers.
  private static func samples(_ p: Int, _ count: Int) -> [Float] {
    Inputs.uniform(p, count * 6).map(Float.init)
  }

  @Test func copiesAreThoseOfAuthenticity() throws {
    let real = Self.samples(1, 60)
    let fake = Self.samples(2, 50).enumerated().map { index, value in
      // Every third is a real one with a little noise.
      index / 6 % 3 == 0 ? real[index] + 0.01 * (value - 0.5) : value
    }
    let reference = try #require(
      Reference(real, features: 6, shape: nil, on: Self.workers))
    let nearest = try #require(RealSamples(real, reference)).nearest(to: fake)
    let comparison = reference.comparison(with: fake)
    let share = Double(nearest.count { $0?.isCopy == false }) / 50
    #expect(measureCatalog["authenticity"]?.value(comparison) == share)
    #expect(share < 1 && share > 0)
    for index in stride(from: 0, to: 50, by: 3) {
      #expect(nearest[index]?.index == index && nearest[index]?.isCopy == true)
    }
  }

  /// A reference looks at 512 of them; a copy of any other is found all the same.
  @Test func allRealSamplesCount() throws {
    let real = Self.samples(3, 700)
    let reference = try #require(
      Reference(real, features: 6, shape: nil, on: Self.workers))
    let all = try #require(RealSamples(real, reference)).nearest(to: real)
    #expect(reference.count == 512)
    #expect(all.enumerated().allSatisfy { $0.element?.index == $0.offset })
    #expect(all.allSatisfy { $0?.isCopy == true })
  }

  @Test func whatIsNotFiniteHasNoNearest() throws {
    let real = Self.samples(4, 20)
    let reference = try #require(
      Reference(real, features: 6, shape: nil, on: Self.workers))
    let found = try #require(RealSamples(real, reference)).nearest(
      to: [Float](repeating: .nan, count: 6) + real.prefix(6))
    #expect(found[0] == nil && found[1]?.index == 0)
  }
}
