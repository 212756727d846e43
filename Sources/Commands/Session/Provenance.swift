import Files
import Foundation
import Kernels
import Vocabulary

/// What asked for a training, and on what machine: kept beside a run, no part of its recipe. A file of
/// its own holds it, so that the others have the same bytes wherever they are made.
public struct Provenance: Sendable {
  /// A notebook by its name and the digest of its text.
  public struct Notebook: Sendable {
    let name: String
    let digest: String

    /// A notebook of that name and those bytes.
    public init(_ name: String, _ bytes: [UInt8]) {
      self.name = name
      digest = sha256(bytes)
    }
  }

  /// How the program was called.
  public var commandLine: [String] = []
  /// The notebook that runs; `nil` at the prompt.
  public var notebook: Notebook?

  /// A line of `sessions.jsonl`: a session that trained from an epoch on.
  func line(fromEpoch epoch: Int, threads: Int) -> String {
    JSON.object([
      ("began", .text(Date().formatted(.iso8601))), ("from_epoch", .number(Double(epoch))),
      ("command", .list(commandLine.map { .text($0) })),
      ("notebook", notebook.map { .text($0.name) } ?? .null),
      ("notebook_sha256", notebook.map { .text($0.digest) } ?? .null),
      ("version", .text(Release.version)), ("processor", .text(Provenance.processor)),
      ("vector_width", .number(Double(Processor.lanes))), ("threads", .number(Double(threads))),
      ("system", .text(ProcessInfo.processInfo.operatingSystemVersionString)),
    ]).line
  }

  /// What the system calls the processor; its architecture where it does not say.
  private static let processor: String = {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let row = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = row?.split(separator: ":").last.map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    #if arch(x86_64)
      return name ?? "x86-64"
    #else
      return name ?? "arm64"
    #endif
  }()
}
