import Foundation
import Vocabulary

/// Small multiples: the panels of a figure, each a figure of its own on the axes of all.
extension Figure {
  /// A figure for each panel that series name, in order; none where they name fewer than two.
  ///
  /// Complexity: O(points).
  func panels(padding: Double) -> [Figure] {
    var names: [String] = []
    for case let name? in series.map(\.panel) where !names.contains(name) { names.append(name) }
    guard names.count > 1 else { return [] }
    let whole = Chart(self, padding: padding)
    let ends = whole.xEnds
    let range = whole.y.range
    return names.map { name in
      var panel = self
      panel.title = name
      panel.xLabel = ""
      panel.yLabel = ""
      panel.notes = []
      panel.series = series.filter { $0.panel == name }.map { series in
        var series = series
        series.panel = nil
        return series
      }
      if let first = ends.first, let last = ends.last { panel.xRange = xRange ?? first...last }
      panel.yRange = yRange ?? range
      return panel
    }
  }
}

extension Axis {
  /// Its two ends, as values.
  fileprivate var range: ClosedRange<Double> {
    scale == .log ? pow(10, lower)...pow(10, upper) : lower...upper
  }
}

/// Panels as text, side by side as far as the columns go.
struct TextPanels {
  private let figure: Figure
  private let panels: [Figure]
  private let columns: Int
  private let rows: Int
  private let style: TextStyle

  /// The narrowest panel in which a curve can be followed, and the lowest.
  private static let smallest = (columns: 32, rows: 8)

  /// `nil` for a figure without panels.
  init?(_ figure: Figure, columns: Int, rows: Int, style: TextStyle) {
    panels = figure.panels(padding: 0)
    guard !panels.isEmpty, figure.kind == .lines else { return nil }
    self.figure = figure
    self.columns = columns
    self.rows = rows
    self.style = style
  }

  /// The lines; more than asked for where panels would otherwise be too low to be read.
  func lines(color: Bool) -> [String] {
    let across = max(1, min(panels.count, columns / TextPanels.smallest.columns))
    let down = (panels.count + across - 1) / across
    let width = (columns - 2 * (across - 1)) / across
    let height = max(TextPanels.smallest.rows, (rows - 2) / down)
    let drawn = panels.map { panel in
      TextPlot(panel, columns: width, rows: height, style: style)
    }
    let heading = [figure.title, figure.yLabel].filter { !$0.isEmpty }.joined(separator: ": ")
    var lines = heading.isEmpty ? [] : [centred(heading)]
    for first in stride(from: 0, to: drawn.count, by: across) {
      let row = drawn[first..<min(first + across, drawn.count)].map { plot in
        (plain: plot.lines(color: false), shown: plot.lines(color: color))
      }
      let count = row.map(\.plain.count).max() ?? 0
      for index in 0..<count {
        var line = ""
        var used = 0
        for (number, panel) in row.enumerated() where index < panel.plain.count {
          let start = number * (width + 2)
          line += String(repeating: " ", count: max(start - used, 0)) + panel.shown[index]
          used = max(start, used) + displayWidth(panel.plain[index])
        }
        while line.last == " " { line.removeLast() }
        lines.append(line)
      }
    }
    return lines + (figure.xLabel.isEmpty ? [] : [centred(figure.xLabel)])
      + figure.notes.flatMap { wrapped($0, style: style, width: columns) }
  }

  private func centred(_ words: String) -> String {
    let words = printable(words, style: style, width: columns)
    return String(repeating: " ", count: max((columns - displayWidth(words)) / 2, 0)) + words
  }
}

/// Panels on a page, with one key for all.
struct PanelPainter {
  private let figure: Figure
  private let panels: [Figure]
  private let size: Size
  private let ruler: CairoRuler
  private let notes: [String]

  private static let keyFont = Font(size: 10)
  private static let labelFont = Font(size: 11)

  /// `nil` for a figure without panels.
  init?(_ figure: Figure, size: Size, ruler: CairoRuler) {
    panels = figure.panels(padding: 0.05)
    guard !panels.isEmpty, figure.kind == .lines else { return nil }
    self.figure = figure
    self.size = size
    self.ruler = ruler
    notes = figure.notes.flatMap {
      ruler.lines(of: $0, width: max(size.width - 40, 60), font: FigurePainter.noteFont)
    }
  }

