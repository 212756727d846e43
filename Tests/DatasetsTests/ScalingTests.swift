import Datasets
import Imaging
import Testing

@Suite struct ScalingTests {
  static let geometry = Geometry(height: 16, width: 16, channels: 1)

  @Test(
    "bytes come back from every scaling",
    arguments: [
      ScalingRule.range(low: -1, high: 1), .range(low: 0, high: 1), .range(low: -3, high: 0.5),
      .standardize,
    ])
  func roundTrip(rule: ScalingRule) {
    let bytes = (0..<512).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let set = DataSet(name: "bytes", geometry: Self.geometry, pixels: bytes, scaling: rule)
    #expect(set.count == 2)
    #expect((0..<2).flatMap { set.image($0).pixels } == bytes)
  }

  @Test("ranges are those of the frameworks, in float32")
  func exactValues() {
    for pixel in UInt8.min...UInt8.max {
      let v = Float(pixel)
      #expect(Scaling.range(low: -1, high: 1).value(of: pixel) == (v - 127.5) / 127.5)
      #expect(Scaling.range(low: 0, high: 1).value(of: pixel) == v / 255)
    }
    #expect(Scaling.range(low: -2, high: 2).value(of: 255) == 2)
  }

  @Test("a standardized set has mean 0 and standard deviation 1")
  func standardized() {
    let bytes = (0..<1024).map { UInt8(truncatingIfNeeded: $0 * $0 / 5) }
    let set = DataSet(
      name: "bytes", geometry: Self.geometry, pixels: bytes, scaling: .standardize)
    let count = Double(set.values.count)
    let mean = set.values.reduce(0.0) { $0 + Double($1) } / count
    let variance = set.values.reduce(0.0) { $0 + Double($1) * Double($1) } / count
    #expect(abs(mean) < 1e-6)
    #expect(abs(variance - 1) < 1e-6)
  }

  @Test("a set of one level is standardized without dividing by zero")
  func flat() {
    let bytes = [UInt8](repeating: 9, count: 256)
    let set = DataSet(
      name: "flat", geometry: Self.geometry, pixels: bytes, scaling: .standardize)
    #expect(set.values.allSatisfy { $0 == 0 })
    #expect(set.image(0).pixels == bytes)
  }

  @Test("numbers outside the range are clipped, what is no number is black")
  func clipped() {
    let scaling = Scaling.range(low: -1, high: 1)
    #expect(scaling.pixel(of: 7) == 255)
    #expect(scaling.pixel(of: -.infinity) == 0)
    #expect(scaling.pixel(of: .infinity) == 255)
    #expect(scaling.pixel(of: .nan) == 0)
    #expect(Scaling.none.pixel(of: 300) == 255)
  }
}

/// What config files say of samples is read back.
struct SummaryTests {
  @Test(arguments: [
    Scaling.range(low: -1, high: 1), .range(low: 0, high: 1), .range(low: -0.1, high: 1e-7),
    .standardized(mean: 101.37109375, standardDeviation: 60.123456789), .none,
  ])
  func aScalingIsReadBack(scaling: Scaling) {
    #expect(Scaling(summary: scaling.summary) == scaling)
  }

  @Test(arguments: [
    "", "odd", "1..-1", "1..1", "-1..", "..", "nan..1", "-1..1..2", "-inf..inf",
    "mean 1, deviation 0", "mean nan, deviation 1", "mean 1", "mean 1, deviation 1e999",
  ])
  func whatIsNoScalingIsNone(text: String) { #expect(Scaling(summary: text) == nil) }

  @Test func aShapeIsReadBack() {
    for shape in [
      Geometry(height: 64, width: 48, channels: 1), Geometry(height: 1, width: 65_535, channels: 3),
    ] {
      #expect(Geometry(summary: shape.summary) == shape)
    }
    for text in ["", "64 x 64", "64 x 64 blue", "0 x 4 gray", "64  x 64 gray", "4 x 99999999 rgb"] {
      #expect(Geometry(summary: text) == nil, "\(text)")
    }
  }
}
