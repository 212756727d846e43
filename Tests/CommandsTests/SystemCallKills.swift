import Files
import Foundation
import Testing

/// Killed at any system call, the program leaves nothing half written, and the next start ends with the
/// same bytes.
@Suite(
  .enabled(if: Executable.path != nil, "the program is not built"),
  .enabled(if: Tracer.isThere, "strace cannot run here: no kill was tried"),
  .timeLimit(.minutes(5)))
struct SystemCallKills {
  private static let script = """
    load sunflowers size=8 limit=32
    net generator: 8 -> 16 relu -> 64 tanh
    net discriminator: 64 -> 16 leakyrelu -> 1 sigmoid
    r = train epochs=3 batch=8 checkpoint=1
    save loss "sub/l.csv"
    save picture "p.png"
    save generator "g.safetensors"

    """

  /// A run with something wrong at a system call; the second one with nothing.
  private func run(_ injection: String, in laboratory: Laboratory) throws -> Executable.Result {
    let program = try #require(Executable.path)
    let trace = injection.isEmpty ? "" : "strace -f -qq -o /dev/null -e inject=\(injection)"
    return try Executable.run(
      ["-c", "exec \(trace) '\(program)' run n.gan -o out --threads 1"], in: laboratory,
      program: "/bin/bash")
  }

  private func prepared() throws -> Laboratory {
    let laboratory = try Laboratory()
    try laboratory.write(Array(Self.script.utf8), "n.gan")
    return laboratory
  }

  private func whole() throws -> (files: [String: [UInt8]], runs: [String: [UInt8]]) {
    let laboratory = try prepared()
    #expect(try run("", in: laboratory).status == 0)
    return try (laboratory.files, laboratory.runFiles)
  }

  private func expectSameEnd(_ laboratory: Laboratory, _ what: String) throws {
    let whole = try whole()
    let again = try run("", in: laboratory)
    #expect(again.status == 0, "\(what): \(again.messages)")
    #expect(!again.messages.contains("damaged"), "\(what): \(again.messages)")
    #expect(try laboratory.files == whole.files, "\(what)")
    #expect(try laboratory.runFiles == whole.runs, "\(what)")
  }

  @Test(
    arguments: [
      ("renameat", [1, 3, 6, 9, 12, 14]), ("fsync", [1, 4, 9, 15, 21, 25]),
      ("mkdirat", [1, 2, 3, 4]),
      ("write", [3, 8, 14, 20]), ("flock", [1, 5, 10]),
    ] as [(String, [Int])])
  func killedAtASystemCallItGoesOn(call: String, places: [Int]) throws {
    for place in places {
      let laboratory = try prepared()
      _ = try run("\(call):signal=SIGKILL:when=\(place)", in: laboratory)
      try expectSameEnd(laboratory, "\(call) \(place)")
    }
  }

  @Test(arguments: [
    ("renameat", "EACCES"), ("fsync", "EIO"), ("mkdirat", "ENOSPC"), ("fchmod", "EPERM"),
  ])
  func aCallThatFailsIsSaid(call: String, error: String) throws {
    for place in ["1+", "4+", "7"] {
      let laboratory = try prepared()
      let result = try run("\(call):error=\(error):when=\(place)", in: laboratory)
      #expect([0, 4].contains(result.status), "\(call) \(place): \(result.messages)")
      try expectSameEnd(laboratory, "\(call) \(place)")
    }
  }

  /// What cannot be read need not be damaged: it is an error of the file, and the run stays.
  @Test func aReadErrorIsNoDamage() throws {
    let laboratory = try prepared()
    #expect(try run("", in: laboratory).status == 0)
    let program = try #require(Executable.path)
    let result = try Executable.run(
      [
        "-c",
        """
        run=$(echo out/runs/*); strace -f -qq -o /dev/null -P "$run/last.safetensors" \
        -e inject=pread64:error=EIO:when=1+ '\(program)' -o out -e 'load run "'$run'"'
        """,
      ], in: laboratory, program: "/bin/bash")
    #expect(result.status == 4, "\(result.status) \(result.messages)")
    #expect(!result.messages.contains("damaged"), "\(result.messages)")
    try expectSameEnd(laboratory, "after a read error")
  }

  /// A signal that comes when all is done but the last words still ends the program.
  @Test(arguments: [("SIGINT", Int32(130)), ("SIGTERM", 143)])
  func aSignalInTheLastMomentCounts(signal: String, status: Int32) throws {
    let laboratory = try prepared()
    let program = try #require(Executable.path)
    // The last write is that of the last line.
    func traced(_ options: String) throws -> Executable.Result {
      try Executable.run(
        [
          "-c",
          "strace -f -qq -o trace \(options) '\(program)' run n.gan -o out --threads 1 >said; echo $?",
        ], in: laboratory, program: "/bin/bash")
    }
    _ = try traced("-e trace=write")
    _ = try traced("-e trace=write")
    let calls = String(decoding: try readFile(laboratory.path + "/trace"), as: UTF8.self)
      .split(separator: "\n")
    let count = calls.count { $0.contains(" write(") }
    let said = String(decoding: try readFile(laboratory.path + "/said"), as: UTF8.self)
    #expect(count > 0 && !said.isEmpty)
    let result = try traced("-e inject=write:signal=\(signal):when=\(count)")
    #expect(result.output == "\(status)\n", "\(result.output) \(result.messages)")
  }

  /// A folder is replaced in one step, or in two where names cannot be exchanged, and stays where both fail.
  @Test(arguments: [
    ("renameat2:signal=SIGKILL", "1", 9, [3, 5]), ("renameat2:error=EINVAL", "1", 0, [5]),
    ("renameat2:error=EACCES", "1", 4, [3]),
  ])
  func aFolderIsReplacedOrStays(
    injection: String, place: String, status: Int32, counts: [Int]
  ) throws {
    let laboratory = try prepared()
    func save(_ count: Int, _ injection: String) throws -> Executable.Result {
      let script = Self.script + "save pictures \"ps\" count=\(count)\n"
      try laboratory.write(Array(script.utf8), "n.gan")
      return try run(injection, in: laboratory)
    }
    #expect(try save(3, "").status == 0)
    let result = try save(5, "\(injection):when=\(place)")
    #expect(result.status == status, "\(result.messages)")
    let pictures = try laboratory.files.keys.filter {
      $0.hasPrefix("ps/") && $0.hasSuffix(".png")
    }
    #expect(counts.contains(pictures.count), "\(pictures)")
    // What is left half done is in nobody's way.
    #expect(try save(4, "").status == 0)
    #expect(try laboratory.files.keys.filter { $0.hasSuffix(".png") }.count == 5)
    #expect(try laboratory.files.keys.filter { $0.contains(".partial") }.isEmpty)
  }
}
