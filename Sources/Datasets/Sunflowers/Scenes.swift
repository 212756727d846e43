extension DrawnSunflowers {
  /// One picture being made: its canvas, its light and its choices.
  struct Scene {
    var canvas: Canvas
    var pencil: Pencil
    /// Choices behind the flowers: a wider picture makes more of them, and the same flowers.
    private var groundPencil: Pencil
    /// Where the light comes from, as a direction in the picture.
    let light: Spot

    init(picture: Int, width: Int, height: Int) {
      canvas = Canvas(width: width, height: height)
      pencil = Pencil(picture: picture)
      groundPencil = Pencil(picture: picture, part: 1)
      light = Spot.polar(pencil.between(-2.8, -0.35))
    }

    /// The finished picture.
    mutating func develop() -> [UInt8] {
      canvas.bytes(
        exposure: pencil.around(1.06, 0.16), contrast: pencil.around(1.08, 0.16),
        vignette: pencil.chance(0.4) ? pencil.between(0.08, 0.3) : 0)
    }

    /// Paints what is behind the flowers.
    mutating func paint(_ backdrop: Backdrop) {
      backdrop.paint(on: &canvas, light: light, pencil: &groundPencil)
    }

    /// One head fills the picture.
    mutating func closeUp() {
      let backdrop = pencil.pick([
        Backdrop.sky, .sky, .cloudySky, .paleSky, .leaves, .leaves, .leaves, .darkLeaves,
        .darkLeaves, .night, .field, .field, .meadow, .soil, .bokeh, .bokeh, .meadow, .boards,
      ])
      paint(backdrop)
      let style = HeadStyle(&pencil)
      let macro = pencil.chance(0.16)
      let radius = macro ? pencil.between(1.15, 1.65) : pencil.around(0.88, 0.28)
      let spread = macro ? 0.45 : max(0.16, 1 - radius)
      let center = Spot(x: pencil.around(0, spread), y: pencil.around(-0.04, spread * 0.9))
      let tilt = pencil.chance(0.7) ? pencil.between(0.05, 0.55) : pencil.between(0.55, 1.05)
      let turn = pencil.around(0, 2.6)
      if pencil.chance(0.25), !macro {
        // Another head, out of focus, looks in from the edge.
        let side = pencil.chance(0.5) ? 1.0 : -1.0
        let position = Spot(
          x: side * (canvas.reach.x + pencil.between(-0.3, 0.15)), y: pencil.between(-0.8, 0.9))
        blurredHead(position, pencil.between(0.25, 0.45))
      }
      let head = Head(
        center: center, radius: radius, tilt: tilt, turn: turn, light: light, style: style,
        pencil: &pencil)
      if backdrop != .boards || pencil.chance(0.5) {
        var stem = stem(under: head, width: radius * pencil.between(0.09, 0.14))
        stem.color = stem.color * pencil.between(0.7, 1.1)
        let leaves = pencil.whole(0...4)
        for _ in 0..<leaves { leaf(on: stem, at: pencil.between(0.3, 0.9), length: radius * 0.9) }
        stem.paint(on: &canvas, light: light)
      }
      head.paint(on: &canvas, pencil: &pencil)
    }

    /// A plant with stem and leaves; its head is small.
    mutating func slim() {
      let backdrop = pencil.pick([
        Backdrop.sky, .sky, .sky, .cloudySky, .cloudySky, .paleSky, .field, .field, .field,
        .leaves, .darkLeaves, .soil, .meadow, .meadow, .boards, .night,
      ])
      paint(backdrop)
      let radius = pencil.between(0.3, 0.54)
      let center = Spot(x: pencil.around(0, 0.4), y: pencil.between(-0.62, -0.16))
      let style = HeadStyle(&pencil)
      if pencil.chance(0.3) {
        let position = Spot(
          x: -center.x + pencil.around(0, 0.3) + (center.x > 0 ? -0.35 : 0.35),
          y: center.y + pencil.between(0.2, 0.6))
        plant(
          position, radius: radius * pencil.between(0.5, 0.75), style: style.small,
          tilt: pencil.between(0.3, 1.3))
      }
      plant(
        center, radius: radius, style: style,
        tilt: pencil.chance(0.65) ? pencil.between(0.1, 0.75) : pencil.between(0.75, 1.3))
    }

    /// A whole plant: stem, leaves, head.
    mutating func plant(_ center: Spot, radius: Double, style: HeadStyle, tilt: Double) {
      let head = Head(
        center: center, radius: radius, tilt: tilt, turn: pencil.around(0, 2.2), light: light,
        style: style, pencil: &pencil)
      let stem = stem(under: head, width: radius * pencil.between(0.14, 0.22))
      let count = pencil.whole(3...7)
      stem.paint(on: &canvas, light: light)
      for index in 0..<count {
        let t = 0.22 + 0.72 * (Double(index) + pencil.between(0, 0.8)) / Double(count)
        leaf(on: stem, at: t, length: pencil.between(0.34, 0.6) * (0.6 + 0.8 * t), side: index)
      }
      head.paint(on: &canvas, pencil: &pencil)
    }

    /// A stem from a head to below the picture.
    mutating func stem(under head: Head, width: Double) -> Stem {
      let top = head.stemTop
      let foot = Spot(x: top.x * 0.6 + pencil.around(0, 0.4), y: canvas.reach.y + 0.15)
      let pull = Spot(
        x: top.x + (top.x - head.view.center.x) * 1.5 + pencil.around(0, 0.15),
        y: top.y + (foot.y - top.y) * 0.45)
      return Stem(
        top: top, foot: foot, pull: pull, width: width, color: pencil.near(Tint(126, 150, 72), 0.2))
    }

    /// A leaf on its stalk, to a side of a stem.
    mutating func leaf(on stem: Stem, at t: Double, length: Double, side: Int? = nil) {
      let right = side.map { $0 % 2 == 0 } ?? pencil.chance(0.5)
      let angle = right ? pencil.between(-0.7, 0.45) : 3.1416 - pencil.between(-0.7, 0.45)
      let start = stem.spot(t)
      let stalk = Spot.polar(angle, length * 0.3)
      let color = pencil.near(Tint(84, 122, 44), 0.25)
      canvas.stroke([start, start + stalk], from: 0.035, to: 0.025, Flat(color * 1.1))
      Leaf(
        base: start + stalk, angle: angle + pencil.around(0, 0.25), length: length,
        breadth: pencil.between(0.22, 0.46), droop: pencil.between(0, 0.45), color: color
      ).paint(on: &canvas, light: light)
    }

    /// A head far behind: a soft yellow ring around a dark spot.
    mutating func blurredHead(_ position: Spot, _ radius: Double) {
      canvas.blob(position, radius: radius, Tint(226, 176, 36), opacity: 0.9, hardness: 0.55)
      canvas.blob(position, radius: radius * 0.5, Tint(70, 46, 18), opacity: 0.9, hardness: 0.3)
    }
  }
}
