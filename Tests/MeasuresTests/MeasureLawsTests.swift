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

  /// Whatever order the samples come in, the halves are of the same kinds.
  @Test func theFloorMixesKinds() throws {
    let mixed = Self.pictures(0, count: 64)
    let order: [Int] = Array(stride(from: 0, to: 64, by: 2)) + Array(stride(from: 1, to: 64, by: 2))
    let sorted: [Float] = order.flatMap { mixed[$0 * 480..<($0 + 1) * 480] }
    let reference = try #require(
      Reference(sorted, features: 480, shape: Self.shape, on: Self.workers))
    let floor = try #require(reference.floor())
    for (name, range) in [("kid", -0.5...0.5), ("coverage", 0.7...1), ("nn", 0.3...0.7)] {
      let value = try measureCatalog.find(name).value(floor)
      #expect(range.contains(value), "\(name) \(value)")
    }
  }

  /// Real pictures that occur more than once change nothing of what is said of copies, mirrored ones
  /// included.
  @Test(arguments: [2, 3, 20], [false, true])
  func copiesOfRepeatedPicturesAreCopies(times: Int, isMirrored: Bool) throws {
    let once = Self.pictures(0, count: 24)
    var turned = once
    if isMirrored {
      for row in stride(from: 0, to: once.count, by: 24) { turned[row..<row + 24].reverse() }
    }
    let repeated: [Float] = once + (1..<times).flatMap { $0 % 2 == 1 ? turned : once }
    let reference = try #require(
      Reference(repeated, features: 480, shape: Self.shape, on: Self.workers))
    #expect(reference.count == 24 * times && reference.differentCount == 24)
    #expect(reference.repeatedCount == reference.count)
    let copies = reference.comparison(with: repeated)
    for (name, value) in [
      ("precision", 1.0), ("density", 1), ("coverage", 1), ("authenticity", 0), ("nn", 0),
    ] {
      #expect(try measureCatalog.find(name).value(copies) == value, "\(name)")
    }
    #expect(try measureCatalog.find("nearest").value(copies) < 1e-3)
    #expect(try measureCatalog.find("twins").value(copies) > 0)
    let others = reference.comparison(with: Self.pictures(100, count: 24))
    #expect(try measureCatalog.find("authenticity").value(others) > 0.2)
    #expect(try measureCatalog.find("nearest").value(others).isFinite)
    let real = try #require(RealSamples(repeated, reference))
    #expect(real.nearest(to: once).allSatisfy { $0?.isCopy == true })
    #expect(real.meanOwnDistance.isFinite && real.meanOwnDistance > 0)
  }

  /// Every number that is missing has its reason, whatever the samples are.
  @Test(arguments: Seeing.allCases)
  func whatIsMissingHasItsReason(seeing: Seeing) throws {
    let shapes = [(1, 24, 1), (1, 1, 1), (7, 7, 1), (8, 9, 1), (12, 30, 3), (16, 16, 1)]
    for (height, width, channels) in shapes {
      let features = height * width * channels
      let shape = PictureShape(height: height, width: width, channels: channels)
      for count in [16, 17, 20, 40] {
        let noise = Inputs.uniform(7, features * count).map(Float.init)
        let equal = (0..<count).flatMap { _ in noise[..<features] }
        let black = [Float](repeating: 0, count: features * count)
        for (name, real) in [("noise", noise), ("equal", equal), ("black", black)] {
          let reference = try #require(
            Reference(real, features: features, shape: shape, seeing: seeing, on: Self.workers))
          for comparison in [reference.comparison(with: noise), reference.floor()] {
            guard let comparison else { continue }
            for measure in measureCatalog.elements {
              let value = measure.value(comparison)
              #expect(
                value.isFinite == (measure.obstacle(comparison) == nil),
                "\(measure.name) \(value) of \(count) \(name), \(height) x \(width)")
              if name != "noise", measure.needsSpread { #expect(value.isNaN, "\(measure.name)") }
            }
          }
        }
      }
    }
  }

  @Test func neighboursOfFewSayNothing() throws {
    for (count, isTaken) in [(19, false), (20, true)] {
      let reference = try #require(
        Reference(
          Self.pictures(0, count: count), features: 480, shape: Self.shape, on: Self.workers))
      let comparison = reference.comparison(with: Self.pictures(100, count: count))
      for name in ["precision", "recall", "density", "coverage", "nn", "nearest", "authenticity"] {
        #expect(try measureCatalog.find(name).value(comparison).isFinite == isTaken, "\(name)")
      }
      #expect(try measureCatalog.find("kid").value(comparison).isFinite)
    }
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

  /// Where all real samples are one, nothing can be said, not even of that one.
  @Test func equalSamplesSayNothing() throws {
    let equal = [Float](repeating: 1, count: 320)
    let reference = try #require(Reference(equal, features: 10, shape: nil, on: Self.workers))
    let comparison = reference.comparison(with: equal)
    for measure in measureCatalog.elements {
      #expect(measure.value(comparison).isNaN, "\(measure.name)")
      #expect(measure.obstacle(comparison) != nil, "\(measure.name)")
    }
    #expect(RealSamples(equal, reference) == nil)
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
