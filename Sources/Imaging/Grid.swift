/// Pixels between the pictures of a grid and around all of them.
public let gridGap = 2

/// Lays pictures out in rows, from the top left, with a gap between them and around all.
///
/// Cells are as large as the largest tile; cells without a tile keep the background, rows and
/// columns without any tile are not there, tiles beyond the last cell are left out. The grid is
/// RGB as soon as one tile is.
public func grid(
  _ tiles: [Image], rows: Int, columns: Int, gap: Int = gridGap, background: UInt8 = 255
) -> Image {
  let columns = min(max(columns, 1), max(tiles.count, 1))
  let rows = min(max(rows, 1), max((tiles.count + columns - 1) / columns, 1))
  let gap = min(max(gap, 0), 1024)
  let shown = tiles.prefix(rows * columns)
  let cell = (
    width: shown.map(\.width).max() ?? 1, height: shown.map(\.height).max() ?? 1
  )
  let channels = shown.map(\.channels).max() ?? 1
  var whole = Image(
    width: columns * (cell.width + gap) + gap, height: rows * (cell.height + gap) + gap,
    channels: channels, level: background)
  for (i, tile) in shown.enumerated() {
    let tile = channels == 3 ? tile.colored() : tile
    let left = gap + i % columns * (cell.width + gap)
    let top = gap + i / columns * (cell.height + gap)
    for y in 0..<tile.height {
      let start = ((top + y) * whole.width + left) * channels
      let row = y * tile.width * channels
      whole.pixels.replaceSubrange(
        start..<start + tile.width * channels,
        with: tile.pixels[row..<row + tile.width * channels])
    }
  }
  return whole
}
