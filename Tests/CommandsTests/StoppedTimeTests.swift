import Files
import Foundation
import Testing

/// Time that a training was stopped is none of its own.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(5)))
struct StoppedTimeTests {
  @Test func stoppedTimeDoesNotCount() throws {
    let laboratory = try Laboratory()
    let script = """
      load sunflowers size=8 limit=32
      net generator: 4 -> 16 relu -> 64 tanh
      net discriminator: 64 -> 16 leakyrelu -> 1 sigmoid
      r = train epochs=3000 batch=8
      print "seconds {r.seconds:.3f}"
      """
    try laboratory.write(Array(script.utf8), "n.gan")
    let output = laboratory.path + "/output"
    try laboratory.write([], "output")
    let process = Process()
    process.executableURL = URL(filePath: try #require(Executable.path))
    process.arguments = ["run", "n.gan", "--threads", "1"]
    process.currentDirectoryURL = URL(filePath: laboratory.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle.nullDevice
    let clock = ContinuousClock()
    let start = clock.now
    try process.run()
    while kindOfFile(at: laboratory.path + "/out/n/runs") == nil { usleep(1000) }
    usleep(30_000)
    kill(process.processIdentifier, SIGSTOP)
    usleep(2_000_000)
    kill(process.processIdentifier, SIGCONT)
    process.waitUntilExit()
    let whole = (clock.now - start) / .seconds(1)
    let text = String(decoding: try readFile(output), as: UTF8.self)
    let seconds = try #require(text.firstMatch(of: /seconds ([0-9.]+)/)).output.1
    #expect(try #require(Double(seconds)) < whole - 1.9)
  }
}
