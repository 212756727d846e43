import Vocabulary

/// The file formats of figures.
public enum FigureFormat: String, Sendable, CaseIterable, Described {
  /// Pixels.
  case png
  /// Vectors for the web, with the words as text.
  case svg
  /// Vectors for print.
  case pdf

  /// All formats.
  public static let catalog = Catalog("figure format", allCases)

  /// The format's name, which is also the ending of its files, and what it is for.
  public var term: Term {
    switch self {
    case .png: Term("png", "pixels, for every program")
    case .svg: Term("svg", "vectors for the web, words stay text")
    case .pdf: Term("pdf", "vectors for print")
    }
  }
}

/// The sizes a figure may have, in pixels.
public let figureSizes = 100...10_000

/// Draws a figure as the bytes of a file.
///
/// A PNG has `width` × `height` pixels, two to a unit of the layout; SVG and PDF show the same
/// layout on a page of half as many points. The same figure gives the same bytes: files hold no
/// dates, no random names.
public func renderFigure(
  _ figure: Figure, format: FigureFormat, width: Int, height: Int
) throws(PlotError) -> [UInt8] {
  guard figureSizes.contains(width), figureSizes.contains(height) else {
    throw .size(width: width, height: height, allowed: figureSizes)
  }
  // Below 640 × 420 pixels the words shrink with the picture, rather than covering it.
  let scale = max(0.5, min(2, Double(width) / 320, Double(height) / 210))
  let size = Size(width: Double(width) / scale, height: Double(height) / scale)
  let ruler = CairoRuler()
  func paint(on canvas: some Canvas) {
    if let panels = PanelPainter(figure, size: size, ruler: ruler) {
      panels.paint(on: canvas)
    } else {
      FigurePainter(figure, size: size, ruler: ruler).paint(on: canvas)
    }
  }
  switch format {
  case .svg:
    let canvas = SVGCanvas(size: size, shownAt: scale / 2)
    paint(on: canvas)
    return canvas.finish()
  case .png:
    let canvas = try CairoCanvas(pngWidth: width, height: height, scale: scale)
    paint(on: canvas)
    return try canvas.finish()
  case .pdf:
    let canvas = try CairoCanvas(pdf: size, scale: scale / 2)
    paint(on: canvas)
    return try canvas.finish()
  }
}
