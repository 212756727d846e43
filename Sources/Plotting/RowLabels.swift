/// The labels of a sheet's rows as a PNG that stands at its left, read from below, as in a `ContactSheet`.
///
/// Rows of `rowHeight` pixels with `gap` between them and around all. `nil` where one of the labels is longer
/// than its row is high, in letters of 8 pixels. The same labels give the same bytes on the same machine.
///
/// Throws `PlotError` if it cannot be drawn.
public func renderRowLabels(
  _ labels: [String], rowHeight: Int, gap: Int
) throws(PlotError) -> [UInt8]? {
  guard labels.allSatisfy({ printable($0, style: .unicode, width: rowHeight / 8) == $0 }) else {
    return nil
  }
  let height = labels.count * (rowHeight + gap) + gap
  guard figureSizes.contains(height) else { return nil }
  let canvas = try CairoCanvas(pngWidth: rowLabelWidth, height: height, scale: 1)
  for (row, label) in labels.enumerated() {
    let top = Double(gap + row * (rowHeight + gap))
    canvas.text(
      label, at: Point(x: 17, y: top + Double(rowHeight) / 2), anchor: .middle,
      font: Font(size: 14), color: .ink, upwards: true)
  }
  return try canvas.finish()
}

/// How wide the labels of rows are, in pixels.
private let rowLabelWidth = 24
