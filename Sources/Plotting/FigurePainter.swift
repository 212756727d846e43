/// Draws a figure on a canvas: layout, grid, curves, words.
struct FigurePainter {
  private let figure: Figure
  private let chart: Chart
  private let size: Size
  private let ruler: CairoRuler
  private let legend: FigureLegend
  private let plot: Rectangle
  private let xTicks: [Tick]
  private let yTicks: [Tick]
  private let titleFont: Font
  /// The title in one line, or in two where one would have to be in small letters.
  private let title: [String]
  private let notes: [String]

  private static let labelFont = Font(size: 11)
  private static let tickFont = Font(size: 10)
  static let noteFont = Font(size: 9)
  /// From one line of notes to the next.
  static let noteHeight = 13.0

  /// Lays a figure out on a page of a size.
  ///
  /// - Parameter isPanel: Whether it is one of several, whose page says what lines stand for.
  init(_ figure: Figure, size: Size, ruler: CairoRuler, isPanel: Bool = false) {
    self.figure = figure
    self.size = size
    self.ruler = ruler
    chart = Chart(figure, padding: 0.05)
    legend = FigureLegend(chart, size: size, ruler: ruler, isShown: !isPanel)
    let titleFont = Font(size: isPanel ? 10 : 13, isBold: true)
    self.titleFont = titleFont
    let isWide = ruler.width(of: figure.title, font: titleFont) > (size.width - 20) / 0.8
    let broken = ruler.lines(of: figure.title, width: size.width - 20, font: titleFont)
    title = isWide && !isPanel && broken.count == 2 ? broken : [figure.title]
    notes = chart.notes.flatMap {
      ruler.lines(of: $0, width: max(size.width - 70, 60), font: Self.noteFont)
    }
    let top =
      (figure.title.isEmpty ? 14.0 : isPanel ? 20 : 36)
      + Double(title.count - 1) * titleFont.size * 1.25
    var bottom = 12.0 + 16
    if !figure.xLabel.isEmpty { bottom += 18 }
    bottom += Double(notes.count) * Self.noteHeight
    let yTicks = chart.y.ticks(atMost: max(isPanel ? 4 : 3, Int((size.height - top - bottom) / 38)))
    let widest = yTicks.map { ruler.width(of: $0.label, font: Self.tickFont) }.max() ?? 0
    let left = 14 + widest + 6 + (figure.yLabel.isEmpty ? 0 : 20)
    let right = 18 + (legend.isOutside ? legend.size.width + 6 : 0)
    plot = Rectangle(
      x: left, y: top, width: max(20, size.width - left - right),
      height: max(20, size.height - top - bottom))
    self.yTicks = yTicks
    xTicks = FigurePainter.horizontalTicks(chart, width: plot.width, ruler: ruler)
  }

  /// Draws everything.
  func paint(on canvas: some Canvas) {
    canvas.rectangle(
      Rectangle(x: 0, y: 0, width: size.width, height: size.height), color: .paper)
    drawGrid(on: canvas)
    let box = legend.place(in: plot, occupied: occupied)
    drawReferences(on: canvas)
    // Below the curves, whose ends would be hidden.
    drawReferenceLabels(on: canvas, beside: box)
    for faint in [true, false] {
      for curve in chart.curves where (curve.stroke == .faint) == faint { draw(curve, on: canvas) }
    }
    drawWords(on: canvas)
    if let box { legend.draw(on: canvas, at: box) }
  }

  /// Both ends of the data, and round numbers between them where their words have room.
  private static func horizontalTicks(_ chart: Chart, width: Double, ruler: CairoRuler) -> [Tick] {
    var chosen: [(tick: Tick, middle: Double, half: Double)] = []
    let ends = chart.isHistogram ? [] : chart.xEnds.map { Tick(value: $0, label: plainNumber($0)) }
    for tick in ends + chart.xTicks(atMost: max(3, Int(width / 45))) {
      let middle = chart.x.position(of: tick.value) * width
      let half = ruler.width(of: tick.label, font: tickFont) / 2 + 5
      guard (-1e-6...width + 1e-6).contains(middle) else { continue }
      guard chosen.allSatisfy({ abs($0.middle - middle) >= $0.half + half }) else { continue }
      chosen.append((tick, middle, half))
    }
    return chosen.map(\.tick)
  }

  private func horizontal(_ value: Double) -> Double {
    plot.x + chart.x.position(of: value) * plot.width
  }

  private func vertical(_ value: Double) -> Double {
    plot.bottom - chart.y.position(of: value) * plot.height
  }

  private func drawGrid(on canvas: some Canvas) {
    let grid = Pen(color: .grid, width: 0.8)
    for tick in yTicks {
      let y = vertical(tick.value)
      guard y >= plot.y - 0.5, y <= plot.bottom + 0.5 else { continue }
      canvas.polyline([Point(x: plot.x, y: y), Point(x: plot.right, y: y)], pen: grid, clip: nil)
      canvas.text(
        tick.label, at: Point(x: plot.x - 6, y: y + 3.6), anchor: .end, font: Self.tickFont,
        color: .muted, upwards: false)
    }
    for tick in xTicks {
      let x = horizontal(tick.value)
      canvas.polyline([Point(x: x, y: plot.y), Point(x: x, y: plot.bottom)], pen: grid, clip: nil)
      canvas.polyline(
        [Point(x: x, y: plot.bottom), Point(x: x, y: plot.bottom + 4)],
        pen: Pen(color: .axis, width: 0.8), clip: nil)
      canvas.text(
        tick.label, at: Point(x: x, y: plot.bottom + 15), anchor: .middle, font: Self.tickFont,
        color: .muted, upwards: false)
    }
    canvas.polyline(
      [Point(x: plot.x, y: plot.bottom), Point(x: plot.right, y: plot.bottom)],
      pen: Pen(color: .axis, width: 1), clip: nil)
  }