  /// Draws everything.
  func paint(on canvas: some Canvas) {
    canvas.rectangle(
      Rectangle(x: 0, y: 0, width: size.width, height: size.height), color: .paper)
    drawHeading(on: canvas)
    let noted = Double(notes.count) * FigurePainter.noteHeight
    let area = Rectangle(
      x: figure.yLabel.isEmpty ? 4 : 20, y: 44,
      width: size.width - (figure.yLabel.isEmpty ? 8 : 24),
      height: size.height - 44 - (figure.xLabel.isEmpty ? 4 : 20) - noted)
    let across = columns(of: area)
    let down = (panels.count + across - 1) / across
    let cell = Size(width: area.width / Double(across), height: area.height / Double(down))
    for (index, panel) in panels.enumerated() {
      let corner = Point(
        x: area.x + Double(index % across) * cell.width,
        y: area.y + Double(index / across) * cell.height)
      FigurePainter(panel, size: cell, ruler: ruler, isPanel: true).paint(
        on: OffsetCanvas(canvas, by: corner))
    }
    if !figure.xLabel.isEmpty {
      canvas.text(
        figure.xLabel,
        at: Point(x: size.width / 2, y: size.height - 7 - noted),
        anchor: .middle,
        font: Self.labelFont, color: .ink, upwards: false)
    }
    if !figure.yLabel.isEmpty {
      canvas.text(
        figure.yLabel, at: Point(x: 15, y: size.height / 2), anchor: .middle,
        font: Self.labelFont, color: .ink, upwards: true)
    }
    for (index, note) in notes.reversed().enumerated() {
      let y = size.height - 7 - Double(index) * FigurePainter.noteHeight
      canvas.text(
        note, at: Point(x: area.x, y: y), anchor: .start, font: FigurePainter.noteFont,
        color: .muted, upwards: false)
    }
  }

  /// How many panels side by side make the largest ones, half as wide again as they are high.
  private func columns(of area: Rectangle) -> Int {
    func worth(_ across: Int) -> Double {
      let down = (panels.count + across - 1) / across
      return min(area.width / Double(across) / 1.5, area.height / Double(down))
    }
    return (1...panels.count).max { worth($0) < worth($1) } ?? 1
  }

  /// The title, and below it what each line stands for in all panels.
  private func drawHeading(on canvas: some Canvas) {
    let full = ruler.width(of: figure.title, font: Font(size: 13, isBold: true))
    let fit = min(1, (size.width - 20) / max(full, 1))
    canvas.text(
      figure.title, at: Point(x: size.width / 2, y: 20), anchor: .middle,
      font: Font(size: 13 * fit, isBold: true), color: .ink, upwards: false)
    let curves = Chart(panels[0], padding: 0).curves.filter { $0.stroke != .faint }
    let widths = curves.map { 20 + ruler.width(of: $0.name, font: Self.keyFont) + 18 }
    var x = (size.width - widths.reduce(0, +)) / 2
    for (curve, width) in zip(curves, widths) {
      var pen = Pen.curve(curve)
      pen.width = 2
      canvas.polyline([Point(x: x, y: 34), Point(x: x + 16, y: 34)], pen: pen, clip: nil)
      canvas.text(
        curve.name, at: Point(x: x + 22, y: 37.6), anchor: .start, font: Self.keyFont, color: .ink,
        upwards: false)
      x += width
    }
  }
}

/// A part of a canvas, seen as a canvas of its own.
private final class OffsetCanvas: Canvas {
  private let whole: any Canvas
  private let corner: Point

  init(_ whole: any Canvas, by corner: Point) {
    self.whole = whole
    self.corner = corner
  }

  private func moved(_ point: Point) -> Point {
    Point(x: point.x + corner.x, y: point.y + corner.y)
  }

  private func moved(_ rectangle: Rectangle) -> Rectangle {
    var rectangle = rectangle
    rectangle.x += corner.x
    rectangle.y += corner.y
    return rectangle
  }

  func polyline(_ points: [Point], pen: Pen, clip: Rectangle?) {
    whole.polyline(points.map(moved), pen: pen, clip: clip.map(moved))
  }

  func polygon(_ points: [Point], color: Color, clip: Rectangle) {
    whole.polygon(points.map(moved), color: color, clip: moved(clip))
  }

  func disc(_ center: Point, radius: Double, color: Color) {
    whole.disc(moved(center), radius: radius, color: color)
  }

  func rectangle(_ rectangle: Rectangle, color: Color) {
    whole.rectangle(moved(rectangle), color: color)
  }

  func text(
    _ words: String, at point: Point, anchor: Anchor, font: Font, color: Color, upwards: Bool
  ) {
    whole.text(
      words, at: moved(point), anchor: anchor, font: font, color: color, upwards: upwards)
  }
}
