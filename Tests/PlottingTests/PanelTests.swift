import Foundation
import Testing

@testable import Plotting

/// Many runs in one figure: panels, colours, legends, whole epochs.
@Suite("Panels") struct PanelTests {
  /// Two curves a run, in a panel each.
  static func panels(_ count: Int) -> Figure {
    let epochs = (1...40).map(Double.init)
    return Figure(
      title: "Losses of \(count) runs", xLabel: "epoch", yLabel: "loss",
      series: (0..<count).flatMap { run in
        let panel = "lr=\(run) batch=32"
        return [
          Series(
            name: "G", x: epochs, y: epochs.map { 1 + Double(run) / 10 + sin($0 / 5) / 4 },
            palette: 0, panel: panel),
          Series(
            name: "D", x: epochs, y: epochs.map { 1.2 - Double(run) / 20 + cos($0 / 7) / 4 },
            palette: 1, panel: panel),
        ]
      }, referenceLines: [ReferenceLine(1.386, label: "2 ln 2")])
  }

  @Test func textIsAsRecorded() throws {
    try expectGolden(
      renderText(Self.panels(5), columns: 80, rows: 24, style: .unicode, color: false), "panels")
  }

  @Test(arguments: [2, 4, 7, 12]) func panelsFitTheirColumns(count: Int) {
    for columns in [20, 40, 80, 120, 200] {
      for isColored in [false, true] {
        let text = renderText(
          Self.panels(count), columns: columns, rows: 24, style: .ascii, color: isColored
        ).replacing(/\u{1b}\[[0-9;]*m/, with: "")
        for line in text.split(separator: "\n") { #expect(line.count <= columns, "\(line)") }
        guard columns >= 40 else { continue }
        for run in 0..<count { #expect(text.contains("lr=\(run) batch=32")) }
      }
    }
  }

  /// What a figure says of its curves is there once, below its panels, and takes their room.
  @Test(arguments: FigureFormat.allCases) func aNoteIsThereOnce(format: FigureFormat) throws {
    var noted = Self.panels(5)
    noted.notes = ["smoothed by half"]
    let text = renderText(noted, columns: 80, rows: 24, style: .unicode, color: false)
    #expect(text.hasSuffix("\nsmoothed by half"))
    #expect(text.matches(of: /smoothed/).count == 1)
    #expect(noted.panels(padding: 0).allSatisfy { Chart($0, padding: 0).notes.isEmpty })
    let bytes = try renderFigure(noted, format: format, width: 1200, height: 800)
    #expect(try bytes != renderFigure(Self.panels(5), format: format, width: 1200, height: 800))
    if format == .svg {
      #expect(String(decoding: bytes, as: UTF8.self).matches(of: /smoothed by half/).count == 1)
    }
    var alone = Figure(series: [Series(name: "a", x: [1, 2], y: [1, .nan])])
    alone.notes = ["smoothed by half"]
    #expect(Chart(alone, padding: 0).notes == ["smoothed by half", "1 value is not finite"])
  }

  /// Words that are wider than a figure take a second line, and are whole.
  @Test func longWordsTakeLines() throws {
    var figure = Figure(
      title: "coverage: share of real pictures with a generated one nearby (5 neighbours)",
      series: [Series(name: "a", x: [1, 2], y: [1, 2])])
    figure.notes = [String(repeating: "smoothed as was said ", count: 5) + "end"]
    for count in [1, 5] {
      if count > 1 {
        var panels = Self.panels(count)
        panels.notes = figure.notes
        figure = panels
      }
      let text = String(
        decoding: try renderFigure(figure, format: .svg, width: 660, height: 440), as: UTF8.self)
      let note = text.matches(of: />([^<]*(?:smoothed|end)[^<]*)</).map { String($0.1) }
      #expect((2...3).contains(note.count), "\(note)")
      #expect(note.sorted().joined().contains("end"))
      if count == 1 { #expect(text.matches(of: /coverage: share of[^<]*|neighbours\)/).count == 2) }
    }
  }

  /// All panels have one vertical axis.
  @Test func panelsShareTheirAxes() {
    let parts = Self.panels(6).panels(padding: 0)
    #expect(parts.count == 6)
    #expect(Set(parts.map { "\(String(describing: $0.yRange))" }).count == 1)
    #expect(Set(parts.map { "\(String(describing: $0.xRange))" }).count == 1)
    #expect(parts.allSatisfy { Chart($0, padding: 0).notes.isEmpty })
    var logarithmic = Self.panels(6)
    logarithmic.yScale = .log
    #expect(logarithmic.panels(padding: 0.05).allSatisfy { Chart($0, padding: 0).notes.isEmpty })
    #expect(Self.panels(1).panels(padding: 0).isEmpty)
  }

  @Test(arguments: FigureFormat.allCases) func panelsAreDrawn(format: FigureFormat) throws {
    let bytes = try renderFigure(Self.panels(7), format: format, width: 1200, height: 800)
    #expect(bytes.count > 1000)
    #expect(try renderFigure(Self.panels(7), format: format, width: 1200, height: 800) == bytes)
    _ = try renderFigure(Self.panels(40), format: format, width: 100, height: 100)
    guard format == .svg else { return }
    let svg = String(decoding: bytes, as: UTF8.self)
    for run in 0..<7 { #expect(svg.contains(">lr=\(run) batch=32</text>")) }
    #expect(svg.matches(of: />G<\/text>/).count == 1)
  }

  /// Between two epochs there is nothing.
  @Test func epochsAreWhole() {
    for last in 1...12 {
      let epochs = (1...last).map(Double.init)
      let chart = Chart(
        Figure(series: [Series(name: "a", x: epochs, y: epochs)]), padding: 0.05)
      for count in 2...20 {
        for tick in chart.xTicks(atMost: count) {
          #expect(tick.value == tick.value.rounded() && (1...Double(last)).contains(tick.value))
          #expect(!tick.label.contains("."))
        }
      }
    }
    let parts = Chart(
      Figure(series: [Series(name: "a", x: [0.5, 1.5], y: [1, 2])]), padding: 0)
    #expect(parts.xTicks(atMost: 5).contains { $0.value != $0.value.rounded() })
  }

  /// One number alone gives no scale.
  @Test func anAxisHasTwoNumbers() {
    for lower in [0.0, 0.0043, 0.008, 0.31, 7.3, -2.6] {
      for length in [0.0021, 0.019, 0.11, 1.7, 23] {
        let ticks = Axis(lower...(lower + length)).ticks(atMost: 3)
        #expect((2...8).contains(ticks.count), "\(lower) \(length) \(ticks)")
      }
    }
  }

  @Test func coloursDoNotComeRound() {
    let colors = (0..<64).map { Color.series($0) }
    for (index, color) in colors.enumerated() { #expect(colors.firstIndex(of: color) == index) }
    #expect(Set((0..<64).map { TextColor.series($0).code }).count == 64)
  }

  /// Long names take several lines, and stay on the page.
  @Test(arguments: [2, 6, 30]) func longNamesStayOnThePage(count: Int) {
    let name = "lr=0.0001 batch=128 optimizer=adam loss=bce_logits augment=[flip, shift, cutout]"
    let figure = Figure(
      series: (0..<count).map { Series(name: "\($0) \(name)", x: [1, 2], y: [1, Double($0)]) })
    let ruler = CairoRuler()
    let size = Size(width: 600, height: 400)
    let legend = FigureLegend(Chart(figure, padding: 0), size: size, ruler: ruler)
    #expect(legend.size.width <= 0.45 * 600)
    #expect(legend.size.height <= 400)
    let text = renderText(figure, columns: 100, rows: 24, style: .ascii, color: false)
    if count < 7 { #expect(text.matches(of: /shift, cutout\]/).count == count, "\(text)") }
  }
}
