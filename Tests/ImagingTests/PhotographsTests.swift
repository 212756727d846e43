import Files
import Foundation
import Imaging
import Testing

/// The photographs that the article's pictures are like, byte for byte as Pillow prepares them.
@Suite struct PhotographsTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data/sunflowers/photos").path

  @Test(
    "256 photographs, 64 x 64 gray",
    .enabled(if: kindOfFile(at: folder) == .folder, "the photographs are not on this machine"))
  func all() throws {
    let expected = Fixtures.table("photos.csv")
    #expect(expected.count == 256)
    for row in expected {
      let decoded = try decodeImage(readFile(Self.folder + "/" + row[0]))
      let image = try prepare(decoded, width: 64, height: 64, color: .gray)
      #expect(crc32(image.pixels) == UInt32(row[1], radix: 16), "\(row[0])")
    }
  }
}
