import Tensors
import Testing

struct RandomStreamTests {
  /// Known answers of Random123's own test (`kat_vectors`, philox4x32 10).
  @Test(
    arguments: [
      (
        [0, 0, 0, 0, 0, 0],
        [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
      ),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344, 0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32])])
  func knownAnswers(input: [UInt32], expected: [UInt32]) {
    let block = philox4x32(
      counter: SIMD4(input[0], input[1], input[2], input[3]), key: SIMD2(input[4], input[5]))
    #expect([block[0], block[1], block[2], block[3]] == expected)
  }

  @Test func aDrawMoreInOneStreamShiftsNoOther() {
    var latents = RandomStream(seed: 7, .latents, index: 3, subindex: 5)
    let before = (0..<10).map { _ in latents.nextWord() }
    var shuffle = RandomStream(seed: 7, .shuffle, index: 3)
    for _ in 0..<1000 { _ = shuffle.nextWord() }
    latents = RandomStream(seed: 7, .latents, index: 3, subindex: 5)
    #expect((0..<10).map { _ in latents.nextWord() } == before)
    var other = RandomStream(seed: 7, .latents, index: 3, subindex: 6)
    #expect((0..<10).map { _ in other.nextWord() } != before)
  }

  @Test func permutationsAreFair() {
    var seen: [[Int]: Int] = [:]
    for epoch in 0..<6000 {
      var stream = RandomStream(seed: 1, .shuffle, index: epoch)
      seen[stream.permutation(3), default: 0] += 1
    }
    #expect(seen.count == 6)
    #expect(seen.values.allSatisfy { abs($0 - 1000) < 120 })
  }

  @Test func normalNumbersHaveTheirMoments() {
    let tensor = Tensor(rows: 1, columns: 100_001)
    var stream = RandomStream(seed: 2, .samples)
    stream.fillNormal(tensor, row: 0)
    let values = tensor.values.map(Double.init)
    let moments = (1...4).map { power in
      values.reduce(0) { sum, x in sum + (0..<power).reduce(1) { product, _ in product * x } }
        / Double(values.count)
    }
    #expect(abs(moments[0]) < 0.01 && abs(moments[1] - 1) < 0.02)
    #expect(abs(moments[2]) < 0.03 && abs(moments[3] - 3) < 0.1)
  }

  @Test func aStreamIsReachedAtAnyPosition() {
    for taken in 0..<9 {
      var stream = RandomStream(seed: 4, .latents, index: 1)
      for _ in 0..<taken { _ = stream.nextWord() }
      for words in 0..<14 {
        var drawn = stream
        for _ in 0..<words { _ = drawn.nextWord() }
        var reached = stream.advanced(by: words)
        #expect((0..<6).map { _ in reached.nextWord() } == (0..<6).map { _ in drawn.nextWord() })
      }
    }
  }

  @Test(arguments: [1, 2, 3], [7, 100]) func rowsOnManyThreadsAreThoseOnOne(
    threads: Int, columns: Int
  ) {
    let stream = RandomStream(seed: 5, .latents, index: 1, subindex: 2)
    let together = Tensor(rows: 33, columns: columns)
    stream.fillNormal(together, on: WorkerPool(threads: threads))
    let each = Tensor(rows: 33, columns: columns)
    var one = stream
    for row in 0..<33 { one.fillNormal(each, row: row) }
    #expect(together.values == each.values)
  }

  @Test func belowStaysBelow() {
    var stream = RandomStream(seed: 3, .shuffle)
    let draws = (0..<7000).map { _ in stream.below(7) }
    #expect(Set(draws) == Set(0..<7))
  }
}
