import Files
import GANScript
import Synchronization

/// The folders that a notebook may read from: its own, the working folder, and what the command line
/// names. What lies below them is meant, not what links in them lead to, and nothing hidden.
public final class ReadableFolders: Sendable {
  private let roots: Mutex<[String]>
  private let isPrompt: Bool

  /// The folders, and files, of those paths.
  ///
  /// - Parameter isPrompt: Whether it is the prompt's, where what is typed may be read.
  public init(_ paths: [String], isPrompt: Bool = false) {
    roots = Mutex(paths.map(ReadableFolders.resolved))
    self.isPrompt = isPrompt
  }

  /// Lets one more folder or file be read.
  public func allow(_ path: String) {
    let path = ReadableFolders.resolved(path)
    roots.withLock { $0.append(path) }
  }

  /// Throws with exit code 7 if a path may not be read, whether or not something is there.
  public func check(_ path: String, argument: String? = nil) throws(ScriptError) {
    let real = ReadableFolders.resolved(path)
    let isReadable = roots.withLock { roots in
      roots.contains { root in
        guard real != root else { return true }
        let head = root == "/" ? root : root + "/"
        return real.hasPrefix(head)
          && !real.dropFirst(head.count).split(separator: "/").contains { $0.hasPrefix(".") }
      }
    }
    guard isReadable else {
      throw ScriptError(
        "\"\(path)\" is hidden, or outside the notebook's folder and the working folder; "
          + "nothing is read there",
        help: isPrompt
          ? "name it in a line typed here, or leave and start with ganrepl --allow-read DIR"
          : "--allow-read DIR allows it", argument: argument, exitCode: .denied, code: "E502")
    }
  }

  private static func resolved(_ path: String) -> String {
    // What cannot be followed to its end cannot be read either.
    (try? pathWithoutLinks(path)) ?? path
  }
}
