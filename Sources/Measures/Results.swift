import Synchronization
import Tensors

extension WorkerPool {
  /// What `body` gives for each number below `count`, computed on all threads, in order.
  func map<Result: Sendable>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    let results = Results<Result>(count)
    run(chunks: count) { results.put(body($0), at: $0) }
    return results.all
  }
}

/// Results that threads put in, each at a place of its own.
private final class Results<Element: Sendable>: Sendable {
  private let elements: Mutex<[Element?]>

  init(_ count: Int) { elements = Mutex([Element?](repeating: nil, count: count)) }

  func put(_ element: Element, at place: Int) { elements.withLock { $0[place] = element } }

  /// All that was put in, in the order of their places.
  var all: [Element] { elements.withLock { $0.compactMap(\.self) } }
}
