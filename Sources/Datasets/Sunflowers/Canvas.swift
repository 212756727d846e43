extension DrawnSunflowers {
  /// What colour a shape has at a point.
  protocol Paint {
    func tint(at spot: Spot) -> Tint
  }

  /// The same colour everywhere.
  struct Flat: Paint {
    let color: Tint
    init(_ color: Tint) { self.color = color }
    func tint(at spot: Spot) -> Tint { color }
  }

  /// A picture being painted: shapes over each other, with smooth edges at any size.
  struct Canvas {
    let width: Int
    let height: Int
    private let scale: Double
    private let middle: Spot
    private var pixels: [Tint]
    /// Signed area that edges add to each pixel; zero between two shapes.
    private var area: [Double]

    init(width: Int, height: Int) {
      self.width = width
      self.height = height
      scale = Double(min(width, height)) / 2
      middle = Spot(x: Double(width) / 2, y: Double(height) / 2)
      pixels = [Tint](repeating: Tint(0, 0, 0), count: width * height)
      area = [Double](repeating: 0, count: (width + 2) * height)
    }

    /// The position of a pixel's middle.
    private func position(_ column: Int, _ row: Int) -> Spot {
      Spot(
        x: (Double(column) + 0.5 - middle.x) / scale, y: (Double(row) + 0.5 - middle.y) / scale)
    }

    /// Half the width and height that are seen; the shorter one is 1.
    var reach: Spot { Spot(x: middle.x / scale, y: middle.y / scale) }

    /// Paints everything.
    mutating func fill(_ paint: some Paint) {
      for row in 0..<height {
        for column in 0..<width {
          pixels[row * width + column] = paint.tint(at: position(column, row))
        }
      }
    }

    /// Paints a disc that fades from its middle to nothing at its edge; `hardness` 0 to 1 is the
    /// share of the radius that is covered fully.
    mutating func blob(
      _ center: Spot, radius: Double, _ color: Tint, opacity: Double, hardness: Double = 0
    ) {
      let c = Spot(x: center.x * scale + middle.x, y: center.y * scale + middle.y)
      let r = max(radius * scale, 0.7)
      let rows = range(c.y - r, c.y + r, height)
      let columns = range(c.x - r, c.x + r, width)
      let core = hardness * hardness
      let factor = 1 / (r * r)
      for row in rows {
        let dy = Double(row) + 0.5 - c.y
        for column in columns {
          let dx = Double(column) + 0.5 - c.x
          let distance = (dx * dx + dy * dy) * factor
          guard distance < 1 else { continue }
          let fade = distance <= core ? 1 : (1 - distance) / (1 - core)
          let index = row * width + column
          pixels[index] = pixels[index].mixed(color, opacity * fade * fade)
        }
      }
    }

    private func range(_ low: Double, _ high: Double, _ count: Int) -> Range<Int> {
      let first = Int(min(max(low.rounded(.down), 0), Double(count)))
      let end = Int(min(max(high.rounded(.up), 0), Double(count)))
      return first..<max(first, end)
    }

    /// Paints the area that corners go around. A pixel on the edge takes the covered share of it,
    /// computed exactly (the accumulation buffer of R. Levien's font-rs, 2016).
    mutating func fill(_ corners: [Spot], _ paint: some Paint, opacity: Double = 1) {
      guard corners.count > 2 else { return }
      var low = Spot(x: .infinity, y: .infinity)
      var high = Spot(x: -.infinity, y: -.infinity)
      var last = corners[corners.count - 1] * scale + middle
      for corner in corners {
        let next = corner * scale + middle
        low = Spot(x: min(low.x, next.x), y: min(low.y, next.y))
        high = Spot(x: max(high.x, next.x), y: max(high.y, next.y))
        addEdge(last, next)
        last = next
      }
      let columns = range(low.x, high.x, width)
      let stride = width + 2
      for row in range(low.y, high.y, height) {
        var covered = 0.0
        let start = row * stride
        for column in columns {
          covered += area[start + column]
          area[start + column] = 0
          let share = min(abs(covered), 1) * opacity
          guard share > 0.002 else { continue }
          let index = row * width + column
          pixels[index] = pixels[index].mixed(paint.tint(at: position(column, row)), share)
        }
        // What the edges leave over to the right of the shape ends with the shape.
        area[start + columns.upperBound] = 0
        area[start + columns.upperBound + 1] = 0
      }
    }

    private mutating func addEdge(_ from: Spot, _ to: Spot) {
      guard from.y != to.y else { return }
      let sign = from.y < to.y ? 1.0 : -1.0
      let (top, bottom) = from.y < to.y ? (from, to) : (to, from)
      guard bottom.y > 0, top.y < Double(height) else { return }
      let slope = (bottom.x - top.x) / (bottom.y - top.y)
      let startY = max(top.y, 0)
      var x = top.x + (startY - top.y) * slope
      let edge = Double(width)
      var row = Int(startY)
      while row < height, Double(row) < bottom.y {
        let dy = min(Double(row + 1), bottom.y) - max(Double(row), startY)
        let next = x + slope * dy
        let a = min(max(min(x, next), 0), edge)
        let b = min(max(max(x, next), 0), edge)
        x = next
        addSpan(row * (width + 2), a, b, dy * sign)
        row += 1
      }
    }

    /// Adds one edge's part within a row, from `a` to `b` in columns.
    private mutating func addSpan(_ start: Int, _ a: Double, _ b: Double, _ amount: Double) {
      let first = Int(a)
      let end = Int(b.rounded(.up))
      if end <= first + 1 {
        let right = amount * (0.5 * (a + b) - Double(first))
        area[start + first] += amount - right
        area[start + first + 1] += right
        return
      }
      let density = 1 / (b - a)
      var before = 0.0
      for column in first..<end {
        // The share of this row's edge that lies left of the column's right side, integrated.
        let l = max(Double(column), a)
        let r = min(Double(column + 1), b)
        let inside = (r - l) * density
        let ownShare = inside * (Double(column + 1) - 0.5 * (l + r))
        let total = (l - a) * density + ownShare
        area[start + column] += amount * (total - before)
        before = total
      }
      area[start + end] += amount * (1 - before)
    }

    /// A line of a width that may change from its start to its end.
    mutating func stroke(
      _ points: [Spot], from startWidth: Double, to endWidth: Double, _ paint: some Paint,
      opacity: Double = 1
    ) {
      guard points.count > 1 else { return }
      var left: [Spot] = []
      var right: [Spot] = []
      for index in points.indices {
        let way = points[min(index + 1, points.count - 1)] - points[max(index - 1, 0)]
        let length = max(way.length, 1e-9)
        let t = Double(index) / Double(points.count - 1)
        let half = (startWidth + (endWidth - startWidth) * t) / 2
        let side = way.across * (half / length)
        left.append(points[index] + side)
        right.append(points[index] - side)
      }
      fill(left + right.reversed(), paint, opacity: opacity)
    }

    /// The picture as bytes, after a change of brightness and contrast around the middle, and with
    /// corners darker by a share.
    func bytes(exposure: Double, contrast: Double, vignette: Double) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: width * height * 3)
      func byte(_ value: Double) -> UInt8 { UInt8(min(max(value, 0), 255).rounded()) }
      for row in 0..<height {
        for column in 0..<width {
          let spot = position(column, row)
          let fall = 1 - vignette * spot.dot(spot) / 2
          let tint = pixels[row * width + column]
          let index = (row * width + column) * 3
          bytes[index] = byte((tint.red * exposure * fall - 115) * contrast + 115)
          bytes[index + 1] = byte((tint.green * exposure * fall - 115) * contrast + 115)
          bytes[index + 2] = byte((tint.blue * exposure * fall - 115) * contrast + 115)
        }
      }
      return bytes
    }
  }
}
