import Imaging
import Plotting
import Testing

/// Pictures in groups, with words.
struct PictureSheetTests {
  private func picture(_ level: UInt8, channels: Int = 1) -> PictureSheet.Picture {
    PictureSheet.Picture(
      width: 8, height: 8, channels: channels,
      pixels: (0..<64 * channels).map { $0 % channels == 0 ? level : 255 - level })
  }

  @Test func everyPictureIsThereEnlarged() throws {
    let groups = [10, 60, 110].map { level in
      PictureSheet.Group(
        [picture(level), picture(level + 20, channels: 3)], caption: "a caption \u{1b}[0m")
    }
    let sheet = PictureSheet(
      title: "Three pairs", headings: ["left", "right"], groups: groups, columns: 2)
    let bytes = try renderSheet(sheet)
    #expect(try renderSheet(sheet) == bytes)
    let image = try decodeImage(bytes)
    // Twelve times 8 pixels, twice in a group, two groups in a row.
    #expect(image.width == 20 + 2 * (2 * 96 + 6 + 20))
    #expect(image.height == 40 + 22 + 2 * (96 + 44 + 6))
    for level: UInt8 in [10, 60, 110] {
      #expect(pixels(image, [level, level, level]) == 96 * 96, "\(level)")
      #expect(pixels(image, [level + 20, 235 - level, 235 - level]) == 96 * 96, "\(level)")
    }
  }

  /// How many pixels have a colour.
  private func pixels(_ image: DecodedImage, _ color: [UInt8]) -> Int {
    stride(from: 0, to: image.pixels.count, by: 3).count {
      Array(image.pixels[$0..<$0 + 3]) == color
    }
  }

  @Test func whatWouldBeTooLargeIsRefused() {
    let groups = (0..<400).map { _ in PictureSheet.Group([picture(1)], caption: "") }
    #expect(throws: PlotError.self) {
      try renderSheet(
        PictureSheet(title: "", headings: ["one"], groups: groups, columns: 400))
    }
  }
}
