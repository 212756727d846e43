/// A surface that figures are drawn on; the origin is the upper left corner, y grows downwards.
protocol Canvas: AnyObject {
  /// Joins points, within a rectangle if there is one.
  func polyline(_ points: [Point], pen: Pen, clip: Rectangle?)
  /// Fills the area that points go around, within a rectangle.
  func polygon(_ points: [Point], color: Color, clip: Rectangle)
  /// Fills a circle.
  func disc(_ center: Point, radius: Double, color: Color)
  /// Fills a rectangle.
  func rectangle(_ rectangle: Rectangle, color: Color)
  /// Writes words; with `upwards` they are turned by a quarter and read from below.
  func text(
    _ words: String, at point: Point, anchor: Anchor, font: Font, color: Color, upwards: Bool)
}

/// Which part of the words stands at the given point.
enum Anchor: String {
  case start
  case middle
  case end
}

/// A size of the one typeface, `sans-serif`.
struct Font: Equatable {
  var size: Double
  var isBold = false
}

/// How lines are drawn.
struct Pen {
  var color: Color
  var width: Double
  /// Lengths of dashes and gaps; empty for a full line.
  var dashes: [Double] = []
}

/// Width and height.
struct Size {
  var width: Double
  var height: Double
}

/// A rectangle with its corner nearest to the origin.
struct Rectangle {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var right: Double { x + width }
  var bottom: Double { y + height }

  /// Whether two rectangles share more than an edge.
  func overlaps(_ other: Rectangle) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }
}

/// A colour of 8 bits a channel and how much it covers.
struct Color: Equatable {
  var red: Int
  var green: Int
  var blue: Int
  var opacity = 1.0

  init(_ hex: Int, opacity: Double = 1) {
    red = hex >> 16 & 255
    green = hex >> 8 & 255
    blue = hex & 255
    self.opacity = opacity
  }

  static let paper = Color(0xffffff)
  static let grid = Color(0xe5e7eb)
  static let axis = Color(0x6b7280)
  static let ink = Color(0x1f2937)
  static let muted = Color(0x6b7280)

  /// The colour of a series: after Okabe and Ito, told apart by readers who see two of three
  /// colours; blue and orange come first. After eight come hues by the golden angle, so that none comes
  /// again, in three depths.
  static func series(_ palette: Int, opacity: Double = 1) -> Color {
    let hexes = [
      0x0072b2, 0xe67e00, 0x009e73, 0xcc5f9f, 0x4db3e6, 0x7b4ea3, 0x8a6d1a, 0x4a4a4a,
    ]
    let index = max(palette, 0)
    return index < hexes.count
      ? Color(hexes[index], opacity: opacity) : further(index - hexes.count, opacity: opacity)
  }

  private static func further(_ index: Int, opacity: Double) -> Color {
    let hue = (Double(index) * 137.508 + 20).truncatingRemainder(dividingBy: 360) / 60
    let light = [0.45, 0.32, 0.6][index % 3]
    let chroma = 0.7 * (1 - abs(2 * light - 1))
    let middle = chroma * (1 - abs(hue.truncatingRemainder(dividingBy: 2) - 1))
    let parts: [(Double, Double, Double)] = [
      (chroma, middle, 0), (middle, chroma, 0), (0, chroma, middle), (0, middle, chroma),
      (middle, 0, chroma), (chroma, 0, middle),
    ]
    let (red, green, blue) = parts[min(Int(hue), 5)]
    func level(_ part: Double) -> Int { Int(((part + light - chroma / 2) * 255).rounded()) }
    return Color(level(red) << 16 | level(green) << 8 | level(blue), opacity: opacity)
  }
}
