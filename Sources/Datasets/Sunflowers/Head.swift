extension DrawnSunflowers {
  /// A flower head: layers of petals around a disc, green bracts behind.
  struct Head {
    var view: View
    var light: Spot
    var disc: Disc
    /// From the layer behind to the one in front.
    var layers: [[Petal]]
    var bracts: [Petal]
    var green: Tint
    /// The radius up to the tips.
    var radius: Double

    /// A head of a size, with everything else drawn by lot.
    init(
      center: Spot, radius: Double, tilt: Double, turn: Double, light: Spot, style: HeadStyle,
      random: inout RandomChoices
    ) {
      view = View(center: center, tilt: tilt, turn: turn)
      self.light = light
      self.radius = radius
      green = random.near(Tint(88, 118, 42), 0.2)
      disc = style.disc(radius: radius * style.discShare, random: &random)
      layers = []
      let count = style.petals
      for layer in 0..<style.layerCount {
        // The last layer is in front: shorter, higher, brighter.
        let rank = style.layerCount - 1 - layer
        layers.append(
          Head.ring(
            count: count - layer, rank: rank, radius: radius, base: disc.radius * 0.94,
            style: style, random: &random))
      }
      bracts = Head.bracts(radius: radius, base: disc.radius, green: green, random: &random)
    }

    private static func ring(
      count: Int, rank: Int, radius: Double, base: Double, style: HeadStyle,
      random: inout RandomChoices
    ) -> [Petal] {
      let start = random.between(0, 6.28)
      let length = radius - base
      let step = 6.283_185_307_179_586 / Double(count)
      var petals: [Petal] = []
      for index in 0..<count {
        let jitter = random.around(0, 0.32)
        let size = random.around(1 - 0.06 * Double(rank == 0 ? 1 : 0), style.unevenness)
        let broad = random.around(1, 0.22)
        let middle = base + length * 0.4
        let petal = Petal(
          angle: start + (Double(index) + jitter) * step, base: base, length: length * size,
          halfWidth: middle * step * 0.5 * style.breadth * broad,
          widest: random.around(style.widest, 0.06), roundness: style.roundness,
          notch: random.chance(style.notches) ? random.between(0.02, 0.07) : 0,
          lift: style.lift + 0.12 * Double(style.layerCount - 1 - rank) + random.around(0, 0.14),
          curl: style.curl + random.around(0, style.unevenness * 0.9),
          lean: random.around(0, style.unevenness * 0.8),
          color: random.near(style.petalColor, 0.06), baseColor: random.near(style.baseColor, 0.08),
          brightness: (rank == 0 ? 1.04 : 0.84) * random.around(1, 0.2))
        if !random.chance(style.gaps) { petals.append(petal) }
      }
      // Petals overlap like shuffled cards, not like a fan.
      return random.order(petals.count).map { petals[$0] }
    }

    private static func bracts(
      radius: Double, base: Double, green: Tint, random: inout RandomChoices
    ) -> [Petal] {
      let count = random.whole(13...18)
      return (0..<count).map { index in
        let color = random.near(green, 0.15)
        return Petal(
          angle: (Double(index) + random.around(0, 0.3)) * 6.283_185_307_179_586 / Double(count),
          base: base * 0.86, length: base * random.between(0.5, 0.8), halfWidth: base * 0.2,
          widest: 0.25, roundness: 0, notch: 0, lift: -0.12, curl: random.between(-0.2, 0.1),
          lean: random.around(0, 0.2), color: color, baseColor: color * 0.8,
          brightness: random.between(0.8, 1.15))
      }
    }

    /// Where the stem begins, behind the disc.
    var stemTop: Spot { view.spot(0, 0, -disc.radius * 0.7) }

    /// Paints the head, from what is far to what is near.
    func paint(on canvas: inout Canvas, random: inout RandomChoices) {
      let dark = 0.34
      if view.facing < 0 {
        for layer in layers.reversed() {
          for var petal in layer {
            // The light comes through from the front.
            petal.brightness *= 0.84
            petal.paint(on: &canvas, view: view, shadow: dark, light: light)
          }
        }
        paintCup(on: &canvas)
        for bract in bracts {
          bract.paint(on: &canvas, view: view, shadow: 0.4, light: light)
        }
        for step in 0..<6 {
          let r = disc.radius * (0.8 - 0.1 * Double(step))
          canvas.fill(
            view.circle(radius: r, w: -disc.radius * (0.16 + 0.05 * Double(step)), corners: 20),
            Flat(green * (0.74 + 0.07 * Double(step))))
        }
        return
      }
      for bract in bracts { bract.paint(on: &canvas, view: view, shadow: 0.2, light: light) }
      if view.facing < 0.75 { paintCup(on: &canvas) }
      var near: [Petal] = []
      for layer in layers {
        for petal in layer {
          if petal.coversDisc(view) {
            near.append(petal)
          } else {
            petal.paint(on: &canvas, view: view, shadow: dark, light: light)
          }
        }
      }
      disc.paint(on: &canvas, view: view, light: light, random: &random)
      for petal in near { petal.paint(on: &canvas, view: view, shadow: dark, light: light) }
    }

    /// The green cup that holds the florets, seen from the side and from behind.
    private func paintCup(on canvas: inout Canvas) {
      for step in 0...6 {
        let t = Double(step) / 6
        canvas.fill(
          view.circle(
            radius: disc.radius * (0.3 + 0.7 * t.squareRoot()), w: -disc.radius * 0.55 * (1 - t),
            corners: 20), Flat(green * (0.65 + 0.3 * t)))
      }
    }
  }
}
