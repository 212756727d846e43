// What the kernels need that Swift for bare processors has not: one thread's pool, and `Codable`.

/// Numbers need not be written down here; `SIMDScalar` wants it elsewhere.
protocol Codable {}
extension Float: Codable {}
extension Double: Codable {}

/// A pool of the caller's thread alone.
public final class WorkerPool {
  let threads = 1

  func run(chunks: Int, _ body: (Int) -> Void) {
    for chunk in 0..<chunks { body(chunk) }
  }

  func run(chunks: Int, byThread body: (_ chunk: Int, _ thread: Int) -> Void) {
    for chunk in 0..<chunks { body(chunk, 0) }
  }

  func split(_ count: Int, granularity: Int, _ body: (Range<Int>) -> Void) {
    if count > 0 { body(0..<count) }
  }
}
