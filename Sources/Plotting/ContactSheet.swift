/// Pictures in a table: rows with a label, columns with a heading.
public struct ContactSheet: Sendable {
  /// A row.
  public struct Row: Sendable {
    /// What stands at its left, read from below.
    public var label: String
    /// A picture for each column; `nil` leaves a cell empty.
    public var cells: [PictureSheet.Picture?]

    /// A row.
    public init(label: String, cells: [PictureSheet.Picture?]) {
      self.label = label
      self.cells = cells
    }
  }

  /// The headings.
  public var columns: [String]
  /// From the top.
  public var rows: [Row]

  /// A sheet.
  public init(columns: [String], rows: [Row]) {
    self.columns = columns
    self.rows = rows
  }
}

/// Draws a sheet as a PNG, every pixel of a picture as one of the PNG; pictures with sides of less than
/// 96 pixels are enlarged by a whole number. The same sheet gives the same bytes on the same machine.
///
/// Throws `PlotError` if it would be larger than a figure may be, or cannot be drawn.
public func renderSheet(_ sheet: ContactSheet) throws(PlotError) -> [UInt8] {
  let pictures = sheet.rows.flatMap(\.cells).compactMap(\.self)
  let width = pictures.map(\.width).max() ?? 1
  let height = pictures.map(\.height).max() ?? 1
  let zoom = max(1, (95 + max(width, height)) / max(width, height))
  let cell = Size(width: Double(width * zoom), height: Double(height * zoom))
  let (gap, margin, line) = (6.0, 24.0, 24.0)
  let sheetWidth = Int(margin + Double(sheet.columns.count) * (cell.width + gap))
  let sheetHeight = Int(line + Double(sheet.rows.count) * (cell.height + gap))
  guard figureSizes.contains(sheetWidth), figureSizes.contains(sheetHeight) else {
    throw .size(width: sheetWidth, height: sheetHeight, allowed: figureSizes)
  }
  let canvas = try CairoCanvas(pngWidth: sheetWidth, height: sheetHeight, scale: 1)
  for (column, heading) in sheet.columns.enumerated() {
    let middle = margin + Double(column) * (cell.width + gap) + cell.width / 2
    canvas.text(
      printable(heading, style: .unicode, width: Int(cell.width / 8)),
      at: Point(x: middle, y: 17), anchor: .middle, font: Font(size: 14), color: .ink,
      upwards: false)
  }
  for (number, row) in sheet.rows.enumerated() {
    let top = line + Double(number) * (cell.height + gap)
    canvas.text(
      printable(row.label, style: .unicode, width: Int(cell.height / 8)),
      at: Point(x: 17, y: top + cell.height / 2), anchor: .middle, font: Font(size: 14),
      color: .ink, upwards: true)
    for (column, picture) in row.cells.enumerated() {
      let corner = Point(x: margin + Double(column) * (cell.width + gap), y: top)
      if let picture {
        canvas.draw(picture, at: corner, zoom: zoom)
      } else {
        canvas.text(
          "–", at: Point(x: corner.x + cell.width / 2, y: top + cell.height / 2),
          anchor: .middle, font: Font(size: 14), color: .muted, upwards: false)
      }
    }
  }
  return try canvas.finish()
}
