import Synchronization
import Tensors

extension WorkerPool {
  /// What `body` gives for each number below `count`, computed on all threads, in order.
  func map<Result: Sendable>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    let results = Results<Result>(count)
    run(chunks: count) { results.put(body($0), at: $0) }
    return results.all
  }

  /// The same for what takes long; `nil` if it is stopped, which is asked before every 16 of them.
  func map<Result: Sendable>(
    _ count: Int, isStopped: () -> Bool, _ body: (Int) -> Result
  ) -> [Result]? {
    var results: [Result] = []
    for start in stride(from: 0, to: count, by: 16) {
      if isStopped() { return nil }
      results += map(min(16, count - start)) { body(start + $0) }
    }
    return results
  }
}

/// Results that threads put in, each at an index of its own.
private final class Results<Element: Sendable>: Sendable {
  private let elements: Mutex<[Element?]>

  init(_ count: Int) { elements = Mutex([Element?](repeating: nil, count: count)) }

  func put(_ element: Element, at index: Int) { elements.withLock { $0[index] = element } }

  /// All that was put in, in the order of their indices.
  var all: [Element] { elements.withLock { $0.compactMap(\.self) } }
}
