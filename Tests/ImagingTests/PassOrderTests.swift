import Imaging
import Testing

/// Pictures by formula in sizes where the order of the passes matters and where it does not, byte for
/// byte as the two orders of Pillow prepare them: `Reference/passes.py`.
@Suite struct PassOrderTests {
  static let before = Fixtures.table("passes-9.5.0.csv")
  static let after = Fixtures.table("passes-13.0.0.csv")
  static let modes: [SourceMode] = [.gray, .grayAlpha, .rgb, .rgba, .cmyk, .gray16, .palette]

  @Test("every mode, size and filter in both orders", arguments: modes, PillowVersion.allCases)
  func prepared(mode: SourceMode, pillow: PillowVersion) throws {
    let rows = (pillow == .upTo12 ? Self.before : Self.after).filter { $0[0] == mode.rawValue }
    #expect(rows.count == 17 * ResampleFilter.allCases.count)
    for row in rows {
      let numbers = row[1...4].compactMap { Int($0) }
      let source = Self.picture(mode, width: numbers[0], height: numbers[1])
      let filter = try #require(ResampleFilter(rawValue: row[5]))
      let image = try prepare(
        source, width: numbers[2], height: numbers[3], color: .rgb, filter: filter,
        pillow: pillow
      ).colored()
      #expect(crc32(image.pixels) == UInt32(row[6], radix: 16), "\(row) \(pillow)")
    }
  }

  /// More rows than twice the columns go, to the row.
  @Test(
    "the rule that puts the vertical pass first",
    arguments: [
      (20, 91, true), (37, 91, true), (91, 200, true), (200, 1000, true), (127, 191, true),
      (64, 200, true), (64, 65, true), (127, 190, false), (65, 66, false), (20, 37, false),
      (20, 64, false), (200, 91, false), (200, 64, false), (64, 64, false),
    ])
  func rule(width: Int, height: Int, isDownFirst: Bool) {
    let (from, to) = ((width: width, height: height), (width: 64, height: 64))
    #expect(PillowVersion.from13.goesDownFirst(from: from, to: to) == isDownFirst)
    #expect(!PillowVersion.upTo12.goesDownFirst(from: from, to: to))
  }

  @Test("the references differ where the rule says, and where 16-bit gray is clipped")
  func differences() {
    let pairs = zip(Self.before, Self.after)
    #expect(pairs.allSatisfy { $0[0...5] == $1[0...5] })
    let changed = pairs.filter { $0 != $1 }.map(\.0)
    #expect(changed.count == 219)
    #expect(!changed.contains { $0[0] == "palette" || $0[5] == "nearest" })
    for row in changed where row[0] != "gray16" {
      let numbers = row[1...4].compactMap { Int($0) }
      #expect(
        PillowVersion.from13.goesDownFirst(
          from: (numbers[0], numbers[1]), to: (numbers[2], numbers[3])))
    }
  }

  @Test("a tall file in stripes is the picture prepared whole", arguments: PillowVersion.allCases)
  func stripes(pillow: PillowVersion) throws {
    for mode in [SourceMode.gray, .rgb] {
      let source = Self.picture(mode, width: 211, height: 2_999)
      let bytes = try encodePNG(
        Image(
          width: source.width, height: source.height, channels: mode.bytesPerPixel,
          pixels: source.pixels))
      for (width, height) in [(64, 64), (211, 17), (300, 2_000), (64, 3_100)] {
        for filter in [ResampleFilter.bicubic, .lanczos, .box] {
          let image = try prepareFile(
            bytes, width: width, height: height, color: .rgb, filter: filter, pillow: pillow
          ).image
          #expect(
            try image
              == prepare(
                source, width: width, height: height, color: .rgb, filter: filter, pillow: pillow))
        }
      }
    }
  }

  /// `picture` of the script.
  private static func picture(_ mode: SourceMode, width: Int, height: Int) -> DecodedImage {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        switch mode {
        case .gray16:
          withUnsafeBytes(of: UInt16(level(x, y, 0) >> 7)) { pixels += $0 }
        case .palette: pixels.append(UInt8((level(x, y, 0) >> 5) % 200))
        default:
          let hasAlpha = mode == .grayAlpha || mode == .rgba
          for c in 0..<mode.bytesPerPixel - (hasAlpha ? 1 : 0) {
            pixels.append(UInt8(level(x, y, c) >> 8))
          }
          if hasAlpha { pixels.append([0, 1, 40, 100, 128, 200, 254, 255][(x / 2 + y / 3) % 8]) }
        }
      }
    }
    let palette = (0..<200).flatMap { i in (0..<3).map { UInt8(level(i, 3 * i, $0) >> 8) } }
    return DecodedImage(
      mode: mode, width: width, height: height, palette: mode == .palette ? palette : [],
      pixels: pixels)
  }

  /// A picture with smooth and rough parts, as 16-bit levels.
  private static func level(_ x: Int, _ y: Int, _ c: Int) -> Int {
    let smooth = x * 2600 + y * 3100 + c * 17_000
    let rough = x * x * 977 + y * 5413 + x * y * 331 + c * 29_101
    return ((x / 6 + y / 5) % 2 == 0 ? smooth : rough) % 65_536
  }
}
