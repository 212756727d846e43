/// A point in the chart's own square: 0 to 1 from the left and from the bottom.
struct Point: Equatable, Sendable {
  var x: Double
  var y: Double
}

/// A figure after the arithmetic: axes, unbroken stretches of points, words for what is missing.
///
/// Every canvas draws a chart; nothing about gaps, ranges or counts is decided twice.
struct Chart {
  /// A series ready to be drawn.
  struct Curve {
    var name: String
    /// What the legend says after the name; empty if nothing could be drawn.
    var lastText: String
    var palette: Int
    var stroke: Series.Stroke
    /// Points between two gaps; positions beyond 0...1 lie outside of a fixed range.
    var runs: [[Point]]
  }

  let x: Axis
  let y: Axis
  /// The ends of the data or of the fixed range, for their labels; empty without data.
  let xEnds: [Double]
  /// Whether x counts something, such as epochs: there is nothing between two whole numbers.
  private let isCounting: Bool
  let curves: [Curve]
  let references: [ReferenceLine]
  let isHistogram: Bool
  /// The figure's own sentences, and those about what could not be shown.
  let notes: [String]

  /// Prepares a figure, with a margin around the data as a share of each axis.
  init(_ figure: Figure, padding: Double) {
    isHistogram = figure.kind == .histogram
    references = figure.referenceLines.filter {
      $0.value.isFinite && (figure.yScale == .linear || $0.value > 0)
    }
    var survey = Survey(figure)
    let xData = figure.xRange.flatMap { $0.isFinite ? $0 : nil } ?? survey.x
    let xPadding = figure.xRange == nil && !isHistogram ? padding / 2 : 0
    x = Axis(xData ?? 0...1, padding: xPadding)
    isCounting =
      !isHistogram
      && survey.points.joined().allSatisfy { $0.map { $0.x == $0.x.rounded() } ?? true }
    xEnds = xData.map { Set([$0.lowerBound, $0.upperBound]).sorted() } ?? []
    y = Chart.vertical(figure, data: survey.y, references: references, padding: padding)

    var curves: [Curve] = []
    for (index, series) in figure.series.enumerated() {
      var runs: [[Point]] = [[]]
      for point in survey.points[index] {
        guard let point else {
          runs.append([])
          continue
        }
        let position = Point(x: x.position(of: point.x), y: y.position(of: point.y))
        if !(-1e-9...1 + 1e-9).contains(position.y), !isHistogram { survey.outside += 1 }
        runs[runs.count - 1].append(position)
      }
      let last = survey.points[index].last { $0 != nil } ?? nil
      let lastText = isHistogram ? "n=\(survey.counts[index])" : last.map { legendNumber($0.y) }
      curves.append(
        Curve(
          name: series.name, lastText: lastText ?? "", palette: series.palette ?? index,
          stroke: series.stroke, runs: runs.filter { !$0.isEmpty }))
    }
    self.curves = curves
    notes = figure.notes + survey.notes
  }

  /// The ticks of the horizontal axis; whole numbers of what is counted, and none beyond its ends.
  func xTicks(atMost count: Int) -> [Tick] {
    let ticks = x.ticks(atMost: count)
    guard isCounting, let first = xEnds.first, let last = xEnds.last else { return ticks }
    return ticks.filter { $0.value == $0.value.rounded() && (first...last).contains($0.value) }
      .map { Tick(value: $0.value, label: plainNumber($0.value)) }
  }

  /// The vertical axis: fixed, or what the data and the reference lines near them take.
  private static func vertical(
    _ figure: Figure, data: ClosedRange<Double>?, references: [ReferenceLine], padding: Double
  ) -> Axis {
    let isLog = figure.yScale == .log
    if let fixed = figure.yRange, fixed.isFinite, !isLog || fixed.lowerBound > 0 {
      return Axis(fixed, scale: figure.yScale)
    }
    if figure.kind == .histogram {
      let top = max(data?.upperBound ?? 1, 1)
      return Axis(
        (isLog ? 0.5 : 0)...(top * (1 + padding)), scale: figure.yScale)
    }
    var range = data
    let length = data.map { $0.upperBound - $0.lowerBound } ?? 0
    for line in references {
      let wider =
        range.map { min($0.lowerBound, line.value)...max($0.upperBound, line.value) }
        ?? line.value...line.value
      // A line far from the data would flatten them: it stays outside of the picture.
      if data == nil || length == 0 || wider.upperBound - wider.lowerBound <= 2.5 * length {
        range = wider
      }
    }
    return Axis(range ?? (isLog ? 0.1...1 : 0...1), scale: figure.yScale, padding: padding)
  }
}

/// What is found on the way through the data.
private struct Survey {
  /// The points to be drawn, `nil` where there is a gap.
  var points: [[(x: Double, y: Double)?]] = []
  /// How many values of every series count.
  var counts: [Int] = []
  var x: ClosedRange<Double>?
  var y: ClosedRange<Double>?
  /// How many points a fixed range cuts off.
  var outside = 0
  private var notFinite = 0
  private var notPositive = 0

  init(_ figure: Figure) {
    if figure.kind == .histogram {
      let samples = figure.series.map { $0.y.filter(\.isFinite) }
      notFinite = zip(figure.series, samples).reduce(0) { $0 + $1.0.y.count - $1.1.count }
      counts = samples.map(\.count)
      points = Histogram(samples, range: figure.xRange).outlines(floor: figure.yScale == .log)
    } else {
      for series in figure.series {
        points.append(zip(series.x, series.y).map { check($0, $1, figure.yScale) })
        counts.append(points.last?.count { $0 != nil } ?? 0)
      }
    }
    for case let point? in points.joined() where figure.xRange?.contains(point.x) ?? true {
      x = x.map { min($0.lowerBound, point.x)...max($0.upperBound, point.x) } ?? point.x...point.x
      y = y.map { min($0.lowerBound, point.y)...max($0.upperBound, point.y) } ?? point.y...point.y
    }
  }

  /// The point if it can be drawn; a gap, counted, otherwise.
  private mutating func check(
    _ x: Double, _ y: Double, _ scale: AxisScale
  ) -> (x: Double, y: Double)? {
    guard x.isFinite, y.isFinite else {
      notFinite += 1
      return nil
    }
    guard scale == .linear || y > 0 else {
      notPositive += 1
      return nil
    }
    return (x, y)
  }

  var notes: [String] {
    var notes: [String] = []
    if x == nil { notes.append("no points to draw") }
    if notFinite > 0 { notes.append("\(counted(notFinite, "value")) not finite") }
    if notPositive > 0 {
      notes.append("\(counted(notPositive, "value")) not above 0: no place on a log axis")
    }
    if outside > 0 { notes.append("\(counted(outside, "value")) outside of the y range") }
    return notes
  }
}

extension ClosedRange<Double> {
  fileprivate var isFinite: Bool { lowerBound.isFinite && upperBound.isFinite }
}
