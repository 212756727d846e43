import Tensors
import Vocabulary

/// What distances of samples are taken in.
public enum Seeing: String, Sendable, CaseIterable, Described {
  /// What a picture looks like: wavelet scattering of two orders, roughness, contrast, layout of light
  /// and colour. Samples that are no pictures of at least 8 × 8 are seen as `pixels`.
  case scattering
  /// The numbers of a sample themselves, along 32 principal components of the real samples.
  case pixels

  /// Both of them.
  public static let catalog = Catalog<Seeing>("way of seeing", allCases)

  /// Its name and what it means.
  public var term: Term {
    switch self {
    case .scattering:
      Term(rawValue, "what pictures look like: wavelet scattering, roughness, light, colour")
    case .pixels:
      Term(rawValue, "32 principal components of the pixels, as in version 1 of the measures")
    }
  }
}

/// Real samples, prepared once for being compared with generated ones.
public final class Reference: Sendable {
  /// The most samples that are looked at: of more, evenly spread ones.
  public static let mostSamples = 512
  /// The fewest samples that anything can be said of.
  public static let fewestSamples = 16
  /// The fewest real samples whose neighbours say anything: of fewer, too few components are known to
  /// tell noise from copies.
  public static let fewestOfNeighbours = 20

  /// How many real samples are compared, and as many generated ones.
  public let count: Int
  /// Numbers of a sample.
  public let features: Int
  /// How a sample makes a picture; `nil` if it is none.
  public let shape: PictureShape?
  /// Tells kinds, if the data has any.
  public let classifier: KindClassifier?

  /// What distances are taken in.
  public let seeing: Seeing

  /// Where the real samples lie.
  let points: Points
  /// What whole sets are compared by: points whose direction counts, or, of pixels, the same points.
  let directions: Points
  let distances: DistanceTable
  /// What is known of their neighbours among themselves.
  let neighbourhood: Neighbourhood
  let bins: Bins
  let width: Double
  let pictures: PictureSet?
  let workers: WorkerPool
  private let view: View
  private let brightness: Brightness
  private let samples: [Float]
  private let madeSpectrum = Once<[Double]>()
  private let madeCount = Once<Double>()
  private let madeSimilarity = Once<Double>()
  private let madeKernel = Once<Double>()
  private let madeNormal = Once<NormalFit>()

  /// Prepares samples [count, features]; `kinds` has one entry a sample, if kinds are known.
  ///
  /// `nil` with fewer than sixteen samples, or if it is stopped, which is asked every few pictures. Cost:
  /// some 0.1 s for 256 pictures of 64 × 64.
  public init?(
    _ values: [Float], features: Int, shape: PictureShape?, kinds: [String]? = nil,
    seeing: Seeing = .scattering, on workers: WorkerPool, isStopped: () -> Bool = { false }
  ) {
    var wasStopped = false
    func stops() -> Bool {
      wasStopped = wasStopped || isStopped()
      return wasStopped
    }
    let all = values.count / max(features, 1)
    guard all >= Reference.fewestSamples else { return nil }
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
    let brightness = Brightness(samples)
    self.brightness = brightness
    guard
      let view = View(
        samples, features, shape, seeing, brightness, on: workers, isStopped: stops),
      let seen = view.points(of: samples, on: workers, isStopped: stops)
    else { return nil }
    self.view = view
    self.seeing = view.seeing
    (points, directions) = seen
    distances = DistanceTable(points, points, on: workers)
    neighbourhood = Neighbourhood(distances)
    bins = Bins(points, count: min(12, max(2, count / 8)))
    width = neighbourhood.medianPair
    let pictures = shape.map {
      PictureSet(samples: brightness.of(samples, on: workers), shape: $0)
    }
    self.pictures = pictures
    if let pictures, let kinds {
      classifier = KindClassifier(
        pictures, kinds: chosen.map { kinds[$0] }, on: workers, isStopped: stops)
    } else {
      classifier = nil
    }
    if wasStopped { return nil }
  }

