import Datasets
import Files
import Foundation
import GANScript
import Imaging
import Testing

/// `load … pillow=` in the language: what it changes, and where it is refused.
struct PillowOptionTests {
  private static let networks = """
    net generator: 3 -> 256 tanh
    net discriminator: 256 -> 8 leakyrelu(0.2) -> 1 sigmoid

    """

  /// A laboratory with a folder of tall pictures.
  private func laboratory() throws -> Laboratory {
    let laboratory = try Laboratory()
    try makeFolder(laboratory.path + "/tall")
    for number in 0..<6 {
      let pixels = (0..<40 * 150).map { UInt8(truncatingIfNeeded: $0 * ($0 / 40 + number) / 7) }
      try laboratory.write(
        encodePNG(Image(width: 40, height: 150, channels: 1, pixels: pixels)),
        "tall/\(number).png")
    }
    return laboratory
  }

  /// What `load "tall"` with these options trains: the folder of its run, its `config.json`, the data.
  private func trained(
    _ options: String, in laboratory: Laboratory
  ) throws -> (folder: String, config: String, data: [UInt8]?) {
    let before = try Set(laboratory.runFolders)
    let outcome = try laboratory.run(
      "load \"tall\" size=16\(options)\n" + Self.networks
        + "train epochs=1 batch=3 lr=0.01 seed=1\nsave data \"d.npy\"", overwrites: true)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let folder = try Set(laboratory.runFolders).subtracting(before).first ?? ""
    let config =
      folder.isEmpty
      ? ""
      : try String(
        contentsOfFile: "\(laboratory.output)/runs/\(folder)/config.json", encoding: .utf8)
    return (folder, config, try laboratory.files["d.npy"])
  }

  @Test func thirteenGivesOtherDataAndAnotherRun() throws {
    let laboratory = try laboratory()
    let usual = try trained("", in: laboratory)
    // Twelve is the default, and no part of the text of the data: the run is found again.
    let twelve = try trained(" pillow=12", in: laboratory)
    #expect(!usual.folder.isEmpty && twelve.folder.isEmpty && twelve.data == usual.data)
    #expect(usual.config.contains("filter=bicubic") && !usual.config.contains("pillow"))
    let thirteen = try trained(" pillow=13", in: laboratory)
    #expect(!thirteen.folder.isEmpty && thirteen.config.contains("filter=bicubic pillow=13"))
    #expect(thirteen.data != usual.data)
    let expected = try loadFolder(
      laboratory.path + "/tall", options: PictureOptions(height: 16, width: 16, pillow: .from13))
    #expect(try loadArray(laboratory.output + "/d.npy").values == expected.values)
    // What the run learned from is loaded again in the same order, or its digest would be another.
    let again = try laboratory.run(
      "old = load run \"\(thirteen.folder)\"\ncontinue old epochs=2")
    #expect(again.report.exitCode == .done, "\(again.problems)")
    #expect(again.messages.contains { $0.contains("going on from epoch 1") }, "\(again.messages)")
  }

  @Test(arguments: [
    ("load \"tall\" pillow=11", "pillow", "12 to 13"),
    ("load \"tall\" pillow=12.5", "pillow", "12 to 13"),
    ("load \"tall\" pillow=new", "new", ""),
    ("load \"data.npy\" pillow=13", "pillow= is for pictures", ""),
    ("load \"data.npy\" pillow=12", "pillow= is for pictures", ""),
  ])
  func othersAreRefusedWhenChecked(script: String, words: String, more: String) throws {
    let report = try laboratory().check(script)
    let text = render(report.diagnostics)
    #expect(report.exitCode == .script && text.contains(words), "\(text)")
    #expect(more.isEmpty || text.contains(more), "\(text)")
  }

  /// They are drawn at their size.
  @Test func drawnSunflowersAreTheSame() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      "load sunflowers size=8 limit=9 pillow=13\nsave data \"a.npy\"\n"
        + "load sunflowers size=8 limit=9\nsave data \"b.npy\"")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(try laboratory.files["a.npy"] == laboratory.files["b.npy"])
  }
}
