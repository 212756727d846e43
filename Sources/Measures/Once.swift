import Synchronization

/// A value that is made when it is first asked for, and kept.
public final class Once<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)

  /// A value that has not been asked for yet.
  public init() {}

  /// The value, made now if this is the first call; other threads wait for it.
  public func value(_ make: () -> Value) -> Value {
    made.withLock { made in
      let value = made ?? make()
      made = value
      return value
    }
  }

  /// The value, made now if no call before has made one; what is not made is tried again by the next.
  public func valueIfMade<Failure: Error>(
    _ make: () throws(Failure) -> Value?
  ) throws(Failure) -> Value? {
    try made.withLock { (made) throws(Failure) in
      if made == nil { made = try make() }
      return made
    }
  }
}
