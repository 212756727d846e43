import Vocabulary

/// The legend under a text plot: mark, name and last value of every series.
struct TextLegend {
  /// An entry's mark and words.
  private struct Entry {
    var mark: Character
    var color: TextColor?
    var words: String
    var width: Int { 2 + displayWidth(words) }
  }

  private var lines: [[Entry]] = []

  /// How many lines the legend takes.
  var rows: Int { lines.count }

  /// Breaks the entries into lines; those that do not fit in `rows` lines are counted instead.
  init(_ chart: Chart, columns: Int, style: TextStyle, rows: Int) {
    var entries: [Entry] = []
    for curve in chart.curves where curve.stroke != .faint {
      let value = curve.lastText.isEmpty ? "no values" : curve.lastText
      let room = max(1, columns - 3 - value.count)
      let name = printable(curve.name, style: style, width: room)
      entries.append(
        Entry(
          mark: style.mark(curve.palette), color: .series(curve.palette),
          words: name.isEmpty ? value : name + " " + value))
    }
    let curves = entries.count
    if curves > 1 {
      let mark = style.overlapMark
      entries.append(
        Entry(mark: mark, color: .overlap, words: curves == 2 ? "both" : "several"))
    }
    var used = 0
    for (index, entry) in entries.enumerated() {
      let gap = lines.isEmpty || lines[lines.count - 1].isEmpty ? 0 : 3
      if lines.isEmpty || used + gap + entry.width > columns {
        if lines.count == rows {
          count(curves - index, columns: columns)
          break
        }
        lines.append([entry])
        used = entry.width
      } else {
        lines[lines.count - 1].append(entry)
        used += gap + entry.width
      }
    }
  }

  /// Says at the end how many entries are left out, and leaves out more where that needs room.
  private mutating func count(_ missing: Int, columns: Int) {
    guard missing > 0, var line = lines.popLast() else { return }
    var missing = missing
    var more: Entry { Entry(mark: "+", color: nil, words: "\(missing) more") }
    while !line.isEmpty, line.reduce(0, { $0 + $1.width + 3 }) + more.width > columns {
      line.removeLast()
      missing += 1
    }
    lines.append(line + [more])
  }

  /// The lines, with coloured marks if asked.
  func lines(color: Bool) -> [String] {
    lines.map { entries in
      entries.map { entry in
        let code = color ? entry.color?.code : nil
        let mark = code.map { $0 + String(entry.mark) + TextColor.reset } ?? String(entry.mark)
        return mark + " " + entry.words
      }.joined(separator: "   ")
    }
  }
}
