extension DrawnSunflowers.Scene {
  private typealias Spot = DrawnSunflowers.Spot
  private typealias Head = DrawnSunflowers.Head
  private typealias HeadStyle = DrawnSunflowers.HeadStyle
  private typealias Tint = DrawnSunflowers.Tint
  private typealias Backdrop = DrawnSunflowers.Backdrop

  /// What is neither: a side, a back, a group or a bud, in turn.
  mutating func other(variant: Int) {
    let backdrop = random.pick([
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
    let style = HeadStyle(&random)
    let turn = random.pick([-1.0, 1]) * random.between(0.6, 2.1)
    single(
      Spot(x: random.around(0, 0.2), y: random.around(-0.2, 0.2)),
      radius: random.between(0.6, 0.9), tilt: random.between(1.15, 1.45), turn: turn, style: style,
      leaves: random.whole(1...4))
  }

  private mutating func backView() {
    var style = HeadStyle(&random)
    style.discShare = min(style.discShare, 0.42)
    style.breadth = max(style.breadth, 1.15)
    let head = Head(
      center: Spot(x: random.around(0, 0.2), y: random.around(-0.15, 0.2)),
      radius: random.between(0.65, 0.95), tilt: random.between(1.9, 2.7),
      turn: random.around(0, 1.4), light: light, style: style, random: &random)
    let stem = stem(under: head, width: head.radius * random.between(0.1, 0.15))
    head.paint(on: &canvas, random: &random)
    for _ in 0..<random.whole(0...2) { leaf(on: stem, at: random.between(0.55, 0.9), length: 0.6) }
    stem.paint(on: &canvas, light: light)
  }

  private mutating func group() {
    let style = HeadStyle(&random).small
    let count = random.whole(3...6)
    let start = random.between(0, 6.28)
    var positions: [Spot] = []
    for index in 0..<count {
      let ring = random.between(0.45, 0.7)
      let angle = start + 6.283 * (Double(index) + random.around(0, 0.25)) / Double(count)
      positions.append(Spot.polar(angle, ring) + Spot(x: 0, y: -0.1))
    }
    let radius = random.between(0.32, 0.5)
    for position in positions.sorted(by: { $0.y < $1.y }) {
      single(
        position, radius: radius * random.between(0.75, 1.1), tilt: random.between(0.1, 1.1),
        turn: random.around(0, 2.4), style: style, leaves: random.whole(0...2))
    }
  }

  /// A bud that opens: bracts all around, yellow tips in the middle.
  private mutating func bud() {
    var style = HeadStyle(&random)
    style.lift = random.between(1.1, 1.7)
    style.curl = random.between(-0.9, -0.3)
    style.breadth = 1
    style.gaps = 0.02
    let radius = random.between(0.7, 0.9)
    style.discShare = random.between(0.46, 0.58)
    var head = Head(
      center: Spot(x: random.around(0, 0.15), y: random.around(-0.08, 0.15)), radius: radius,
      tilt: random.between(0.3, 1.2), turn: random.around(0, 1.8), light: light, style: style,
      random: &random)
    head.disc.core = Tint(120, 130, 48)
    head.disc.ring = Tint(140, 132, 44)
    for index in head.bracts.indices {
      head.bracts[index].length *= random.between(1.3, 1.9)
      head.bracts[index].halfWidth *= 1.2
      head.bracts[index].lift = random.between(0.05, 0.4)
    }
    let closing = random.between(0.9, 2)
    for layer in head.layers.indices {
      for petal in head.layers[layer].indices {
        head.layers[layer][petal].closing = closing * random.between(0.8, 1.2)
      }
    }
    let stem = stem(under: head, width: radius * 0.14)
    for _ in 0..<random.whole(2...5) { leaf(on: stem, at: random.between(0.2, 0.8), length: 0.6) }
    stem.paint(on: &canvas, light: light)
    head.paint(on: &canvas, random: &random)
  }

  /// A head with its stem and some leaves.
  private mutating func single(
    _ center: DrawnSunflowers.Spot, radius: Double, tilt: Double, turn: Double,
    style: DrawnSunflowers.HeadStyle, leaves: Int
  ) {
    let head = Head(
      center: center, radius: radius, tilt: tilt, turn: turn, light: light, style: style,
      random: &random)
    let stem = stem(under: head, width: radius * random.between(0.1, 0.16))
    stem.paint(on: &canvas, light: light)
    for _ in 0..<leaves {
      leaf(on: stem, at: random.between(0.25, 0.85), length: radius * random.between(0.6, 0.9))
    }
    head.paint(on: &canvas, random: &random)
  }
}
