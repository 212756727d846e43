extension DrawnSunflowers {
  /// One ray petal, as it grows on its head.
  struct Petal {
    /// Its direction around the head.
    var angle: Double
    /// How far from the head's axis it begins.
    var base: Double
    var length: Double
    /// Half of its greatest width.
    var halfWidth: Double
    /// Where along its length it is widest.
    var widest: Double
    /// 0 for a pointed tip, 1 for a round one.
    var roundness: Double
    /// How deep the tip is notched, as a share of the length.
    var notch: Double
    /// How it rises out of the disc's plane, and how it bends back (negative) or in.
    var lift: Double
    var curl: Double
    /// How far it bends back over the disc, as in a bud: above 1 the tip lies inside of the base.
    var closing = 0.0
    /// How far its tip leans to a side, as a share of the length.
    var lean: Double
    var color: Tint
    var baseColor: Tint
    /// How its upper side looks against the light, around 1.
    var brightness: Double

    /// A point on the petal, `t` from base to tip, `side` from -1 to 1.
    private func spot(_ t: Double, _ side: Double, _ view: View, _ axes: (Spot, Spot)) -> Spot {
      let along = base + length * t * (1 - closing * t)
      let sideways = lean * t * t * length + side * halfWidth * profile(t)
      let p = axes.0 * along + axes.1 * sideways
      return view.spot(p.x, p.y, length * (lift * t + curl * t * t))
    }

    /// The half width at a point, as a share of the greatest.
    private func profile(_ t: Double) -> Double {
      guard t > widest else {
        let u = (widest - t) / widest
        return 1 - 0.55 * u * u
      }
      let u = (t - widest) / (1 - widest)
      let arc = 1 - u * u
      return arc + (arc.squareRoot() - arc) * roundness
    }

    /// Whether its tip covers the disc, seen from the viewer.
    func coversDisc(_ view: View) -> Bool {
      let direction = Spot.polar(angle)
      let tip = spot(0.7, 0, view, (direction, direction.across))
      return view.plane(tip).length < base
    }

    /// Paints the petal with its shadow.
    func paint(on canvas: inout Canvas, view: View, shadow: Double, light: Spot) {
      let direction = Spot.polar(angle)
      let axes = (direction, direction.across)
      let steps = [0.0, 0.16, 0.32, 0.48, 0.62, 0.75, 0.86, 0.95]
      let tip =
        notch > 0
        ? [spot(1, 0.5, view, axes), spot(1 - notch, 0, view, axes), spot(1, -0.5, view, axes)]
        : [spot(1, 0, view, axes)]
      let outline =
        steps.map { spot($0, 1, view, axes) } + tip
        + steps.reversed().map { spot($0, -1, view, axes) }
      if shadow > 0 {
        let shift = light * (-0.16 * halfWidth) + Spot(x: 0, y: 0.06 * halfWidth)
        canvas.fill(outline.map { $0 + shift }, Flat(Tint(40, 24, 4)), opacity: shadow)
      }
      let root = spot(0, 0, view, axes)
      let way = spot(1, 0, view, axes) - root
      let breadth = spot(0.4, 1, view, axes) - spot(0.4, -1, view, axes)
      let square = max(way.dot(way), 1e-6)
      canvas.fill(
        outline,
        Surface(
          root: root, along: way * (1 / square),
          across: way.across * (2 / max(abs(breadth.dot(way.across)), 1e-6)),
          color: color * brightness, baseColor: baseColor * brightness,
          relief: light.dot(way.across) / square.squareRoot()))
    }

    /// The colours over a petal: dark at the base, bright to the tip, a fold along the middle.
    private struct Surface: Paint {
      let root: Spot
      let along: Spot
      let across: Spot
      let color: Tint
      let baseColor: Tint
      let relief: Double

      func tint(at spot: Spot) -> Tint {
        let d = spot - root
        let t = min(max(d.dot(along), 0), 1)
        let side = min(max(d.dot(across), -1.2), 1.2)
        let fold = 1 - 0.22 * max(0, 1 - abs(side) * 5) * (1 - t)
        let round = 1 - 0.34 * side * side + 0.1 * relief * side
        let depth = 0.78 + 0.26 * smoothStep(0, 0.55, t) - 0.06 * t * t
        return baseColor.mixed(color, smoothStep(0.02, 0.5, t)) * (fold * round * depth)
      }
    }
  }
}
