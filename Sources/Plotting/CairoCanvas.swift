import CCairo

/// A canvas of the cairo library, to memory: pixels as PNG, or a PDF page.
///
/// Unsafe memory lives here: cairo's handles, freed with the canvas, and the stream callback.
final class CairoCanvas: Canvas {
  private let surface: OpaquePointer
  private let context: OpaquePointer
  private let output: CairoOutput
  private let isPNG: Bool
  /// Whether words had to be written, and no font was found to write them with.
  private var lacksFont = false

  /// A white picture of pixels.
  init(pngWidth width: Int, height: Int, scale: Double) throws(PlotError) {
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    else { throw .canvas("no memory") }
    (self.surface, output, isPNG) = (surface, CairoOutput(), true)
    context = try CairoCanvas.context(on: surface, scale: scale)
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
  }

  /// An empty page of points.
  init(pdf size: Size, scale: Double) throws(PlotError) {
    let output = CairoOutput()
    guard
      let surface = cairo_pdf_surface_create_for_stream(
        appendToOutput, Unmanaged.passUnretained(output).toOpaque(), size.width * scale,
        size.height * scale)
    else { throw .canvas("no memory") }
    (self.surface, self.output, isPNG) = (surface, output, false)
    cairo_pdf_surface_set_metadata(
      surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
    context = try CairoCanvas.context(on: surface, scale: scale)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  private static func context(
    on surface: OpaquePointer, scale: Double
  ) throws(PlotError) -> OpaquePointer {
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let context = cairo_create(surface)
    else {
      let status = cairo_surface_status(surface)
      cairo_surface_destroy(surface)
      throw .canvas(String(cString: cairo_status_to_string(status)))
    }
    cairo_scale(context, scale, scale)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_BUTT)
    return context
  }

  /// The bytes of the file; the canvas takes no more drawing after this.
  func finish() throws(PlotError) -> [UInt8] {
    guard !lacksFont else { throw .noFont }
    var status = cairo_status(context)
    if status == CAIRO_STATUS_SUCCESS, isPNG {
      status = cairo_surface_write_to_png_stream(
        surface, appendToOutput, Unmanaged.passUnretained(output).toOpaque())
    }
    cairo_surface_finish(surface)
    if status == CAIRO_STATUS_SUCCESS { status = cairo_surface_status(surface) }
    guard status == CAIRO_STATUS_SUCCESS else {
      throw .canvas(String(cString: cairo_status_to_string(status)))
    }
    return output.bytes
  }

  func polyline(_ points: [Point], pen: Pen, clip: Rectangle?) {
    within(clip) {
      trace(points)
      use(pen.color)
      cairo_set_line_width(context, pen.width)
      cairo_set_dash(context, pen.dashes, Int32(pen.dashes.count), 0)
      cairo_stroke(context)
    }
  }

  func polygon(_ points: [Point], color: Color, clip: Rectangle) {
    within(clip) {
      trace(points)
      use(color)
      cairo_fill(context)
    }
  }

  func disc(_ center: Point, radius: Double, color: Color) {
    cairo_new_path(context)
    cairo_arc(context, center.x, center.y, radius, 0, 2 * Double.pi)
    use(color)
    cairo_fill(context)
  }

  func rectangle(_ rectangle: Rectangle, color: Color) {
    cairo_rectangle(context, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
    use(color)
    cairo_fill(context)
  }

  func text(
    _ words: String, at point: Point, anchor: Anchor, font: Font, color: Color, upwards: Bool
  ) {
    cairo_save(context)
    select(font, on: context)
    lacksFont = lacksFont || !hasFont(context)
    use(color)
    let width = advance(of: words, on: context)
    cairo_translate(context, point.x, point.y)
    if upwards { cairo_rotate(context, -Double.pi / 2) }
    let shift = anchor == .start ? 0 : anchor == .middle ? width / 2 : width
    cairo_move_to(context, -shift, 0)
    cairo_show_text(context, words)
    cairo_restore(context)
  }

  private func within(_ clip: Rectangle?, _ body: () -> Void) {
    cairo_save(context)
    if let clip {
      cairo_rectangle(context, clip.x, clip.y, clip.width, clip.height)
      cairo_clip(context)
    }
    body()
    cairo_restore(context)
  }

  private func trace(_ points: [Point]) {
    cairo_new_path(context)
    for point in points { cairo_line_to(context, point.x, point.y) }
  }

  private func use(_ color: Color) {
    cairo_set_source_rgba(
      context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255,
      color.opacity)
  }
}

/// Measures words for layouts, with the fonts of this machine.
final class CairoRuler {
  private let surface: OpaquePointer?
  private let context: OpaquePointer?

  /// A ruler; without memory it measures nothing, and the canvas will say why.
  init() {
    surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)
    context = cairo_create(surface)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// How wide words are.
  func width(of words: String, font: Font) -> Double {
    guard let context else { return 0 }
    select(font, on: context)
    return advance(of: words, on: context)
  }

  /// Words in lines of a width, broken at blanks where there are any.
  func lines(of words: String, width: Double, font: Font) -> [String] {
    var lines = [""]
    func fits(_ text: String) -> Bool { self.width(of: text, font: font) <= width }
    for word in words.split(separator: " ") {
      let longer = lines[lines.count - 1] + (lines[lines.count - 1].isEmpty ? "" : " ") + word
      if fits(longer) {
        lines[lines.count - 1] = longer
        continue
      }
      if !lines[lines.count - 1].isEmpty { lines.append("") }
      for letter in word {
        if !fits(lines[lines.count - 1] + String(letter)), !lines[lines.count - 1].isEmpty {
          lines.append("")
        }
        lines[lines.count - 1].append(letter)
      }
    }
    return lines
  }
}

/// Collects what cairo writes.
private final class CairoOutput {
  var bytes: [UInt8] = []
}

private func select(_ font: Font, on context: OpaquePointer) {
  cairo_select_font_face(
    context, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
    font.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
  cairo_set_font_size(context, font.size)
}

/// Whether the font selected is one of the system's: where there is none, or none that can be read, cairo
/// fails or draws strokes of its own, which it makes as a font of the user's kind.
private func hasFont(_ context: OpaquePointer) -> Bool {
  guard let font = cairo_get_scaled_font(context),
    cairo_scaled_font_status(font) == CAIRO_STATUS_SUCCESS
  else { return false }
  return cairo_scaled_font_get_type(font) != CAIRO_FONT_TYPE_USER
}

private func advance(of words: String, on context: OpaquePointer) -> Double {
  var extents = cairo_text_extents_t()
  cairo_text_extents(context, words, &extents)
  return extents.x_advance
}

private func appendToOutput(
  _ closure: UnsafeMutableRawPointer?, _ data: UnsafePointer<UInt8>?, _ length: UInt32
) -> cairo_status_t {
  guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
  let output = Unmanaged<CairoOutput>.fromOpaque(closure).takeUnretainedValue()
  output.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
  return CAIRO_STATUS_SUCCESS
}
