/// A canvas that writes SVG, with words as text that can be searched, edited and read aloud.
///
/// Cairo's own SVG turns words into outlines and numbers its parts through the whole process.
final class SVGCanvas: Canvas {
  private var body = ""
  private let size: Size
  private let zoom: Double
  private var clips: [String] = []

  /// A page with a layout of a size, shown at a multiple of it.
  init(size: Size, shownAt zoom: Double) {
    self.size = size
    self.zoom = zoom
  }

  /// The bytes of the file.
  func finish() -> [UInt8] {
    let width = number(size.width * zoom)
    let height = number(size.height * zoom)
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(number(size.width)) \(number(size.height))" \
      font-family="DejaVu Sans, Verdana, sans-serif">\n
      """
    for (index, clip) in clips.enumerated() {
      text += "<clipPath id=\"clip\(index)\"><rect \(clip)/></clipPath>\n"
    }
    return Array((text + body + "</svg>\n").utf8)
  }

  func polyline(_ points: [Point], pen: Pen, clip: Rectangle?) {
    var style = "fill=\"none\" stroke=\"\(hex(pen.color))\" stroke-width=\"\(number(pen.width))\""
    if pen.color.opacity < 1 { style += " stroke-opacity=\"\(number(pen.color.opacity))\"" }
    if !pen.dashes.isEmpty {
      style += " stroke-dasharray=\"\(pen.dashes.map(number).joined(separator: " "))\""
    }
    body += "<polyline points=\"\(list(points))\" \(style) stroke-linejoin=\"round\""
    body += " \(clip.map(clipping) ?? "")/>\n"
  }

  func polygon(_ points: [Point], color: Color, clip: Rectangle) {
    body += "<polygon points=\"\(list(points))\" \(fill(color)) \(clipping(clip))/>\n"
  }

  func disc(_ center: Point, radius: Double, color: Color) {
    body += "<circle cx=\"\(number(center.x))\" cy=\"\(number(center.y))\" "
    body += "r=\"\(number(radius))\" \(fill(color))/>\n"
  }

  func rectangle(_ rectangle: Rectangle, color: Color) {
    body += "<rect \(attributes(rectangle)) \(fill(color))/>\n"
  }

  func text(
    _ words: String, at point: Point, anchor: Anchor, font: Font, color: Color, upwards: Bool
  ) {
    let position = "x=\"\(number(point.x))\" y=\"\(number(point.y))\""
    let turn = "transform=\"rotate(-90 \(number(point.x)) \(number(point.y)))\" "
    body += "<text \(position) \(upwards ? turn : "")text-anchor=\"\(anchor.rawValue)\" "
    body += "font-size=\"\(number(font.size))\" \(font.isBold ? "font-weight=\"bold\" " : "")"
    body += "\(fill(color))>\(escaped(words))</text>\n"
  }

  private func clipping(_ clip: Rectangle) -> String {
    let shape = attributes(clip)
    if !clips.contains(shape) { clips.append(shape) }
    return "clip-path=\"url(#clip\(clips.firstIndex(of: shape) ?? 0))\""
  }

  private func attributes(_ r: Rectangle) -> String {
    "x=\"\(number(r.x))\" y=\"\(number(r.y))\" "
      + "width=\"\(number(r.width))\" height=\"\(number(r.height))\""
  }

  private func fill(_ color: Color) -> String {
    let opacity = color.opacity < 1 ? " fill-opacity=\"\(number(color.opacity))\"" : ""
    return "fill=\"\(hex(color))\"\(opacity)"
  }

  private func list(_ points: [Point]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }
}

/// Two decimals are finer than any screen.
func number(_ value: Double) -> String { trimmed(decimal(value, places: 2)) }

private func hex(_ color: Color) -> String {
  "#"
    + [color.red, color.green, color.blue].map { String($0 + 256, radix: 16).dropFirst() }.joined()
}

/// Words as XML holds them; characters that XML 1.0 forbids become blanks.
private func escaped(_ words: String) -> String {
  var text = ""
  for scalar in words.unicodeScalars {
    switch scalar {
    case "&": text += "&amp;"
    case "<": text += "&lt;"
    case ">": text += "&gt;"
    case "\"": text += "&quot;"
    case _ where scalar.value < 0x20 || scalar.value == 0xfffe || scalar.value == 0xffff:
      text += " "
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}
