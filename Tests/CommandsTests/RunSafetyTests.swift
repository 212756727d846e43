import Files
import Foundation
import Testing

/// Whatever ends the program, the next start goes on to the same bytes.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(5)))
struct RunSafetyTests {
  private static let script = """
    load sunflowers size=8 limit=32
    net generator: 4 -> 16 batchnorm relu -> 64 tanh
    net discriminator: 64 -> 16 leakyrelu(0.2) -> 1 sigmoid
    train epochs=60 lr=0.05 batch=8 momentum=0.5 checkpoint=1
    save loss "loss.csv"
    save picture "last.png"
    save gif "training.gif"
    save generator "generator.safetensors"

    """

  @Test func killedAtAnyMomentItGoesOnToTheSameBytes() throws {
    let whole = try finished()
    let laboratory = try prepared()
    for turn in 0..<16 {
      // The moment is any; what comes out must not depend on it.
      let process = try started(in: laboratory)
      usleep(UInt32(15_000 + turn * 9_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      for (name, bytes) in try laboratory.runFiles where name.hasSuffix(".safetensors") {
        #expect(bytes.count > 8, "\(name)")
      }
    }
    let result = try Executable.run(["run", "a.gan"], in: laboratory)
    #expect(result.status == 0, "\(result.messages)")
    #expect(!result.messages.contains("damaged"), "\(result.messages)")
    #expect(try laboratory.runFiles == whole.runFiles)
    #expect(try laboratory.files == whole.files)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aSignalFinishesTheStepAndKeepsTheRun(number: Int32) throws {
    let whole = try finished()
    let laboratory = try prepared()
    for _ in 0..<3 {
      let process = try started(in: laboratory)
      usleep(120_000)
      kill(process.processIdentifier, number)
      process.waitUntilExit()
      let wasStopped = process.terminationReason == .uncaughtSignal
      #expect(process.terminationStatus == (wasStopped ? number : 0))
    }
    let result = try Executable.run(["run", "a.gan"], in: laboratory)
    #expect(result.status == 0, "\(result.messages)")
    #expect(try laboratory.runFiles == whole.runFiles)
    #expect(try laboratory.files == whole.files)
  }

  @Test func aFullDiskIsSaidAndTheEarlierCheckpointStays() throws {
    let laboratory = try prepared()
    let program = try #require(Executable.path)
    // 13 blocks of 1024 bytes hold the first checkpoints, not the later ones with more pictures.
    let result = try Executable.run(
      ["-c", "ulimit -f 100; exec '\(program)' run a.gan"], in: laboratory, program: "/bin/bash")
    #expect(result.status == 4, "\(result.messages)")
    #expect(result.messages.contains("cannot save epoch"), "\(result.messages)")
    #expect(result.messages.contains("last good: epoch"))
    #expect(try !laboratory.runFiles.keys.contains { $0.contains(".partial") })
    let again = try Executable.run(["run", "a.gan"], in: laboratory)
    #expect(again.status == 0, "\(again.messages)")
    #expect(again.messages.contains("going on from epoch"))
    #expect(try laboratory.runFiles == finished().runFiles)
  }

  @Test func aFileInPlaceOfTheFolderIsFoundBeforeTheFirstStep() throws {
    let laboratory = try prepared()
    try makeFolder(laboratory.path + "/out/a")
    try laboratory.write([1], "out/a/runs")
    let result = try Executable.run(["run", "a.gan"], in: laboratory)
    #expect(result.status == 4)
    #expect(result.messages.contains("out/a/runs"), "\(result.messages)")
    #expect(!result.messages.contains("epoch 1"))
  }

  @Test func freshTrainsAnewAndCheckTellsTheCost() throws {
    let laboratory = try finished()
    let found = try Executable.run(["run", "a.gan"], in: laboratory)
    #expect(found.messages.contains("found run"), "\(found.messages)")
    let fresh = try Executable.run(["run", "a.gan", "--fresh"], in: laboratory)
    #expect(fresh.messages.contains("trained 60 epochs"), "\(fresh.messages)")
    let check = try Executable.run(["check", "a.gan", "-o", "elsewhere"], in: laboratory)
    #expect(check.output.contains("240 steps"), "\(check.output)")
    #expect(check.output.contains("an estimate"))
    let known = try Executable.run(["check", "a.gan"], in: laboratory)
    #expect(known.output.contains("found, trained before"), "\(known.output)")
    let again = try Executable.run(["check", "a.gan", "--fresh"], in: laboratory)
    #expect(again.status == 0 && !again.output.contains("found, trained before"))
  }

  private func prepared() throws -> Laboratory {
    let laboratory = try Laboratory()
    try laboratory.write(Array(Self.script.utf8), "a.gan")
    return laboratory
  }

  private func finished() throws -> Laboratory {
    let laboratory = try prepared()
    let result = try Executable.run(["run", "a.gan"], in: laboratory)
    #expect(result.status == 0, "\(result.messages)")
    return laboratory
  }

  private func started(in laboratory: Laboratory) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Executable.path))
    process.arguments = ["run", "a.gan"]
    process.currentDirectoryURL = URL(filePath: laboratory.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}
