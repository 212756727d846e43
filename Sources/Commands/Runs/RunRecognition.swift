import Adversarial
import Files
import Foundation
import Networks

/// Which folders are runs: only those that hold what the program alone writes.
extension RunFolder {
  /// Whether a folder of that name, with files of those names, is a run's, whole or damaged.
  ///
  /// With a run's key at the end of its name, one file that is recognisably the program's is enough: its
  /// lock, a status, a `config.json` or a checkpoint. A folder of any other name, which its user gave
  /// it, needs both a status and a `config.json`.
  ///
  /// Cost: small files are read whole, of checkpoints the header.
  func isRun(files names: [String]) -> Bool {
    func holds(_ file: File) -> Bool { names.contains(file.rawValue) }
    let hasStatus = holds(.status) && status != nil
    if hasStatus, holds(.config), isOurs(config: .config) { return true }
    guard RunIdentity.isKeyed(name) else { return false }
    return hasStatus || (names.contains(".lock") && hasLock)
      || (holds(.config) && isOurs(config: .config))
      || RunFolder.checkpoints.contains { holds($0) && isOurs(checkpoint: $0) }
  }

  /// The files that are checkpoints.
  static let checkpoints: [File] = [.last, .best, .diverged]

  /// The lock's text: a process's number, or nothing.
  private var hasLock: Bool {
    guard let text = lockText else { return false }
    let isNumber = text.dropLast().allSatisfy { (48...57).contains($0) }
    return text.isEmpty || (text.last == 10 && isNumber)
  }

  private var lockText: [UInt8]? { try? readFile(path + "/.lock", limit: 64) }

  /// The process that holds the folder's lock, as far as its number tells; a released lock has none.
  var process: Int32? {
    guard let text = lockText,
      let number = Int32(String(decoding: text.prefix { $0 != 10 }, as: UTF8.self)), number > 0,
      isProcess(number)
    else { return nil }
    return number
  }

  /// The members that every version of `config.json` has.
  private struct ConfigMark: Decodable {
    struct Program: Decodable { var version: String }
    var program: Program
  }

  private func isOurs(config file: File) -> Bool {
    guard let bytes = try? readFile(path(of: file), limit: 1 << 24) else { return false }
    return (try? JSONDecoder().decode(ConfigMark.self, from: Data(bytes))) != nil
  }

  private func isOurs(checkpoint file: File) -> Bool {
    (try? header(of: file)).map { Checkpoint.claims($0) } ?? false
  }

  /// The tensors of a checkpoint, of which the header is read. Throws `FileError` and `NetworkError`.
  func header(of file: File) throws -> SafetensorsFile {
    let opened = try OpenFile(path(of: file))
    return try SafetensorsFile(size: opened.stamp.size) { range throws(NetworkError) in
      do throws(FileError) { return try opened.bytes(range) } catch {
        throw .brokenWeights("cannot \(error.action): \(error.reason)")
      }
    }
  }
}
