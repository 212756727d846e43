/// The numbers of a strip's columns as a PNG that stands above it, the first one with what they count.
///
/// Columns of `columnWidth` pixels with `gap` between them and around all, after `indent` pixels at the left.
/// Letters are as high as a report needs that shows the strip as wide as its page. Where they would touch,
/// numbers are left out as on an axis: the first and the last stay. `nil` where not even one has room. The
/// same numbers give the same bytes on the same machine.
///
/// Throws `PlotError` if it cannot be drawn.
public func renderColumnLabels(
  _ numbers: [Int], unit: String, columnWidth: Int, gap: Int, indent: Int
) throws(PlotError) -> [UInt8]? {
  let width = indent + numbers.count * (columnWidth + gap) + gap
  let font = Font(size: max(11, (Double(width) / 42).rounded()))
  let ruler = CairoRuler()
  func centered(_ text: String, over column: Int) -> ColumnLabel {
    let middle = Double(indent + gap + column * (columnWidth + gap)) + Double(columnWidth) / 2
    let length = ruler.width(of: text, font: font)
    return ColumnLabel(
      text: text, left: min(max(middle - length / 2, 0), Double(width) - length), width: length)
  }
  var labels = ColumnLabel.shown(
    numbers.indices.map { centered(String(numbers[$0]), over: $0) }, space: font.size / 2)
  guard let first = labels.first, width <= figureSizes.upperBound else { return nil }
  let named = centered("\(unit) \(numbers[0])", over: 0)
  if first.text == String(numbers[0]), named.left >= 0,
    labels.dropFirst().allSatisfy({ named.right + font.size / 2 <= $0.left })
  {
    labels[0] = named
  }
  let height = Int((font.size * 1.4).rounded())
  let canvas = try CairoCanvas(pngWidth: width, height: height, scale: 1)
  for label in labels {
    canvas.text(
      label.text, at: Point(x: label.left, y: font.size), anchor: .start, font: font, color: .ink,
      upwards: false)
  }
  return try canvas.finish()
}

/// Words above a column.
struct ColumnLabel: Equatable {
  var text: String
  /// Where it begins; below 0 if it is wider than all columns.
  var left: Double
  var width: Double
  var right: Double { left + width }

  /// As many labels as have `space` between them: the last, and from the first on every one, every second,
  /// every third and so on of the others. The last alone where the first touches it, none where that is
  /// wider than all.
  static func shown(_ labels: [ColumnLabel], space: Double) -> [ColumnLabel] {
    guard let last = labels.last, last.left >= 0 else { return [] }
    for step in 1...labels.count {
      let others = stride(from: 0, to: labels.count - 1, by: step).map { labels[$0] }
      let shown = others.filter { $0.left >= 0 && $0.right + space <= last.left } + [last]
      if zip(shown, shown.dropFirst()).allSatisfy({ $0.right + space <= $1.left }) { return shown }
    }
    return [last]
  }
}
