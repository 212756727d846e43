import Vocabulary

/// Draws a figure with characters; lines are separated by newlines, none stands at the end.
///
/// `columns` is taken between 20 and 500 and never exceeded; the text has at most `rows` lines
/// (up to 200) and leaves out title, labels and axis, in that order, where rows are few. More
/// points than columns are drawn all the same, so that spikes are seen. With `color`, series are
/// also told apart by the colours of a 256-colour terminal. Panels are drawn side by side, and take
/// more lines than asked for before they are too low to be read.
public func renderText(
  _ figure: Figure, columns: Int, rows: Int, style: TextStyle, color: Bool
) -> String {
  let (columns, rows) = (min(max(columns, 20), 500), min(max(rows, 1), 200))
  let lines =
    TextPanels(figure, columns: columns, rows: rows, style: style)?.lines(color: color)
    ?? TextPlot(figure, columns: columns, rows: rows, style: style).lines(color: color)
  return lines.joined(separator: "\n")
}

/// The parts of a text plot, from the top: heading, plot with axis, labels, legend, notes.
struct TextPlot {
  private let figure: Figure
  private let chart: Chart
  private let columns: Int
  private let style: TextStyle
  private let legend: TextLegend
  private var plotRows: Int
  private var showsHeading = false
  private var showsAxis = false
  private var showsEnds = false
  private var showsXLabel = false
  private var notes: [String] = []

  init(_ figure: Figure, columns: Int, rows: Int, style: TextStyle) {
    self.figure = figure
    self.columns = columns
    self.style = style
    chart = Chart(figure, padding: 0)
    legend = TextLegend(chart, columns: columns, style: style, rows: max(1, rows / 3))
    // Rows are given out by worth: what a reader misses first comes first.
    plotRows = 0
    var left = rows - legend.rows
    func take(_ wish: Bool, _ count: Int = 1) -> Bool {
      guard wish, left >= count else { return false }
      left -= count
      return true
    }
    if take(true, 2) { plotRows = 2 }
    showsEnds = take(!chart.xEnds.isEmpty)
    for note in chart.notes {
      for line in wrapped(note, style: style, width: columns) where take(true) {
        notes.append(line)
      }
    }
    if take(true, 2) { plotRows += 2 }
    showsAxis = take(true)
    showsHeading = take(!(figure.title.isEmpty && figure.yLabel.isEmpty))
    showsXLabel = take(!figure.xLabel.isEmpty && left > 1)
    plotRows += left
  }

  func lines(color: Bool) -> [String] {
    var lines: [String] = []
    if plotRows > 0 {
      let ticks = chart.y.ticks(atMost: max(2, plotRows / 2)).filter {
        (-1e-9...1 + 1e-9).contains(chart.y.position(of: $0.value))
      }
      let widest = ticks.map { $0.label.count }.max() ?? 0
      // A label that would leave no room for the data is left out.
      let gutter = widest + 2 <= columns / 2 ? widest + 2 : 2
      if showsHeading { lines.append(heading(gutter)) }
      lines += plot(ticks.filter { $0.label.count + 2 <= gutter }, gutter, color)
      if showsXLabel {
        let label = printable(figure.xLabel, style: style, width: columns)
        let width = displayWidth(label)
        let middle = gutter + (columns - gutter - width) / 2
        lines.append(String(repeating: " ", count: max(0, min(middle, columns - width))) + label)
      }
    }
    return lines + legend.lines(color: color) + notes
  }

  private func heading(_ gutter: Int) -> String {
    let label = printable(figure.yLabel, style: style, width: columns / 3)
    let used = displayWidth(label) + (label.isEmpty ? 0 : 2)
    let title = printable(figure.title, style: style, width: columns - used)
    let width = displayWidth(title)
    let middle = max(used, gutter + (columns - gutter - width) / 2)
    let start = min(middle, columns - width)
    let blank = String(repeating: " ", count: title.isEmpty ? 0 : start - displayWidth(label))
    return label + blank + title
  }