  /// Generated samples, [count, features], compared with the real ones. NaN in a sample makes every
  /// measure NaN.
  public func comparison(with generated: [Float]) -> Comparison {
    Comparison(self, generated, points(of: generated))
  }

  /// The same; `nil` if it is stopped, which is asked every few samples.
  public func comparison(with generated: [Float], isStopped: () -> Bool) -> Comparison? {
    view.points(of: generated, on: workers, isStopped: isStopped).map {
      Comparison(self, generated, $0)
    }
  }

  /// One half of the real samples as if it had been generated, against the other half: what each
  /// measure gives where there is no difference but chance. `nil` with fewer than 32, or if it is
  /// stopped.
  ///
  /// Which half a sample belongs to is drawn, always the same: in the order of their names the halves of a
  /// data set with sub-folders would be of other kinds.
  public func floor(isStopped: () -> Bool = { false }) -> Comparison? {
    var stream = RandomStream(seed: 7, .measures)
    let order = stream.permutation(count)
    let half = count / 2
    func values(_ chosen: ArraySlice<Int>) -> [Float] {
      chosen.flatMap { samples[$0 * features..<($0 + 1) * features] }
    }
    guard
      let reference = Reference(
        values(order[..<half]), features: features, shape: shape, seeing: seeing,
        on: workers, isStopped: isStopped)
    else { return nil }
    return reference.comparison(with: values(order[half..<(2 * half)]), isStopped: isStopped)
  }

  /// How many of the real samples differ from each other. Pictures are the same as their mirror images.
  public var differentCount: Int { neighbourhood.different.count }

  /// How many of the real samples occur more than once.
  public var repeatedCount: Int {
    Dictionary(grouping: neighbourhood.representatives) { $0 }.values.reduce(0) {
      $1.count > 1 ? $0 + $1.count : $0
    }
  }

  /// Whether all real samples are of one and the same number.
  var isFlat: Bool { brightness.isFlat }

  /// The name of the kind of each generated sample, [count, features], as the classifier tells it; `nil`
  /// where there is none.
  public func kindNames(of generated: [Float]) -> [String]? {
    guard let classifier else { return nil }
    return kinds(of: generated)?.map { classifier.kinds[$0] }
  }

  /// The power of the real pictures by spatial frequency.
  var spectrum: [Double]? {
    pictures.map { pictures in madeSpectrum.value { radialSpectrum(pictures, on: workers) } }
  }

  /// The effective number of different real samples.
  var effectiveCount: Double {
    madeCount.value { Measures.effectiveCount(distances, width: width) }
  }

  /// The mean kernel of pairs of real samples.
  var meanKernel: Double { madeKernel.value { Measures.meanKernel(directions) } }

  /// The normal distribution that the real samples come nearest to.
  var normal: NormalFit { madeNormal.value { NormalFit(directions) } }

  /// How alike two real pictures are.
  var similarity: Double? {
    pictures.map { pictures in madeSimilarity.value { meanSimilarity(pictures, on: workers) } }
  }

  /// Where samples lie, for their neighbours and for whole sets.
  func points(of generated: [Float]) -> (near: Points, directions: Points) {
    view.points(of: generated, on: workers)
  }

  /// The kind of each generated sample, as an index of the classifier's kinds; `nil` if the data has
  /// none.
  public func kinds(of generated: [Float]) -> [Int]? {
    guard let classifier, let pictures = pictures(of: generated) else { return nil }
    return classifier.kinds(of: pictures, on: workers)
  }

  /// Generated samples as pictures, black 0 and white 1 of the real ones.
  func pictures(of generated: [Float]) -> PictureSet? {
    shape.map { PictureSet(samples: brightness.of(generated, on: workers), shape: $0) }
  }
}

/// Generated samples and the real ones that measures compare them with.
public final class Comparison: Sendable {
  /// The real samples.
  public let reference: Reference
  let points: Points
  let directions: Points
  let neighbours: Neighbours
  let distances: DistanceTable
  let pictures: PictureSet?
  let isFinite: Bool
  private let madeTest = Once<(accuracy: Double, real: Double, fake: Double)>()

