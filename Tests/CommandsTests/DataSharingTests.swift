import Datasets
import Files
import Foundation
import GANScript
import Testing

@testable import Commands

/// Data are prepared once a process, and again when their files have changed.
struct DataSharingTests {
  @Test func theSameDataAreNotPreparedTwice() throws {
    let outcome = try Laboratory().run(
      """
      first = load sunflowers size=8
      again = load sunflowers size=8
      fewer = load sunflowers size=8 limit=255
      back = load sunflowers size=8
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let prepared = ["first", "again", "fewer", "back"].compactMap { name -> PreparedData? in
      guard case .object(let data as DataSetObject)? = outcome.variables[name] else { return nil }
      return data.prepared
    }
    try #require(prepared.count == 4)
    #expect(prepared[0] === prepared[1] && prepared[0] === prepared[3])
    #expect(prepared[0] !== prepared[2])
  }

  /// Data are made once a request, and again when those asked for since have taken their room.
  @Test func dataAreMadeOnce() {
    let shelf = DataCache()
    var made: [String] = []
    func ask(_ path: String, count: Int = 16) {
      _ = shelf.data(DataCache.Request(path: path)) {
        made.append(path)
        return DataSet(
          name: path, geometry: nil, featureCount: 16, values: [Float](repeating: 1, count: count),
          scaling: .none)
      }
    }
    for path in ["a", "b", "a", "b", "a"] { ask(path) }
    #expect(made == ["a", "b"])
    ask("large", count: DataCache.mostNumbers - 16)
    // The last of the small ones has room beside it.
    for path in ["a", "large", "b"] { ask(path) }
    #expect(made == ["a", "b", "large", "b"])
    // What is too large to be kept is made each time.
    for _ in 0..<2 { ask("huge", count: DataCache.mostNumbers + 16) }
    #expect(made.suffix(2) == ["huge", "huge"])
  }

  @Test func changedFilesAreReadAgain() throws {
    let laboratory = try Laboratory()
    let script = """
      first = load "data.npy"
      again = load "data.npy"
      print "now"
      second = load "data.npy"
      scaled = load "data.npy" range=0..2
      expect first.mean == again.mean
      expect second.mean == 3
      expect scaled.mean == 3
      """
    let outcome = try laboratory.run(
      script,
      onText: { text in
        guard text == "now" else { return }
        try? laboratory.write(
          npy(shape: "12, 4, 4", [Float](repeating: 3, count: 12 * 16)), "data.npy")
      })
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
  }
}
