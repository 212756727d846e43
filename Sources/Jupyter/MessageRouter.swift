import Foundation
import Synchronization

/// Carries messages between a kernel's sockets, which one thread owns, and whoever works on them: that
/// thread echoes heartbeats and hears interrupts while a training goes on.
final class MessageRouter: Sendable {
  /// Where a request came from, or a message goes.
  enum Channel: Sendable {
    case shell, control, iopub
  }

  /// A request that waits to be worked on.
  struct Incoming: Sendable {
    var channel: Channel
    var frames: [[UInt8]]
  }

  private struct State {
    var waiting: [Incoming] = []
    var outgoing: [(Channel, [[UInt8]])] = []
    var isClosed = false
    var isOver = false
  }

  private let state = Mutex(State())
  private let arrivals = DispatchSemaphore(value: 0)
  private let end = DispatchSemaphore(value: 0)
  /// A pipe whose bytes wake the thread of the sockets.
  private let reading: Int32
  private let writing: Int32

  init() throws(KernelError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw .socket("a pipe", reason: String(cString: strerror(errno)))
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    _ = Foundation.close(reading)
    _ = Foundation.close(writing)
  }

  /// What a kernel does at once, on the thread of the sockets.
  struct Duties: Sendable {
    /// A request on the control channel.
    var control: @Sendable ([[UInt8]]) -> Void
    /// Somebody begins to listen to a topic.
    var subscription: @Sendable ([UInt8]) -> Void
    /// Once a second at least: whether the kernel is to end.
    var isToEnd: @Sendable () -> Bool
  }

  /// Opens the sockets and begins. Throws if ZeroMQ is missing or an address is taken.
  func start(_ connection: KernelConnection, _ duties: Duties) throws(KernelError) {
    let sockets = try SocketSet()
    let shell = try sockets.open(.router, at: connection.endpoint(.shell))
    let control = try sockets.open(.router, at: connection.endpoint(.control))
    let iopub = try sockets.open(.publish, at: connection.endpoint(.iopub))
    // Nothing is ever asked of the user; the protocol wants the socket.
    _ = try sockets.open(.router, at: connection.endpoint(.stdin))
    let heartbeat = try sockets.open(.reply, at: connection.endpoint(.heartbeat))
    // From here on they belong to the new thread.
    nonisolated(unsafe) let owned = sockets
    Thread.detachNewThread { [self] in
      while true {
        owned.wait(file: reading, milliseconds: 1000)
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(reading, &bytes, bytes.count) > 0 {}
        while let frames = owned.receive(from: heartbeat) { owned.send(frames, to: heartbeat) }
        while let frames = owned.receive(from: control) { duties.control(frames) }
        while let frames = owned.receive(from: shell) {
          accept(Incoming(channel: .shell, frames: frames))
        }
        while let frames = owned.receive(from: iopub) {
          // 1 and a topic: a subscription.
          if let frame = frames.first, frame.first == 1 {
            duties.subscription(Array(frame.dropFirst()))
          }
        }
        if duties.isToEnd() { finish() }
        let (outgoing, isOver) = state.withLock { state in
          defer { state.outgoing = [] }
          return (state.outgoing, state.isOver)
        }
        for (channel, frames) in outgoing {
          let index =
            switch channel {
            case .shell: shell
            case .control: control
            case .iopub: iopub
            }
          owned.send(frames, to: index)
        }
        if isOver { break }
      }
      end.signal()
    }
  }

  private func accept(_ incoming: Incoming) {
    state.withLock { $0.waiting.append(incoming) }
    arrivals.signal()
  }

  /// The next request; waits for one. `nil` when the kernel is to end.
  func next() -> Incoming? {
    while true {
      arrivals.wait()
      let (isClosed, first) = state.withLock { state in
        (state.isClosed, state.waiting.isEmpty ? nil : state.waiting.removeFirst())
      }
      if isClosed { return nil }
      // What `takeWaiting` took left its signal behind.
      if let first { return first }
    }
  }

  /// All requests that wait.
  func takeWaiting() -> [Incoming] {
    state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
  }

  /// Sends a message, in the order of calls.
  func send(_ frames: [[UInt8]], on channel: Channel) {
    state.withLock { $0.outgoing.append((channel, frames)) }
    wakeUp()
  }

  /// No further request is worked on.
  func finish() {
    state.withLock { $0.isClosed = true }
    arrivals.signal()
  }

  /// Sends what is left and closes the sockets; returns when that is done.
  func close() {
    state.withLock { $0.isOver = true }
    wakeUp()
    end.wait()
  }

  private func wakeUp() {
    var byte: UInt8 = 0
    _ = write(writing, &byte, 1)
  }
}
