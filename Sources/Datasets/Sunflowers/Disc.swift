extension DrawnSunflowers {
  /// The middle of a flower head: florets on the spiral that sunflowers grow them on.
  struct Disc {
    var radius: Double
    /// Colours from the middle to the rim.
    var core: Tint
    var ring: Tint
    var rim: Tint
    /// Where the core ends and the rim begins, as shares of the radius.
    var coreEnd: Double
    var rimStart: Double
    /// How far the middle stands out, as a share of the radius.
    var bulge: Double
    var florets: Int
    /// How much florets differ from the ground they stand on.
    var grain: Double

    /// The angle between two florets: the golden section of a full turn (Vogel 1979).
    private static let goldenAngle = 2.399_963_229_728_653

    private func ground(_ share: Double) -> Tint {
      if share < coreEnd {
        return core.mixed(ring, smoothStep(coreEnd * 0.45, coreEnd, share))
      }
      return ring.mixed(rim, smoothStep(rimStart - 0.12, min(rimStart + 0.12, 1), share))
    }

    /// Paints the disc, its florets, and the ragged edge where petals begin.
    func paint(on canvas: inout Canvas, view: View, light: Spot, random: inout RandomChoices) {
      let shade = view.circle(radius: radius * 1.1)
      canvas.fill(shade, Flat(Tint(30, 18, 4)), opacity: 0.4)
      canvas.fill(
        view.circle(radius: radius, w: radius * bulge * 0.15),
        Ground(disc: self, view: view, light: light))
      let size = radius / Double(florets).squareRoot()
      for index in 0..<florets {
        let share = ((Double(index) + 0.5) / Double(florets)).squareRoot()
        let position = Spot.polar(Double(index) * Self.goldenAngle, share * radius)
        let height = bulge * radius * (1 - share * share)
        let middle = view.spot(position.x, position.y, height)
        let lit = 1 + 0.22 * (position.dot(light) / radius)
        let tone = random.between(-1, 1)
        let color = ground(share) * ((1 + grain * (0.35 + 0.65 * tone)) * lit)
        let long = size * (share > rimStart ? 1.15 : 0.8)
        let radial = Spot.polar(Double(index) * Self.goldenAngle)
        let tip = view.spot(
          position.x + radial.x * long, position.y + radial.y * long, height + long * 0.4)
        let side = radial.across * (size * 0.62)
        let back = view.spot(
          position.x - radial.x * size * 0.5, position.y - radial.y * size * 0.5, height)
        canvas.fill(
          [
            back, view.spot(position.x + side.x, position.y + side.y, height), tip,
            view.spot(position.x - side.x, position.y - side.y, height),
          ], Flat(color))
        if index % 2 == 0 {
          canvas.blob(
            middle + Spot(x: 0, y: size * 0.5), radius: size * 0.6, Tint(12, 8, 2),
            opacity: grain * 0.9)
        }
      }
    }

    /// The ground between the florets.
    private struct Ground: Paint {
      let disc: Disc
      let view: View
      let light: Spot

      func tint(at spot: Spot) -> Tint {
        let position = view.plane(spot)
        let share = position.length / disc.radius
        let lit = 1 + 0.22 * (position.dot(light) / disc.radius)
        return disc.ground(share) * (lit * (1 - disc.grain * 0.45))
      }
    }
  }
}
