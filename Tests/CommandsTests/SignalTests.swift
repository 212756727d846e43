import Files
import Foundation
import Testing

/// Signals are heard in everything that takes long, and tell how the program ended.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(5)))
struct SignalTests {
  private func started(_ arguments: [String], in laboratory: Laboratory) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Executable.path))
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: laboratory.path)
    process.standardInput = FileHandle.nullDevice
    try laboratory.write([], "output")
    process.standardOutput = FileHandle(forWritingAtPath: laboratory.path + "/output")
    let messages = laboratory.path + "/messages"
    try laboratory.write([], "messages")
    process.standardError = FileHandle(forWritingAtPath: messages)
    try process.run()
    return process
  }

  /// Sends a signal, by which the program must end soon; answers what it said.
  private func end(
    _ process: Process, by number: Int32, in laboratory: Laboratory
  ) throws -> String {
    let clock = ContinuousClock()
    let sent = clock.now
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    #expect(clock.now - sent < .seconds(8))
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == number)
    return String(decoding: try readFile(laboratory.path + "/messages"), as: UTF8.self)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func loadingHearsThem(number: Int32) throws {
    let laboratory = try Laboratory()
    // Half a minute of drawing.
    let process = try started(
      ["-e", "load sunflowers size=1000 color=rgb", "--threads", "1"], in: laboratory)
    while !String(decoding: try readFile(laboratory.path + "/messages"), as: UTF8.self)
      .contains("of 256 pictures prepared"), process.isRunning
    { usleep(20_000) }
    let messages = try end(process, by: number, in: laboratory)
    #expect(messages.contains("no data were loaded"), "\(messages)")
  }

  /// Between two measures, not only after all of them, which take seconds here.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func measuringHearsThem(number: Int32) throws {
    let laboratory = try Laboratory()
    let side = 96
    try laboratory.write(
      npy(
        shape: "512, \(side), \(side)",
        (0..<512 * side * side).map { Float($0 &* 7919 % 251) / 125 - 1 }), "x.npy")
    let script = """
      load "x.npy"
      net generator: 8 -> \(side * side) tanh
      net discriminator: \(side * side) -> 1 sigmoid
      r = train epochs=1 snapshots=0
      print "trained"
      measure r
      print "measured"
      """
    try laboratory.write(Array(script.utf8), "n.gan")
    let process = try started(["run", "n.gan", "--threads", "1"], in: laboratory)
    while !String(decoding: try readFile(laboratory.path + "/output"), as: UTF8.self)
      .contains("trained"), process.isRunning
    { usleep(5_000) }
    usleep(100_000)
    let messages = try end(process, by: number, in: laboratory)
    #expect(messages.contains("stopped"), "\(messages)")
    let output = String(decoding: try readFile(laboratory.path + "/output"), as: UTF8.self)
    #expect(!output.contains("authenticity"), "\(output)")
  }

  // MARK: Memory

  @Test(arguments: [
    ("load sunflowers size=2048 color=rgb", ""), ("load sunflowers size=64*64", ""),
    ("load sunflowers size=1024", "ulimit -v 1200000"),
    ("load sunflowers size=1024", "ulimit -d 900000"),
    (
      """
      load sunflowers size=8
      net generator: 8 -> 8192 relu -> 8192 relu -> 64 tanh
      net discriminator: 64 -> 16 leakyrelu(0.2) -> 1 sigmoid
      train epochs=1
      """, "ulimit -v 900000"
    ),
  ])
  func lackOfMemoryIsSaidBeforeTheFirstStep(script: String, limit: String) throws {
    let laboratory = try Laboratory()
    try laboratory.write(Array(script.utf8), "n.gan")
    let program = try #require(Executable.path)
    let clock = ContinuousClock()
    let start = clock.now
    for command in ["check", "run"] {
      let result = try Executable.run(
        ["-c", "\(limit.isEmpty ? ":" : limit); exec '\(program)' \(command) n.gan --threads 2"],
        in: laboratory, program: "/bin/bash")
      #expect(result.status == 6, "\(command): \(result.status) \(result.messages)")
      #expect(result.messages.contains(limit.isEmpty ? "4 GiB" : "the limit is"))
    }
    #expect(clock.now - start < .seconds(10))
  }

  /// All coefficients of a progressive JPEG are held at once: too many are no broken picture.
  @Test func aJPEGOfSeveralScansNeedsMemory() throws {
    let laboratory = try Laboratory()
    let side: [UInt8] = [0x23, 0x28]  // 9000
    let header: [UInt8] =
      [0xff, 0xd8, 0xff, 0xc2, 0, 17, 8] + side + side
      + [3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0]
    try laboratory.write(header + [1, 2, 0xff, 0xd9], "photo.jpg")
    let program = try #require(Executable.path)
    let result = try Executable.run(
      ["-c", "ulimit -d 200000; exec '\(program)' -e 'load \"photo.jpg\"'"], in: laboratory,
      program: "/bin/bash")
    #expect(result.status == 6, "\(result.status) \(result.messages)")
    #expect(result.messages.contains("photo.jpg: a JPEG of several scans, of which 243 MB"))
    #expect(result.messages.contains("E407"), "\(result.messages)")
  }
}
