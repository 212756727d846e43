import Tensors

extension DrawnSunflowers {
  /// Smooth random relief: random values on a lattice, interpolated (value noise).
  struct Noise {
    private static let side = 64
    private static let values: [Double] = {
      var stream = RandomStream(seed: seed, .drawing, index: 1 << 20)
      return (0..<side * side).map { _ in stream.uniformDouble() * 2 - 1 }
    }()

    private let offset: Spot

    /// A relief of its own for every offset.
    init(_ random: inout RandomChoices) {
      offset = Spot(x: random.between(0, 64), y: random.between(0, 64))
    }

    /// The height, from -1 to 1, of a relief with so many hills to a unit.
    func value(_ spot: Spot, frequency: Double) -> Double {
      let x = spot.x * frequency + offset.x + 4096
      let y = spot.y * frequency + offset.y + 4096
      let column = x.rounded(.down)
      let row = y.rounded(.down)
      let fx = x - column
      let fy = y - row
      let sx = fx * fx * (3 - 2 * fx)
      let sy = fy * fy * (3 - 2 * fy)
      let c = Int(column) & 63
      let r = Int(row) & 63
      let c1 = (c + 1) & 63
      let r1 = (r + 1) & 63
      let values = Noise.values
      let a = values[r * 64 + c] + (values[r * 64 + c1] - values[r * 64 + c]) * sx
      let b = values[r1 * 64 + c] + (values[r1 * 64 + c1] - values[r1 * 64 + c]) * sx
      return a + (b - a) * sy
    }
  }
}