  private func plot(_ yTicks: [Tick], _ gutter: Int, _ color: Bool) -> [String] {
    let width = columns - gutter
    var canvas = TextCanvas(columns: width, rows: plotRows, style: style)
    let curves = chart.curves.map { curve in
      var runs = curve.runs
      if chart.isHistogram { runs = runs.map { filled($0, columns: width) } }
      return (curve.palette, curve.stroke == .faint, canvas.dots(of: runs))
    }
    canvas.draw(curves.map { (palette: $0.0, isFaint: $0.1, masks: $0.2) })
    for line in chart.references { draw(line, on: &canvas) }

    var whole = TextCanvas(
      columns: columns, rows: (showsAxis ? 1 : 0) + (showsEnds ? 1 : 0), style: style)
    let frame = style.frame
    var lines: [String] = []
    var labels: [Int: String] = [:]
    for tick in yTicks {
      labels[Int(((1 - chart.y.position(of: tick.value)) * Double(plotRows - 1)).rounded())] =
        tick.label
    }
    for row in 0..<plotRows {
      let label = labels[row] ?? ""
      let blank = String(repeating: " ", count: gutter - 1 - label.count)
      let head = label.isEmpty ? blank : blank.dropLast() + label + " "
      let edge = labels[row] == nil ? frame.upright : frame.left
      lines.append("\(head)\(edge)\(canvas.line(row, color: color))")
    }
    if whole.rows > 0 { drawXAxis(on: &whole, gutter) }
    return lines + (0..<whole.rows).map { whole.line($0, color: false) }
  }

  /// The axis below the plot, and under it the two ends and the ticks between them that fit.
  private func drawXAxis(on canvas: inout TextCanvas, _ gutter: Int) {
    let width = columns - gutter
    if showsAxis {
      canvas.put(style.frame.corner, row: 0, column: gutter - 1)
      for column in gutter..<columns { canvas.put(style.frame.level, row: 0, column: column) }
    }
    guard showsEnds else { return }
    let row = canvas.rows - 1
    var taken: [Range<Int>] = []
    let inner = chart.xTicks(atMost: max(2, width / 10))
    for tick in chart.xEnds.map({ Tick(value: $0, label: plainNumber($0)) }) + inner {
      let position = chart.x.position(of: tick.value)
      guard (-1e-9...1 + 1e-9).contains(position) else { continue }
      let column = gutter + Int((position * Double(width - 1)).rounded())
      let length = tick.label.count
      let start = max(0, min(column - length / 2, columns - length))
      let span = start - 2..<start + length + 2
      guard !taken.contains(where: { $0.overlaps(start..<start + length) }) else { continue }
      taken.append(span)
      canvas.write(tick.label, row: row, column: start)
      if showsAxis { canvas.put(style.frame.below, row: 0, column: column) }
    }
  }

  /// Dots at every second free column, and the words where they cover nothing.
  private func draw(_ line: ReferenceLine, on canvas: inout TextCanvas) {
    let position = chart.y.position(of: line.value)
    guard (-1e-9...1 + 1e-9).contains(position) else { return }
    let row = Int(((1 - position) * Double(plotRows - 1)).rounded())
    let label = printable(line.label, style: style, width: canvas.columns / 2)
    let length = displayWidth(label)
    let starts = (0...max(canvas.columns - length - 2, 0)).reversed()
    let start = starts.first { start in
      length > 0
        && (start..<min(start + length + 2, canvas.columns)).allSatisfy { canvas.isFree(row, $0) }
    }
    for column in stride(from: 0, to: canvas.columns, by: 2) where canvas.isFree(row, column) {
      canvas.put(style.dotMark, row: row, column: column, color: .pale)
    }
    guard let start, label.count == length else { return }
    canvas.write(" " + label + " ", row: row, column: start, color: .pale)
  }

  /// A histogram's contour as upright strokes, one a column.
  private func filled(_ outline: [Point], columns: Int) -> [Point] {
    let across = columns * style.grain.across
    var points: [Point] = []
    var index = 0
    for column in 0..<across {
      let x = (Double(column) + 0.5) / Double(across)
      while index + 1 < outline.count, outline[index + 1].x < x { index += 1 }
      guard index + 1 < outline.count, outline[index].x <= x else { continue }
      let position = Double(column) / Double(max(across - 1, 1))
      let height = outline[index + 1].y
      guard height > 0 else { continue }
      points += [Point(x: position, y: 0), Point(x: position, y: height), Point(x: position, y: 0)]
    }
    return points
  }
}
