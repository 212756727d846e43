import Datasets
import Testing

/// Some samples of a data set, and whether all are equal.
struct SpreadTests {
  private static func set(_ values: [Float], kinds: [String]? = nil) -> DataSet {
    DataSet(name: "s", geometry: nil, featureCount: 2, values: values, kinds: kinds, scaling: .none)
  }

  /// Kinds in the order of their names: a few samples are of all of them, in their shares.
  @Test func aFewAreOfAllKinds() {
    let kinds = (0..<40).map { "\($0 / 10)" }
    let data = Self.set((0..<80).map(Float.init), kinds: kinds)
    let shown = data.spread(8)
    #expect(shown.map { kinds[$0] } == ["0", "0", "1", "1", "2", "2", "3", "3"])
    #expect(Set(shown).count == 8)
    #expect(data.spread(40) == Array(0..<40) && data.spread(99) == Array(0..<40))
    #expect(data.spread(0).isEmpty)
  }

  @Test func equalSamplesAreSeen() {
    #expect(Self.set([1, 2, 1, 2, 1, 2]).areAllEqual)
    #expect(!Self.set([1, 2, 1, 2, 2, 1]).areAllEqual)
    #expect(!Self.set([1, 2]).areAllEqual && !Self.set([]).areAllEqual)
  }
}
