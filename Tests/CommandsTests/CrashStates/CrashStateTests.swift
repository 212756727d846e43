import Files
import Foundation
import Testing

/// After a power cut at any moment every file is whole, what was said to be saved is there, and the next
/// start ends with the same bytes.
///
/// The system calls of three processes are recorded: one that is killed while it trains, one that goes
/// on from there to the end, and one of the notebook as it was edited after that. From them follows what
/// a file system may have after a cut between any two of them.
@Suite(
  .enabled(if: Executable.path != nil, "the program is not built"),
  .enabled(if: Tracer.isThere, "strace cannot run here: no power cut was tried"),
  .timeLimit(.minutes(5)))
struct CrashStateTests {
  private static let scripts = [
    """
    load sunflowers size=8 limit=32
    net generator: 8 -> 16 relu -> 64 tanh
    net discriminator: 64 -> 16 leakyrelu -> 1 sigmoid
    r = train epochs=3 batch=8 checkpoint=1
    save picture "p.png"
    save generator "sub/g.safetensors"
    save pictures "ps" count=3

    """,
    """
    load sunflowers size=8 limit=32
    net generator: 8 -> 16 relu -> 64 tanh
    net discriminator: 64 -> 16 leakyrelu -> 1 sigmoid
    r = train epochs=3 batch=8 checkpoint=1
    longer = continue r epochs=4
    save picture "p.png" grid=2x2
    save generator "sub/g.safetensors"
    save pictures "ps" count=2

    """,
  ]

  /// What is there when a notebook has come to its end.
  private struct End {
    let files: [String: [UInt8]]
    let runs: [String: [UInt8]]

    init(_ laboratory: Laboratory) throws {
      files = try laboratory.files
      runs = try laboratory.runFiles
    }
  }

  private struct Session {
    let script: Int
    /// How many changes there were when it began.
    let start: Int
  }

  private func run(
    _ script: Int, in laboratory: Laboratory, under tracer: String = ""
  ) throws -> Executable.Result {
    try laboratory.write(Array(Self.scripts[script].utf8), "n.gan")
    let program = try #require(Executable.path)
    return try Executable.run(
      ["-c", "exec \(tracer) '\(program)' run n.gan -o out --threads 1"], in: laboratory,
      program: "/bin/bash")
  }

  /// Records the three processes.
  private func record() throws -> (recording: Recording, sessions: [Session], ends: [End]) {
    let laboratory = try Laboratory()
    var recording = Recording(path: try pathWithoutLinks(laboratory.path))
    var sessions: [Session] = []
    var ends: [End] = []
    for (script, injection) in [(0, "-e inject=renameat:signal=SIGKILL:when=9"), (0, ""), (1, "")] {
      let options = SystemCall.options.joined(separator: " ")
      let result = try run(script, in: laboratory, under: "strace \(options) \(injection) -o trace")
      let isKilled = !injection.isEmpty
      #expect((result.status == 0) != isKilled, "\(result.messages)")
      sessions.append(Session(script: script, start: recording.changes.count))
      recording.add(SystemCall.calls(try readFile(laboratory.path + "/trace")))
      if !isKilled { ends.append(try End(laboratory)) }
    }
    // The model has what the disk has.
    let there = try #require(recording.nodes[Recording.root].entries["out"])
    for (path, bytes) in Recording.files(below: there, in: recording.nodes) {
      #expect(try readFile(laboratory.output + "/" + path) == bytes, "\(path)")
    }
    let count = try FileManager.default.subpathsOfDirectory(atPath: laboratory.output)
      .filter { kindOfFile(at: laboratory.output + "/" + $0) != .folder }.count
    #expect(Recording.files(below: there, in: recording.nodes).count == count)
    #expect(recording.strange.isEmpty)
    return (recording, sessions, ends)
  }

  private func cuts(_ recording: Recording) -> [PowerCut] {
    (0...recording.changes.count).flatMap { changes in
      PowerCut.Loss.allCases.map { PowerCut(changes: changes, loss: $0) }
    }
  }

  @Test func aPowerCutLosesNothingThatWasSaved() throws {
    let (recording, sessions, ends) = try record()
    let promises = Promises(recording, output: "out")
    #expect(promises.count >= 10)
    let cuts = cuts(recording)
    #expect(cuts.count >= 1_000)
    for cut in cuts {
      let faults = promises.faults(after: cut, in: cut.nodes(recording))
      #expect(faults.isEmpty)
    }
    // Some of them are looked at by the program itself.
    for index in 0..<20 {
      let cut = cuts[(2 * index + 1) * cuts.count / 40]
      let session = try #require(sessions.last { $0.start <= cut.changes })
      let laboratory = try Laboratory()
      try put(cut.nodes(recording), Recording.root, at: laboratory.path)
      let result = try run(session.script, in: laboratory)
      let what = "cut after change \(cut.changes), lost: \(cut.loss)"
      #expect(result.status == 0, "\(what): \(result.messages)")
      let end = try End(laboratory)
      #expect(end.files == ends[session.script].files, "\(what)")
      #expect(end.runs == ends[session.script].runs, "\(what)")
    }
    // As a notebook that never was cut.
    let laboratory = try Laboratory()
    for (script, end) in ends.enumerated() {
      #expect(try run(script, in: laboratory).status == 0)
      #expect(try End(laboratory).files == end.files)
      #expect(try End(laboratory).runs == end.runs)
    }
    // Without the syncs of files, or of folders, the same states would not be as promised.
    for isFolder in [false, true] {
      let careless = recording.withoutSyncs(ofFolders: isFolder)
      #expect(
        self.cuts(careless).contains { cut in
          !promises.faults(after: cut, in: cut.nodes(careless)).isEmpty
        })
    }
  }

  private func put(_ nodes: [Recording.Node], _ node: Int, at path: String) throws {
    try makeFolder(path)
    for (name, inner) in nodes[node].entries {
      if nodes[inner].isFolder {
        try put(nodes, inner, at: path + "/" + name)
      } else {
        try writeDurably(nodes[inner].bytes, to: path + "/" + name)
      }
    }
  }
}
