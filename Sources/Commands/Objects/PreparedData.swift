import Datasets
import Measures
import Tensors

/// A data set in memory with what is made of it once, however many runs learn from it.
final class PreparedData: Sendable {
  /// The samples.
  let set: DataSet
  /// What tells these samples from all others.
  let fingerprint: String
  private let madeReference = Once<Reference?>()
  private let madeFloor = Once<[String: Double]?>()

  /// Complexity: O(values), some 4 ms a megabyte.
  init(_ set: DataSet) {
    self.set = set
    fingerprint = set.fingerprint
  }

  /// What generated samples are measured by; `nil` with fewer than eight samples.
  ///
  /// Cost: some 0.1 s for 256 pictures of 64 x 64 when it is first asked for.
  func reference(on workers: WorkerPool) -> Reference? {
    madeReference.value {
      Reference(
        set.values, features: set.featureCount,
        shape: set.geometry.map {
          PictureShape(height: $0.height, width: $0.width, channels: $0.channels)
        }, kinds: set.kinds, on: workers)
    }
  }

  /// What each measure gives for one half of the samples against the other; `nil` with fewer than
  /// sixteen samples.
  func floor(on workers: WorkerPool) -> [String: Double]? {
    madeFloor.value { reference(on: workers)?.floor()?.values }
  }
}

extension Comparison {
  /// All measures by name.
  var values: [String: Double] {
    var values: [String: Double] = [:]
    for measure in measureCatalog.elements { values[measure.name] = measure.value(self) }
    return values
  }
}
