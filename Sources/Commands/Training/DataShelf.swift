import Datasets
import Synchronization

/// Data sets that were prepared before in this process, so that those who ask for the same again need
/// not wait: the sections of a replay share one.
final class DataShelf: Sendable {
  /// What was asked for, and of which state of the files.
  struct Request: Equatable {
    /// A path; `nil` for the drawn sunflowers.
    var path: String?
    /// The stamps of the files there; empty for the drawn sunflowers.
    var files = ""
    var pictures = PictureOptions()
    var arrays = ArrayOptions()
  }

  /// Numbers that are kept in all; with what is made of them, some 100 MB at most.
  static let mostNumbers = 8 << 20

  private let shelved = Mutex<[(request: Request, data: PreparedData)]>([])

  /// The data of a request; those that were not asked for the longest make room for new ones.
  func data(_ request: Request, make: () throws -> DataSet) rethrows -> PreparedData {
    if let found = take(request) { return found }
    let data = PreparedData(try make())
    shelved.withLock { shelved in
      shelved.append((request, data))
      var room = DataShelf.mostNumbers
      let kept = shelved.reversed().filter { entry in
        let count = entry.data.set.values.count
        guard count <= room else { return false }
        room -= count
        return true
      }
      shelved = kept.reversed()
    }
    return data
  }

  /// Finds data and moves them to the end, where the latest are.
  private func take(_ request: Request) -> PreparedData? {
    shelved.withLock { shelved in
      guard let index = shelved.firstIndex(where: { $0.request == request }) else { return nil }
      shelved.append(shelved.remove(at: index))
      return shelved.last?.data
    }
  }
}
