import Foundation

/// How Jupyter learns of a kernel: a folder with a `kernel.json`.
public enum Kernelspec {
  /// The name of the kernel and of its folder.
  public static let name = "ganrepl"
  /// How Jupyter starts it.
  public static let launch = "ganrepl kernel --connection FILE"

  /// `kernel.json` for a program at that path, which is started with these options.
  public static func file(program: String, options: [String] = []) -> [UInt8] {
    let object: [String: Any] = [
      "argv": [program, "kernel"] + options + ["--connection", "{connection_file}"],
      "display_name": name,
      "language": "gan", "interrupt_mode": "message", "metadata": ["debugger": false],
    ]
    let data = try? JSONSerialization.data(
      withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return (data.map(Array.init) ?? []) + [UInt8(ascii: "\n")]
  }

  /// The folder of the kernel below a prefix; without one the user's own, as `jupyter --data-dir` says
  /// it. `nil` if there is neither.
  public static func folder(prefix: String?, _ environment: [String: String]) -> String? {
    func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let data =
      prefix.map { $0 + "/share/jupyter" } ?? set("JUPYTER_DATA_DIR")
      ?? set("XDG_DATA_HOME").map { $0 + "/jupyter" }
      ?? set("HOME").map { $0 + "/.local/share/jupyter" }
    return data.map { $0 + "/kernels/" + name }
  }

  /// Throws `libraryMissing` where a kernel could not speak to Jupyter.
  public static func checkLibrary() throws(KernelError) { _ = try ZeroMQ() }
}
