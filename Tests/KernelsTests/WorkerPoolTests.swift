import Kernels
import Synchronization
import Testing

/// Chunks of work and the threads that share them.
struct WorkerPoolTests {
  @Test(arguments: [1, 2, 3, 5]) func everyChunkIsDoneOnce(threads: Int) {
    let pool = WorkerPool(threads: threads)
    for chunks in 0..<40 {
      let done = (0..<chunks).map { _ in Counter() }
      pool.run(chunks: chunks) { done[$0].count.add(1, ordering: .relaxed) }
      #expect(done.allSatisfy { $0.count.load(ordering: .relaxed) == 1 })
    }
  }

  @Test(arguments: [1, 2, 3]) func partsAreTheWhole(threads: Int) {
    let pool = WorkerPool(threads: threads)
    for count in [0, 1, 7, 8, 9, 200, 1021] {
      let done = (0..<count).map { _ in Counter() }
      pool.split(count, granularity: 8) { part in
        for index in part { done[index].count.add(1, ordering: .relaxed) }
        if part.lowerBound % 8 != 0 { Issue.record("a part begins at \(part.lowerBound)") }
      }
      #expect(done.allSatisfy { $0.count.load(ordering: .relaxed) == 1 })
    }
  }

  /// While the caller is held up in chunk 0 the other begins: with its own half, not with chunk 1.
  @Test func eachBeginsWithItsOwnShare() {
    let pool = WorkerPool(threads: 2)
    for _ in 0..<100 {
      let (begun, first) = (Counter(), Counter())
      pool.run(chunks: 4) { chunk in
        let index = begun.count.add(1, ordering: .acquiringAndReleasing).oldValue
        guard index < 2 else { return }
        first.count.bitwiseOr(1 << chunk, ordering: .relaxed)
        let deadline = ContinuousClock.now + .seconds(20)
        while begun.count.load(ordering: .acquiring) < 2, ContinuousClock.now < deadline {}
      }
      #expect(first.count.load(ordering: .relaxed) == 1 << 0 | 1 << 2)
    }
  }

  /// One thread that is held up does not hold up the others: they take its share.
  @Test func theOthersTakeTheShareOfOneThatIsHeldUp() {
    let pool = WorkerPool(threads: 2)
    let done = Counter()
    pool.run(chunks: 8) { chunk in
      if chunk == 0 {
        let deadline = ContinuousClock.now + .seconds(20)
        while done.count.load(ordering: .acquiring) < 7, ContinuousClock.now < deadline {}
        #expect(done.count.load(ordering: .acquiring) == 7)
      } else {
        done.count.add(1, ordering: .acquiringAndReleasing)
      }
    }
  }

  private final class Counter: Sendable { let count = Atomic(0) }
}
