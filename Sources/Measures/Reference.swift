import Tensors

/// Real samples, prepared once for being compared with generated ones.
public final class Reference: Sendable {
  /// The most samples that are looked at: of more, evenly spread ones.
  public static let mostSamples = 512
  /// Dimensions of the principal components that distances are taken in.
  public static let dimensions = 32

  /// How many real samples are compared, and as many generated ones.
  public let count: Int
  /// Numbers of a sample.
  public let features: Int
  /// How a sample makes a picture; `nil` if it is none.
  public let shape: PictureShape?
  /// Tells kinds, if the data has any.
  public let classifier: KindClassifier?

  let components: PrincipalComponents
  let points: Points
  let distances: DistanceTable
  let bins: Bins
  let width: Double
  let pictures: PictureSet?
  let workers: WorkerPool
  private let low: Float
  private let scale: Float
  private let samples: [Float]
  private let madeSpectrum = Once<[Double]>()
  private let madeCount = Once<Double>()
  private let madeSimilarity = Once<Double>()

  /// Prepares samples [count, features]; `kinds` has one entry a sample, if kinds are known.
  ///
  /// `nil` with fewer than eight samples. Cost: some 0.1 s for 256 pictures of 64 × 64.
  public init?(
    _ values: [Float], features: Int, shape: PictureShape?, kinds: [String]? = nil,
    on workers: WorkerPool
  ) {
    let all = values.count / max(features, 1)
    guard all >= 8 else { return nil }
    let chosen =
      all <= Reference.mostSamples
      ? Array(0..<all)
      : (0..<Reference.mostSamples).map { $0 * all / Reference.mostSamples }
    let samples =
      chosen.count == all
      ? values : chosen.flatMap { Array(values[$0 * features..<($0 + 1) * features]) }
    self.samples = samples
    self.features = features
    self.shape = shape
    self.workers = workers
    count = chosen.count
    let darkest = samples.min() ?? 0
    low = darkest
    scale = 1 / max((samples.max() ?? 1) - darkest, 1e-12)
    components = PrincipalComponents(
      samples, features: features, dimensions: min(Reference.dimensions, max(1, count / 4)),
      on: workers)
    points = components.points(of: samples, on: workers)
    distances = DistanceTable(points, points)
    bins = Bins(points, count: min(12, max(2, count / 8)))
    let pairs = distances.pairs.sorted()
    width = pairs[pairs.count / 2]
    let pictures = shape.map { [low, scale] in
      PictureSet(samples: samples.map { ($0 - low) * scale }, shape: $0)
    }
    self.pictures = pictures
    if let pictures, let kinds {
      classifier = KindClassifier(pictures, kinds: chosen.map { kinds[$0] }, on: workers)
    } else {
      classifier = nil
    }
  }

  /// Generated samples, [count, features], compared with the real ones. NaN in a sample makes every
  /// measure NaN.
  public func comparison(with generated: [Float]) -> Comparison {
    Comparison(self, generated)
  }

  /// One half of the real samples as if it had been generated, against the other half: what each
  /// measure gives where there is no difference but chance. `nil` with fewer than sixteen.
  public func floor() -> Comparison? {
    let half = count / 2
    guard
      let reference = Reference(
        Array(samples[..<(half * features)]), features: features, shape: shape, on: workers)
    else { return nil }
    return reference.comparison(with: Array(samples[(half * features)..<(2 * half * features)]))
  }

  /// The power of the real pictures by spatial frequency.
  var spectrum: [Double]? {
    pictures.map { pictures in madeSpectrum.value { radialSpectrum(pictures, on: workers) } }
  }

  /// The effective number of different real samples.
  var effectiveCount: Double {
    madeCount.value { Measures.effectiveCount(distances, width: width) }
  }

  /// How alike two real pictures are.
  var similarity: Double? {
    pictures.map { pictures in madeSimilarity.value { meanSimilarity(pictures, on: workers) } }
  }

  /// Generated samples as pictures, black 0 and white 1 of the real ones.
  func pictures(of generated: [Float]) -> PictureSet? {
    shape.map { PictureSet(samples: generated.map { ($0 - low) * scale }, shape: $0) }
  }
}

/// Generated samples and the real ones that measures compare them with.
public final class Comparison: Sendable {
  /// The real samples.
  public let reference: Reference
  let points: Points
  let neighbours: Neighbours
  let distances: DistanceTable
  let pictures: PictureSet?

  init(_ reference: Reference, _ generated: [Float]) {
    self.reference = reference
    points = reference.components.points(of: generated, on: reference.workers)
    distances = DistanceTable(points, points)
    neighbours = Neighbours(
      real: reference.distances, fake: distances,
      across: DistanceTable(reference.points, points))
    pictures = reference.pictures(of: generated)
  }

  /// The share of each kind among the generated pictures; `nil` if the data has no kinds.
  public var kindShares: [(kind: String, share: Double)]? {
    guard let classifier = reference.classifier, let pictures else { return nil }
    let shares = classifier.shares(of: pictures, on: reference.workers)
    return zip(classifier.kinds, shares).map { ($0, $1) }
  }
}
