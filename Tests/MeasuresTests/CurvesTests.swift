import Measures
import Testing

struct CurvesTests {
  @Test func straightLinesAreNotRough() {
    #expect(Curves.roughness([1, 2, 3, 4]) == 0)
    #expect(Curves.roughness([0, 1, 0, 1, 0]) == 1)
    #expect(Curves.roughness([1, 2]).isNaN)
  }

  @Test func findsWhereCurvesCross() {
    let rising = (0..<100).map { Double($0) }
    let level = [Double](repeating: 49.5, count: 100)
    #expect(Curves.crossing(rising, above: level) == 51)
    #expect(Curves.crossing(level, above: rising) == nil)
    #expect(Curves.crossing(rising, above: rising.map { $0 - 1 }) == nil)
    #expect(Curves.crossing([], above: []) == nil)
    #expect(Curves.crossing([.nan, .nan], above: [1, 2]) == nil)
  }
}
