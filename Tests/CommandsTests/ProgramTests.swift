import Files
import Foundation
import Testing

/// The program as it is started from a shell.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(5)))
struct ProgramTests {
  @Test func versionAndHelp() throws {
    let version = try Executable.run(["--version"])
    #expect(version.status == 0)
    #expect(version.output.hasPrefix("ganrepl "))
    let help = try Executable.run(["--help"])
    #expect(help.status == 0)
    for option in [
      "-o, --output", "-p, --param", "-e, --eval", "--cell", "--from", "--threads", "-h, --help",
      "-V, --version", "run FILE", "check FILE", "--color", "--live", "completions", "doctor",
    ] { #expect(help.output.contains(option), "\(option)") }
    #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  /// Without a font there is no figure, rather than one without words.
  @Test(arguments: ["png", "pdf"]) func figuresNeedAFont(ending: String) throws {
    let laboratory = try Laboratory()
    try laboratory.write(Array("<fontconfig/>".utf8), "none.conf")
    let script = """
      load sunflowers size=8
      net generator: 8 -> 64 tanh
      net discriminator: 64 -> 1 sigmoid
      r = train epochs=1
      plot loss "l.\(ending)"
      """
    try laboratory.write(Array(script.utf8), "n.gan")
    let program = try #require(Executable.path)
    func run(_ setting: String) throws -> Executable.Result {
      try Executable.run(
        ["-c", "\(setting) exec '\(program)' run n.gan -o o"], in: laboratory,
        program: "/bin/bash")
    }
    let without = try run("FONTCONFIG_FILE=$PWD/none.conf")
    #expect(without.status == 4, "\(without.messages)")
    #expect(without.messages.contains("no font can be read"))
    #expect(without.messages.contains("fonts-dejavu-core"))
    #expect(kindOfFile(at: laboratory.path + "/o/l.\(ending)") == nil)
    // With one the same run is found, and drawn.
    let with = try run("")
    #expect(with.status == 0, "\(with.messages)")
    #expect(kindOfFile(at: laboratory.path + "/o/l.\(ending)") != nil)
  }

  /// `ganrepl help WORD` says what `help WORD` says.
  @Test func helpIsThereWithoutThePrompt() throws {
    for word in ["train", "conv", "lr", "sgd", "expect"] {
      let page = try Executable.run(["help", word])
      #expect(page.status == 0)
      #expect(page.output == (try Executable.run(["-e", "help \(word)"])).output, "\(word)")
    }
    #expect(try Executable.run(["help"]).output == Executable.run(["-e", "help"]).output)
  }

  /// Each command has help of its own, with the options that it takes and no others.
  @Test func helpOfACommand() throws {
    let page = try Executable.run(["help", "runs"]).output
    #expect(page.hasPrefix("ganrepl runs [DIR...]: ") && page.contains("--prune"))
    #expect(!page.contains("--cell"))
    #expect(try Executable.run(["runs", "--help"]).output == page.dropLast())
    for command in ["run", "check", "new", "bench", "export", "kernel", "completions", "doctor"] {
      #expect(
        try Executable.run(["help", command]).output.hasPrefix("ganrepl \(command)"), "\(command)")
    }
    for word in ["->", ":live", ":save"] {
      #expect(try Executable.run(["help", word]).output.hasPrefix(word), "\(word)")
    }
    for format in ["onnx", "tfevents", "ckpt", "safetensors", "npy", "jsonl"] {
      #expect(try Executable.run(["help", format]).status == 0, "\(format)")
    }
    let save = try Executable.run(["help", "save"]).output
    #expect(save.contains(".onnx") && save.contains(".tfevents"))
  }

  /// An option that a command would ignore is refused: what completion offers is what is taken.
  @Test func noOptionIsIgnored() throws {
    let usage = try Executable.run(["--help"]).output
    let options = usage.matches(of: /(?m)^ +(?:-\w, )?--([a-z-]+) ([A-Z]*)/).map {
      (name: String($0.output.1), takesValue: !$0.output.2.isEmpty)
    }
    #expect(options.count > 20)
    let laboratory = try Laboratory()
    for command in ["runs", "export", "kernel", "new", "completions", "help", "doctor", "check"] {
      let offered = try Executable.run(["__complete", command, "--"]).output
        .split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
      for (name, takesValue) in options where !["help", "version"].contains(name) {
        let value = name == "color" ? "=never" : "=2"
        let result = try Executable.run(
          [command, "--\(name)" + (takesValue ? name == "param" ? "=a=1" : value : ""), "/none"],
          in: laboratory)
        #expect(
          result.messages.contains("--\(name) is not for \(command)")
            != offered.contains("--\(name)"), "\(command) --\(name): \(result.messages)")
      }
    }
    let wrong = [
      (["runs", "-o", "x"], "--output is not for runs"), (["runs", "--overwrite"], "--html"),
      (["bench", "-p", "a=1"], "for a notebook"),
      (["export", "a.gan", "b.ipynb", "--live"], "--live"),
      (["kernel", "--install", "-p", "a=1"], "--param is not for kernel"),
    ]
    for (arguments, words) in wrong {
      let result = try Executable.run(arguments, in: laboratory)
      #expect(result.status == 2 && result.messages.contains(words), "\(arguments)")
    }
  }