  private func drawReferences(on canvas: some Canvas) {
    for line in chart.references where (0...1).contains(chart.y.position(of: line.value)) {
      let y = vertical(line.value)
      canvas.polyline(
        [Point(x: plot.x, y: y), Point(x: plot.right, y: y)],
        pen: Pen(color: .muted, width: 1, dashes: [1.5, 3]), clip: plot)
    }
  }

  /// Each at the right end of its line, or farther left where the legend or another label is.
  private func drawReferenceLabels(on canvas: some Canvas, beside legend: Rectangle?) {
    var taken = legend.map { [$0] } ?? []
    for line in chart.references where (0...1).contains(chart.y.position(of: line.value)) {
      let y = vertical(line.value)
      let width = ruler.width(of: line.label, font: Self.noteFont)
      var back = Rectangle(x: plot.right - width - 6, y: y - 12.5, width: width + 4, height: 11)
      while let other = taken.first(where: back.overlaps), back.x > plot.x + 2 {
        back.x = max(other.x - width - 8, plot.x + 2)
      }
      taken.append(back)
      canvas.rectangle(back, color: Color(0xffffff, opacity: 0.75))
      canvas.text(
        line.label, at: Point(x: back.x + 2, y: y - 4), anchor: .start, font: Self.noteFont,
        color: .muted, upwards: false)
    }
  }

  private func draw(_ curve: Chart.Curve, on canvas: some Canvas) {
    let margin = Rectangle(
      x: plot.x - 2, y: plot.y - 2, width: plot.width + 4, height: plot.height + 4)
    for run in curve.runs {
      let points = thinned(run, columns: Int(plot.width * 2)).map {
        Point(
          x: plot.x + clamped($0.x) * plot.width, y: plot.bottom - clamped($0.y) * plot.height)
      }
      if chart.isHistogram {
        canvas.polygon(points, color: .series(curve.palette, opacity: 0.35), clip: plot)
      }
      if points.count == 1, (0...1).contains(run[0].x), (0...1).contains(run[0].y) {
        canvas.disc(points[0], radius: 3, color: .series(curve.palette))
      } else {
        canvas.polyline(points, pen: .curve(curve), clip: margin)
      }
    }
  }

  private func drawWords(on canvas: some Canvas) {
    let center = plot.x + plot.width / 2
    for (index, line) in title.enumerated() where !line.isEmpty {
      // A long title is centred on the page, and smaller, before it runs over the edge.
      let full = ruler.width(of: line, font: titleFont)
      let fit = min(1, (size.width - 20) / max(full, 1))
      let half = full * fit / 2
      let above = Double(title.count - 1 - index) * titleFont.size * 1.25
      canvas.text(
        line,
        at: Point(
          x: min(max(center, half + 10), size.width - 10 - half),
          y: plot.y - (titleFont.size < 13 ? 6 : 14) - above),
        anchor: .middle, font: Font(size: titleFont.size * fit, isBold: true), color: .ink,
        upwards: false)
    }
    if !figure.xLabel.isEmpty {
      canvas.text(
        figure.xLabel, at: Point(x: center, y: plot.bottom + 33), anchor: .middle,
        font: Self.labelFont, color: .ink, upwards: false)
    }
    if !figure.yLabel.isEmpty {
      canvas.text(
        figure.yLabel, at: Point(x: 21, y: plot.y + plot.height / 2), anchor: .middle,
        font: Self.labelFont, color: .ink, upwards: true)
    }
    for (index, note) in notes.enumerated() {
      let y = size.height - 9 - Double(notes.count - 1 - index) * Self.noteHeight
      let width = ruler.width(of: note, font: Self.noteFont)
      canvas.text(
        note, at: Point(x: max(min(plot.x, size.width - 8 - width), 4), y: y), anchor: .start,
        font: Self.noteFont, color: .muted, upwards: false)
    }
  }

  /// What the legend must not cover: curves, bars, and the words of reference lines.
  private var occupied: [[Point]] {
    let curves = chart.curves.flatMap(\.runs)
    let bars = chart.isHistogram ? curves.map { $0.map { Point(x: $0.x, y: $0.y / 2) } } : []
    let words = chart.references.map { line in
      [0.85, 1].map { Point(x: $0, y: chart.y.position(of: line.value) + 0.02) }
    }
    return curves + bars + words
  }

  /// Positions far outside are brought near, where libraries still count exactly.
  private func clamped(_ position: Double) -> Double { min(max(position, -1000), 1001) }
}

extension Pen {
  /// The pen of a curve.
  static func curve(_ curve: Chart.Curve) -> Pen {
    switch curve.stroke {
    case .solid: Pen(color: .series(curve.palette), width: 1.5)
    case .dashed: Pen(color: .series(curve.palette), width: 1.5, dashes: [5, 2.5])
    case .faint: Pen(color: .series(curve.palette, opacity: 0.3), width: 1)
    }
  }
}
