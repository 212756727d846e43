import Files
import Foundation
import GANScript
import Testing

/// Data are prepared once a process, and again when their files have changed.
struct DataSharingTests {
  @Test func theSameDataAreNotPreparedTwice() throws {
    let laboratory = try Laboratory()
    var moments: [ContinuousClock.Instant] = []
    let script = """
      print 1
      load sunflowers size=64
      print 2
      load sunflowers size=64
      print 3
      load sunflowers size=64 limit=255
      print 4
      """
    let outcome = try laboratory.run(
      script, onText: { if $0.count == 1 { moments.append(ContinuousClock.now) } })
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let spans = zip(moments, moments.dropFirst()).map { $1 - $0 }
    try #require(spans.count == 3)
    #expect(spans[1] * 4 < spans[0], "\(spans)")
    #expect(spans[1] * 4 < spans[2], "\(spans)")
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
