import Imaging
import Testing

struct FrameLabelTests {
  private func rows(_ image: Image, _ width: Int, _ height: Int) -> [String] {
    (0..<height).map { y in
      String((0..<width).map { image.pixels[y * image.width + $0] == 255 ? "#" : "." })
    }
  }

  @Test func aNumberStandsInTheCorner() {
    let image = Image(width: 30, height: 20, channels: 1, level: 100).labelled(17)
    #expect(
      rows(image, 13, 9) == [
        ".............", "...#...#####.", "..##.......#.", "...#......#..", "...#.....#...",
        "...#....#....", "...#....#....", "..###...#....", ".............",
      ])
    #expect(image.pixels[13] == 100 && image.pixels[9 * 30] == 100)
  }

  @Test func itGrowsWithThePicture() {
    let small = Image(width: 60, height: 60, channels: 3, level: 100).labelled(8)
    let large = Image(width: 320, height: 320, channels: 3, level: 100).labelled(8)
    #expect(small.pixels[7 * 3] == 100 && small.pixels[6 * 3] == 0)
    #expect(large.pixels[21 * 3] == 100 && large.pixels[20 * 3] == 0)
  }

  @Test func aSmallPictureStaysAsItIs() {
    let image = Image(width: 13, height: 13, channels: 1, level: 100)
    #expect(image.labelled(7) == image)
  }
}
