extension DrawnSunflowers {
  /// A stem from a head to where it leaves the picture.
  struct Stem {
    var top: Spot
    var foot: Spot
    /// A point that the curve is drawn towards.
    var pull: Spot
    var width: Double
    var color: Tint

    /// The point at a share of the way down (a quadratic Bézier curve).
    func spot(_ t: Double) -> Spot {
      top * ((1 - t) * (1 - t)) + pull * (2 * t * (1 - t)) + foot * (t * t)
    }

    /// Paints a rounded, hairless stem: a dark side, a light side.
    func paint(on canvas: inout Canvas, light: Spot) {
      let points = (0...14).map { spot(Double($0) / 14) }
      canvas.stroke(points, from: width * 0.9, to: width * 1.2, Flat(color * 0.62))
      let shift = Spot(x: light.x * width * 0.16, y: 0)
      canvas.stroke(points.map { $0 + shift }, from: width * 0.5, to: width * 0.7, Flat(color))
    }
  }

  /// A heart-shaped leaf with a midrib.
  struct Leaf {
    var base: Spot
    var angle: Double
    var length: Double
    /// Half the width as a share of the length.
    var breadth: Double
    /// How far the tip hangs to the side, as a share of the length.
    var droop: Double
    var color: Tint

    private func spot(_ t: Double, _ side: Double, _ axis: Spot) -> Spot {
      let bend = droop * t * t
      return base + axis * (t * length) + Spot(x: 0, y: bend * length)
        + axis.across * (side * length)
    }

    /// Half the width on the way from the lobes behind the base to the tip.
    private func profile(_ t: Double) -> Double {
      let u = (t + 0.12) / 1.12
      let swell = u < 0.3 ? (1 - (0.3 - u) * (0.3 - u) * 5) : (1 - (u - 0.3) / 0.7)
      let round = u < 0.3 ? swell : swell * (1.25 - 0.25 * swell)
      return breadth * max(round, 0)
    }

    /// Paints both halves, one against the light, then the veins.
    func paint(on canvas: inout Canvas, light: Spot) {
      let axis = Spot.polar(angle)
      let steps = [-0.12, -0.06, 0.04, 0.16, 0.3, 0.45, 0.6, 0.74, 0.87, 1]
      let rib = [0, 0.25, 0.5, 0.75, 1].map { spot($0, 0, axis) }
      let lit = light.dot(axis.across) > 0 ? 1.0 : -1.0
      for half in [-1.0, 1] {
        let edge = steps.map { spot($0, half * profile($0), axis) }
        let brightness = half == lit ? 1.15 : 0.78
        canvas.fill(edge + rib.reversed(), Flat(color * brightness))
        for t in [0.12, 0.32, 0.52] {
          canvas.stroke(
            [spot(t, 0, axis), spot(t + 0.22, half * profile(t + 0.22) * 0.8, axis)],
            from: length * 0.022, to: length * 0.006, Flat(color * 1.4), opacity: 0.55)
        }
      }
      canvas.stroke(
        rib, from: length * 0.045, to: length * 0.012, Flat(color.mixed(Tint(190, 205, 120), 0.45)))
    }
  }
}
