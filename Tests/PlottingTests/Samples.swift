import Plotting

/// Two curves of 200 epochs with jitter from a small integer generator, and one spike.
let losses: Figure = {
  var state: UInt64 = 7
  func jitter() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 40) / 0x1p24 - 0.5
  }
  let epochs = (1...200).map(Double.init)
  let g = epochs.map { 0.7 + 0.5 * $0 / ($0 + 60) + jitter() * 0.2 + ($0 == 120 ? 1.5 : 0) }
  let d = epochs.map { 1.38 - 0.5 * $0 / ($0 + 90) + jitter() * 0.15 }
  return Figure(
    title: "Loss", xLabel: "epoch", yLabel: "loss",
    series: [Series(name: "G", x: epochs, y: g), Series(name: "D", x: epochs, y: d)],
    referenceLines: [ReferenceLine(1.386, label: "coin flip")])
}()

/// Figures that tend to break plots, by name.
let awkward: [(name: String, figure: Figure)] = [
  ("empty", Figure(title: "Nothing", series: [])),
  ("no-points", Figure(series: [Series(name: "a", x: [], y: [])])),
  ("one-point", Figure(title: "One", series: [Series(name: "a", x: [3], y: [5])])),
  ("constant", Figure(series: [Series(name: "a", x: [1, 2, 3], y: [0.5, 0.5, 0.5])])),
  (
    "gaps",
    Figure(
      title: "Gaps",
      series: [
        Series(name: "a", x: [1, 2, 3, 4, 5, 6], y: [1, .nan, 2, 3, .infinity, 4]),
        Series(name: "b", x: [1, 2, 3, 4, 5, 6], y: [4, 3, 2, 1, 1, 1]),
      ])
  ),
  (
    "log-gaps",
    Figure(
      series: [Series(name: "a", x: [1, 2, 3, 4, 5], y: [0, 0.001, -1, 10, 1000])], yScale: .log)
  ),
  (
    "fixed-range",
    Figure(
      series: [Series(name: "a", x: [1, 2, 3, 4], y: [0, 2, 50, 1])], xRange: 0...5, yRange: 0...3.5
    )
  ),
  (
    "histogram",
    Figure(
      title: "Answers", xLabel: "D(x)", yLabel: "count",
      series: [
        Series(name: "real", values: (0..<90).map { 1 - Double($0 * $0) / 8100 }),
        Series(name: "fake", values: (0..<90).map { Double($0 * $0) / 8100 } + [.nan]),
      ], kind: .histogram)
  ),
  ("infinite", Figure(series: [Series(name: "a", x: [1, 2], y: [.nan, -.infinity])])),
  (
    "huge",
    Figure(
      series: [
        Series(
          name: "a", x: [-1.7e308, 1.7e308], y: [1.7e308, -1.7e308])
      ])
  ),
  ("tiny", Figure(series: [Series(name: "a", x: [1e-320, 2e-320], y: [1e-320, 0])])),
  (
    "near", Figure(series: [Series(name: "a", x: [1e15, 1e15 + 1], y: [1e15, 1e15 + 0.25])])
  ),
  (
    "hostile",
    Figure(
      title: "\u{1b}[31mred\n\u{7}漢字 é <&>\"", xLabel: "x\ty",
      series: [Series(name: "a\u{9b}1m漢字", x: [1, 2], y: [1, 2])],
      referenceLines: [
        ReferenceLine(1.5, label: "mitte – é"), ReferenceLine(.nan, label: "never"),
      ])
  ),
  (
    "many",
    Figure(
      series: (0..<12).map { index in
        Series(name: "run \(index)", x: [1, 50], y: [Double(index), Double(12 - index)])
      })
  ),
]
