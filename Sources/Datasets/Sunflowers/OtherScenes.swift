extension DrawnSunflowers.Scene {
  private typealias Spot = DrawnSunflowers.Spot
  private typealias Head = DrawnSunflowers.Head
  private typealias HeadStyle = DrawnSunflowers.HeadStyle
  private typealias Tint = DrawnSunflowers.Tint
  private typealias Backdrop = DrawnSunflowers.Backdrop

  /// What is neither: a side, a back, a group or a bud, in turn.
  mutating func other(variant: Int) {
    let backdrop = pencil.pick([
      Backdrop.sky, .cloudySky, .paleSky, .leaves, .darkLeaves, .field, .bokeh, .night, .meadow,
    ])
    paint(backdrop)
    switch variant % 4 {
    case 0: sideView()
    case 1: backView()
    case 2: group()
    default: bud()
    }
  }

  private mutating func sideView() {
    let style = HeadStyle(&pencil)
    let turn = pencil.pick([-1.0, 1]) * pencil.between(0.6, 2.1)
    single(
      Spot(x: pencil.around(0, 0.2), y: pencil.around(-0.2, 0.2)),
      radius: pencil.between(0.6, 0.9), tilt: pencil.between(1.15, 1.45), turn: turn, style: style,
      leaves: pencil.whole(1...4))
  }

  private mutating func backView() {
    var style = HeadStyle(&pencil)
    style.discShare = min(style.discShare, 0.42)
    style.breadth = max(style.breadth, 1.15)
    let head = Head(
      center: Spot(x: pencil.around(0, 0.2), y: pencil.around(-0.15, 0.2)),
      radius: pencil.between(0.65, 0.95), tilt: pencil.between(1.9, 2.7),
      turn: pencil.around(0, 1.4), light: light, style: style, pencil: &pencil)
    let stem = stem(under: head, width: head.radius * pencil.between(0.1, 0.15))
    head.paint(on: &canvas, pencil: &pencil)
    for _ in 0..<pencil.whole(0...2) { leaf(on: stem, at: pencil.between(0.55, 0.9), length: 0.6) }
    stem.paint(on: &canvas, light: light)
  }

  private mutating func group() {
    let style = HeadStyle(&pencil).small
    let count = pencil.whole(3...6)
    let start = pencil.between(0, 6.28)
    var positions: [Spot] = []
    for index in 0..<count {
      let ring = pencil.between(0.45, 0.7)
      let angle = start + 6.283 * (Double(index) + pencil.around(0, 0.25)) / Double(count)
      positions.append(Spot.polar(angle, ring) + Spot(x: 0, y: -0.1))
    }
    let radius = pencil.between(0.32, 0.5)
    for position in positions.sorted(by: { $0.y < $1.y }) {
      single(
        position, radius: radius * pencil.between(0.75, 1.1), tilt: pencil.between(0.1, 1.1),
        turn: pencil.around(0, 2.4), style: style, leaves: pencil.whole(0...2))
    }
  }

  /// A bud that opens: bracts all around, yellow tips in their midst.
  private mutating func bud() {
    var style = HeadStyle(&pencil)
    style.lift = pencil.between(1.1, 1.7)
    style.curl = pencil.between(-0.9, -0.3)
    style.breadth = 1
    style.gaps = 0.02
    let radius = pencil.between(0.7, 0.9)
    style.discShare = pencil.between(0.46, 0.58)
    var head = Head(
      center: Spot(x: pencil.around(0, 0.15), y: pencil.around(-0.08, 0.15)), radius: radius,
      tilt: pencil.between(0.3, 1.2), turn: pencil.around(0, 1.8), light: light, style: style,
      pencil: &pencil)
    head.disc.core = Tint(120, 130, 48)
    head.disc.ring = Tint(140, 132, 44)
    for index in head.bracts.indices {
      head.bracts[index].length *= pencil.between(1.3, 1.9)
      head.bracts[index].halfWidth *= 1.2
      head.bracts[index].lift = pencil.between(0.05, 0.4)
    }
    let closing = pencil.between(0.9, 2)
    for layer in head.layers.indices {
      for petal in head.layers[layer].indices {
        head.layers[layer][petal].closing = closing * pencil.between(0.8, 1.2)
      }
    }
    let stem = stem(under: head, width: radius * 0.14)
    for _ in 0..<pencil.whole(2...5) { leaf(on: stem, at: pencil.between(0.2, 0.8), length: 0.6) }
    stem.paint(on: &canvas, light: light)
    head.paint(on: &canvas, pencil: &pencil)
  }

  /// A head with its stem and some leaves.
  private mutating func single(
    _ center: DrawnSunflowers.Spot, radius: Double, tilt: Double, turn: Double,
    style: DrawnSunflowers.HeadStyle, leaves: Int
  ) {
    let head = Head(
      center: center, radius: radius, tilt: tilt, turn: turn, light: light, style: style,
      pencil: &pencil)
    let stem = stem(under: head, width: radius * pencil.between(0.1, 0.16))
    stem.paint(on: &canvas, light: light)
    for _ in 0..<leaves {
      leaf(on: stem, at: pencil.between(0.25, 0.85), length: radius * pencil.between(0.6, 0.9))
    }
    head.paint(on: &canvas, pencil: &pencil)
  }
}
