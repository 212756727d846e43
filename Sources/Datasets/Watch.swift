/// How those who wait for data watch it being prepared, and stop it. Called from any thread, one call
/// at a time.
public struct Watch {
  /// Whether the user wants the work to stop; asked between pictures.
  public var isInterrupted: () -> Bool
  /// Told how many pictures of how many are done.
  public var onProgress: (_ done: Int, _ total: Int) -> Void

  /// Nobody watches, unless told otherwise.
  public init(
    isInterrupted: @escaping () -> Bool = { false },
    onProgress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    self.isInterrupted = isInterrupted
    self.onProgress = onProgress
  }
}