  @Test(arguments: [
    (["--outptu", "x"], "--output"), (["--threads"], "needs"), (["--threads", "0"], "1 to 256"),
    (["--version=1"], "no value"), (["-x"], "-x"), (["-p", "lr"], "NAME=VALUE"),
    (["chekc", "a.gan"], "ganrepl check"), (["run"], "needs a file"),
    (["a.gan", "b.gan"], "b.gan"), (["--color=alwys", "a.gan"], "--color=always"),
    (["-e", "1", "a.gan"], "a.gan"), (["completions", "bahs"], "bash"), (["completions"], "zsh"),
    (["doctor", "x"], "too much"), (["docter"], "ganrepl doctor"),
    (["help", "trian"], "ganrepl help train"), (["help", "a", "b"], "one word"),
    (["bench", "--optimizer", "adm"], "adam"), (["bench", "--optimizer", "zzzzz"], "momentum"),
    (["run", "--rgb", "a.gan"], "bench"),
  ])
  func aWrongCommandLineIsTwo(arguments: [String], words: String) throws {
    let result = try Executable.run(arguments)
    #expect(result.status == 2)
    #expect(result.messages.contains(words), "\(result.messages)")
    #expect(result.output.isEmpty)
  }

  /// A switch but --version does not tell the version, an option but --param gives no parameter.
  @Test func noOptionIsTakenForAnother() throws {
    let usage = try Executable.run(["--help"]).output
    let options = usage.matches(of: /(?m)^ +(?:-\w, )?--(\w+) ([A-Z]*)/).map {
      (name: String($0.output.1), takesValue: !$0.output.2.isEmpty)
    }
    #expect(options.count > 10)
    for (name, takesValue) in options where !["help", "version", "param"].contains(name) {
      let laboratory = try Laboratory()
      let result = try Executable.run(
        ["--\(name)" + (takesValue ? "=unknown=1" : ""), "-e", "print 1 + 1"], in: laboratory)
      #expect(!result.output.hasPrefix("ganrepl "), "\(name): \(result.output)")
      #expect(!result.messages.contains("param"), "\(name): \(result.messages)")
    }
    let parameter = try Executable.run(["--param=unknown=1", "-e", "print 1 + 1"])
    #expect(parameter.messages.contains("param"), "\(parameter.messages)")
  }

