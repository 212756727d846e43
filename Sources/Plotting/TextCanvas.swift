/// A grid of characters with colours, on which curves are dots and words are letters.
struct TextCanvas {
  /// What one character cell holds.
  private struct Cell {
    var letter: Character = " "
    var color: TextColor?
  }

  let columns: Int
  let rows: Int
  private let style: TextStyle
  private var cells: [Cell]

  /// An empty grid.
  init(columns: Int, rows: Int, style: TextStyle) {
    self.columns = columns
    self.rows = rows
    self.style = style
    cells = [Cell](repeating: Cell(), count: columns * rows)
  }

  /// Whether nothing stands there.
  func isFree(_ row: Int, _ column: Int) -> Bool { cells[row * columns + column].letter == " " }

  /// Puts one character.
  mutating func put(_ letter: Character, row: Int, column: Int, color: TextColor? = nil) {
    guard (0..<rows).contains(row), (0..<columns).contains(column) else { return }
    cells[row * columns + column] = Cell(letter: letter, color: color)
  }

  /// Writes words from a position to the right.
  mutating func write(_ text: String, row: Int, column: Int, color: TextColor? = nil) {
    for (offset, letter) in text.enumerated() {
      put(letter, row: row, column: column + offset, color: color)
    }
  }

  /// The dots that a curve sets, one byte a character.
  func dots(of runs: [[Point]]) -> [UInt8] {
    let grain = style.grain
    let width = columns * grain.across
    let height = rows * grain.down
    var masks = [UInt8](repeating: 0, count: cells.count)
    func set(_ x: Int, _ y: Int) {
      guard (0..<width).contains(x), (0..<height).contains(y) else { return }
      let bit = brailleBits[y % grain.down][x % grain.across]
      masks[(y / grain.down) * columns + x / grain.across] |= bit
    }
    for run in runs {
      for index in run.indices {
        let start = run[max(index - 1, 0)]
        guard let (a, b) = clipped(start, run[index]) else { continue }
        let x0 = a.x * Double(width - 1)
        let y0 = (1 - a.y) * Double(height - 1)
        let x1 = b.x * Double(width - 1)
        let y1 = (1 - b.y) * Double(height - 1)
        let steps = max(
          1, Int(max(abs(x1.rounded() - x0.rounded()), abs(y1.rounded() - y0.rounded()))))
        for step in 0...steps {
          let t = Double(step) / Double(steps)
          set(
            Int((x0.rounded() + (x1.rounded() - x0.rounded()) * t).rounded()),
            Int((y0.rounded() + (y1.rounded() - y0.rounded()) * t).rounded()))
        }
      }
    }
    return masks
  }

  /// Draws curves over each other: one mark for each, another where several meet.
  mutating func draw(_ curves: [(palette: Int, isFaint: Bool, masks: [UInt8])]) {
    for index in cells.indices {
      var union: UInt8 = 0
      var owner: (palette: Int, isFaint: Bool)?
      var meet = false
      for curve in curves where curve.masks[index] != 0 {
        union |= curve.masks[index]
        if let first = owner, !first.isFaint {
          meet = meet || (!curve.isFaint && curve.palette != first.palette)
        } else {
          owner = (curve.palette, curve.isFaint)
        }
      }
      guard let owner else { continue }
      let color: TextColor = meet ? .overlap : owner.isFaint ? .pale : .series(owner.palette)
      let letter: Character
      if style == .braille {
        letter = Character(Unicode.Scalar(0x2800 + UInt32(union)) ?? " ")
      } else if meet {
        letter = style.overlapMark
      } else {
        letter = owner.isFaint ? style.faintMark : style.mark(owner.palette)
      }
      cells[index] = Cell(letter: letter, color: color)
    }
  }

  /// A row as text, without blanks at its end.
  func line(_ row: Int, color: Bool) -> String {
    var text = ""
    var current: TextColor?
    let cells = self.cells[row * columns..<(row + 1) * columns]
    let end = cells.lastIndex { $0.letter != " " }.map { $0 + 1 } ?? cells.startIndex
    for cell in cells[..<end] {
      if color, cell.letter != " ", cell.color != current {
        text += cell.color?.code ?? TextColor.reset
        current = cell.color
      }
      text.append(cell.letter)
    }
    return current == nil ? text : text + TextColor.reset
  }
}

/// Colours of a terminal, from the 256 that all of them know.
enum TextColor: Equatable {
  case series(Int)
  case overlap
  case pale

  static let reset = "\u{1b}[0m"

  /// What switches the colour on.
  var code: String {
    switch self {
    case .series(let palette):
      "\u{1b}[0;38;5;\(TextColor.number(max(palette, 0)))m"
    case .overlap: "\u{1b}[0;1m"
    case .pale: "\u{1b}[0;38;5;244m"
    }
  }
}

extension TextColor {
  /// The numbers of the series' colours: eight chosen ones, then those of the cube of 6 x 6 x 6 that are
  /// neither black nor near it, far from one to the next.
  private static let numbers: [Int] = {
    let chosen = [33, 208, 36, 175, 117, 141, 178, 250]
    let others = (0..<216).map { $0 * 65 % 216 }.filter { index in
      index / 36 + index / 6 % 6 + index % 6 >= 4 && !chosen.contains(16 + index)
    }
    return chosen + others.map { 16 + $0 }
  }()

  fileprivate static func number(_ palette: Int) -> Int { numbers[palette % numbers.count] }
}

/// The bits of a braille letter, by row and column; the first one serves where there is no grain.
private let brailleBits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
