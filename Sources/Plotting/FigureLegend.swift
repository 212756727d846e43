/// The legend of a figure: in the emptiest corner, or next to the data where there are many series.
struct FigureLegend {
  private let curves: [Chart.Curve]
  private let isHistogram: Bool
  /// The name of each curve, in as many lines as it needs.
  private let names: [[String]]
  private let font: Font
  private let rowHeight: Double
  /// The size of the box.
  let size: Size

  private static let swatch = 20.0

  /// Measures the entries; faint curves have none, a lone curve without a name has none.
  ///
  /// The box is at most 45 % as wide as the page: longer names take several lines, and where those are
  /// too many for its height, letters are smaller.
  init(_ chart: Chart, size page: Size, ruler: CairoRuler, isShown: Bool = true) {
    let entries = isShown ? chart.curves.filter { $0.stroke != .faint } : []
    let curves = entries.count == 1 && entries[0].name.isEmpty ? [] : entries
    func layout(_ font: Font) -> (names: [[String]], width: Double) {
      let values = curves.map { ruler.width(of: $0.lastText, font: font) }.max() ?? 0
      let other = Self.swatch + (values > 0 ? values + 10 : 0) + 18
      let names = curves.map {
        ruler.lines(of: $0.name, width: max(page.width * 0.45 - 6 - other, 20), font: font)
      }
      let widest = names.joined().map { ruler.width(of: $0, font: font) }.max() ?? 0
      return (names, other + widest)
    }
    var font = Font(size: 10)
    var laidOut = layout(font)
    func height() -> Double { Double(laidOut.names.joined().count) * font.size * 1.5 + 8 }
    while height() > page.height - 50, font.size > 4 {
      font.size -= 1
      laidOut = layout(font)
    }
    self.curves = curves
    self.font = font
    isHistogram = chart.isHistogram
    names = laidOut.names
    rowHeight = font.size * 1.5
    size = Size(width: laidOut.width, height: height())
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
    var row = 0
    for (curve, name) in zip(curves, names) {
      let y = corner.y + 4 + (Double(row) + 0.5) * rowHeight
      row += name.count
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
      for (line, text) in name.enumerated() {
        canvas.text(
          text,
          at: Point(
            x: corner.x + Self.swatch + 6, y: y + Double(line) * rowHeight + font.size * 0.36),
          anchor: .start, font: font, color: .ink, upwards: false)
      }
      canvas.text(
        curve.lastText, at: Point(x: corner.x + size.width - 6, y: y + font.size * 0.36),
        anchor: .end, font: font, color: .muted, upwards: false)
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
