import Commands
import Files
import Foundation
import GANScript
import Testing

/// Where notebooks may write and read: nothing of the user's is lost or given away.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(5)))
struct FilePolicyTests {
  private static let head = """
    load sunflowers size=8 limit=32
    net generator: 4 -> 8 relu -> 64 tanh
    net discriminator: 64 -> 8 leakyrelu -> 1 sigmoid
    r = train epochs=1 snapshots=1

    """

  private func prepared(_ script: String) throws -> Laboratory {
    let laboratory = try Laboratory()
    try laboratory.write(Array((Self.head + script).utf8), "n.gan")
    try makeFolder(laboratory.path + "/home")
    try laboratory.write(Array("mine".utf8), "home/notes")
    return laboratory
  }

  private func link(_ name: String, to target: String, in laboratory: Laboratory) throws {
    let path = laboratory.path + "/" + name
    if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash])) }
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
  }

  private func expectHomeUntouched(_ laboratory: Laboratory) throws {
    #expect(try namesInFolder(laboratory.path + "/home").names == ["notes"])
    #expect(try readFile(laboratory.path + "/home/notes") == Array("mine".utf8))
  }

  @Test(arguments: [
    ("out/n/l.csv", "../../home/notes", "save loss \"l.csv\""),
    ("out/n/sub", "../../home", "save picture \"sub/p.png\""),
    ("out/n/sub", "../../home", "plot loss \"sub/p.svg\""),
    ("out/n/runs", "../../home", ""), ("out/n", "../home", ""), ("out", "home", ""),
    ("out/n/.ganrepl", "../../home/notes", "save generator \"g.safetensors\""),
  ])
  func plantedLinksAreRefused(name: String, target: String, statement: String) throws {
    let laboratory = try prepared(statement)
    try link(name, to: target, in: laboratory)
    let result = try Executable.run(["run", "n.gan"], in: laboratory)
    #expect(result.status == 7, "\(result.messages)")
    try expectHomeUntouched(laboratory)
  }

  @Test(arguments: [
    "last.safetensors", "loss.csv", "loss.png", "last.png", "training.gif", "config.json", "status",
    "log", ".lock", "",
  ])
  func linksInPlaceOfARunsFilesAreRefused(file: String) throws {
    let laboratory = try prepared("")
    #expect(try Executable.run(["run", "n.gan"], in: laboratory).status == 0)
    let runs = laboratory.path + "/out/n/runs"
    let run = try #require(try namesInFolder(runs).names.first)
    let path = file.isEmpty ? "\(runs)/\(run)" : "\(runs)/\(run)/\(file)"
    try FileManager.default.removeItem(atPath: path)
    unlink("\(runs)/\(run)/status")
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: laboratory.path + (file.isEmpty ? "/home" : "/home/notes"))
    let result = try Executable.run(["run", "n.gan"], in: laboratory)
    #expect(result.status == 7, "\(result.messages)")
    try expectHomeUntouched(laboratory)
  }

  @Test func theUsersOwnPathsMayBeLinks() throws {
    let laboratory = try prepared("save loss \"l.csv\"")
    try makeFolder(laboratory.path + "/real")
    try link("chosen", to: "real", in: laboratory)
    try link("r.html", to: "real/page.html", in: laboratory)
    try laboratory.write(Array("".utf8), "real/page.html")
    let result = try Executable.run(
      ["run", "n.gan", "-o", "chosen", "--report", "r.html", "--overwrite"], in: laboratory)
    #expect(result.status == 0, "\(result.messages)")
    #expect(try namesInFolder(laboratory.path + "/real").names.contains("l.csv"))
    #expect(try !readFile(laboratory.path + "/real/page.html").isEmpty)
  }

  @Test(arguments: [
    ("p.png", "save picture \"p.png\""), ("l.csv", "save loss \"l.csv\""),
    ("g.gif", "save gif \"g.gif\""), ("d.npy", "save data \"d.npy\""),
    ("g.safetensors", "save generator \"g.safetensors\""), ("f.pdf", "plot loss \"f.pdf\""),
    ("s.png", "sample \"s.png\" count=4"), ("t.md", "table \"t.md\""),
    ("m.json", "measure \"m.json\""),
  ])
  func theUsersOwnFilesStay(file: String, statement: String) throws {
    let laboratory = try prepared(statement)
    try laboratory.write(Array("my own work".utf8), file)
    let refused = try Executable.run(["run", "n.gan", "-o", "."], in: laboratory)
    #expect(refused.status == 7, "\(refused.messages)")
    #expect(refused.messages.contains("E503") && refused.messages.contains("--overwrite"))
    #expect(try readFile(laboratory.path + "/" + file) == Array("my own work".utf8))
    let forced = try Executable.run(["run", "n.gan", "-o", ".", "--overwrite"], in: laboratory)
    #expect(forced.status == 0, "\(forced.messages)")
    let again = try Executable.run(["run", "n.gan", "-o", "."], in: laboratory)
    #expect(again.status == 0, "\(again.messages)")
    try laboratory.write(Array("changed".utf8), file)
    #expect(try Executable.run(["run", "n.gan", "-o", "."], in: laboratory).status == 7)
  }

  @Test(arguments: ["html", "md", "ipynb"])
  func aReportIsKnownAgain(format: String) throws {
    let laboratory = try prepared("save picture \"p.png\"")
    let report = "r." + format
    func run(_ options: String...) throws -> Int32 {
      try Executable.run(["run", "n.gan", "--report", report] + options, in: laboratory).status
    }
    try laboratory.write(Array("my own work".utf8), report)
    #expect(try run() == 7)
    #expect(try readFile(laboratory.path + "/" + report) == Array("my own work".utf8))
    #expect(try run("--overwrite") == 0)
    #expect(try run() == 0)
    // Of another output folder it is a report all the same.
    #expect(try run("-o", "elsewhere") == 0)
    var bytes = try readFile(laboratory.path + "/" + report)
    bytes[bytes.count / 3] ^= 1
    try laboratory.write(bytes, report)
    #expect(try run() == 7)
    #expect(try readFile(laboratory.path + "/" + report) == bytes)
  }

  @Test(arguments: ["runs/x.csv", "runs/a/last.csv", "RUNS/x.csv", "runs//x.csv"])
  func theFolderOfRunsIsTheProgramsOwn(name: String) throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Laboratory.preamble + "train epochs=1 batch=4\nsave loss \"\(name)\"")
    #expect(outcome.report.exitCode == .denied, "\(outcome.problems)")
    #expect(laboratory.isUntouched)
  }

  // MARK: Empty paths

  @Test(arguments: [
    ["run", "n.gan", "-o", ""], ["run", "n.gan", "--output="], ["run", "n.gan", "--report", ""],
    ["run", ""], [""], ["check", ""], ["replay", "-o", ""], ["-e", "print 1", "--allow-read", ""],
  ])
  func anEmptyPathIsAWrongCommandLine(arguments: [String]) throws {
    let laboratory = try prepared("")
    let result = try Executable.run(arguments, in: laboratory)
    #expect(result.status == 2, "\(result.messages)")
    #expect(result.messages.contains("an empty text"), "\(result.messages)")
    #expect(laboratory.isUntouched)
  }

  @Test(arguments: [
    "load \"\"", "include \"\"", "print exists(\"\")", "load generator \"\"",
    "train epochs=1 latents=\"\"", "save loss \"\"", "plot loss \"\"", "load run \"\"",
    "sample latents=\"\"", "save pictures \"\"", "interpolate \"\"",
  ])
  func anEmptyPathIsAnErrorOfTheScript(statement: String) throws {
    let laboratory = try prepared(statement)
    let result = try Executable.run(["run", "n.gan"], in: laboratory)
    #expect(result.status == 1, "\(result.messages)")
    #expect(result.messages.contains("n.gan:5:"), "\(result.messages)")
    #expect(laboratory.isUntouched)
  }

  // MARK: Reading

  @Test(arguments: [
    "include \"PATH\"", "load \"PATH\"", "print exists(\"PATH\")",
    "load generator \"PATH\"", "train epochs=1 latents=\"PATH\"", "load run \"PATH\"",
  ])
  func readingHasBounds(statement: String) throws {
    let laboratory = try Laboratory()
    try makeFolder(laboratory.path + "/work/.hidden")
    try makeFolder(laboratory.path + "/home")
    try laboratory.write(Array("top secret".utf8), "home/key")
    try laboratory.write(Array("top secret".utf8), "work/.hidden/key")
    try link("work/link", to: "../home/key", in: laboratory)
    for path in [
      laboratory.path + "/home/key", laboratory.path + "/home/none", "../home/key", "link",
      ".hidden/key", "none/../../home/key",
    ] {
      let script = Self.head + statement.replacing("PATH", with: path)
      try laboratory.write(Array(script.utf8), "work/n.gan")
      let result = try Executable.run(
        ["-c", "cd work && exec '\(try #require(Executable.path))' run n.gan --report r.html"],
        in: laboratory, program: "/bin/bash")
      #expect(result.status == 7, "\(path): \(result.messages)")
      #expect(result.messages.contains("--allow-read"))
      let page = String(decoding: try readFile(laboratory.path + "/work/r.html"), as: UTF8.self)
      #expect(!(page + result.messages + result.output).contains("secret"))
    }
  }

  /// A run's folder is read, not what links in it lead to.
  @Test(arguments: ["config.json", "status", "last.safetensors"])
  func aRunsFolderLeadsNowhere(file: String) throws {
    let laboratory = try Laboratory()
    try makeFolder(laboratory.path + "/home")
    try makeFolder(laboratory.path + "/work/run")
    for name in ["config.json", "status", "last.safetensors"] {
      try laboratory.write(Array("top secret".utf8), "work/run/" + name)
    }
    unlink(laboratory.path + "/work/run/" + file)
    try laboratory.write(Array("top secret".utf8), "home/key")
    try link("work/run/" + file, to: "../../home/key", in: laboratory)
    try laboratory.write(Array("load run \"run\"".utf8), "work/n.gan")
    let program = try #require(Executable.path)
    let result = try Executable.run(
      ["-c", "cd work && exec '\(program)' run n.gan"], in: laboratory, program: "/bin/bash")
    #expect(result.status == 7, "\(result.messages)")
    #expect(!(result.messages + result.output).contains("secret"))
  }

  @Test func whatTheCommandLineNamesMayBeRead() throws {
    let laboratory = try Laboratory()
    try makeFolder(laboratory.path + "/work")
    try makeFolder(laboratory.path + "/data")
    try laboratory.write(npy(shape: "8, 2, 2", (0..<32).map { Float($0) }), "data/d.npy")
    let path = laboratory.path + "/data/d.npy"
    let program = try #require(Executable.path)
    func status(_ script: String, _ options: String) throws -> Int32 {
      try laboratory.write(Array(script.utf8), "work/n.gan")
      return try Executable.run(
        ["-c", "cd work && exec '\(program)' " + options], in: laboratory, program: "/bin/bash"
      ).status
    }
    #expect(try status("load \"\(path)\"", "run n.gan") == 7)
    #expect(try status("load \"\(path)\"", "run n.gan --allow-read ../data") == 0)
    #expect(try status("load \"\(path)\"", "run n.gan --allow-read=\(path)") == 0)
    #expect(try status("load \"\(path)\"", "run n.gan --allow-read ../dat") == 7)
    #expect(try status("param d = \"x\"\nload d", "run n.gan -p d=\(path)") == 0)
    #expect(try status("", "-e 'load \"\(path)\"'") == 0)
  }
}
