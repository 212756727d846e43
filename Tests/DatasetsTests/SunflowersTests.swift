import Datasets
import Foundation
import Testing

@Suite("Drawn sunflowers") struct SunflowersTests {
  /// All pictures at 64 × 64, drawn once for all tests.
  static let pictures = (0..<DrawnSunflowers.count).map {
    DrawnSunflowers.render($0, width: 64, height: 64)
  }

  static let gray: [[Double]] = pictures.map { picture in
    stride(from: 0, to: picture.count, by: 3).map { start -> Double in
      let red = 0.299 * Double(picture[start])
      let green = 0.587 * Double(picture[start + 1])
      return red + green + 0.114 * Double(picture[start + 2])
    }
  }

  @Test func kindsStandInTheProportionsOfTheArticle() {
    let kinds = (0..<DrawnSunflowers.count).map(DrawnSunflowers.kind(of:))
    for (name, count) in DrawnSunflowers.kinds { #expect(kinds.count { $0 == name } == count) }
    #expect(DrawnSunflowers.kinds.map(\.name) == ["close-up", "slim", "other"])
    #expect(DrawnSunflowers.kinds.map(\.count) == [150, 74, 32])
    // The first sixteen are a mix already.
    #expect(Set(kinds.prefix(16)).count == 3)
  }

  /// Same bytes on every machine: recorded once; a change of one bit anywhere shows.
  @Test func bytesAreTheRecordedOnes() {
    #expect(crc32(Self.pictures.joined()) == 3_810_707_599)
    let wide = (0..<DrawnSunflowers.count).lazy.map {
      DrawnSunflowers.render($0, width: 40, height: 24)
    }
    #expect(crc32(wide.joined()) == 2_581_221_917)
  }

  @Test func noTwoAreAlike() {
    var smallest = Double.infinity
    for i in Self.gray.indices {
      for j in 0..<i {
        var sum = 0.0
        for (a, b) in zip(Self.gray[i], Self.gray[j]) { sum += (a - b) * (a - b) }
        smallest = min(smallest, (sum / 4096).squareRoot())
      }
    }
    #expect(smallest > 20, "two pictures differ by \(smallest) gray levels only")
  }

  /// Mean and standard deviation of gray stay near those of photographs (121 ± 27, 52), and vary.
  @Test func graysAreThoseOfPhotographs() {
    let means = Self.gray.map { $0.reduce(0, +) / 4096 }
    let standardDeviations = zip(Self.gray, means).map { picture, mean in
      (picture.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4096).squareRoot()
    }
    let mean = means.reduce(0, +) / 256
    #expect((105...135).contains(mean))
    #expect(means.filter { $0 < mean - 20 }.count > 30)
    #expect(means.filter { $0 > mean + 20 }.count > 30)
    #expect((40...60).contains(standardDeviations.reduce(0, +) / 256))
    #expect((standardDeviations.min() ?? 0) > 12)
  }

  /// A picture does not depend on its size: 128 × 128, averaged by 2 × 2, is nearly 64 × 64.
  @Test(arguments: [0, 17, 100, 255]) func sizesShowTheSameScene(index: Int) {
    let large = DrawnSunflowers.render(index, width: 128, height: 128)
    let small = Self.pictures[index]
    var sum = 0.0
    for row in 0..<64 {
      for column in 0..<64 {
        for channel in 0..<3 {
          func at(_ dy: Int, _ dx: Int) -> Double {
            Double(large[((2 * row + dy) * 128 + 2 * column + dx) * 3 + channel])
          }
          let mean = (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4
          let difference = mean - Double(small[(row * 64 + column) * 3 + channel])
          sum += difference * difference
        }
      }
    }
    #expect((sum / 12288).squareRoot() < 8)
  }

  @Test(arguments: [(1, 1), (2, 300), (300, 2), (31, 77)]) func anySizeIsPainted(
    width: Int, height: Int
  ) {
    for index in [3, 60, 200] {
      #expect(
        DrawnSunflowers.render(index, width: width, height: height).count == width * height * 3)
    }
  }

  @Test func threadsPaintTheSame() async {
    await withTaskGroup(of: (Int, [UInt8]).self) { group in
      for index in 0..<32 {
        group.addTask { (index, DrawnSunflowers.render(index, width: 64, height: 64)) }
      }
      for await (index, picture) in group { #expect(picture == Self.pictures[index]) }
    }
  }

  @Test func portableSineAndCosineAreExact() {
    var worst = 0.0
    for step in -20_000...20_000 {
      let angle = Double(step) * 0.05 + 0.001
      worst = max(worst, abs(PortableMath.sine(angle) - sin(angle)))
      worst = max(worst, abs(PortableMath.cosine(angle) - cos(angle)))
    }
    #expect(worst < 1e-14)
  }

  private func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let table = (0..<256 as Range<UInt32>).map { value in
      (0..<8).reduce(value) { c, _ in c & 1 == 1 ? 0xedb8_8320 ^ (c >> 1) : c >> 1 }
    }
    return ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 255)] ^ ($0 >> 8) }
  }
}
