import Imaging
import Testing

@Suite struct GridTests {
  private static let tiles = (1...5).map {
    Image(width: 2, height: 1, channels: 1, level: UInt8($0))
  }

  @Test("tiles stand in rows with gaps between and around")
  func placed() {
    let image = grid(Self.tiles, rows: 2, columns: 3, gap: 1, background: 0)
    #expect(image.width == 10 && image.height == 5)
    #expect(
      image.pixels == [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 1, 0, 2, 2, 0, 3, 3, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 4, 4, 0, 5, 5, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      ])
  }

  @Test("one colour tile makes the grid colour")
  func colored() {
    let red = Image(width: 1, height: 1, channels: 3, pixels: [200, 0, 0])
    let gray = Image(width: 1, height: 1, channels: 1, level: 7)
    let image = grid([gray, red], rows: 1, columns: 2, gap: 0)
    #expect(image.channels == 3)
    #expect(image.pixels == [7, 7, 7, 200, 0, 0])
  }

  @Test("numbers that make no sense do not stop it")
  func odd() {
    for (rows, columns, gap) in [(0, 0, 0), (-3, 9, -1), (.max, .max, 0), (.max, 1, .max)] {
      let image = grid(Self.tiles, rows: rows, columns: columns, gap: gap)
      #expect(image.width >= 2 && image.height >= 1)
    }
    #expect(grid([], rows: 5, columns: 5).channels == 1)
  }
}
