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
  private let madeFloors = Seeing.allCases.map { ($0, Once<[String: Double]>()) }

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

  /// All samples, where their reference sees them; `nil` with fewer than sixteen.
  ///
  /// Cost: some 0.1 s for 256 pictures of 64 x 64 when it is first asked for.
  func realSamples(on workers: WorkerPool) -> RealSamples? {
    madeRealSamples.valueIfMade {
      reference(on: workers).map { RealSamples(set.values, $0) }
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

  /// What each measure gives for one half of the samples against the other; `nil` with fewer than
  /// 32 samples, or if it is stopped.
  func floor(
    seeing: Seeing = .scattering, on workers: WorkerPool, isStopped: () -> Bool = { false }
  ) -> [String: Double]? {
    madeFloors.first { $0.0 == seeing }?.1.valueIfMade {
      reference(seeing: seeing, on: workers, isStopped: isStopped)?.floor(isStopped: isStopped)?
        .values(isStopped: isStopped)
    }
  }
}

extension DataSet {
  /// The kinds of as many evenly spread samples: what a conditional generator is asked for to be
  /// compared with them; `nil` if none are known.
  func kinds(ofSpread count: Int) -> [Int]? {
    let numbers = kindNumbers
    guard !numbers.isEmpty else { return nil }
    return (0..<count).map { numbers[$0 * numbers.count / count] }
  }
}

extension Comparison {
  /// All measures by name; `nil` if it is stopped, which is asked between two of them.
  func values(isStopped: () -> Bool) -> [String: Double]? {
    var values: [String: Double] = [:]
    for measure in measureCatalog.elements {
      if isStopped() { return nil }
      values[measure.name] = measure.value(self)
    }
    return values
  }
}
