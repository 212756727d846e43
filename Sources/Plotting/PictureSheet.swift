/// Pictures in groups that stay together, with words above each picture and below each group.
public struct PictureSheet: Sendable {
  /// Pixels of a picture, row after row, 1 channel for gray or 3 for red, green and blue.
  public struct Picture: Sendable {
    /// Pixels in a row.
    public var width: Int
    /// Rows.
    public var height: Int
    /// 1 or 3.
    public var channels: Int
    /// All of them.
    public var pixels: [UInt8]

    /// A picture; there must be as many pixels as its size says.
    public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
      precondition(pixels.count == width * height * channels)
      self.width = width
      self.height = height
      self.channels = channels
      self.pixels = pixels
    }
  }

  /// Pictures side by side.
  public struct Group: Sendable {
    /// From left to right, one for each heading.
    public var pictures: [Picture]
    /// Words below them.
    public var caption: String

    /// A group.
    public init(_ pictures: [Picture], caption: String) {
      self.pictures = pictures
      self.caption = caption
    }
  }

  /// A line above all.
  public var title: String
  /// What the pictures of a group are, from left to right.
  public var headings: [String]
  /// All groups, in rows of so many.
  public var groups: [Group]
  /// Groups in a row.
  public var columns: Int

  /// A sheet.
  public init(title: String, headings: [String], groups: [Group], columns: Int) {
    self.title = title
    self.headings = headings
    self.groups = groups
    self.columns = max(columns, 1)
  }
}

/// Draws a sheet as a PNG: small pictures are enlarged by a whole number until their sides have 96 pixels
/// or more, each pixel a square. The same sheet gives the same bytes on the same machine.
///
/// Throws `PlotError` if it would be larger than a figure may be, or cannot be drawn.
public func renderSheet(_ sheet: PictureSheet) throws(PlotError) -> [UInt8] {
  let pictures = sheet.groups.flatMap(\.pictures)
  let width = pictures.map(\.width).max() ?? 1
  let height = pictures.map(\.height).max() ?? 1
  let zoom = max(1, (95 + max(width, height)) / max(width, height))
  let tile = Size(width: Double(max(width * zoom, 96)), height: Double(height * zoom))
  let columns = min(sheet.columns, max(sheet.groups.count, 1))
  let rows = (sheet.groups.count + columns - 1) / columns
  let (margin, gap, line) = (20.0, 6.0, 22.0)
  let group = Size(
    width: Double(sheet.headings.count) * (tile.width + gap) - gap,
    height: tile.height + 2 * line)
  let sheetWidth = Int(margin + Double(columns) * (group.width + margin))
  let sheetHeight = Int(2 * margin + line + Double(rows) * (group.height + gap))
  guard figureSizes.contains(sheetWidth), figureSizes.contains(sheetHeight) else {
    throw .size(width: sheetWidth, height: sheetHeight, allowed: figureSizes)
  }
  let canvas = try CairoCanvas(pngWidth: sheetWidth, height: sheetHeight, scale: 1)
  canvas.text(
    printable(sheet.title, style: .unicode, width: sheetWidth / 8),
    at: Point(x: margin, y: margin + 8), anchor: .start,
    font: Font(size: 13, isBold: true), color: .ink, upwards: false)
  for (index, content) in sheet.groups.enumerated() {
    let left = margin + Double(index % columns) * (group.width + margin)
    let top = margin + line + Double(index / columns) * (group.height + gap)
    for (column, picture) in content.pictures.enumerated() {
      let x = left + Double(column) * (tile.width + gap)
      canvas.text(
        sheet.headings[column], at: Point(x: x, y: top + 15), anchor: .start,
        font: Font(size: 11), color: .muted, upwards: false)
      canvas.draw(picture, at: Point(x: x, y: top + line), zoom: zoom)
    }
    canvas.text(
      printable(content.caption, style: .unicode, width: Int(group.width / 7)),
      at: Point(x: left, y: top + line + tile.height + 15), anchor: .start, font: Font(size: 11),
      color: .ink, upwards: false)
  }
  return try canvas.finish()
}

extension Canvas {
  /// Draws a picture, each pixel a square of so many units; pixels of one colour in a row at once.
  func draw(_ picture: PictureSheet.Picture, at corner: Point, zoom: Int) {
    func color(_ offset: Int) -> Color {
      let pixel = (0..<3).map { Int(picture.pixels[offset + min($0, picture.channels - 1)]) }
      return Color(pixel[0] << 16 | pixel[1] << 8 | pixel[2])
    }
    for row in 0..<picture.height {
      var start = 0
      while start < picture.width {
        let first = color((row * picture.width + start) * picture.channels)
        var end = start + 1
        while end < picture.width,
          color((row * picture.width + end) * picture.channels) == first
        {
          end += 1
        }
        rectangle(
          Rectangle(
            x: corner.x + Double(start * zoom), y: corner.y + Double(row * zoom),
            width: Double((end - start) * zoom), height: Double(zoom)), color: first)
        start = end
      }
    }
  }
}
