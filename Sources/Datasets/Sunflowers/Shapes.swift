extension DrawnSunflowers {
  /// A point in the picture: the shorter side runs from -1 to 1, y grows downwards.
  struct Spot {
    var x: Double
    var y: Double

    static func + (a: Spot, b: Spot) -> Spot { Spot(x: a.x + b.x, y: a.y + b.y) }
    static func - (a: Spot, b: Spot) -> Spot { Spot(x: a.x - b.x, y: a.y - b.y) }
    static func * (a: Spot, factor: Double) -> Spot { Spot(x: a.x * factor, y: a.y * factor) }

    /// The length of the way from the origin.
    var length: Double { (x * x + y * y).squareRoot() }

    /// A quarter turn.
    var across: Spot { Spot(x: -y, y: x) }

    /// The scalar product.
    func dot(_ other: Spot) -> Double { x * other.x + y * other.y }

    /// A step of a length in a direction.
    static func polar(_ angle: Double, _ length: Double = 1) -> Spot {
      let (sine, cosine) = PortableMath.pair(angle)
      return Spot(x: cosine * length, y: sine * length)
    }
  }

  /// A colour; channels from 0 to 255, not yet rounded or bounded.
  struct Tint {
    var red: Double
    var green: Double
    var blue: Double

    init(_ red: Double, _ green: Double, _ blue: Double) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    static func * (a: Tint, factor: Double) -> Tint {
      Tint(a.red * factor, a.green * factor, a.blue * factor)
    }

    /// The colour at a share of the way to another.
    func mixed(_ other: Tint, _ share: Double) -> Tint {
      Tint(
        red + (other.red - red) * share, green + (other.green - green) * share,
        blue + (other.blue - blue) * share)
    }
  }

  /// Where a flower head is and how it is turned: points on the head become points in the picture.
  ///
  /// On the head, u and v span the disc's plane and w points to where the head faces. `tilt` is the
  /// angle between that direction and the viewer's: 0 looks into the face, a quarter turn shows the
  /// side, more the back. `turn` says which way in the picture a tilted head faces: 0 upwards.
  struct View {
    var center: Spot
    private let tilt: (sine: Double, cosine: Double)
    private let turn: (sine: Double, cosine: Double)

    init(center: Spot, tilt: Double, turn: Double) {
      self.center = center
      self.tilt = PortableMath.pair(tilt)
      self.turn = PortableMath.pair(turn)
    }

    /// The cosine of the tilt: negative when the head shows its back.
    var facing: Double { tilt.cosine }

    /// How near to the viewer a point on the head is.
    func depth(_ u: Double, _ v: Double, _ w: Double) -> Double { v * tilt.sine + w * tilt.cosine }

    /// A point on the head in the picture; near things are a little larger.
    func spot(_ u: Double, _ v: Double, _ w: Double = 0) -> Spot {
      let nearness = 1 + 0.12 * depth(u, v, w)
      let y = (v * tilt.cosine - w * tilt.sine) * nearness
      let x = u * nearness
      return center
        + Spot(x: x * turn.cosine - y * turn.sine, y: x * turn.sine + y * turn.cosine)
    }

    /// An ellipse: a circle around the head's axis.
    func circle(radius: Double, w: Double = 0, corners: Int = 32) -> [Spot] {
      (0..<corners).map { corner in
        let p = Spot.polar(6.283_185_307_179_586 * Double(corner) / Double(corners), radius)
        return spot(p.x, p.y, w)
      }
    }

    /// The way back from the picture to the disc's plane, without perspective.
    func plane(_ spot: Spot) -> Spot {
      let d = spot - center
      let y = -d.x * turn.sine + d.y * turn.cosine
      let squeeze = tilt.cosine < 0 ? min(tilt.cosine, -0.15) : max(tilt.cosine, 0.15)
      return Spot(x: d.x * turn.cosine + d.y * turn.sine, y: y / squeeze)
    }
  }

  /// 0 below `low`, 1 above `high`, smooth between.
  static func smoothStep(_ low: Double, _ high: Double, _ x: Double) -> Double {
    let t = min(max((x - low) / (high - low), 0), 1)
    return t * t * (3 - 2 * t)
  }
}
