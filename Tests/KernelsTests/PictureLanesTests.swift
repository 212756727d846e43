import Kernels
import Testing

/// Pictures that are computed abreast.
struct PictureLanesTests {
  private static func pictures(_ count: Int, _ height: Int, _ width: Int) -> [Float] {
    var source = Source(seed: height + width)
    return (0..<count * height * width).map { _ in source.uniform() }
  }

  /// Every picture as if it were alone, whatever its neighbours and the width of vectors.
  @Test(arguments: [(8, 8), (8, 33), (40, 48), (64, 64), (70, 9)])
  func everyWidthGivesTheSame(height: Int, width: Int) {
    let pictures = Self.pictures(9, height, width)
    let scattering = Scattering(height: height, width: width)
    let gradients = OrientedGradients(height: height, width: width)
    let wide = (
      scattering.means(pictures[...], width: .sixteen),
      gradients.numbers(pictures[...], width: .sixteen)
    )
    #expect(wide.0.count == 9 * scattering.count && wide.1.count == 9 * OrientedGradients.count)
    let area = height * width
    for narrow in [VectorWidth.four, .eight] {
      let (first, last) = (pictures[..<(8 * area)], pictures[(8 * area)...])
      #expect(
        scattering.means(first, width: narrow) + scattering.means(last, width: narrow) == wide.0)
      #expect(
        gradients.numbers(first, width: narrow) + gradients.numbers(last, width: narrow) == wide.1)
    }
  }

  /// A picture of one brightness has no gradients, one that falls to the right only those across.
  @Test func gradientsHaveTheirDirections() {
    let gradients = OrientedGradients(height: 16, width: 16)
    let flat = gradients.numbers([Float](repeating: 0.5, count: 256)[...])
    #expect(flat == [Float](repeating: 0, count: 512) + [Float](repeating: 0.5, count: 64))
    let falling = (0..<256).map { 1 - Float($0 % 16) / 16 }
    let numbers = gradients.numbers(falling[...])
    for cell in 9..<15 {
      let histogram = numbers[8 * cell..<8 * cell + 8]
      #expect(histogram[8 * cell] > 0.5 && histogram.dropFirst().allSatisfy { $0 == 0 })
    }
    // Turned by a quarter, the fifth of eight directions.
    let turned = gradients.numbers((0..<256).map { falling[$0 / 16] }[...])
    #expect(turned[72 + 4] > 0.5 && turned[72..<76].allSatisfy { $0 == 0 })
  }
}
