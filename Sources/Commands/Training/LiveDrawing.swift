import Adversarial
import Imaging
import Plotting

/// The losses of a training and, below them, a row of what the generator draws now; each time drawn
/// over what was drawn before.
struct LiveDrawing {
  /// How wide the lines on the screen are, from the top; the cursor is below the last one.
  private var widths: [Int] = []
  /// The pictures, until new ones are drawn.
  private var images: [Image] = []
  /// When they were drawn, in seconds of training.
  private var drawn: Double?
  /// How large the window was when it was drawn last.
  private var window: (columns: Int, rows: Int)?
  /// Whether lines of an earlier drawing had no room below the top of the window: they come back when it
  /// grows.
  private var hasLeftLines = false

  /// Pictures in a row.
  static let count = 5

  /// The control sequences and lines that draw it; the cursor is then below it.
  ///
  /// Pictures are drawn anew once a second, which takes as long as a snapshot of an epoch.
  ///
  /// - Parameters:
  ///   - seconds: How long the training has run.
  ///   - below: How wide the line is in which the cursor stands.
  ///   - isLast: Whether nothing will be drawn after it.
  ///   - pictures: Draws the pictures of the present epoch; none where samples are no pictures.
  mutating func text(
    _ records: [EpochRecord], _ terminal: Terminal, seconds: Double, below: Int, isLast: Bool,
    pictures: () -> [Image]
  ) -> String {
    if terminal.graphics != .off, isLast || drawn.map({ seconds - $0 >= 1 }) ?? true {
      images = Array(pictures().prefix(LiveDrawing.count))
      drawn = seconds
    }
    var text = beginning(terminal, below: below)
    let row = LiveDrawing.rowSize(of: images.first, terminal)
    let numbers = records.map { Double($0.epoch) }
    let figure = Figure(
      title: "losses, last step of each epoch", xLabel: "epoch", yLabel: "",
      series: [
        Series(name: "generator", x: numbers, y: records.map(\.generator)),
        Series(name: "discriminator", x: numbers, y: records.map(\.discriminator)),
      ])
    let columns = min(max(terminal.columns - 1, 20), 100)
    let plot = { (color: Bool) in
      renderText(
        figure, columns: columns,
        rows: min(max(terminal.rows - 2 - (row?.lines ?? 0), 6), 20), style: terminal.style,
        color: color
      ).split(separator: "\n", omittingEmptySubsequences: false)
    }
    widths = plot(false).map(\.count)
    // Line by line: some terminals keep for scrolling back what is erased from the top of the window on.
    text += plot(terminal.color).map { $0 + "\u{1b}[K\n" }.joined() + "\u{1b}[J"
    if let row {
      text += TerminalPicture.row(images, terminal, columns: row.columns, lines: row.lines)
      widths += Array(repeating: (row.columns + 1) * images.count - 1, count: row.lines)
    }
    return text
  }

  /// Goes to where the drawing begins: its own first line, or the top of the window once it has become too
  /// small for what was drawn, since lines may then be anywhere above.
  private mutating func beginning(_ terminal: Terminal, below: Int) -> String {
    let up = LiveDrawing.linesAbove(widths, below: below, columns: terminal.columns)
    let size = (terminal.columns, terminal.rows)
    defer { window = size }
    guard let window, window != size else { return "\r" + (up > 0 ? "\u{1b}[\(up)A" : "") }
    hasLeftLines = hasLeftLines || up >= terminal.rows
    return hasLeftLines ? "\u{1b}[H" : "\r" + (up > 0 ? "\u{1b}[\(up)A" : "")
  }

  /// How many lines of the screen the drawing takes: in a window that has become narrower since,
  /// lines are broken.
  static func linesAbove(_ widths: [Int], below: Int, columns: Int) -> Int {
    guard !widths.isEmpty else { return 0 }
    return (widths + [below]).reduce(-1) { $0 + max(1, ($1 + columns - 1) / columns) }
  }

  /// The characters that a picture takes: a row of them as wide as the window at most, and no higher
  /// than two fifths of it; `nil` where that is too small to see anything.
  static func rowSize(of image: Image?, _ terminal: Terminal) -> (columns: Int, lines: Int)? {
    guard let image, image.width > 1, image.height > 1, terminal.rows >= 16 else { return nil }
    let highest = (terminal.rows - 2) * 2 / 5
    let widest = (terminal.columns - count) / count
    // A character is about twice as high as it is wide.
    let columns = min(widest, highest * 2 * image.width / image.height)
    let lines = columns * image.height / image.width / 2
    return columns >= 4 && lines >= 2 ? (columns, lines) : nil
  }
}
