import Foundation

/// ZeroMQ, loaded when it is needed: nobody needs it to build the program or to run it otherwise.
///
/// Names, numbers and layouts are those of `zmq.h` of version 4.
struct ZeroMQ {
  typealias Handle = UnsafeMutableRawPointer

  fileprivate let newContext: @convention(c) () -> Handle?
  fileprivate let endContext: @convention(c) (Handle?) -> Int32
  fileprivate let newSocket: @convention(c) (Handle?, Int32) -> Handle?
  fileprivate let close: @convention(c) (Handle?) -> Int32
  fileprivate let bind: @convention(c) (Handle?, UnsafePointer<CChar>) -> Int32
  fileprivate let setOption: @convention(c) (Handle?, Int32, UnsafeRawPointer, Int) -> Int32
  fileprivate let send: @convention(c) (Handle?, UnsafeRawPointer?, Int, Int32) -> Int
  fileprivate let newMessage: @convention(c) (Handle) -> Int32
  fileprivate let receive: @convention(c) (Handle, Handle?, Int32) -> Int32
  fileprivate let data: @convention(c) (Handle) -> UnsafeRawPointer?
  fileprivate let size: @convention(c) (Handle) -> Int
  fileprivate let hasMore: @convention(c) (Handle) -> Int32
  fileprivate let closeMessage: @convention(c) (Handle) -> Int32
  fileprivate let wait: @convention(c) (Handle?, Int32, Int) -> Int32
  private let errorNumber: @convention(c) () -> Int32
  private let errorText: @convention(c) (Int32) -> UnsafePointer<CChar>?

  private static let library = "libzmq.so.5"

  /// Loads the library. Throws `libraryMissing` where it is not installed.
  init() throws(KernelError) {
    guard let library = dlopen(ZeroMQ.library, RTLD_NOW | RTLD_LOCAL) else {
      throw .libraryMissing(dlerror().map { String(cString: $0) } ?? "\(ZeroMQ.library) is missing")
    }
    func find<Function>(_ name: String, _: Function.Type) throws(KernelError) -> Function {
      guard let symbol = dlsym(library, name) else {
        throw .libraryMissing("\(ZeroMQ.library) has no \(name)")
      }
      return unsafeBitCast(symbol, to: Function.self)
    }
    newContext = try find("zmq_ctx_new", (@convention(c) () -> Handle?).self)
    endContext = try find("zmq_ctx_term", (@convention(c) (Handle?) -> Int32).self)
    newSocket = try find("zmq_socket", (@convention(c) (Handle?, Int32) -> Handle?).self)
    close = try find("zmq_close", (@convention(c) (Handle?) -> Int32).self)
    bind = try find(
      "zmq_bind", (@convention(c) (Handle?, UnsafePointer<CChar>) -> Int32).self)
    setOption = try find(
      "zmq_setsockopt", (@convention(c) (Handle?, Int32, UnsafeRawPointer, Int) -> Int32).self)
    send = try find(
      "zmq_send", (@convention(c) (Handle?, UnsafeRawPointer?, Int, Int32) -> Int).self)
    newMessage = try find("zmq_msg_init", (@convention(c) (Handle) -> Int32).self)
    receive = try find("zmq_msg_recv", (@convention(c) (Handle, Handle?, Int32) -> Int32).self)
    data = try find("zmq_msg_data", (@convention(c) (Handle) -> UnsafeRawPointer?).self)
    size = try find("zmq_msg_size", (@convention(c) (Handle) -> Int).self)
    hasMore = try find("zmq_msg_more", (@convention(c) (Handle) -> Int32).self)
    closeMessage = try find("zmq_msg_close", (@convention(c) (Handle) -> Int32).self)
    wait = try find("zmq_poll", (@convention(c) (Handle?, Int32, Int) -> Int32).self)
    errorNumber = try find("zmq_errno", (@convention(c) () -> Int32).self)
    errorText = try find(
      "zmq_strerror", (@convention(c) (Int32) -> UnsafePointer<CChar>?).self)
  }

