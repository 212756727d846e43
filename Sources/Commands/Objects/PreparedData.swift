import Datasets
import Measures
import Networks
import Tensors

/// A data set in memory with what is made of it once, however many runs learn from it.
final class PreparedData: Sendable {
  /// The samples.
  let set: DataSet
  /// What tells these samples from all others.
  let fingerprint: String
  private let madeReferences = Seeing.allCases.map { ($0, Once<Reference>()) }
  private let madeRealSamples = Once<RealSamples>()
  private let madeJudge = Once<KindJudge>()
  private let madeFloors = Seeing.allCases.map { ($0, Once<MeasuredValues>()) }

  /// Complexity: O(values), some 1 ms a megabyte.
  init(_ set: DataSet) {
    self.set = set
    fingerprint = set.fingerprint
  }

  /// What generated samples are measured by; `nil` with fewer than sixteen samples, or if it is stopped.
  ///
  /// Cost: some 0.1 s for 256 pictures of 64 x 64 when it is first asked for.
  func reference(
    seeing: Seeing = .scattering, on workers: WorkerPool, isStopped: () -> Bool = { false }
  ) -> Reference? {
    madeReferences.first { $0.0 == seeing }?.1.valueIfMade {
      Reference(
        set.values, features: set.featureCount,
        shape: set.geometry.map {
          PictureShape(height: $0.height, width: $0.width, channels: $0.channels)
        }, kinds: set.kinds, seeing: seeing, on: workers, isStopped: isStopped)
    }
  }

  /// All samples, where their reference sees them; `nil` with fewer than sixteen, or if all are alike.
  ///
  /// Cost: some 0.3 s for 256 pictures of 64 x 64 when it is first asked for.
  func realSamples(on workers: WorkerPool) -> RealSamples? {
    madeRealSamples.valueIfMade {
      reference(on: workers).flatMap { RealSamples(set.values, $0) }
    }
  }

  /// What tells the kinds of a conditional run's pictures; `nil` if it is stopped. Throws if the samples
  /// are no pictures.
  ///
  /// Cost: see `KindJudge`, when it is first asked for.
  func judge(
    on workers: WorkerPool, isStopped: () -> Bool, progress: () -> Void
  ) throws(NetworkError) -> KindJudge? {
    guard let geometry = set.geometry else { return nil }
    return try madeJudge.valueIfMade { () throws(NetworkError) in
      try KindJudge(
        set,
        shape: Shape(channels: geometry.channels, height: geometry.height, width: geometry.width),
        on: workers, isStopped: isStopped, progress: progress)
    }
  }

  /// What each measure gives for one half of the samples against the other, or why it gives nothing, as
  /// with fewer than 32 samples; `nil` if it is stopped.
  func floor(
    seeing: Seeing = .scattering, on workers: WorkerPool, isStopped: () -> Bool = { false }
  ) -> MeasuredValues? {
    let least = 2 * Reference.fewestSamples
    guard set.count >= least else {
      let words = "needs \(least) real samples or more; there are \(set.count)"
      return MeasuredValues(obstacles: measureCatalog.names.map { ($0, words) })
    }
    return madeFloors.first { $0.0 == seeing }?.1.valueIfMade {
      reference(seeing: seeing, on: workers, isStopped: isStopped)?.floor(isStopped: isStopped)
        .flatMap { MeasuredValues($0, isStopped: isStopped) }
    }
  }
}

extension DataSet {
  /// The kinds of as many evenly spread samples: what a conditional generator is asked for to be
  /// compared with them; `nil` if none are known.
  func kinds(ofSpread count: Int) -> [Int]? {
    let numbers = kindNumbers
    return numbers.isEmpty ? nil : spread(count).map { numbers[$0] }
  }
}

/// All measures of a comparison.
struct MeasuredValues: Sendable {
  /// By name.
  var values: [String: Double] = [:]
  /// Those that could not be taken, in the order of the catalog, and why.
  var obstacles: [(name: String, words: String)] = []

  /// None taken.
  init(obstacles: [(name: String, words: String)]) { self.obstacles = obstacles }

  /// `nil` if it is stopped, which is asked before each of them; `progress` is told how many are done.
  init?(_ comparison: Comparison, isStopped: () -> Bool, progress: (Int) -> Void = { _ in }) {
    for (done, measure) in measureCatalog.elements.enumerated() {
      progress(done)
      if isStopped() { return nil }
      values[measure.name] = measure.value(comparison)
      if let words = measure.obstacle(comparison) { obstacles.append((measure.name, words)) }
    }
    if isStopped() { return nil }
  }

  /// Why measures could not be taken, and which.
  var obstaclesByWords: [(words: String, names: [String])] {
    var found: [(words: String, names: [String])] = []
    for (name, words) in obstacles {
      if let index = found.firstIndex(where: { $0.words == words }) {
        found[index].names.append(name)
      } else {
        found.append((words, [name]))
      }
    }
    return found
  }
}
