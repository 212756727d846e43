import Foundation
import Imaging
import Testing

/// Small files of every source mode, byte for byte as Pillow 9.5.0 and 13.0.0 prepare them.
@Suite struct PillowModesTests {
  /// What `Fixtures/reference.py` wrote.
  static let expected = Fixtures.table("expected.csv")
  static let expectedOf13 = Fixtures.table("expected-13.0.0.csv")
  static let files = Set(expected.map { $0[0] }).sorted()

  @Test("every mode, size and filter", arguments: files, PillowVersion.allCases)
  func prepared(file: String, pillow: PillowVersion) throws {
    let decoded = try decodeImage(Fixtures.bytes(file))
    let expected = pillow == .upTo12 ? Self.expected : Self.expectedOf13
    #expect(expected.count == Self.expected.count)
    for row in expected where row[0] == file {
      let width = try #require(Int(row[1]))
      let height = try #require(Int(row[2]))
      let color = try #require(ColorMode(rawValue: row[3]))
      let filter = try #require(ResampleFilter(rawValue: row[4]))
      let image = try prepare(
        decoded, width: width, height: height, color: color, filter: filter,
        pillow: pillow)
      #expect(image.pixels.count == width * height * color.channels)
      #expect(crc32(image.pixels) == UInt32(row[5], radix: 16), "\(row) \(pillow)")
    }
  }

  @Test("every source mode has a file")
  func everyMode() throws {
    let modes = try Set(Fixtures.pictures.map { try decodeImage(Fixtures.bytes($0)).mode })
    #expect(modes == Set(SourceMode.allCases))
    #expect(Self.files == Fixtures.pictures)
  }

  @Test("every filter is compared")
  func everyFilter() {
    #expect(Set(Self.expected.map { $0[4] }) == Set(ResampleFilter.allCases.map(\.rawValue)))
  }
}
