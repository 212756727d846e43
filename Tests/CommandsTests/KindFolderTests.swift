import Foundation
import Testing

/// Folders of pictures by kind: asked of a conditional run, chosen from another.
struct KindFolderTests {
  private static let data = "flowers = load sunflowers size=16\n"
  private static let conditional =
    data + """
      net generator: 6+kinds -> 32 relu -> 256 tanh
      net discriminator: 256+kinds -> 16 leakyrelu -> 1
      r = train epochs=2 batch=32 lr=0.002 optimizer=adam loss=bce_logits snapshots=0

      """
  private static let plain =
    data + """
      net generator: 6 -> 32 relu -> 256 tanh
      net discriminator: 256 -> 16 leakyrelu -> 1
      r = train epochs=2 batch=32 lr=0.002 optimizer=adam loss=bce_logits snapshots=0

      """

  private static let without =
    Laboratory.preamble + "r = train epochs=1 batch=4 snapshots=0\n"
  private static let few = plain.replacing("size=16", with: "size=16 limit=12")
    .replacing("batch=32", with: "batch=4")
  private static let small = plain.replacing("size=16", with: "size=4")
    .replacing("256", with: "16")

  private static func counts(_ laboratory: Laboratory, _ folder: String) throws -> [String: Int] {
    let table = try String(
      decoding: #require(laboratory.files["\(folder)/kinds.csv"]), as: UTF8.self)
    let kinds = table.split(separator: "\n").dropFirst().map {
      String($0.split(separator: ",")[1])
    }
    return Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: +)
  }

  @Test func aConditionalRunIsAskedForKinds() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.conditional + """
        save pictures "slim" run=r count=7 kind=slim
        save pictures "even" run=r count=9 balance=on
        save pictures "shares" run=r count=256
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let back = try laboratory.run("load \"\(laboratory.output)/even\" size=16")
    #expect(back.texts.contains { $0.contains("3 close-up, 3 other, 3 slim") }, "\(back.texts)")
    #expect(try Self.counts(laboratory, "slim") == ["slim": 7])
    #expect(try Self.counts(laboratory, "even") == ["close-up": 3, "slim": 3, "other": 3])
    // Those of the data.
    #expect(
      try Self.counts(laboratory, "shares") == ["close-up": 150, "slim": 74, "other": 32])
  }

  /// A conditional run knows its kinds without the data that it learned from.
  @Test func aConditionalRunNeedsNoDataForKinds() throws {
    let first = try Laboratory()
    // Data that are gone when the run is taken up: a folder by kinds.
    let made = try first.run(Self.conditional + "save pictures \"f\" run=r count=48 folders=on")
    #expect(made.report.exitCode == .done, "\(made.problems)")
    let moved = first.path + "/flowers"
    try FileManager.default.moveItem(atPath: first.output + "/f", toPath: moved)
    let trained = try first.run(
      Self.conditional.replacing("load sunflowers", with: "load \"\(moved)\""))
    #expect(trained.report.exitCode == .done, "\(trained.problems)")
    try FileManager.default.removeItem(atPath: moved)
    let name = try #require(
      first.runFolders.first { name in
        try String(contentsOfFile: "\(first.output)/runs/\(name)/config.json", encoding: .utf8)
          .contains("\"name\": \"flowers\"")
      })
    let outcome = try first.run(
      """
      r = load run "\(name)"
      save pictures "slim" count=7 kind=slim
      save pictures "even" count=9 balance=on
      save pictures "sorted" count=6 folders=on
      save pictures "turns" count=6
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(try Self.counts(first, "slim") == ["slim": 7])
    #expect(try Self.counts(first, "even") == ["close-up": 3, "slim": 3, "other": 3])
    #expect(try Self.counts(first, "turns") == ["close-up": 2, "slim": 2, "other": 2])
    #expect(try first.files.keys.contains("sorted/slim/00003.png"))
    #expect(
      outcome.messages.filter { $0.contains("kinds come in turn, not in the shares") }.count == 2,
      "\(outcome.messages)")
    let new = try first.run("r = load run \"\(name)\"\nsave pictures \"n\" count=3 keep=new")
    #expect(new.report.exitCode == .files, "\(new.problems)")
    #expect(new.problems.contains("cannot be loaded"), "\(new.problems)")
  }

  @Test func whatAnotherRunMakesIsChosen() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(Self.plain + "save pictures \"p\" run=r count=40")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let made = try Self.counts(laboratory, "p")
    // A kind that it makes can be had alone, in other numbers than it comes in.
    let kind = try #require(made.max { $0.value < $1.value }?.key)
    let chosen = try laboratory.run(
      Self.plain + "save pictures \"q\" run=r count=50 kind=\"\(kind)\"")
    #expect(chosen.report.exitCode == .done, "\(chosen.problems)")
    #expect(try Self.counts(laboratory, "q") == [kind: 50])
  }

  @Test(arguments: [
    (conditional, "kind=slam", "did you mean `slim`?"),
    (conditional, "kind=slim balance=on", "leave one of them out"),
    (plain, "kind=none", "there is no kind"),
    (without, "kind=slim", "has no kinds, so there are none for kind="),
    (without, "balance=on", "none for balance="), (without, "folders=on", "none for folders="),
    (few, "folders=on", "at least 16 samples"),
    (small, "balance=on", "at least 8x8"),
    (
      plain.replacing("size=16", with: "size=16 limit=1")
        .replacing("batch=32", with: "batch=1"), "folders=on", "are of one kind"
    ),
  ])
  func whatIsNoKindIsSaid(script: String, options: String, words: String) throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(script + "save pictures \"p\" run=r count=4 \(options)")
    #expect(outcome.report.exitCode != .done)
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
    #expect(laboratory.isUntouched, "known before anything is trained")
  }

  /// What is advised where too few are found is of use: nobody finds a kind by keeping copies.
  @Test func whatIsNotMadeIsNotBlamedOnCopies() throws {
    let laboratory = try Laboratory()
    // A generator that makes one picture, which is told as one kind.
    let script = Self.plain.replacing("6 -> 32 relu", with: "1 -> 2 relu")
    let made = try laboratory.run(script + "save pictures \"p\" run=r count=30")
    #expect(made.report.exitCode == .done, "\(made.problems)")
    let kinds = try Self.counts(laboratory, "p")
    let kind = try #require(["slim", "other", "close-up"].first { kinds[$0] == nil })
    for keep in ["", " keep=new"] {
      let outcome = try laboratory.run(
        script + "save pictures \"q\" run=r count=5 kind=\"\(kind)\"\(keep)")
      #expect(outcome.report.exitCode == .limit, "\(outcome.problems)")
      #expect(outcome.problems.contains("of 100 that were drawn 0 are told as \(kind)"))
      #expect(outcome.problems.contains("leave out kind="), "\(outcome.problems)")
      #expect(!outcome.problems.contains("leave out keep="))
    }
  }
}