  /// What went wrong last, in the library's words.
  fileprivate var problem: String {
    errorText(errorNumber()).map { String(cString: $0) } ?? "unknown error"
  }
}

/// The sockets of one kernel. They belong to one thread at a time.
final class SocketSet {
  /// How a socket behaves.
  enum Pattern: Int32 {
    /// Answers each message to who sent it.
    case reply = 4
    /// Names who sent a message in its first frame, and sends by such names.
    case router = 6
    /// Sends to all who listen, and hears of those who begin to.
    case publish = 9
  }

  private let library: ZeroMQ
  private let context: ZeroMQ.Handle?
  private var sockets: [ZeroMQ.Handle?] = []

  init() throws(KernelError) {
    library = try ZeroMQ()
    context = library.newContext()
  }

  deinit {
    for socket in sockets { _ = library.close(socket) }
    _ = library.endContext(context)
  }

  /// Opens a socket; returns its index. Throws `socket` where nothing can listen there.
  func open(_ pattern: Pattern, at endpoint: String) throws(KernelError) -> Int {
    guard let socket = library.newSocket(context, pattern.rawValue) else {
      throw .socket(endpoint, reason: library.problem)
    }
    sockets.append(socket)
    // What was sent last still goes out, for a second at most.
    set(socket, Option.linger, 1000)
    switch pattern {
    case .publish:
      // However slowly somebody listens, nothing is left out; and each who begins to is heard of.
      set(socket, Option.sendLimit, 0)
      set(socket, Option.reportsAllSubscriptions, 1)
    case .router: set(socket, Option.handsOver, 1)
    case .reply: break
    }
    guard library.bind(socket, endpoint) == 0 else {
      throw .socket(endpoint, reason: library.problem)
    }
    return sockets.count - 1
  }

  private enum Option {
    static let linger: Int32 = 17
    static let sendLimit: Int32 = 23
    static let reportsAllSubscriptions: Int32 = 40
    static let handsOver: Int32 = 56
  }

  private func set(_ socket: ZeroMQ.Handle?, _ option: Int32, _ value: Int32) {
    withUnsafePointer(to: value) { _ = library.setOption(socket, option, $0, 4) }
  }

  /// Sends frames as one message. One that nobody is there for is lost, as ZeroMQ has it.
  func send(_ frames: [[UInt8]], to index: Int) {
    let sendsMore: Int32 = 2
    for (number, frame) in frames.enumerated() {
      let flags = number < frames.count - 1 ? sendsMore : 0
      repeat {
        let sent = frame.withUnsafeBytes {
          library.send(sockets[index], $0.baseAddress, $0.count, flags)
        }
        if sent >= 0 { break }
      } while errno == EINTR
    }
  }

  /// The frames of the next message of a socket; `nil` if there is none yet.
  func receive(from index: Int) -> [[UInt8]]? {
    let doesNotWait: Int32 = 1
    var frames: [[UInt8]] = []
    // A `zmq_msg_t` is 64 bytes.
    let message = ZeroMQ.Handle.allocate(byteCount: 64, alignment: 16)
    defer { message.deallocate() }
    while true {
      _ = library.newMessage(message)
      defer { _ = library.closeMessage(message) }
      guard library.receive(message, sockets[index], doesNotWait) >= 0 else { return nil }
      let bytes = UnsafeRawBufferPointer(start: library.data(message), count: library.size(message))
      frames.append(Array(bytes))
      if library.hasMore(message) == 0 { return frames }
    }
  }

  /// A `zmq_pollitem_t`.
  private struct Watched {
    var socket: ZeroMQ.Handle?
    var file: Int32 = 0
    var awaited: Int16 = 1
    var found: Int16 = 0
  }

  /// Waits until a message comes, a byte from a file, or the time is over.
  func wait(file: Int32, milliseconds: Int) {
    var watched = sockets.map { Watched(socket: $0) }
    watched.append(Watched(socket: nil, file: file))
    watched.withUnsafeMutableBytes {
      _ = library.wait($0.baseAddress, Int32(sockets.count + 1), milliseconds)
    }
  }
}
