extension DrawnSunflowers {
  /// What is behind the flowers.
  enum Backdrop: CaseIterable {
    case sky
    case cloudySky
    case paleSky
    case leaves
    case darkLeaves
    case night
    case field
    case soil
    case bokeh
    case meadow
    case boards

    /// Paints the whole picture.
    func paint(on canvas: inout Canvas, light: Spot, random: inout RandomChoices) {
      switch self {
      case .sky:
        let blue = random.pick([
          Tint(62, 122, 206), Tint(38, 92, 178), Tint(104, 160, 222), Tint(24, 62, 138),
        ])
        wash(&canvas, blue * 0.85, blue.mixed(Tint(216, 230, 244), 0.4), 0.03, &random)
      case .cloudySky:
        let blue = random.pick([Tint(70, 128, 204), Tint(40, 86, 160), Tint(112, 150, 190)])
        wash(&canvas, blue * 0.9, blue.mixed(Tint(220, 230, 240), 0.4), 0.02, &random)
        for _ in 0..<random.whole(2...5) { cloud(&canvas, light, &random) }
      case .paleSky:
        let gray = random.between(196, 246)
        wash(
          &canvas, Tint(gray * 0.96, gray, gray * 1.02), Tint(gray, gray * 0.99, gray * 0.96), 0.05,
          &random)
        for _ in 0..<3 { cloud(&canvas, light, &random) }
      case .leaves:
        let green = random.near(Tint(96, 124, 54), 0.3)
        wash(&canvas, green * 0.95, green * 0.6, 0.25, &random)
        blobs(
          &canvas, 40, 0.1...0.42, [green * 1.5, green * 0.45, green, Tint(158, 176, 96)], 0.5,
          &random)
        blobs(&canvas, 70, 0.03...0.12, [green * 1.6, green * 0.4, green * 0.6], 0.5, &random)
      case .darkLeaves:
        let green = random.near(Tint(52, 72, 36), 0.35)
        wash(&canvas, green, green * 0.5, 0.3, &random)
        foliage(&canvas, 60, green * 1.7, light, &random)
        blobs(&canvas, 9, 0.15...0.5, [Tint(6, 10, 6), green * 2.4], 0.4, &random)
      case .night:
        let dark = random.pick([
          Tint(14, 16, 12), Tint(24, 20, 18), Tint(10, 14, 26), Tint(34, 30, 24),
        ])
        wash(&canvas, dark * 1.3, dark * 0.5, 0.3, &random)
        blobs(&canvas, 10, 0.2...0.6, [dark * 2.6, dark * 1.8], 0.5, &random)
      case .field:
        Backdrop.horizon(&canvas, light, &random)
      case .soil:
        let brown = random.near(
          random.pick([Tint(112, 84, 58), Tint(86, 66, 50), Tint(140, 118, 84)]), 0.15)
        wash(&canvas, brown, brown * 0.75, 0.3, &random)
        blobs(&canvas, 50, 0.04...0.2, [brown * 0.5, brown * 1.35, brown], 0.5, &random)
      case .bokeh:
        let ground = random.pick([
          Tint(58, 84, 34), Tint(92, 112, 52), Tint(70, 70, 52), Tint(40, 62, 60),
        ])
        wash(&canvas, ground * 1.1, ground * 0.6, 0.15, &random)
        let lights = [Tint(214, 190, 62), Tint(150, 176, 92), Tint(226, 214, 150), ground * 0.5]
        for _ in 0..<random.whole(16...34) {
          canvas.blob(
            Backdrop.anywhere(canvas, &random), radius: random.between(0.08, 0.32),
            random.pick(lights),
            opacity: random.between(0.25, 0.6), hardness: 0.8)
        }
      case .meadow:
        let green = random.near(Tint(104, 132, 58), 0.25)
        wash(&canvas, green * 1.1, green * 0.7, 0.2, &random)
        grass(&canvas, 150, green, &random)
      case .boards:
        boards(&canvas, &random)
      }
    }

    /// A slope of colours from above to below, with a relief of brightness.
    private func wash(
      _ canvas: inout Canvas, _ top: Tint, _ bottom: Tint, _ relief: Double,
      _ random: inout RandomChoices
    ) {
      canvas.fill(
        Wash(
          top: top, bottom: bottom, relief: relief, slant: random.between(-0.35, 0.35),
          noise: Noise(&random), frequency: random.between(2, 5)))
    }

    private func blobs(
      _ canvas: inout Canvas, _ count: Int, _ sizes: ClosedRange<Double>, _ colors: [Tint],
      _ opacity: Double, _ random: inout RandomChoices
    ) {
      for _ in 0..<count {
        canvas.blob(
          Backdrop.anywhere(canvas, &random),
          radius: random.between(sizes.lowerBound, sizes.upperBound),
          random.near(random.pick(colors), 0.1), opacity: opacity * random.between(0.5, 1.3),
          hardness: random.between(0, 0.5))
      }
    }

    /// A point in the picture or just outside of it.
    static func anywhere(_ canvas: Canvas, _ random: inout RandomChoices) -> Spot {
      Spot(
        x: random.between(-1.1, 1.1) * canvas.reach.x,
        y: random.between(-1.1, 1.1) * canvas.reach.y)
    }
  }

  /// A slope of two colours with a relief of brightness in two sizes.
  struct Wash: Paint {
    let top: Tint
    let bottom: Tint
    let relief: Double
    let slant: Double
    let noise: Noise
    let frequency: Double

    func tint(at spot: Spot) -> Tint {
      let t = min(max((spot.y + spot.x * slant + 1) / 2, 0), 1)
      // The finer relief is turned, so that the two lattices do not show.
      let turned = Spot(x: 0.8 * spot.x - 0.6 * spot.y, y: 0.6 * spot.x + 0.8 * spot.y)
      let hills =
        noise.value(spot, frequency: frequency)
        + 0.6 * noise.value(turned, frequency: frequency * 4.3)
      return top.mixed(bottom, t) * (1 + relief * hills)
    }
  }
}
