import Commands
import Files
import Foundation
import GANScript
import Testing

/// Runs leave folders, and are found, gone on with and repaired by their recipes.
struct RunFolderTests {
  static func script(_ options: String = "", epochs: Int = 6) -> String {
    Laboratory.preamble + "run = train epochs=\(epochs) lr=0.1 batch=4 checkpoint=1 \(options)\n"
  }

  @Test func aRunLeavesAllItsFiles() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(Self.script())
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let folder = try #require(laboratory.runFolders.first)
    #expect(folder.wholeMatch(of: /lr0\.1-batch4-[0-9a-f]{10}-e6/) != nil, "\(folder)")
    let names = try laboratory.runFiles.keys.map { $0.split(separator: "/")[1] }.sorted()
    #expect(
      names == [
        "config.json", "last.png", "last.safetensors", "loss.csv", "loss.png", "training.gif",
      ])
    let status = String(
      decoding: try readFile(laboratory.output + "/runs/\(folder)/status"), as: UTF8.self)
    #expect(status.hasPrefix("done\nepochs 6 of 6\nseconds "))
    let config = try JSONSerialization.jsonObject(
      with: Data(#require(laboratory.runFiles["\(folder)/config.json"])))
    let arguments = try #require((config as? [String: Any])?["arguments"] as? [String: Any])
    let batch = try #require(arguments["batch"] as? [String: Any])
    #expect(batch["value"] as? Int == 4 && batch["default"] as? Bool == false)
    #expect((arguments["seed"] as? [String: Any])?["default"] as? Bool == true)
  }

  @Test func nothingInItTellsWhereOrWhen() throws {
    let laboratory = try Laboratory()
    let other = try Laboratory()
    _ = try laboratory.run(Self.script())
    _ = try other.run(Self.script(), threads: 3)
    #expect(try laboratory.runFiles == other.runFiles)
    for (name, bytes) in try laboratory.runFiles {
      #expect(!String(decoding: bytes, as: UTF8.self).contains(laboratory.path), "\(name)")
    }
  }

  @Test func aFinishedRunIsFoundAgain() throws {
    let laboratory = try Laboratory()
    let saves = "save generator \"g.safetensors\"\nsave gif \"g.gif\"\nsave picture \"p.png\""
    _ = try laboratory.run(Self.script() + saves)
    let before = try laboratory.files
    let again = try laboratory.run(Self.script("seed=1 shuffle=on") + saves)
    #expect(again.report.exitCode == .done, "\(again.problems)")
    #expect(again.messages.count == 1, "\(again.messages)")
    #expect(again.messages[0].hasPrefix("found run lr0.1-batch4-"), "\(again.messages)")
    #expect(again.messages[0].hasSuffix("trained before"))
    #expect(try laboratory.files == before)
    #expect(try laboratory.runFolders.count == 1)
    let fresh = try laboratory.run(Self.script() + Self.script(), fresh: true)
    #expect(fresh.messages.contains { $0.hasPrefix("trained 6 epochs") })
    #expect(fresh.messages.filter { $0.hasPrefix("found run") }.count == 1)
  }

  @Test(arguments: ["", "optimizer=adam", "last_batch=keep batch=5", "momentum=0.5 seed=3"])
  func aLongerRunGoesOnWithAShorterOne(options: String) throws {
    let long = Self.script(options, epochs: 9).replacing(
      "batch=4 checkpoint", with: options.contains("batch=") ? "checkpoint" : "batch=4 checkpoint")
    let short = long.replacing("epochs=9", with: "epochs=4")
    let whole = try Laboratory()
    _ = try whole.run(long)
    let laboratory = try Laboratory()
    _ = try laboratory.run(short)
    let outcome = try laboratory.run(long)
    #expect(outcome.messages.contains { $0.contains("going on from epoch 4 of run") })
    #expect(outcome.messages.contains { $0.hasPrefix("trained 5 epochs") }, "\(outcome.messages)")
    for (name, bytes) in try whole.runFiles {
      #expect(try laboratory.runFiles[name] == bytes, "\(name)")
    }
  }

  @Test(arguments: [0, 1, 3, 7, 8, 11, 16])
  func anInterruptedRunGoesOnToTheSameBytes(stop: Int) throws {
    let whole = try Laboratory()
    _ = try whole.run(Self.script())
    let laboratory = try Laboratory()
    let stopped = try laboratory.run(
      Self.script(), isInterrupted: laboratory.stop { $0 >= stop })
    #expect(stopped.messages.contains { $0.contains(": interrupted, kept in") })
    let outcome = try laboratory.run(Self.script())
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(try laboratory.runFiles == whole.runFiles)
  }

  @Test(arguments: [
    "last.safetensors", "status", "config.json", "last.png", "loss.csv", "loss.png", "training.gif",
  ])
  func aDamagedFolderIsMadeAnew(file: String) throws {
    let whole = try Laboratory()
    _ = try whole.run(Self.script())
    for damage in ["cut", "changed", "gone", "other", "empty"] {
      let laboratory = try Laboratory()
      _ = try laboratory.run(Self.script())
      let folder = try #require(laboratory.runFolders.first)
      let path = "\(laboratory.output)/runs/\(folder)/\(file)"
      var bytes = try readFile(path)
      switch damage {
      case "cut": bytes.removeLast(bytes.count / 3)
      case "changed": bytes[bytes.count / 2] ^= 0x10
      case "gone": unlink(path)
      case "empty": bytes = []
      default: bytes = Array("something else".utf8)
      }
      if damage != "gone" { try writeDurably(bytes, to: path) }
      let outcome = try laboratory.run(Self.script())
      #expect(outcome.report.exitCode == .done, "\(damage): \(outcome.problems)")
      #expect(try laboratory.runFiles == whole.runFiles, "\(damage)")
      if !["last.safetensors", "status"].contains(file) {
        #expect(
          outcome.messages[0].contains(": \(file) is missing or damaged and written anew"),
          "\(outcome.messages)")
      }
      if file == "last.safetensors", damage != "gone" {
        #expect(outcome.messages[0].contains("damaged"), "\(outcome.messages)")
      }
    }
  }

  /// A file that no run writes, of 40 GiB of nothing, is not read to its end.
  @Test(arguments: ["config.json", "loss.csv", "loss.png"])
  func aFileWithoutEndIsNotRead(file: String) throws {
    let laboratory = try Laboratory()
    #expect(try laboratory.run(Self.script()).report.exitCode == .done)
    let path = try #require(try laboratory.runFiles.keys.first { $0.hasSuffix("/" + file) })
    let opened = open(laboratory.output + "/runs/" + path, O_WRONLY)
    guard ftruncate(opened, 40 << 30) == 0, close(opened) == 0 else { return }
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try laboratory.run(Self.script()).report.exitCode == .done)
    #expect(clock.now - start < .seconds(15))
  }

  /// What was verified once in a process is verified again when the file has changed since.
  @Test func damageBetweenTwoStatementsIsNoticed() throws {
    let laboratory = try Laboratory()
    let script =
      Self.script() + "\nsave picture \"a.png\"\nprint \"now\"\nsave picture \"b.png\"\n"
    let outcome = try laboratory.run(
      script,
      onText: { text in
        guard text == "now", let folder = try? laboratory.runFolders.first else { return }
        usleep(20_000)
        let file = FileHandle(
          forUpdatingAtPath: "\(laboratory.output)/runs/\(folder)/last.safetensors")
        let end = (try? file?.seekToEnd()) ?? 0
        // Its pictures, which `save picture` does not look at.
        try? file?.seek(toOffset: end - 3)
        try? file?.write(contentsOf: Data([1, 2, 3]))
        try? file?.close()
      })
    #expect(outcome.report.exitCode == .data)
    #expect(outcome.problems.contains("does not match its checksum"), "\(outcome.problems)")
    #expect(try laboratory.files.keys.contains { $0.hasSuffix("a.png") })
    #expect(try !laboratory.files.keys.contains { $0.hasSuffix("b.png") })
  }

  @Test func aFolderInUseIsLeftAlone() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.script())
    let folder = try #require(laboratory.runFolders.first)
    let path = "\(laboratory.output)/runs/\(folder)"
    unlink(path + "/status")
    let before = try laboratory.runFiles
    let lock = try FolderLock(
      "runs/" + folder, in: OutputFolder(laboratory.output, followsLinks: true))
    let outcome = try laboratory.run(Self.script())
    #expect(outcome.report.exitCode == .inUse)
    #expect(outcome.problems.contains("is in use by process \(getpid())"), "\(outcome.problems)")
    #expect(try laboratory.runFiles == before)
    withExtendedLifetime(lock) {}
  }

  /// Weights that only just are numbers stop being some in the first step, of which no loss tells.
  @Test func aDivergedStateIsNoticedByTheEndOfItsEpoch() throws {
    let laboratory = try Laboratory()
    let networks = Laboratory.preamble.replacing("8 batchnorm relu", with: "8 relu")
    _ = try laboratory.run(networks + "train epochs=1 batch=12\nsave generator \"g.safetensors\"")
    var bytes = try #require(try laboratory.files["g.safetensors"])
    let start = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    // The weights of the first layer's first unit.
    for index in 0..<3 {
      let bits = Float(3e38).bitPattern
      for byte in 0..<4 {
        bytes[start + 4 * index + byte] = UInt8(truncatingIfNeeded: bits >> (8 * UInt32(byte)))
      }
    }
    try laboratory.write(bytes, "g.safetensors")
    let outcome = try laboratory.run(
      networks + "load generator \"g.safetensors\"\ntrain epochs=9 batch=12")
    #expect(outcome.report.exitCode == .diverged)
    #expect(outcome.problems.contains("in epoch 1, step 1: "), "\(outcome.problems)")
    #expect(outcome.problems.contains("of the generator is not finite"), "\(outcome.problems)")
  }

  @Test func whatDivergedIsKeptAndNotTrainedTwice() throws {
    let laboratory = try Laboratory()
    let script =
      Laboratory.preamble.replacing(" sigmoid", with: "")
      + "train epochs=9 batch=4 loss=bce_logits lr=1e30"
    let first = try laboratory.run(script)
    #expect(first.report.exitCode == .diverged)
    let files = try laboratory.runFiles
    #expect(files.keys.contains { $0.hasSuffix("/diverged.safetensors") })
    let second = try laboratory.run(script)
    #expect(second.report.exitCode == .diverged)
    #expect(second.problems == first.problems)
    #expect(second.messages.contains { $0.contains("which diverged before") })
    #expect(try laboratory.runFiles == files)
  }

  /// Options that are as usual are no part of a name, however they are written; long names end with a
  /// whole word.
  @Test func namesAreShortAndWhole() throws {
    let laboratory = try Laboratory()
    let name = { (options: String) throws -> String in
      let before = try Set(laboratory.runFolders)
      _ = try laboratory.run(
        Laboratory.preamble + "train epochs=1 batch=4 snapshots=0 \(options)")
      return try #require(Set(laboratory.runFolders).subtracting(before).first)
    }
    #expect(
      try name("lr=0.01 optimizer=adam beta1=0.5 seed=1").hasPrefix(
        "adam-lr0.01-batch4-beta1_0.5-snapshots0-"))
    // As the recipe that the prompt recommends.
    #expect(
      try name(
        "lr=0.001 optimizer=adam beta1=0 beta2=0.99 r2=0.1 penalty_every=4 "
          + "augment=[flip, shift] ema=0.998 schedule=linear decay=0.5"
      ).hasPrefix("adam-lr0.001-batch4-r2_0.1-flip+shift-ema0.998-"))
    let long = try name(
      "lr_d=0.001 optimizer=adam r2=0.1 penalty_every=4 label_smoothing=0.1 warmup=1 clip=5 "
        + "ema=0.998 schedule=linear decay=0.5 seed=7")
    let parts = long.split(separator: "-")
    #expect(long.count <= 48 + 14, "\(long)")
    #expect(parts.starts(with: ["adam", "lr0.01_0.001", "batch4", "seed7", "r2_0.1"]), "\(long)")
    #expect(parts.dropLast(2).last == "r2_0.1", "\(long)")
    let usual = try laboratory.run(
      Laboratory.preamble.replacing("load \"data.npy\"", with: "load sunflowers size=4 limit=32")
        + "r = train epochs=1 batch=32\ncontinue r epochs=2 lr=0.1\n")
    #expect(usual.messages.contains { $0.hasPrefix("run lr0.01-") }, "\(usual.messages)")
    #expect(!usual.messages.contains { $0.contains("batch32") }, "\(usual.messages)")
  }

  /// A folder is found by the key in its name, whatever the rest says.
  @Test func runsUnderOtherNamesAreFound() throws {
    let laboratory = try Laboratory()
    let script = Laboratory.preamble + "train epochs=2 lr=0.1 batch=4\n"
    _ = try laboratory.run(script)
    let folder = try #require(laboratory.runFolders.first)
    let runs = laboratory.output + "/runs/"
    let key = try #require(folder.split(separator: "-").dropLast().last)
    try FileManager.default.moveItem(
      atPath: runs + folder, toPath: runs + "old-name-epsilon1e-08-\(key)-e2")
    let again = try laboratory.run(script)
    #expect(again.messages.contains { $0.hasPrefix("found run old-name-") }, "\(again.messages)")
    #expect(try laboratory.runFolders == ["old-name-epsilon1e-08-\(key)-e2"])
  }
}
