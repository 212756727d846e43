import Measures
import Tensors
import Testing

/// What every measure of the catalog must do.
@Suite(.serialized) struct MeasureLawsTests {
  // One pool for all: its work must not overlap.
  private static let workers = WorkerPool(threads: 2)
  private static let shape = PictureShape(height: 20, width: 24, channels: 1)

  /// Blobs at places and of sizes of their own, two kinds by size, a little noise.
  private static func pictures(_ p: Int, count: Int, only: Int? = nil) -> [Float] {
    (0..<count).flatMap { index -> [Float] in
      let g = Inputs.uniform(p + index, 3)
      let noise = Inputs.uniform(p + index + 5000, 480)
      let width = (only ?? index) % 2 == 0 ? 2.0 : 5.0
      return (0..<480).map { i in
        let y = Double(i / 24) - 5 - 10 * g[0]
        let x = Double(i % 24) - 6 - 12 * g[1]
        let blob = 1 / (1 + (x * x + y * y) / (width * width))
        return Float(2 * blob - 1 + 0.1 * (noise[i] - 0.5))
      }
    }
  }

  private static let reference: Reference = {
    let kinds = (0..<64).map { $0 % 2 == 0 ? "small" : "large" }
    guard
      let reference = Reference(
        pictures(0, count: 64), features: 480, shape: shape, kinds: kinds, on: workers)
    else { preconditionFailure("64 pictures make a reference") }
    return reference
  }()

  private static let alike = reference.comparison(with: pictures(100, count: 64))
  private static let collapsed = reference.comparison(
    with: pictures(200, count: 1).flatMap { value in [value] }.repeated(64))
  private static let noise = reference.comparison(
    with: Inputs.uniform(900, 480 * 64).map { Float(2 * $0 - 1) })
  private static let broken = reference.comparison(
    with: [Float](repeating: .nan, count: 480 * 64))

  @Test(arguments: measureCatalog.names) func prefersAlikePicturesToNoise(name: String) throws {
    let measure = try measureCatalog.find(name)
    let good = measure.value(Self.alike)
    #expect(good.isFinite)
    // Noise is as various and as far from being copied as can be.
    let blind = ["authenticity", "variety", "twins", "vendi", "nearest", "msssim", "nn_real"]
    if blind.contains(name) { return }
    #expect(badness(good, measure) < badness(measure.value(Self.noise), measure))
  }

  @Test(
    arguments: ["recall", "coverage", "variety", "twins", "vendi", "msssim", "ndb", "js", "kid"])
  func seesCollapse(name: String) throws {
    let measure = try measureCatalog.find(name)
    let (good, bad) = (measure.value(Self.alike), measure.value(Self.collapsed))
    #expect(badness(good, measure) < badness(bad, measure), "\(good) against \(bad)")
  }

  @Test(arguments: measureCatalog.names) func survivesNumbersThatAreNone(name: String) throws {
    let value = try measureCatalog.find(name).value(Self.broken)
    #expect(value.isNaN || (0...64).contains(value))
  }

  @Test func copiesAreNotAuthentic() throws {
    let copies = Self.reference.comparison(with: Self.pictures(0, count: 64))
    #expect(try measureCatalog.find("authenticity").value(copies) == 0)
    #expect(try measureCatalog.find("nearest").value(copies) < 1e-6)
    #expect(try measureCatalog.find("nn").value(copies) < 0.1)
  }

  @Test func tellsKinds() throws {
    let classifier = try #require(Self.reference.classifier)
    #expect(Set(classifier.kinds) == ["small", "large"])
    #expect(classifier.realShares == [0.5, 0.5])
    #expect(classifier.accuracy > 0.9)
    let large = Self.reference.comparison(with: Self.pictures(300, count: 64, only: 1))
    let share = try #require(large.kindShares).first { $0.kind == "large" }?.share
    #expect(try #require(share) > 0.9)
  }

  @Test func theFloorIsNearWhatIsAlike() throws {
    let floor = try #require(Self.reference.floor())
    let coverage = try measureCatalog.find("coverage")
    #expect(coverage.value(floor) > 0.7)
    #expect(coverage.value(Self.noise) < 0.1)
  }

  @Test func theSameWithOneThreadAndTwo() throws {
    let single = try #require(
      Reference(
        Self.pictures(0, count: 64), features: 480, shape: Self.shape,
        kinds: (0..<64).map { $0 % 2 == 0 ? "small" : "large" }, on: WorkerPool(threads: 1)))
    let comparison = single.comparison(with: Self.pictures(100, count: 64))
    for measure in measureCatalog.elements {
      #expect(measure.value(comparison) == measure.value(Self.alike), "\(measure.name)")
    }
  }

  @Test func fewSamplesAreNoReference() {
    for (count, isEnough) in [(15, false), (16, true)] {
      let reference = Reference(
        Inputs.uniform(1, count * 10).map(Float.init), features: 10, shape: nil, on: Self.workers)
      #expect(reference?.count == (isEnough ? count : nil))
    }
  }

  /// Where all samples are one, nothing differs; what is a ratio of distances is no number, and what
  /// looks at pictures is none without their shape.
  @Test func equalSamplesDifferInNothing() throws {
    let equal = [Float](repeating: 1, count: 160)
    let reference = try #require(Reference(equal, features: 10, shape: nil, on: Self.workers))
    let comparison = reference.comparison(with: equal)
    let expected = ["kid": 0.0, "frechet": 0, "ndb": 0, "js": 0, "nn": 0.5, "vendi": 1]
    for measure in measureCatalog.elements {
      let value = measure.value(comparison)
      if let expected = expected[measure.name] {
        #expect(abs(value - expected) < 1e-12, "\(measure.name)")
      } else if measure.needsPictures || ["variety", "nearest"].contains(measure.name) {
        #expect(value.isNaN, "\(measure.name)")
      } else {
        #expect((0...1).contains(value), "\(measure.name)")
      }
    }
  }

  /// How far from what is good.
  private func badness(_ value: Double, _ measure: Measure) -> Double {
    guard value.isFinite else { return .infinity }
    return switch measure.aim {
    case .low: value
    case .high: -value
    case .near(let best): abs(value - best)
    }
  }
}

extension Array {
  fileprivate func repeated(_ count: Int) -> [Element] { (0..<count).flatMap { _ in self } }
}
