import Foundation
import Synchronization

/// Ctrl-C and its relatives: the first asks for a clean stop, the second leaves at once.
enum Interrupts {
  private static let received = Atomic<Int32>(0)
  private static let isAtPrompt = Atomic<Bool>(false)

  /// From now on SIGINT, SIGTERM and SIGHUP are requests, unless they were ignored at the start.
  static func listen() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var before = sigaction()
      sigaction(number, nil, &before)
      if before.__sigaction_handler.sa_handler == nil
        || unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) != 1
      {
        signal(number) { number in
          if number == SIGINT, Interrupts.isAtPrompt.load(ordering: .relaxed) { return }
          let (isFirst, _) = Interrupts.received.compareExchange(
            expected: 0, desired: number, ordering: .sequentiallyConsistent)
          if !isFirst { _exit(128 + number) }
        }
      }
    }
  }

  /// The signal that asked for a stop.
  static var signalReceived: Int32? {
    let number = received.load(ordering: .sequentiallyConsistent)
    return number == 0 ? nil : number
  }

  /// While a line is read, Ctrl-C is the line editor's affair.
  static func whileReading<Result>(_ read: () -> Result) -> Result {
    isAtPrompt.store(true, ordering: .relaxed)
    defer { isAtPrompt.store(false, ordering: .relaxed) }
    return read()
  }

  /// A prompt goes on after a stopped training.
  static func forget() { received.store(0, ordering: .sequentiallyConsistent) }

  /// Ends the process as the signal would have.
  static func leave(by number: Int32) -> Never {
    signal(number, SIG_DFL)
    raise(number)
    exit(128 + number)
  }
}
