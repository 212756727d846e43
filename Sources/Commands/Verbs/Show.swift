import GANScript
import Imaging
import Vocabulary

/// `show`: pictures in the terminal.
enum Show {
  static let verb = Verb<Session>(
    Term(
      "show", "pictures in the terminal",
      parameters: [
        Parameter(
          "what",
          .word([
            Term("picture", "generated pictures of the run's end"),
            Term("data", "pictures of the data set"),
          ]), "what to show", position: .positional, isRequired: true),
        Parameter("run", .object("run"), "of which run; the last one unless told otherwise"),
        Parameter("grid", .size, "rows x columns of pictures", default: "2x4"),
        SaveOption.contrast,
      ],
      example: "show picture grid=2x4"),
    role: .output
  ) { call, session, phase in
    try Pictures.checkGrid(call, most: 64)
    let size = call.size("grid") ?? (2, 4)
    let count = size.rows * size.columns
    if call.word("what") == "data" {
      guard let data = session.dataSet else {
        throw ScriptError(
          "there is no data to show", help: "load sunflowers", code: .arguments, isConsequence: true
        )
      }
      guard phase == .run, let samples = data.data else { return .nothing }
      let images = (0..<min(count, samples.count)).map { samples.image(of: samples.sample($0)) }
      call.emit(exhibit(images, "pictures of \(data.plan.name)", call, session))
      return .nothing
    }
    guard let run = call.object("run") as? RunObject ?? session.lastRun else {
      throw ScriptError(
        "there is no run to show", help: "train before it, or name one with run=",
        code: .arguments, isConsequence: true)
    }
    guard phase == .run else { return .nothing }
    let images = Pictures.last(run, count: count, session.studio)
    call.emit(exhibit(images, "generated pictures", call, session))
    return .nothing
  }

  private static func exhibit(
    _ images: [Image], _ words: String, _ call: Call, _ session: Session
  ) -> Output {
    let sheet = Pictures.sheet(images, call)
    return .exhibit(
      Exhibit(
        terminalText: TerminalPicture.text(sheet, session.studio.terminal),
        alternative: "\(images.count) \(words)",
        medium: { Medium(ending: "png", bytes: try encodePNG(sheet)) }))
  }
}

/// A picture as characters.
enum TerminalPicture {
  private static let shades = Array(" .:-=+*#%@")

  /// Half blocks in 256 colours where colours may be used, shades of ASCII elsewhere; as wide as
  /// the terminal allows, at most 96 characters.
  static func text(_ image: Image, _ terminal: Studio.Terminal) -> String {
    let columns = min(terminal.columns, 96, image.width)
    let isColored = terminal.color && terminal.style == .unicode
    let lines = max(1, image.height * columns / image.width / 2)
    if !isColored {
      return (0..<lines).map { y in
        String(
          (0..<columns).map { x in
            let level = average(image, x, y, columns, lines).gray
            return shades[min(level * shades.count / 256, shades.count - 1)]
          })
      }.joined(separator: "\n")
    }
    return (0..<lines).map { y in
      (0..<columns).map { x in
        let top = average(image, x, 2 * y, columns, 2 * lines)
        let bottom = average(image, x, 2 * y + 1, columns, 2 * lines)
        return "\u{1b}[38;5;\(top.code);48;5;\(bottom.code)m▀"
      }.joined() + "\u{1b}[0m"
    }.joined(separator: "\n")
  }

  private struct Pixel {
    var red: Int
    var green: Int
    var blue: Int

    var gray: Int { (red * 299 + green * 587 + blue * 114) / 1000 }

    /// The nearest of the 24 grays or of the 6 × 6 × 6 cube of a 256-colour terminal.
    var code: Int {
      if max(red, green, blue) - min(red, green, blue) < 12 {
        return 232 + min(23, max(0, (gray - 3) / 10))
      }
      let step = { (level: Int) in level < 48 ? 0 : level < 115 ? 1 : (level - 35) / 40 }
      return 16 + 36 * step(red) + 6 * step(green) + step(blue)
    }
  }

  /// The mean colour of the part of a picture that a cell of a `columns` × `lines` raster covers.
  private static func average(
    _ image: Image, _ x: Int, _ y: Int, _ columns: Int, _ lines: Int
  ) -> Pixel {
    let left = x * image.width / columns
    let right = max(left + 1, (x + 1) * image.width / columns)
    let top = min(y * image.height / lines, image.height - 1)
    let bottom = min(max(top + 1, (y + 1) * image.height / lines), image.height)
    var sums = [0, 0, 0]
    for row in top..<bottom {
      for column in left..<right {
        for channel in 0..<3 {
          let place = (row * image.width + column) * image.channels
          sums[channel] += Int(image.pixels[place + min(channel, image.channels - 1)])
        }
      }
    }
    let count = (right - left) * (bottom - top)
    return Pixel(red: sums[0] / count, green: sums[1] / count, blue: sums[2] / count)
  }
}
