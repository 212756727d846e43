/// What is to be shown: curves or histograms with axes, names and reference lines.
///
/// A figure knows nothing about where it is drawn; `renderText` and `renderFigure` do that.
public struct Figure: Sendable, Equatable {
  /// The heading; may be empty.
  public var title: String
  /// What the horizontal axis counts; may be empty.
  public var xLabel: String
  /// What the vertical axis measures; may be empty.
  public var yLabel: String
  /// The curves, in the order of the legend.
  public var series: [Series]
  /// Fixed ends of the horizontal axis; `nil` takes the data's.
  public var xRange: ClosedRange<Double>?
  /// Fixed ends of the vertical axis; `nil` takes the data's. Values beyond are counted in a note.
  public var yRange: ClosedRange<Double>?
  /// How the vertical axis is divided.
  public var yScale: AxisScale
  /// Horizontal lines that give values a meaning.
  public var referenceLines: [ReferenceLine]
  /// Curves, or counts of values.
  public var kind: FigureKind
  /// Sentences below it, such as what was done to the curves; what could not be drawn is told after them.
  public var notes: [String]

  /// Describes a figure; everything but the series has a default.
  public init(
    title: String = "", xLabel: String = "", yLabel: String = "", series: [Series],
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil,
    yScale: AxisScale = .linear, referenceLines: [ReferenceLine] = [], kind: FigureKind = .lines,
    notes: [String] = []
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.xRange = xRange
    self.yRange = yRange
    self.yScale = yScale
    self.referenceLines = referenceLines
    self.kind = kind
    self.notes = notes
  }
}

/// One curve, or one sample of a histogram.
public struct Series: Sendable, Equatable {
  /// How a curve is drawn.
  public enum Stroke: Sendable, Equatable {
    /// A full line.
    case solid
    /// A dashed line, to tell two groups of curves apart.
    case dashed
    /// A pale line beneath the others and without an entry in the legend, such as a raw curve
    /// behind its smoothed one.
    case faint
  }

  /// What the legend calls it.
  public var name: String
  /// Positions on the horizontal axis; unused in a histogram.
  public var x: [Double]
  /// Values; NaN and infinities are gaps.
  public var y: [Double]
  /// How it is drawn.
  public var stroke: Stroke
  /// Which colour and glyph of the palette it takes; `nil` goes by its index among the series.
  public var palette: Int?
  /// Which panel it is drawn in, by its heading; `nil` where all curves share one.
  public var panel: String?

  /// A curve through pairs of x and y; where one list is longer, its rest is left out.
  public init(
    name: String, x: [Double], y: [Double], stroke: Stroke = .solid, palette: Int? = nil,
    panel: String? = nil
  ) {
    self.name = name
    self.x = x
    self.y = y
    self.stroke = stroke
    self.palette = palette
    self.panel = panel
  }

  /// A sample of values for a histogram.
  public init(name: String, values: [Double], palette: Int? = nil) {
    self.init(name: name, x: [], y: values, palette: palette)
  }
}

/// How an axis is divided.
public enum AxisScale: Sendable, Equatable, CaseIterable {
  /// Equal differences take equal lengths.
  case linear
  /// Equal ratios take equal lengths; values that are not above 0 are gaps.
  case log
}

/// A horizontal line at a value that means something.
public struct ReferenceLine: Sendable, Equatable {
  /// Its value on the vertical axis.
  public var value: Double
  /// What the value means, in a few words.
  public var label: String

  /// A line at a value.
  public init(_ value: Double, label: String) {
    self.value = value
    self.label = label
  }
}

/// What a figure does with its series.
public enum FigureKind: Sendable, Equatable, CaseIterable {
  /// Joins the points of every series in their order.
  case lines
  /// Counts the values of every series in intervals of equal, round width.
  case histogram
}
