import Datasets
import Synchronization

/// Keeps the data sets that this process has prepared, so that the same request is not prepared
/// twice: the sections of a replay share one cache.
final class DataCache: Sendable {
  /// What was asked for, and of which state of the files.
  struct Request: Equatable {
    /// A path; `nil` for the drawn sunflowers.
    var path: String?
    /// The stamps of the files there; empty for the drawn sunflowers.
    var files = ""
    var pictures = PictureOptions()
    var arrays = ArrayOptions()
  }

  /// How many numbers are kept in all; with what is computed from them, some 100 MB at most.
  static let mostNumbers = 8 << 20

  private let cached = Mutex<[(request: Request, data: PreparedData)]>([])

  /// The data of a request; the least recently used make room for new ones.
  func data(_ request: Request, make: () throws -> DataSet) rethrows -> PreparedData {
    if let found = take(request) { return found }
    let data = PreparedData(try make())
    cached.withLock { cached in
      cached.append((request, data))
      var room = DataCache.mostNumbers
      let kept = cached.reversed().filter { entry in
        let count = entry.data.set.values.count
        guard count <= room else { return false }
        room -= count
        return true
      }
      cached = kept.reversed()
    }
    return data
  }

  /// Finds data and moves them to the end, where the most recently used are.
  private func take(_ request: Request) -> PreparedData? {
    cached.withLock { cached in
      guard let index = cached.firstIndex(where: { $0.request == request }) else { return nil }
      cached.append(cached.remove(at: index))
      return cached.last?.data
    }
  }
}