  init(
    _ reference: Reference, _ generated: [Float], _ seen: (near: Points, directions: Points)
  ) {
    self.reference = reference
    isFinite = generated.allSatisfy(\.isFinite)
    (points, directions) = seen
    distances = DistanceTable(points, points, on: reference.workers)
    neighbours = Neighbours(
      real: reference.neighbourhood, fake: distances,
      across: DistanceTable(reference.points, points, on: reference.workers))
    pictures = reference.pictures(of: generated)
  }

  /// The value of each of some quick measures, taken on all threads.
  public func values(of quick: [Measure]) -> [Double] {
    precondition(quick.allSatisfy(\.isQuick))
    return reference.workers.map(quick.count) { quick[$0].value(self) }
  }

  /// How often the nearest neighbour is of the same sort.
  var nearestNeighbourTest: (accuracy: Double, real: Double, fake: Double) {
    madeTest.value { neighbours.nearestNeighbourTest() }
  }

  /// The share of each kind among the generated pictures; `nil` if the data has no kinds.
  public var kindShares: [(kind: String, share: Double)]? {
    guard let classifier = reference.classifier, let pictures else { return nil }
    let shares = classifier.shares(of: pictures, on: reference.workers)
    return zip(classifier.kinds, shares).map { ($0, $1) }
  }
}

/// Numbers of samples from 0, black or the least of the real ones, to 1, white or the largest.
private struct Brightness: Sendable {
  private let low: Float
  private let scale: Float

  /// Whether black and white are the same.
  let isFlat: Bool

  init(_ real: [Float]) {
    low = real.min() ?? 0
    let spread = (real.max() ?? 1) - low
    isFlat = spread == 0
    scale = 1 / max(spread, 1e-12)
  }

  func of(_ samples: [Float], on workers: WorkerPool) -> [Float] {
    rescaled(samples, minus: low, times: scale, on: workers)
  }
}

/// From samples to points.
private enum View: Sendable {
  case scattering(PictureFeatures, FeatureSpace, Brightness)
  case pixels(PrincipalComponents)

  func points(
    of samples: [Float], on workers: WorkerPool
  ) -> (near: Points, directions: Points) {
    switch self {
    case .pixels(let components):
      let points = components.points(of: samples, on: workers)
      return (points, points)
    case .scattering(let pictures, let space, let brightness):
      return space.points(
        of: pictures.values(of: brightness.of(samples, on: workers), on: workers), on: workers)
    }
  }

  init?(
    _ samples: [Float], _ features: Int, _ shape: PictureShape?, _ seeing: Seeing,
    _ brightness: Brightness, on workers: WorkerPool, isStopped: () -> Bool
  ) {
    let quarter = max(1, samples.count / features / 4)
    guard seeing == .scattering, let shape, let pictures = PictureFeatures(shape: shape) else {
      self = .pixels(
        PrincipalComponents(
          samples, features: features, dimensions: min(32, quarter), on: workers))
      return
    }
    guard
      let values = pictures.values(
        of: brightness.of(samples, on: workers), on: workers, isStopped: isStopped)
    else { return nil }
    self = .scattering(
      pictures,
      FeatureSpace(values, weights: pictures.weights, dimensions: min(64, quarter), on: workers),
      brightness)
  }

  var seeing: Seeing {
    switch self {
    case .scattering: .scattering
    case .pixels: .pixels
    }
  }

  func points(
    of samples: [Float], on workers: WorkerPool, isStopped: () -> Bool
  ) -> (near: Points, directions: Points)? {
    guard case .scattering(let pictures, let space, let brightness) = self else {
      return points(of: samples, on: workers)
    }
    return pictures.values(
      of: brightness.of(samples, on: workers), on: workers, isStopped: isStopped
    ).map { space.points(of: $0, on: workers) }
  }
}
