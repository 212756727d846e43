import Foundation

/// What a connection file says: where a kernel listens, and with what it signs.
///
/// jupyter-client.readthedocs.io, "Making kernels for Jupyter", connection files.
public struct KernelConnection: Sendable {
  /// The sockets of a kernel, by the names that a connection file has for their ports.
  enum Port: String, CaseIterable {
    case shell = "shell_port"
    case control = "control_port"
    case iopub = "iopub_port"
    case stdin = "stdin_port"
    case heartbeat = "hb_port"
  }

  private let transport: String
  private let address: String
  private var ports: [Port: Int] = [:]
  let signature: Signature

  /// Reads a connection file. Throws `connection` where something is missing or not known.
  public init(_ bytes: [UInt8]) throws(KernelError) {
    guard let file = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
      throw .connection("is no JSON object")
    }
    func text(_ name: String) throws(KernelError) -> String {
      guard let text = file[name] as? String else { throw .connection("has no \(name)") }
      return text
    }
    transport = try text("transport")
    guard ["tcp", "ipc"].contains(transport) else {
      throw .connection("asks for the transport \(transport); known are tcp and ipc")
    }
    address = try text("ip")
    let key = try text("key")
    if !key.isEmpty {
      let scheme = try text("signature_scheme")
      guard scheme == "hmac-sha256" else {
        throw .connection("asks for signatures by \(scheme); known is hmac-sha256")
      }
    }
    signature = Signature(key: Array(key.utf8))
    for port in Port.allCases {
      guard let number = file[port.rawValue] as? Int, (1...65_535).contains(number) else {
        throw .connection("has no \(port.rawValue) from 1 to 65535")
      }
      ports[port] = number
    }
  }

  /// Where a socket listens, as ZeroMQ writes it.
  func endpoint(_ port: Port) -> String {
    let number = ports[port] ?? 0
    return transport == "tcp" ? "tcp://\(address):\(number)" : "ipc://\(address)-\(number)"
  }
}
