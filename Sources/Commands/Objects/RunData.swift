import Datasets
import Synchronization

/// The data that a run learned from: at hand, or loaded again when something asks for them.
final class RunData: Sendable {
  /// What a sample is, and the way back to pixels; known without the data.
  let form: SampleForm
  private let load: @Sendable () throws -> PreparedData
  private let loaded: Mutex<PreparedData?>

  /// Data at hand.
  init(_ data: PreparedData) {
    form = data.set.form
    load = { data }
    loaded = Mutex(data)
  }

  /// Data that are loaded when they are first asked for.
  init(_ form: SampleForm, load: @escaping @Sendable () throws -> PreparedData) {
    self.form = form
    self.load = load
    loaded = Mutex(nil)
  }

  /// The data, with what is made of them. Throws `ScriptError` if they are gone, or have changed.
  ///
  /// Cost: that of `load`, the first time.
  func prepared() throws -> PreparedData {
    if let data = loaded.withLock({ $0 }) { return data }
    let data = try load()
    loaded.withLock { $0 = data }
    return data
  }
}