  #if os(Linux)
    /// What `check` says that a training takes, the whole process takes at its peak, but for a fifth.
    @Test func checkKnowsThePeakOfMemory() throws {
      let laboratory = try Laboratory()
      let script = """
        load sunflowers size=64 color=gray range=-1..1
        net generator: 100 -> 64@8x8 relu up -> conv(32) relu up -> conv(16) relu up -> conv(1) tanh
        net discriminator: 1@64x64 -> conv(16, 4, stride=2) leakyrelu -> 1
        r = train epochs=3 batch=32 optimizer=adam loss=bce_logits seed=1
        """
      try laboratory.write(Array(script.utf8), "peak.gan")
      let checked = try Executable.run(["check", "peak.gan"], in: laboratory).output
      let planned = try #require(Double(checked.firstMatch(of: /([0-9]+) MB memory/)?.1 ?? ""))
      let process = Process()
      process.executableURL = URL(filePath: try #require(Executable.path))
      process.arguments = ["run", "peak.gan"]
      process.currentDirectoryURL = URL(filePath: laboratory.path)
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      var peak = 0.0
      while process.isRunning {
        let status = try? String(
          contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        // In kibibytes; of a process that has ended there is none.
        if let most = status?.firstMatch(of: /VmHWM:\s+([0-9]+) kB/)?.1 {
          peak = (Double(most) ?? 0) * 1024e-6
        }
        usleep(2000)
      }
      #expect(process.terminationStatus == 0)
      #expect(peak > 0.8 * planned && peak < 1.2 * planned, "\(peak) MB, \(planned) planned")
    }
  #endif

  @Test func aMissingFileIsFour() throws {
    let result = try Executable.run(["run", "none.gan"])
    #expect(result.status == 4)
    #expect(result.messages.contains("none.gan: cannot read: no such file"))
  }

  @Test(arguments: [
    ["-e", "print 1 + 1"], ["--eval=print 1 + 1"], ["-e", "x = 1", "-e", "print x + 1"],
  ])
  func statementsOfTheCommandLineAreRun(arguments: [String]) throws {
    let result = try Executable.run(arguments)
    #expect(result.status == 0)
    #expect(result.output == "2\n")
    #expect(result.messages.isEmpty)
  }

  @Test(arguments: [["-"], []])
  func standardInputIsRun(arguments: [String]) throws {
    let result = try Executable.run(arguments, input: "print 1 + 1\r\nprint 3")
    #expect(result.status == 0)
    #expect(result.output == "2\n3\n")
  }

  /// What never ends is not waited for: more than a script may have is not read.
  @Test func endlessStandardInputIsALimit() throws {
    let path = try #require(Executable.path)
    let result = try Executable.run(
      ["-c", "yes 'x = 1' | '\(path)' -"], program: "/bin/bash")
    #expect(result.status == 6)
    #expect(result.messages.contains("the limit is 16 MB"), "\(result.messages)")
  }

  @Test func anEmptyFolderIsThree() throws {
    let laboratory = try Laboratory()
    try makeFolder(laboratory.path + "/photos")
    let result = try Executable.run(["-e", "load \"photos\""], in: laboratory)
    #expect(result.status == 3, "\(result.messages)")
    #expect(result.messages.contains("photos"))
  }

  @Test func divergenceIsFive() throws {
    let laboratory = try Laboratory()
    let result = try Executable.run(
      ["-o", "out", "-"], input: small("lr=1e30 loss=bce_logits").replacing(" sigmoid", with: ""),
      in: laboratory)
    #expect(result.status == 5, "\(result.messages)")
    #expect(result.messages.contains("diverged"))
    #expect(try laboratory.files.isEmpty)
  }

  @Test func aNotebookWritesBelowItsFolderAndNoEscapes() throws {
    let laboratory = try Laboratory()
    try laboratory.write(Array(small("lr=0.1").utf8), "first.gan")
    let result = try Executable.run(["run", "first.gan"], in: laboratory)
    #expect(result.status == 0, "\(result.messages)")
    #expect(try laboratory.files.keys.sorted() == ["first/last.png", "first/loss.png"])
    #expect(!result.output.contains("\u{1b}"))
    #expect(!result.messages.contains("\u{1b}"))
    #expect(!result.messages.contains("\r"))
    let again = try Executable.run(
      ["run", "first.gan", "--threads=1", "-o", "out/other"], in: laboratory)
    #expect(again.status == 0)
    let files = try laboratory.files
    #expect(files["other/last.png"] == files["first/last.png"])
  }

  @Test func aCheckWritesNothing() throws {
    let laboratory = try Laboratory()
    try laboratory.write(Array(small("lr=0.1").utf8), "first.gan")
    let good = try Executable.run(["check", "first.gan"], in: laboratory)
    #expect(good.status == 0, "\(good.messages)")
    #expect(good.output.contains("no errors"))
    try laboratory.write(Array(small("lr=fast").utf8), "second.gan")
    let bad = try Executable.run(["check", "second.gan"], in: laboratory)
    #expect(bad.status == 1)
    #expect(bad.messages.contains("second.gan:4:"), "\(bad.messages)")
    #expect(laboratory.isUntouched)
  }

  @Test func aHostileTextReachesNoTerminal() throws {
    let result = try Executable.run(["-e", "load \"a\u{1b}[2Jb\""])
    #expect(result.status != 0)
    #expect(!result.messages.contains("\u{1b}"))
  }

  @Test func aClosedPipeEndsTheProgram() throws {
    let path = try #require(Executable.path)
    let shell = "'\(path)' -e 'for i in 1..20000' -e 'print i' -e end | head -n 1"
    let result = try Executable.run(
      ["-c", shell + "; echo \"${PIPESTATUS[0]}\""], program: "/bin/bash")
    let lines = result.output.split(separator: "\n")
    #expect(lines.first == "1", "\(result.messages)")
    #expect(lines.last == "141")
  }

  @Test func aFullDiskIsSaid() throws {
    let path = try #require(Executable.path)
    let result = try Executable.run(
      ["-c", "'\(path)' -e 'print 1' > /dev/full"], program: "/bin/bash")
    #expect(result.status == 4)
    #expect(result.messages.contains("no space left"))
  }

  @Test func aClosedOutputIsSaid() throws {
    let path = try #require(Executable.path)
    let result = try Executable.run(["-c", "'\(path)' -e 'print 1' >&-"], program: "/bin/bash")
    #expect(result.status == 4, "\(result.messages)")
    #expect(result.messages.contains("standard output: cannot write"))
  }

  /// A closed pipe ends a notebook, and the files that it wrote until then are whole.
  @Test func aClosedPipeLeavesWholeFiles() throws {
    let path = try #require(Executable.path)
    let laboratory = try Laboratory()
    try laboratory.write(Array(small("lr=0.1").utf8), "first.gan")
    let shell = "'\(path)' run first.gan | true; echo \"${PIPESTATUS[0]}\""
    let result = try Executable.run(["-c", shell], in: laboratory, program: "/bin/bash")
    #expect(result.output == "141\n", "\(result.messages)")
    #expect(try readFile(laboratory.path + "/first.gan").isEmpty == false)
  }

  @Test(arguments: ["INT", "TERM", "HUP"])
  func aSignalEndsTheProgramAfterTheStep(name: String) throws {
    let laboratory = try Laboratory()
    try laboratory.write(
      Array(small("lr=0.1").replacing("epochs=30", with: "epochs=50000").utf8), "long.gan")
    let path = try #require(Executable.path)
    // A shell starts its background jobs with SIGINT ignored, unless they are jobs of their own.
    let shell = """
      set -m
      '\(path)' run long.gan 2> said & child=$!
      until grep -q epoch said; do sleep 0.02; done
      kill -\(name) $child
      wait $child
      echo $?
      """
    let result = try Executable.run(["-c", shell], in: laboratory, program: "/bin/bash")
    let codes = ["INT": 130, "TERM": 143, "HUP": 129]
    #expect(result.output.hasSuffix("\(codes[name] ?? 0)\n"), "\(result.output)")
    let said = String(decoding: try readFile(laboratory.path + "/said"), as: UTF8.self)
    #expect(said.contains("the run is kept"), "\(said)")
  }

  @Test func anIgnoredSignalStaysIgnored() throws {
    let path = try #require(Executable.path)
    let laboratory = try Laboratory()
    try laboratory.write(Array(small("lr=0.1").utf8), "first.gan")
    let shell = """
      trap '' HUP
      '\(path)' run first.gan & child=$!
      kill -HUP $child
      wait $child
      echo $?
      """
    let result = try Executable.run(["-c", shell], in: laboratory, program: "/bin/bash")
    #expect(result.output.hasSuffix("\n0\n"), "\(result.output)")
  }

  @Test func coloursAreWhereTheyAreWanted() throws {
    let plain = try Executable.run(["-e", "trian"])
    #expect(!plain.messages.contains("\u{1b}"))
    let coloured = try Executable.run(["--color=always", "-e", "trian"])
    #expect(coloured.messages.contains("\u{1b}[1;31merror[E110]:\u{1b}[0m"))
    let never = try Executable.run(["--color=never", "-e", "trian"])
    #expect(never.messages == plain.messages)
  }

  @Test func doctorNamesEveryLibrary() throws {
    let result = try Executable.run(["doctor"])
    #expect(result.status == 0)
    for name in ["readline", "libpng", "libjpeg-turbo", "giflib", "cairo", "zlib", "locale"] {
      #expect(result.output.contains("\(name) "), "\(name)")
    }
  }

  private func small(_ options: String) -> String {
    """
    load sunflowers size=4 limit=8
    net generator: 3 -> 8 batchnorm relu -> 16 tanh
    net discriminator: 16 -> 8 leakyrelu(0.2) -> 1 sigmoid
    train epochs=30 batch=4 \(options)
    plot loss "loss.png"
    save picture "last.png"
    """
  }
}

/// The program built beside these tests.
enum Executable {
  /// Where it is; `nil` if it was not built.
  static let path: String? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let folders = [beside, package.appending(path: ".build/release")]
    return folders.map { $0.appending(path: "ganrepl").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// What it answered and said.
  struct Result {
    var status: Int32
    var output: String
    var messages: String
  }

  /// Runs it to its end, in the folder of a laboratory or in one of its own.
  static func run(
    _ arguments: [String], input: String = "", in laboratory: Laboratory? = nil,
    program: String? = nil
  ) throws -> Result {
    let laboratory = try laboratory ?? Laboratory()
    let streams = laboratory.path + "/.streams-" + UUID().uuidString
    try makeFolder(streams)
    // Files, not pipes: nothing can fill up and wait.
    let handle = { (name: String, text: String) in
      let url = URL(filePath: streams + "/" + name)
      try Data(text.utf8).write(to: url)
      return try FileHandle(forUpdating: url)
    }
    let process = Process()
    process.executableURL = URL(filePath: try program ?? #require(path))
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: laboratory.path)
    process.standardInput = try handle("input", input)
    process.standardOutput = try handle("output", "")
    process.standardError = try handle("messages", "")
    try process.run()
    process.waitUntilExit()
    let text = { (name: String) in
      String(decoding: try readFile(streams + "/" + name), as: UTF8.self)
    }
    return Result(
      status: process.terminationStatus, output: try text("output"),
      messages: try text("messages"))
  }

  /// Replays notebooks of these names and texts, which stand in `nb` in the laboratory, with the
  /// arguments as a shell reads them.
  static func replay(
    _ notebooks: [String: String], _ arguments: String, in laboratory: Laboratory
  ) throws -> Result {
    let path = try #require(path)
    try makeFolder(laboratory.path + "/nb")
    for (name, text) in notebooks { try laboratory.write(Array(text.utf8), "nb/" + name) }
    let shell = "GANREPL_NOTEBOOKS='\(laboratory.path)/nb' '\(path)' replay " + arguments
    return try run(["-c", shell], in: laboratory, program: "/bin/bash")
  }
}
