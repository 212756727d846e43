import Foundation
import Synchronization

/// Ctrl-C and its relatives: the first asks for a clean stop, the second leaves at once, but for a
/// prompt, which Ctrl-C never ends.
enum Interrupts {
  private static let isPrompt = Atomic<Bool>(false)
  private static let received = Atomic<Int32>(0)
  private static let windowHasChanged = Atomic<Bool>(false)
  private static let isToBeSuspended = Atomic<Bool>(false)
  private static let isBack = Atomic<Bool>(false)
  /// The pipe into which a signal handler writes a byte, whatever thread it runs on, so that
  /// `nextEvents` stops waiting.
  private static let wakeUpWriteEnd = Atomic<Int32>(-1)
  private static let wakeUpReadEnd = Atomic<Int32>(-1)

  /// What asks for a stop.
  private static let requests = [SIGINT, SIGTERM, SIGHUP]
  /// What a line editor has to know of as well.
  private static let changes = [SIGWINCH, SIGTSTP, SIGCONT]

  /// From now on SIGINT, SIGTERM and SIGHUP are requests, unless they were ignored at the start.
  static func listen() {
    // A full pipe must not hold up a handler: one byte is enough.
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
      wakeUpReadEnd.store(ends[0], ordering: .sequentiallyConsistent)
      wakeUpWriteEnd.store(ends[1], ordering: .sequentiallyConsistent)
    }
    // Threads that start processes often block all signals, and what they start inherits that.
    var all = sigset_t()
    sigemptyset(&all)
    for number in requests { sigaddset(&all, number) }
    sigprocmask(SIG_UNBLOCK, &all, nil)
    for number in requests where !isIgnored(number) {
      signal(number) { number in
        let (isFirst, _) = Interrupts.received.compareExchange(
          expected: 0, desired: number, ordering: .sequentiallyConsistent)
        if !isFirst {
          if number == SIGINT, Interrupts.isPrompt.load(ordering: .relaxed) {
            Interrupts.sayThatItStops()
          } else {
            signal(number, SIG_DFL)
            raise(number)
          }
        }
        Interrupts.wakeUp()
      }
    }
  }

  /// The process is about to end. A signal that was not answered yet ends it, and so does one that
  /// still comes.
  static func stopListening() {
    for number in requests where !isIgnored(number) { signal(number, SIG_DFL) }
    if let number = signalReceived { leave(by: number) }
  }

  /// From now on Ctrl-C abandons what is running, however often it comes, and never the process.
  static func keepSession() { isPrompt.store(true, ordering: .relaxed) }

  /// Only what a signal handler may do.
  private static func sayThatItStops() {
    let error = errno
    let text: StaticString = "\nstops as soon as it can; the session stays\n"
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    errno = error
  }

  private static func wakeUp() {
    let error = errno
    var byte: UInt8 = 0
    _ = write(wakeUpWriteEnd.load(ordering: .relaxed), &byte, 1)
    errno = error
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var before = sigaction()
    sigaction(number, nil, &before)
    guard let handler = before.__sigaction_handler.sa_handler else { return false }
    return unsafeBitCast(handler, to: Int.self) == 1
  }

  /// The signal that asked for a stop.
  static var signalReceived: Int32? {
    let number = received.load(ordering: .sequentiallyConsistent)
    return number == 0 ? nil : number
  }

  /// Asks for a stop as Ctrl-C does.
  static func request() {
    _ = received.compareExchange(
      expected: 0, desired: SIGINT, ordering: .sequentiallyConsistent)
  }

  /// A prompt continues after a stopped training.
  static func forget() { received.store(0, ordering: .sequentiallyConsistent) }

  /// Ends the process as the signal would have.
  static func leave(by number: Int32) -> Never {
    signal(number, SIG_DFL)
    raise(number)
    exit(128 + number)
  }

  // MARK: While a line is edited

  /// What happened while the keyboard was waited for.
  struct Events {
    var isKeyPressed = false
    var hasWindowChanged = false
    var isToBeSuspended = false
    var isBack = false
  }

  /// While a line is edited, `nextEvents` also reports a changed window, Ctrl-Z and the return from
  /// it.
  static func whileEditing<Result>(_ edit: () -> Result) -> Result {
    signal(SIGWINCH) { _ in
      Interrupts.windowHasChanged.store(true, ordering: .relaxed)
      Interrupts.wakeUp()
    }
    signal(SIGCONT) { _ in
      Interrupts.isBack.store(true, ordering: .relaxed)
      Interrupts.wakeUp()
    }
    catchSuspension()
    defer { for number in changes where !isIgnored(number) { signal(number, SIG_DFL) } }
    return edit()
  }

  /// Waits for a key or a signal.
  static func nextEvents() -> Events {
    var sources = [STDIN_FILENO, wakeUpReadEnd.load(ordering: .relaxed)].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    _ = poll(&sources, 2, -1)
    var bytes = [UInt8](repeating: 0, count: 64)
    if sources[1].revents != 0 { _ = read(sources[1].fd, &bytes, bytes.count) }
    return Events(
      isKeyPressed: sources[0].revents != 0,
      hasWindowChanged: windowHasChanged.exchange(false, ordering: .relaxed),
      isToBeSuspended: isToBeSuspended.exchange(false, ordering: .relaxed),
      isBack: isBack.exchange(false, ordering: .relaxed))
  }

  /// Reads a line of the keyboard; `nil` at the end of input, or when a signal asks for a stop, however far
  /// the line is.
  static func typedLine() -> String? {
    var line: [UInt8] = []
    while true {
      let events = nextEvents()
      guard signalReceived == nil else { return nil }
      guard events.isKeyPressed else { continue }
      var byte: UInt8 = 0
      let count = read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0, signalReceived == nil else { return nil }
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
  }

  private static func catchSuspension() {
    guard !isIgnored(SIGTSTP) else { return }
    signal(SIGTSTP) { _ in
      Interrupts.isToBeSuspended.store(true, ordering: .relaxed)
      Interrupts.wakeUp()
    }
  }

  /// Stops the process until the shell continues it.
  static func suspend() {
    signal(SIGTSTP, SIG_DFL)
    raise(SIGTSTP)
    catchSuspension()
    // Who suspends knows of the return.
    isBack.store(false, ordering: .relaxed)
  }
}
