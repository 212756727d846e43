extension DrawnSunflowers {
  /// One picture being made: its canvas, its light and its choices.
  struct Scene {
    var canvas: Canvas
    var random: RandomChoices
    /// Choices behind the flowers: a wider picture makes more of them, and the same flowers.
    private var groundRandom: RandomChoices
    /// Where the light comes from, as a direction in the picture.
    let light: Spot

    init(picture: Int, width: Int, height: Int) {
      canvas = Canvas(width: width, height: height)
      random = RandomChoices(picture: picture)
      groundRandom = RandomChoices(picture: picture, part: 1)
      light = Spot.polar(random.between(-2.8, -0.35))
    }

    /// The finished picture.
    mutating func develop() -> [UInt8] {
      canvas.bytes(
        exposure: random.around(1.06, 0.16), contrast: random.around(1.08, 0.16),
        vignette: random.chance(0.4) ? random.between(0.08, 0.3) : 0)
    }

    /// Paints what is behind the flowers.
    mutating func paint(_ backdrop: Backdrop) {
      backdrop.paint(on: &canvas, light: light, random: &groundRandom)
    }

    /// One head fills the picture.
    mutating func closeUp() {
      let backdrop = random.pick([
        Backdrop.sky, .sky, .cloudySky, .paleSky, .leaves, .leaves, .leaves, .darkLeaves,
        .darkLeaves, .night, .field, .field, .meadow, .soil, .bokeh, .bokeh, .meadow, .boards,
      ])
      paint(backdrop)
      let style = HeadStyle(&random)
      let macro = random.chance(0.16)
      let radius = macro ? random.between(1.15, 1.65) : random.around(0.88, 0.28)
      let spread = macro ? 0.45 : max(0.16, 1 - radius)
      let center = Spot(x: random.around(0, spread), y: random.around(-0.04, spread * 0.9))
      let tilt = random.chance(0.7) ? random.between(0.05, 0.55) : random.between(0.55, 1.05)
      let turn = random.around(0, 2.6)
      if random.chance(0.25), !macro {
        // Another head, out of focus, looks in from the edge.
        let side = random.chance(0.5) ? 1.0 : -1.0
        let position = Spot(
          x: side * (canvas.reach.x + random.between(-0.3, 0.15)), y: random.between(-0.8, 0.9))
        blurredHead(position, random.between(0.25, 0.45))
      }
      let head = Head(
        center: center, radius: radius, tilt: tilt, turn: turn, light: light, style: style,
        random: &random)
      if backdrop != .boards || random.chance(0.5) {
        var stem = stem(under: head, width: radius * random.between(0.09, 0.14))
        stem.color = stem.color * random.between(0.7, 1.1)
        let leaves = random.whole(0...4)
        for _ in 0..<leaves { leaf(on: stem, at: random.between(0.3, 0.9), length: radius * 0.9) }
        stem.paint(on: &canvas, light: light)
      }
      head.paint(on: &canvas, random: &random)
    }

    /// A plant with stem and leaves; its head is small.
    mutating func slim() {
      let backdrop = random.pick([
        Backdrop.sky, .sky, .sky, .cloudySky, .cloudySky, .paleSky, .field, .field, .field,
        .leaves, .darkLeaves, .soil, .meadow, .meadow, .boards, .night,
      ])
      paint(backdrop)
      let radius = random.between(0.3, 0.54)
      let center = Spot(x: random.around(0, 0.4), y: random.between(-0.62, -0.16))
      let style = HeadStyle(&random)
      if random.chance(0.3) {
        let position = Spot(
          x: -center.x + random.around(0, 0.3) + (center.x > 0 ? -0.35 : 0.35),
          y: center.y + random.between(0.2, 0.6))
        plant(
          position, radius: radius * random.between(0.5, 0.75), style: style.small,
          tilt: random.between(0.3, 1.3))
      }
      plant(
        center, radius: radius, style: style,
        tilt: random.chance(0.65) ? random.between(0.1, 0.75) : random.between(0.75, 1.3))
    }

    /// A whole plant: stem, leaves, head.
    mutating func plant(_ center: Spot, radius: Double, style: HeadStyle, tilt: Double) {
      let head = Head(
        center: center, radius: radius, tilt: tilt, turn: random.around(0, 2.2), light: light,
        style: style, random: &random)
      let stem = stem(under: head, width: radius * random.between(0.14, 0.22))
      let count = random.whole(3...7)
      stem.paint(on: &canvas, light: light)
      for index in 0..<count {
        let t = 0.22 + 0.72 * (Double(index) + random.between(0, 0.8)) / Double(count)
        leaf(on: stem, at: t, length: random.between(0.34, 0.6) * (0.6 + 0.8 * t), side: index)
      }
      head.paint(on: &canvas, random: &random)
    }

    /// A stem from a head to below the picture.
    mutating func stem(under head: Head, width: Double) -> Stem {
      let top = head.stemTop
      let foot = Spot(x: top.x * 0.6 + random.around(0, 0.4), y: canvas.reach.y + 0.15)
      let pull = Spot(
        x: top.x + (top.x - head.view.center.x) * 1.5 + random.around(0, 0.15),
        y: top.y + (foot.y - top.y) * 0.45)
      return Stem(
        top: top, foot: foot, pull: pull, width: width, color: random.near(Tint(126, 150, 72), 0.2))
    }

    /// A leaf on its stalk, to a side of a stem.
    mutating func leaf(on stem: Stem, at t: Double, length: Double, side: Int? = nil) {
      let right = side.map { $0 % 2 == 0 } ?? random.chance(0.5)
      let angle = right ? random.between(-0.7, 0.45) : 3.1416 - random.between(-0.7, 0.45)
      let start = stem.spot(t)
      let stalk = Spot.polar(angle, length * 0.3)
      let color = random.near(Tint(84, 122, 44), 0.25)
      canvas.stroke([start, start + stalk], from: 0.035, to: 0.025, Flat(color * 1.1))
      Leaf(
        base: start + stalk, angle: angle + random.around(0, 0.25), length: length,
        breadth: random.between(0.22, 0.46), droop: random.between(0, 0.45), color: color
      ).paint(on: &canvas, light: light)
    }

    /// A head far behind: a soft yellow ring around a dark spot.
    mutating func blurredHead(_ position: Spot, _ radius: Double) {
      canvas.blob(position, radius: radius, Tint(226, 176, 36), opacity: 0.9, hardness: 0.55)
      canvas.blob(position, radius: radius * 0.5, Tint(70, 46, 18), opacity: 0.9, hardness: 0.3)
    }
  }
}
