import CProcessor
import Foundation
import Synchronization

/// Threads that share the work of one step and wait cheaply between its products.
///
/// A step has some thirty products of a tenth of a millisecond to two; waking a sleeping thread
/// takes as long as the short ones. So a worker spins for a while, then yields its processor to
/// other threads, then sleeps until it is woken.
///
/// Work is handed out as chunks. Each thread has its share of them, the same in every product of as
/// many rows, so that it finds in its own caches what it wrote last; when its share is done it helps
/// the others. Which thread takes a chunk must not matter to its result.
public final class WorkerPool: @unchecked Sendable {
  /// How many threads work, the caller's own among them.
  public let threads: Int
  /// Where products record how long they took; `nil` to record nothing.
  public var productLog: ProductLog?

  private let job: Job
  private let gate = Gate()

  /// A pool of so many threads; one means that all work is done by the caller.
  public init(threads: Int) {
    self.threads = max(1, threads)
    job = Job(threads: self.threads)
    for member in 1..<self.threads {
      let thread = Thread { [job, gate] in WorkerPool.serve(job, gate, as: member) }
      thread.name = "ganrepl worker"
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  deinit {
    job.isClosing.store(true, ordering: .releasing)
    job.generation.add(1, ordering: .sequentiallyConsistent)
    gate.wake()
  }

  /// Calls `body` once for each chunk number below `chunks`, on all threads, and waits for all.
  ///
  /// Must not be called from within itself, nor from two threads at once.
  public func run(chunks: Int, _ body: (Int) -> Void) {
    run(chunks: chunks, byThread: { chunk, _ in body(chunk) })
  }

  /// The same, and tells `body` which thread it runs on, from 0 to before `threads`: what a thread
  /// needs for itself while it works can then lie in memory of its own.
  public func run(chunks: Int, byThread body: (_ chunk: Int, _ thread: Int) -> Void) {
    guard threads > 1, chunks > 1 else {
      for chunk in 0..<chunks { body(chunk, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      job.body = body
      job.deal(chunks)
      job.busy.store(threads - 1, ordering: .relaxed)
      job.generation.add(1, ordering: .sequentiallyConsistent)
      if gate.hasSleepers { gate.wake() }
      job.takeChunks(as: 0)
      var spin = SpinWait()
      while job.busy.load(ordering: .acquiring) > 0 { _ = spin.wait(limit: .max) }
      job.body = nil
    }
  }

  /// Calls `body` for parts of 0..<count that begin at multiples of `granularity`.
  public func split(_ count: Int, granularity: Int, _ body: (Range<Int>) -> Void) {
    split(count, granularity: granularity, turns: 1) { _, part in body(part) }
  }

  /// Calls `body` for each of some turns and parts of 0..<count that begin at multiples of
  /// `granularity`. All may run at the same time; of as many threads as turns, each begins with a turn
  /// of its own.
  public func split(
    _ count: Int, granularity: Int, turns: Int, _ body: (_ turn: Int, Range<Int>) -> Void
  ) {
    let units = (count + granularity - 1) / granularity
    // Four chunks a thread even out what other programs take; more would cost more hand-overs.
    let chunks = threads == 1 ? min(units, 1) : min(units, max(1, 4 * threads / turns))
    run(chunks: turns * chunks) { chunk in
      let (turn, piece) = chunk.quotientAndRemainder(dividingBy: chunks)
      let low = piece * units / chunks * granularity
      let high = min((piece + 1) * units / chunks * granularity, count)
      if low < high { body(turn, low..<high) }
    }
  }

  private static func serve(_ job: Job, _ gate: Gate, as member: Int) {
    var seen = 0
    while true {
      var spin = SpinWait()
      while job.generation.load(ordering: .acquiring) == seen {
        // About a millisecond of spinning and yielding, then sleep.
        if !spin.wait(limit: 400) {
          gate.sleep { job.generation.load(ordering: .sequentiallyConsistent) == seen }
        }
      }
      seen += 1
      if job.isClosing.load(ordering: .acquiring) { return }
      job.takeChunks(as: member)
      job.busy.subtract(1, ordering: .releasing)
    }
  }
}

/// What the threads share. `body` and the shares are written only while no worker is busy.
private final class Job: @unchecked Sendable {
  let generation = Atomic<Int>(0)
  let busy = Atomic<Int>(0)
  let isClosing = Atomic<Bool>(false)
  var body: ((Int, Int) -> Void)?
  private let shares: [Share]

  /// The chunks of one thread: those from `next` to before `end` are still to be done.
  private final class Share {
    let next = Atomic<Int>(0)
    var end = 0
  }

  init(threads: Int) { shares = (0..<threads).map { _ in Share() } }

  func deal(_ chunks: Int) {
    for (member, share) in shares.enumerated() {
      share.next.store(member * chunks / shares.count, ordering: .relaxed)
      share.end = (member + 1) * chunks / shares.count
    }
  }

  func takeChunks(as member: Int) {
    guard let body else { return }
    for turn in 0..<shares.count {
      let share = shares[(member + turn) % shares.count]
      while true {
        let chunk = share.next.add(1, ordering: .relaxed).oldValue
        if chunk >= share.end { break }
        body(chunk, member)
      }
    }
  }
}

/// Waits by spinning, then by yielding the processor, and gives up after a number of rounds.
private struct SpinWait {
  private var rounds = 0

  /// Waits a moment; false after `limit` of them.
  mutating func wait(limit: Int) -> Bool {
    if rounds < 64 {
      for _ in 0..<32 { spinPause() }
    } else {
      sched_yield()
    }
    rounds += 1
    return rounds < limit
  }
}

/// Where workers sleep.
private final class Gate: @unchecked Sendable {
  private let condition = NSCondition()
  private let sleepers = Atomic<Int>(0)

  var hasSleepers: Bool { sleepers.load(ordering: .sequentiallyConsistent) > 0 }

  func sleep(while isIdle: () -> Bool) {
    condition.lock()
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while isIdle() { condition.wait() }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    condition.unlock()
  }

  func wake() {
    condition.lock()
    condition.broadcast()
    condition.unlock()
  }
}
