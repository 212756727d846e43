/// The legend of a figure: in the emptiest corner, or next to the data where there are many series.
struct FigureLegend {
  private let curves: [Chart.Curve]
  private let isHistogram: Bool
  private let nameWidth: Double
  /// The size of the box.
  let size: Size

  private static let font = Font(size: 10)
  private static let rowHeight = 15.0
  private static let swatch = 20.0

  /// Measures the entries; faint curves have none, a lone curve without a name has none.
  init(_ chart: Chart, ruler: CairoRuler) {
    let entries = chart.curves.filter { $0.stroke != .faint }
    curves = entries.count == 1 && entries[0].name.isEmpty ? [] : entries
    isHistogram = chart.isHistogram
    nameWidth = curves.map { ruler.width(of: $0.name, font: Self.font) }.max() ?? 0
    let values = curves.map { ruler.width(of: $0.lastText, font: Self.font) }.max() ?? 0
    size = Size(
      width: Self.swatch + nameWidth + (values > 0 ? values + 10 : 0) + 18,
      height: Double(curves.count) * Self.rowHeight + 8)
  }

  /// Whether the legend is next to the plot.
  var isOutside: Bool { curves.count > 4 }

  /// Where the legend stands, given where curves and words are.
  func place(in plot: Rectangle, occupied: [[Point]]) -> Rectangle? {
    guard !curves.isEmpty else { return nil }
    let corner = isOutside ? Point(x: plot.right + 10, y: plot.y) : emptiest(plot, occupied)
    return Rectangle(x: corner.x, y: corner.y, width: size.width, height: size.height)
  }

  /// Draws the entries: line, name, last value.
  func draw(on canvas: some Canvas, at box: Rectangle) {
    let corner = Point(x: box.x, y: box.y)
    if !isOutside {
      canvas.rectangle(box, color: Color(0xffffff, opacity: 0.85))
      let (right, bottom) = (corner.x + size.width, corner.y + size.height)
      let frame = [
        corner, Point(x: right, y: corner.y), Point(x: right, y: bottom),
        Point(x: corner.x, y: bottom), corner,
      ]
      canvas.polyline(frame, pen: Pen(color: .grid, width: 0.8), clip: nil)
    }
    for (index, curve) in curves.enumerated() {
      let y = corner.y + 4 + (Double(index) + 0.5) * Self.rowHeight
      let line = [Point(x: corner.x + 6, y: y), Point(x: corner.x + Self.swatch, y: y)]
      if isHistogram {
        canvas.rectangle(
          Rectangle(x: line[0].x, y: y - 4, width: Self.swatch - 6, height: 8),
          color: .series(curve.palette, opacity: 0.5))
      } else {
        var pen = Pen.curve(curve)
        pen.width = 2
        canvas.polyline(
          line, pen: pen, clip: nil)
      }
      canvas.text(
        curve.name, at: Point(x: corner.x + Self.swatch + 6, y: y + 3.6), anchor: .start,
        font: Self.font, color: .ink, upwards: false)
      canvas.text(
        curve.lastText, at: Point(x: corner.x + size.width - 6, y: y + 3.6), anchor: .end,
        font: Self.font, color: .muted, upwards: false)
    }
  }

  /// The corner of the plot whose box holds the fewest stretches of curves.
  private func emptiest(_ plot: Rectangle, _ occupied: [[Point]]) -> Point {
    let right = plot.right - size.width - 6
    let bottom = plot.bottom - size.height - 6
    let corners = [
      Point(x: right, y: plot.y + 6), Point(x: plot.x + 6, y: plot.y + 6),
      Point(x: right, y: bottom), Point(x: plot.x + 6, y: bottom),
    ]
    let counts = corners.map { corner in
      let left = (corner.x - plot.x - 4) / plot.width
      let low = 1 - (corner.y + size.height + 4 - plot.y) / plot.height
      let width = (size.width + 8) / plot.width
      let height = (size.height + 8) / plot.height
      func inBox(_ point: Point) -> Point {
        Point(x: (point.x - left) / width, y: (point.y - low) / height)
      }
      return occupied.reduce(0) { count, run in
        count
          + run.indices.count { index in
            clipped(inBox(run[max(index - 1, 0)]), inBox(run[index])) != nil
          }
      }
    }
    let best = counts.indices.min { counts[$0] < counts[$1] } ?? 0
    return corners[best]
  }
}
