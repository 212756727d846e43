import Plotting
import Testing

@Suite("Plots as text") struct TextPlotTests {
  @Test func lossesLookAsRecorded() throws {
    try expectGolden(
      renderText(losses, columns: 80, rows: 24, style: .ascii, color: false), "losses-80x24")
    try expectGolden(
      renderText(losses, columns: 60, rows: 16, style: .unicode, color: false), "losses-unicode")
    try expectGolden(
      renderText(losses, columns: 60, rows: 16, style: .braille, color: true), "losses-braille")
    try expectGolden(
      renderText(losses, columns: 40, rows: 12, style: .ascii, color: true), "losses-color")
    try expectGolden(
      renderText(losses, columns: 24, rows: 5, style: .ascii, color: false), "losses-small")
  }

  @Test(arguments: awkward.map(\.name)) func awkwardFiguresLookAsRecorded(name: String) throws {
    let figure = try #require(awkward.first { $0.name == name }).figure
    try expectGolden(renderText(figure, columns: 50, rows: 12, style: .ascii, color: false), name)
  }

  @Test(arguments: awkward.map(\.name)) func staysWithinItsColumnsAndRows(name: String) throws {
    let figure = try #require(awkward.first { $0.name == name }).figure
    for columns in [20, 21, 33, 80, 200, 500] {
      for rows in [1, 2, 3, 4, 5, 7, 10, 24, 60] {
        let text = renderText(figure, columns: columns, rows: rows, style: .ascii, color: false)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= rows)
        for line in lines {
          #expect(line.utf8.count <= columns, "\(columns)x\(rows): \(line)")
          #expect(line.utf8.allSatisfy { (0x20..<0x7f).contains($0) })
          #expect(!line.hasSuffix(" "))
        }
      }
    }
  }

  @Test func colorAddsNothingButCodes() {
    for style in TextStyle.allCases {
      let plain = renderText(losses, columns: 70, rows: 20, style: style, color: false)
      let colored = renderText(losses, columns: 70, rows: 20, style: style, color: true)
      #expect(colored.contains("\u{1b}[0;38;5;33m"))
      #expect(colored.replacing(/\u{1b}\[[0-9;]*m/, with: "") == plain)
    }
  }

  /// One spike among 100,000 points must reach the top, and a dip the bottom.
  @Test func spikesAreSeen() {
    var y = [Double](repeating: 1, count: 100_000)
    y[33_333] = 5
    y[66_666] = -5
    let figure = Figure(series: [Series(name: "a", x: y.indices.map(Double.init), y: y)])
    let lines = renderText(figure, columns: 60, rows: 15, style: .ascii, color: false)
      .split(separator: "\n")
    #expect(lines[0].contains("*"))
    #expect(lines[11].contains("*"))
  }

  @Test func legendNamesLastValuesAndGlyphs() {
    let text = renderText(losses, columns: 80, rows: 24, style: .ascii, color: false)
    #expect(text.contains(/\* G \d\.\d\d {3}o D \d\.\d\d {3}# both/))
    #expect(text.contains("coin flip"))
    #expect(text.contains(/\n +1 +50 +100 +150 +200\n/))
  }

  @Test func whatCannotBeShownIsSaid() {
    func text(_ name: String) -> String {
      awkward.first { $0.name == name }.map {
        renderText($0.figure, columns: 80, rows: 20, style: .ascii, color: false)
      } ?? ""
    }
    #expect(text("gaps").contains("2 values are not finite"))
    #expect(text("log-gaps").contains("2 values are not above 0"))
    #expect(text("fixed-range").contains("1 value is outside of the y range"))
    #expect(text("empty").contains("no points to draw"))
    #expect(text("infinite").contains("a no values"))
    #expect(text("hostile").contains("\u{1b}") == false)
  }

  @Test func sizesAreTakenWithinBounds() {
    let narrow = renderText(losses, columns: -5, rows: -5, style: .ascii, color: false)
    #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 20 })
    let wide = renderText(losses, columns: .max, rows: .max, style: .ascii, color: false)
    #expect(wide.split(separator: "\n").allSatisfy { $0.count <= 500 })
  }

  @Test func catalogsDescribeThemselves() {
    #expect(TextStyle.catalog.names == ["ascii", "unicode", "braille"])
    #expect(FigureFormat.catalog.names == ["png", "svg", "pdf"])
  }
}
