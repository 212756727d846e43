/// Why a kernel does not begin.
public enum KernelError: Error, Sendable {
  /// `libzmq.so.5` cannot be loaded; the reason is the system's.
  case libraryMissing(String)
  /// The connection file does not say what a kernel needs.
  case connection(String)
  /// A socket cannot be opened there.
  case socket(String, reason: String)

  /// What is wrong.
  public var message: String {
    switch self {
    case .libraryMissing(let reason): "Jupyter is spoken to over ZeroMQ, and \(reason)"
    case .connection(let problem): "the connection file \(problem)"
    case .socket(let address, let reason): "cannot listen at \(address): \(reason)"
    }
  }

  /// What to do about it.
  public var help: String? {
    switch self {
    case .libraryMissing: "apt-get install libzmq5; it is needed for this command only"
    case .connection: "Jupyter writes it and names it: \(Kernelspec.launch)"
    case .socket: nil
    }
  }
}
